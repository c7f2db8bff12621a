import { dirname } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../../../errors';
import { ioFailure } from '../../../machine/failure';
import { writeWhole } from '../../../writing/write-whole';

const refused = (path: string, why: string): Stop =>
  new Stop('usage', [
    {
      code: 'invalid',
      message: `--html "${path}": ${why}`,
      flag: '--html',
      value: path,
      fix: 'name a file in a folder that is there',
    },
  ]);

/** @returns what a path is; undefined where it leads nowhere. */
const factsOf = (path: string): fs.Stats | undefined => {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
};

/**
 * Looks whether a page can go there, before any work is done for it.
 * @throws Stop(usage) where it is a folder or its folder is missing
 */
export const mustBeWritable = (path: string): void => {
  const there = factsOf(path);
  if (there && !there.isFile()) throw refused(path, 'it is no file');
  if (!factsOf(dirname(path))?.isDirectory()) throw refused(path, 'its folder is missing');
};

/** Writes a page whole. @throws Stop(io) */
export const writePage = (path: string, text: string): void => {
  try {
    writeWhole(path, text);
  } catch (error) {
    throw ioFailure(error, path);
  }
};
