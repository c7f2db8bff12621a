import fs from 'fs-extra';
import { Stop } from '../errors';
import { errnoOf } from './failure';

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
