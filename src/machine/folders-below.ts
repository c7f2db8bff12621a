import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { errnoOf } from './failure';
import { makeFolder } from './modes';

/** @returns what stands at a path, in words. */
export const kindOf = (stats: fs.Stats): string => {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isFile() ? 'a file' : 'a device';
};

/** @returns the end of a run that something stands in the way of. */
export const inTheWay = (path: string, what: string, fix = 'move it away'): Stop =>
  new Stop('target', [{ code: 'target', message: `${path} is ${what}`, flag: 'directory', value: path, fix }]);

/** @returns what stands at a path itself, no link followed; undefined where nothing does. */
export const standing = (path: string): fs.Stats | undefined => {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

const makeOne = (path: string): void => {
  try {
    // mkdir(2) follows nothing: whatever has come to stand there meanwhile, a link too, is EEXIST.
    makeFolder(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    const stats = standing(path);
    if (!stats?.isDirectory()) throw inTheWay(path, stats === undefined ? 'gone again' : kindOf(stats));
  }
};

/**
 * Makes a folder and the ones above it, below a root that is there. Every part on the way is looked at by itself, so
 * that no link leads the run out of the root.
 * @param path with `/`, relative to the root
 * @throws Stop(target) for whatever is no folder
 */
export const makeFoldersBelow = (root: string, path: string): void => {
  let folder = root;
  for (const part of path.split('/')) {
    folder = join(folder, part);
    const stats = standing(folder);
    if (stats === undefined) makeOne(folder);
    else if (!stats.isDirectory()) throw inTheWay(folder, kindOf(stats));
  }
};
