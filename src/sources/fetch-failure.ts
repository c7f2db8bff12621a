import { join } from 'node:path';
import fs from 'fs-extra';
import { type Problem, Stop } from '../errors';
import { ended, errnoOf } from '../machine/failure';
import type { Ran } from '../machine/run';
import type { World } from '../machine/world';
import { MOST_FETCHED } from './fetched';
import { withoutCredentials } from './without-credentials';

/** @returns the end of a run in which the remote side did not hand the template over. */
export const unreachable = (source: string, why: string, fix: string): Stop => {
  const value = withoutCredentials(source);
  const problem: Problem = {
    code: 'network',
    message: `template ${value}: ${withoutCredentials(why)}`,
    flag: '--template',
    value,
    fix,
  };
  return new Stop('network', [problem]);
};

/** @returns the end of a run whose `--template` names what is not there. */
export const notThere = (source: string, why: string, fix: string): Stop => {
  const value = withoutCredentials(source);
  return new Stop('usage', [
    { code: 'unknown', message: `template ${value}: ${withoutCredentials(why)}`, flag: '--template', value, fix },
  ]);
};

/** A disk that cannot take what is fetched, in the words of git, npm and the system. */
const FULL = /no space left|disk quota exceeded|read-only file system|ENOSPC|EDQUOT|EROFS/i;

/** Tries it out: git does not always say that the disk was why. */
const takesNothing = (folder: string): boolean => {
  try {
    fs.writeFileSync(join(folder, 'room'), Buffer.alloc(64 * 1024));
    return false;
  } catch (error) {
    return FULL.test(errnoOf(error) ?? '');
  }
};

/** @returns the end of a run whose folder for temporary files cannot be written, where that is why a program failed. */
export const diskFailure = (words: string, folder: string): Stop | undefined =>
  FULL.test(words) || takesNothing(folder)
    ? new Stop('io', [
        {
          code: 'io',
          message: `${folder}: the template could not be fetched into it: the disk is full or cannot be written`,
          flag: '--template',
          value: folder,
          fix: 'free some space, or set TMPDIR to a folder on another disk',
        },
      ])
    : undefined;

/** @returns the end of a run whose template breaks a limit or a rule while it is read. */
export const badTemplate = (what: string, why: string, fix?: string): Stop =>
  new Stop('data', [
    { code: 'template', message: `${what}: ${why}`, flag: what, ...(fix === undefined ? {} : { fix }) },
  ]);

/** @returns the end that a program means which never ran or was stopped; undefined where it ended by itself. */
export const stopOf = ({ absent, stopped }: Ran, source: string, world: World): Stop | undefined => {
  if (absent !== undefined) {
    const value = withoutCredentials(source);
    const fix = `${absent.fix}, or use a folder as the template`;
    return new Stop('unavailable', [
      { code: 'tool', message: `template ${value}: ${absent.why}`, flag: '--template', value, fix },
    ]);
  }
  if (stopped === undefined) return undefined;
  if (stopped === 'ending') return ended(world);
  if (stopped === 'silence')
    return unreachable(source, 'no answer for 20 seconds', 'check the network and the address, and run it again');
  if (stopped === 'deadline')
    return unreachable(source, 'fetching took too long', 'run it again with a larger --timeout <seconds>');
  return badTemplate(
    'the template',
    `more than ${MOST_FETCHED / 1024 / 1024} MiB had to be fetched`,
    'keep the template in a repository or package of its own',
  );
};
