import { constants } from 'node:fs';
import { dirname } from 'node:path';
import fs from 'fs-extra';
import { type Outcome, type Problem, Stop } from '../../errors';
import { ioFailure } from '../../machine/failure';
import type { World } from '../../machine/world';
import { RECORD_FILE } from '../../project/record';
import { inspect } from '../../writing/target';

/** What a folder is before anything is planned for it. */
export interface Look {
  /** Absolute. */
  readonly path: string;
  /** What is in it that is not ours, git's or the system's. */
  readonly entries: readonly string[];
  /** It may be the result of an earlier run. */
  readonly made: boolean;
  /** Why nothing can be made there. */
  readonly refusal?: { readonly outcome: Outcome; readonly problems: readonly Problem[] };
}

const nearest = (path: string): string => {
  for (let folder = path; ; folder = dirname(folder))
    if (fs.existsSync(folder) || dirname(folder) === folder) return folder;
};

/** Asks the system, which knows of owners, lists and disks that take nothing. */
const mustBeWritable = (path: string): void => {
  try {
    fs.accessSync(nearest(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw ioFailure(error, path);
  }
};

/**
 * Looks at a folder that somebody has named, so that what is wrong with it is said before more is asked.
 * @param path absolute
 * @param write false where nothing will be written
 */
export const lookAt = (path: string, write: boolean, world: Pick<World, 'cwd' | 'env' | 'platform'>): Look => {
  try {
    const { state, entries } = inspect(path, [], world);
    const made = entries.includes(RECORD_FILE);
    if (write && !made) mustBeWritable(path);
    return { path, entries: state === 'occupied' ? entries : [], made };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { path, entries: [], made: false, refusal: { outcome: error.outcome, problems: error.problems } };
  }
};
