import { isAbsolute, relative, resolve as resolvePath, sep } from 'node:path';
import fs from 'fs-extra';
import { ioFailure } from '../machine/failure';
import { readPlainFile } from '../machine/read-bounded';
import type { TextFile } from './repository';

/** A text file of a repository is small; a larger one is something else, or an attack. */
const MOST_BYTES = 2 * 1024 * 1024;

/** @returns the real path of something in a folder, or undefined where it is not there or lies outside. */
export const realInside = (folder: string, path: string): string | undefined => {
  try {
    const root = fs.realpathSync(folder);
    const real = fs.realpathSync(resolvePath(root, path));
    const way = relative(root, real);
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
  } catch {
    return undefined;
  }
};

/**
 * @returns a text file of a folder, or undefined where it is not there, too large, no file, or leads outside
 * @throws Stop(io) where it may not be read
 */
export const textInside = (folder: string, path: string): TextFile | undefined => {
  const real = realInside(folder, path);
  if (real === undefined) return undefined;
  if (!fs.statSync(real).isFile()) return undefined;
  try {
    const content = readPlainFile(real, MOST_BYTES);
    return content === undefined ? undefined : { path: path.split(sep).join('/'), text: content.toString('utf8') };
  } catch (error) {
    throw ioFailure(error, real, null);
  }
};

/** @returns the names of the files directly in a folder of the repository, sorted; none where it leads outside. */
export const namesInside = (folder: string, path: string): readonly string[] => {
  const real = realInside(folder, path);
  if (real === undefined || !fs.statSync(real).isDirectory()) return [];
  try {
    return fs
      .readdirSync(real, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw ioFailure(error, real, null);
  }
};
