import type { Outcome, Problem } from '../errors';
import type { Ran } from '../machine/run';
import type { World } from '../machine/world';
import { askGit } from './ask-git';
import { USAGE } from './git-programs';
import type { Call } from './step';

/** A step is quick; what takes longer than this hangs (a network file system, a monitor that waits). In milliseconds. */
export const STEP_TIMEOUT = 60_000;

/** The first git that takes all that we ask of it: `init --initial-branch`. */
const OLDEST_GIT = [2, 28] as const;

/** What stopped a step, and how the run ends for it. */
export interface Failure {
  readonly end: Outcome;
  readonly problem: Problem;
  /** Git lacks a name and an address to commit by. */
  readonly nameless?: true;
}

const firstLines = (text: string): string => text.trim().split('\n').slice(0, 5).join('\n');

/** Git says in many ways that it does not know who commits; asked directly it answers with its exit code. */
const lacksIdentity = async (cwd: string, world: World): Promise<boolean> => {
  for (const name of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'])
    if ((await askGit(cwd, ['var', name], world)).exitCode !== 0) return true;
  return false;
};

/** Git does not know who commits. */
export const IDENTITY: Failure = {
  end: 'unavailable',
  nameless: true,
  problem: {
    code: 'tool',
    message: 'git does not know who commits',
    fix: 'git config --global user.name "Your Name" and git config --global user.email you@example.com',
  },
};

const unavailable = (message: string, fix: string): Failure => ({
  end: 'unavailable',
  problem: { code: 'tool', message, fix },
});

const notStarted = (tool: string, { missing, notStarted: code }: Ran): Failure | undefined => {
  const then = 'then run the commands below; or use --no-git';
  if (missing) return unavailable(`${tool} was not found`, `install ${tool}, ${then}`);
  return code === undefined
    ? undefined
    : unavailable(`${tool} was found but cannot be run (${code})`, `install ${tool} anew, ${then}`);
};

/** @returns the failure of a git that is too old; undefined where it is not. Its own words for it differ, and some are long. */
const tooOld = async ({ exitCode, stderr }: Ran, cwd: string, world: World): Promise<Failure | undefined> => {
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

/** @returns why a call that did not end well did not, and how the run ends for it. */
export const diagnose = async (call: Call, ran: Ran, cwd: string, world: World): Promise<Failure> => {
  const [tool = ''] = call.argv;
  const name = call.shown.slice(0, 2).join(' ');
  if (world.ending.aborted)
    return {
      end: world.endedBy() ?? 'interrupted',
      problem: { code: 'signal', message: `ended while ${name} ran; the files are there` },
    };
  const absent = notStarted(tool, ran);
  if (absent) return absent;
  if (ran.timedOut)
    return { end: 'io', problem: { code: 'step', message: `${name} did not end within ${STEP_TIMEOUT / 1000} s` } };
  const old = await tooOld(ran, cwd, world);
  if (old) return old;
  if (call.shown[1] === 'commit' && (await lacksIdentity(cwd, world))) return IDENTITY;
  const words = firstLines(ran.stderr || ran.stdout);
  const how = ran.signal ? `ended by ${ran.signal}` : `exit code ${ran.exitCode}`;
  return { end: 'io', problem: { code: 'step', message: `${name} failed: ${words || how}` } };
};
