import { dirname, join, sep } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { errnoOf } from '../machine/failure';
import { standing } from '../machine/standing';
import {
  BESIDE,
  makeWorkingFolder,
  removeEmptied,
  removeWorkingFolder,
  sweepWorkingFolders,
} from '../machine/temporary-folder';
import type { PlannedFile } from '../plan/plan';

/**
 * Permission bits follow the umask, with two exceptions: nothing is world-writable, whatever the
 * umask says, and the owner can always read and enter what was made.
 */
const bits = (wanted: number, owner: number): number => (wanted & ~process.umask()) | owner;

const modeOf = (file: PlannedFile): number => (file.mode === '0755' ? bits(0o775, 0o700) : bits(0o664, 0o600));

/** Writes a file that must not exist yet. */
export const writeNew = (path: string, file: PlannedFile): void => {
  const mode = modeOf(file);
  fs.writeFileSync(path, file.content, { flag: 'wx', mode });
  // open(2) takes the umask's bits off again; only an odd umask makes a difference.
  if ((process.umask() & 0o700) !== 0) fs.chmodSync(path, mode);
};

/** Makes a folder that must not exist yet. */
export const makeFolder = (path: string): void => {
  fs.mkdirSync(path, bits(0o775, 0o700));
  if ((process.umask() & 0o700) !== 0) fs.chmodSync(path, bits(0o775, 0o700));
};

/**
 * Makes a new folder appear at once: everything is written into a hidden folder beside it, on the same
 * device, and one rename puts it in its place. Missing parents come with it in the same rename.
 */

/** @returns the deepest folder on the way to the target that exists, links resolved, and the names below it. */
const existingBase = (target: string): { readonly base: string; readonly missing: readonly string[] } => {
  const missing: string[] = [];
  let base = target;
  while (standing(base) === undefined) {
    missing.unshift(base.slice(dirname(base).length).replaceAll(sep, ''));
    base = dirname(base);
  }
  return { base: fs.realpathSync(base), missing };
};

/** Files that are written before the run looks up again: a turn of the event loop takes as long as a file. */
const BREATH = 8;

const writeTree = async (root: string, files: readonly PlannedFile[], breathe: () => Promise<void>): Promise<void> => {
  const made = new Set<string>();
  const ensure = (folder: string): void => {
    if (made.has(folder)) return;
    if (folder !== root) ensure(dirname(folder));
    makeFolder(folder);
    made.add(folder);
  };
  ensure(root);
  for (const [index, file] of files.entries()) {
    if (index % BREATH === 0) await breathe();
    // Not join(), which looks at each character of what is in order.
    const path = `${root}${sep}${file.path.replaceAll('/', sep)}`;
    ensure(dirname(path));
    writeNew(path, file);
  }
};

const taken = (target: string): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: `${target} was made by someone else in the meantime`,
      flag: 'directory',
      value: target,
      fix: 'look at it, and run this again',
    },
  ]);

/** Puts the staged folder in its place. An empty folder may stand there; anything else may not. */
const place = (staged: string, target: string, platform: NodeJS.Platform): void => {
  try {
    if (platform === 'win32' && fs.existsSync(target)) fs.rmdirSync(target);
    fs.renameSync(staged, target);
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw taken(target);
    throw error;
  }
};

/** Where a new target is made, and what is beside it. */
const placeOf = (target: string): { readonly base: string; readonly missing: readonly string[] } =>
  existingBase(standing(target) === undefined ? target : dirname(target));

/** Removes what killed runs left beside a target. */
export const sweepBeside = (target: string): void => {
  try {
    sweepWorkingFolders(placeOf(target).base, BESIDE);
  } catch (error) {
    // A way that cannot be gone fails by name where it is needed.
    if (errnoOf(error) === undefined) throw error;
  }
};

/**
 * Writes a repository into a folder that is absent or empty.
 * @param target absolute
 * @param breathe called every few files; throws when the run is to end
 * @throws Stop(target) when someone else makes the target meanwhile; the system's errors as they are. The target is then untouched.
 */
export const stageNew = async (
  target: string,
  files: readonly PlannedFile[],
  platform: NodeJS.Platform,
  breathe: () => Promise<void>,
): Promise<void> => {
  const { base, missing } = placeOf(target);
  const names = missing.length > 0 ? missing : [target.slice(dirname(target).length).replaceAll(sep, '')];
  const stage = makeWorkingFolder(base, BESIDE);
  let isInPlace = false;
  try {
    let folder = stage.path;
    for (const name of names.slice(0, -1)) {
      folder = join(folder, name);
      makeFolder(folder);
    }
    await writeTree(join(folder, names.at(-1)!), files, breathe);
    await breathe();
    place(join(stage.path, names[0]!), join(base, names[0]!), platform);
    isInPlace = true;
  } finally {
    if (isInPlace) removeEmptied(stage);
    else removeWorkingFolder(stage);
  }
};
