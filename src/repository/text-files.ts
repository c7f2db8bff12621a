import type { Files } from '../machine/files';
import type { TextFile } from './repository';

/** A text file of a repository is small; a larger one is something else, or an attack. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * @returns a text file of a repository, or undefined where it is not there, too large, no file, or leads outside
 * @throws Stop(io) where it may not be read
 */
export const textAt = async (files: Files, path: string): Promise<TextFile | undefined> => {
  const content = await files.read(path, MOST_BYTES);
  return content === undefined ? undefined : { path, text: content.toString('utf8') };
};

/** @returns the first of some files that is there. */
export const firstText = async (files: Files, paths: readonly string[]): Promise<TextFile | undefined> => {
  for (const path of paths) {
    const file = await textAt(files, path);
    if (file) return file;
  }
  return undefined;
};

/** @returns a path from a folder of the repository, as it is written in one of its files: `./web`, `../lib`. */
export const joined = (folder: string, path: string): string =>
  path.startsWith('/') || folder === '' ? path : `${folder}/${path}`;
