import { basename, delimiter, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import fs from 'fs-extra';
import type { World } from './world';

/** Where no program is: an empty PATH would mean the current folder. */
const NOWHERE = process.platform === 'win32' ? 'NUL' : '/dev/null';

const realOf = (path: string): string => {
  try {
    return fs.realpathSync.native(path);
  } catch {
    return resolve(path);
  }
};

const isBelow = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

const isRepository = (folder: string): boolean => {
  try {
    return fs.lstatSync(resolve(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

/** @returns the folder, and those round it that are repositories of git's: a part of a repository is the repository's. */
const withRepositories = (folder: string): readonly string[] => {
  const folders = [folder];
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at)) if (isRepository(at)) folders.push(at);
  return folders;
};

/** `node_modules/.bin` of the current folder or of one above it: npx and npm put them on the PATH, first. */
const isOfNpm = (entry: string, cwd: string): boolean =>
  basename(entry) === '.bin' && basename(dirname(entry)) === 'node_modules' && isBelow(cwd, dirname(dirname(entry)));

/**
 * The folders whose programs are never started: what a command looks at, or writes into, with the repository of git's
 * round it. A folder that holds the user's home is no stranger's, whatever lies in it.
 */
const distrusted = ({ untrusted, env }: Pick<World, 'untrusted' | 'env'>): readonly string[] => {
  const home = env.HOME ?? env.USERPROFILE;
  const isHomes = (folder: string): boolean => home !== undefined && isBelow(realOf(home), folder);
  return [...untrusted].flatMap((path) => {
    const folders = new Set([resolve(path), realOf(path)].flatMap(withRepositories));
    return [...folders].filter((folder) => !isHomes(folder));
  });
};

/** @returns PATH, or nothing where there is none, without what is relative, empty, or inside a folder that is looked at. */
export const searchPath = (
  world: Pick<World, 'env' | 'cwd' | 'platform' | 'untrusted'>,
): Readonly<Record<string, string>> => {
  const key = Object.keys(world.env).find((name) =>
    world.platform === 'win32' ? /^path$/i.test(name) : name === 'PATH',
  );
  const path = key === undefined ? undefined : world.env[key];
  if (key === undefined || path === undefined) return {};
  const folders = distrusted(world);
  const entries = path.split(delimiter).filter((entry) => {
    if (!isAbsolute(entry) || isOfNpm(entry, world.cwd)) return false;
    const places = [resolve(entry), realOf(entry)];
    return !places.some((place) => folders.some((folder) => isBelow(place, folder)));
  });
  return { [key]: entries.length > 0 ? entries.join(delimiter) : NOWHERE };
};
