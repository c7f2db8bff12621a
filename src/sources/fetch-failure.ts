import { join } from 'node:path';
import fs from 'fs-extra';
import { type Problem, Stop } from '../errors';
import { ended, errnoOf } from '../machine/failure';
import type { ChildEnd } from '../machine/run-child';
import type { World } from '../machine/world';
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

const missingTool = (tool: 'git' | 'npm', source: string): Stop =>
  new Stop('unavailable', [
    {
      code: 'tool',
      message: `template ${withoutCredentials(source)}: ${tool} is needed to fetch it, and is not on the PATH`,
      flag: '--template',
      value: withoutCredentials(source),
      fix: `install ${tool}, or use a folder as the template`,
    },
  ]);

/**
 * The end that a stopped or missing program means; undefined where the program ended by itself.
 * @param seconds what the user allows, for the message
 */
export const stopOf = (
  end: ChildEnd,
  tool: 'git' | 'npm',
  source: string,
  mostBytes: number,
  world: World,
): Stop | undefined => {
  if (end.missing) return missingTool(tool, source);
  if (end.stopped === undefined) return undefined;
  if (end.stopped === 'ending') return ended(world);
  if (end.stopped === 'silence')
    return unreachable(source, 'no answer for 20 seconds', 'check the network and the address, and run it again');
  if (end.stopped === 'deadline')
    return unreachable(source, 'fetching took too long', 'run it again with a larger --timeout <seconds>');
  if (end.stopped === 'size')
    return badTemplate(
      'the template',
      `more than ${Math.floor(mostBytes / 1024 / 1024)} MiB had to be fetched`,
      'keep the template in a repository or package of its own',
    );
  return badTemplate('the template', end.stopped.reason);
};
