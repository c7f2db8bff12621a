import { join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf } from './failure';

const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_RDONLY } = fs.constants;

/**
 * Where a folder that is open is reached whatever its name has come to lead to. Node has no openat(2); Linux has this.
 * Elsewhere the name is all there is, and who may rename in the folder round it could change what it leads to.
 */
const reachedBy = (descriptor: number, path: string): string => {
  const open = `/proc/self/fd/${descriptor}`;
  return process.platform === 'linux' && fs.existsSync(`${open}/.`) ? open : path;
};

/** @returns the open folder; undefined where there is none at the path, or a link. */
const opened = (path: string): number | undefined => {
  try {
    return fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
};

/** How the name of a file begins that says whose its folder is: it goes last, so that what is left of a folder can be told. */
export const MARK = '.working-folder-';

const marksLast = (one: string, other: string): number => Number(one.startsWith(MARK)) - Number(other.startsWith(MARK));

/**
 * Removes a folder that nobody else may write into, with what is in it. What has come to stand in its place meanwhile is
 * not followed and not removed.
 * @param isToGo judges the folder when it is open
 * @throws the system's errors
 */
export const removeTree = (path: string, isToGo: (stats: fs.Stats, inside: string) => boolean): void => {
  if (process.platform === 'win32') {
    if (fs.existsSync(path) && isToGo(fs.lstatSync(path), path))
      fs.rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    return;
  }
  const descriptor = opened(path);
  if (descriptor === undefined) return;
  try {
    const inside = reachedBy(descriptor, path);
    if (!isToGo(fs.fstatSync(descriptor), inside)) return;
    for (const name of fs.readdirSync(inside).sort(marksLast))
      fs.rmSync(join(inside, name), { recursive: true, force: true });
  } finally {
    fs.closeSync(descriptor);
  }
  // rmdir(2) takes no link for a folder.
  fs.rmdirSync(path);
};
