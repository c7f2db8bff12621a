import { isAbsolute, relative } from 'node:path';

/** @returns a folder as a user would type it from where they are. */
export const shownFolder = (path: string, cwd: string): string => {
  const short = relative(cwd, path);
  if (short === '') return '.';
  return short.startsWith('..') || isAbsolute(short) ? path : short;
};
