import { environmentFor } from '../machine/environment';
import type { Ran } from '../machine/run';
import { askGit, onlyHere } from './ask-git';
import { programsOff, USAGE } from './git-programs';
import { gitCall } from './git-settings';
import type { Failure, Place, Tool } from './step';

/** The first git that takes all that we ask of it: `init --initial-branch`. */
const OLDEST_GIT = [2, 28] as const;

/** Git says in many ways that it does not know who commits; asked directly it answers with its exit code. */
const lacksIdentity = async ({ cwd, world }: Place): Promise<boolean> => {
  for (const name of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'])
    if ((await askGit(cwd, ['var', name], world)).exitCode !== 0) return true;
  return false;
};

const unavailable = (message: string, fix: string): Failure => ({
  end: 'unavailable',
  problem: { code: 'tool', message, fix },
});

/** Git does not know who commits. */
export const IDENTITY: Failure = {
  ...unavailable(
    'git does not know who commits',
    'git config --global user.name "Your Name" and git config --global user.email you@example.com',
  ),
  nameless: true,
};

/** @returns the failure of a git that is too old; undefined where it is not. Its own words for it differ, and some are long. */
const tooOld = async ({ exitCode, stderr }: Ran, { cwd, world }: Place): Promise<Failure | undefined> => {
  const told = /version (\d+)\.(\d+)\S*/.exec((await askGit(cwd, ['version'], world)).stdout);
  const [major, minor] = [Number(told?.[1]), Number(told?.[2])];
  const [first, second] = OLDEST_GIT;
  const isOld = major < first || (major === first && minor < second);
  const isUnknown = told === null && (exitCode === USAGE || /unknown option|unrecognized argument/.test(stderr));
  if (!isOld && !isUnknown) return undefined;
  return unavailable(
    `git ${told === null ? 'of an unknown version' : `${major}.${minor}`} is too old: it must be ${OLDEST_GIT.join('.')} or newer`,
    `install git ${OLDEST_GIT.join('.')} or newer, then run the commands below; or use --no-git`,
  );
};

/** Git in a folder of the user's: nothing that a repository's settings name is run. */
export const GIT: Tool = {
  name: 'git',
  without: '--no-git',
  environment: ({ cwd, world }) => environmentFor('git', world, onlyHere(cwd)),
  prepare: async ({ cwd, world }) => {
    const programs = await programsOff(cwd, world);
    if ('settings' in programs) return programs.settings;
    // Told by git itself, in the call, where it is missing or too old.
    return programs.unasked ? [] : { end: 'io', problem: { code: 'step', message: programs.why } };
  },
  argv: (words, settings) => gitCall('folder', words, settings),
  diagnose: async (call, ran, place) => {
    const old = await tooOld(ran, place);
    if (old) return old;
    return call.shown[1] === 'commit' && (await lacksIdentity(place)) ? IDENTITY : undefined;
  },
};
