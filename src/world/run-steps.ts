import type { Outcome, Problem } from '../errors';
import { type ShellKind, shellLine } from '../report/shell-words';
import { gitEnvironment } from '../steps/git';
import type { Call, Step, StepContext, StepResult } from '../steps/step';
import { type Ran, run } from './shell';
import type { World } from './world';

/** A step is quick; what takes longer than this hangs (a network file system, a monitor that waits). In milliseconds. */
const STEP_TIMEOUT = 60_000;

/** How the steps went, and how the run ends for it: undefined where all is well. */
export interface StepsRan {
  readonly results: readonly StepResult[];
  readonly end?: Outcome;
  readonly problems: readonly Problem[];
}

interface Failure {
  readonly end: Outcome;
  readonly problem: Problem;
}

const firstLines = (text: string): string => text.trim().split('\n').slice(0, 5).join('\n');

/** Git says in many ways that it does not know who commits; asked directly it answers with its exit code. */
const lacksIdentity = async (cwd: string, env: Readonly<Record<string, string>>, world: World): Promise<boolean> => {
  for (const name of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    const asked = await run(
      ['git', '-c', 'user.useConfigOnly=true', 'var', name],
      { cwd, env, timeout: STEP_TIMEOUT },
      world,
    );
    if (asked.exitCode !== 0) return true;
  }
  return false;
};

const IDENTITY: Failure = {
  end: 'unavailable',
  problem: {
    code: 'tool',
    message: 'git does not know who commits',
    fix: 'git config --global user.name "Your Name" and git config --global user.email you@example.com',
  },
};

const diagnose = async (
  call: Call,
  ran: Ran,
  cwd: string,
  env: Readonly<Record<string, string>>,
  world: World,
): Promise<Failure> => {
  const [tool = ''] = call.argv;
  if (world.ending.aborted)
    return {
      end: world.endedBy() ?? 'interrupted',
      problem: { code: 'signal', message: `ended while ${call.shown.slice(0, 2).join(' ')} ran; the files are there` },
    };
  if (ran.missing)
    return {
      end: 'unavailable',
      problem: {
        code: 'tool',
        message: `${tool} was not found`,
        fix: `install ${tool}, then run the commands below; or use --no-git`,
      },
    };
  if (ran.timedOut)
    return {
      end: 'io',
      problem: {
        code: 'step',
        message: `${call.shown.slice(0, 2).join(' ')} did not end within ${STEP_TIMEOUT / 1000} s`,
      },
    };
  if (/unknown option|unrecognized argument/.test(ran.stderr))
    return {
      end: 'unavailable',
      problem: {
        code: 'tool',
        message: `this git is too old: ${firstLines(ran.stderr)}`,
        fix: 'install git 2.28 or newer',
      },
    };
  if (call.shown[1] === 'commit' && (await lacksIdentity(cwd, env, world))) return IDENTITY;
  return {
    end: 'io',
    problem: {
      code: 'step',
      message: `${call.shown.slice(0, 2).join(' ')} failed: ${firstLines(ran.stderr || ran.stdout) || `exit code ${ran.exitCode}`}`,
    },
  };
};

/** What was replaced may be what the last commit holds: then it is committed already. */
const isNothingToCommit = (call: Call, ran: Ran): boolean =>
  call.shown[1] === 'commit' &&
  ran.exitCode === 1 &&
  /nothing (added )?to commit|no changes added to commit/.test(ran.stdout);

const commandsOf = (calls: readonly Call[], shell: ShellKind): readonly string[] =>
  calls.map(({ shown }) => shellLine(shown, shell));

/** @returns what would be done, for a plan. */
export const plannedSteps = (steps: readonly Step[], context: StepContext, shell: ShellKind): readonly StepResult[] =>
  steps.map((step) => {
    const reason = step.skip(context);
    const common = { id: step.id, title: step.title };
    return reason === undefined
      ? { ...common, status: 'pending', commands: commandsOf(step.calls(context), shell) }
      : { ...common, status: 'skipped', reason };
  });

/**
 * Runs the steps one after the other. After a failure the rest is left, and each unfinished step says
 * which commands finish it. Files stay in any case.
 */
export const runSteps = async (
  steps: readonly Step[],
  context: StepContext,
  cwd: string,
  shell: ShellKind,
  world: World,
): Promise<StepsRan> => {
  const env = gitEnvironment(world.env);
  const results: StepResult[] = [];
  let failure: Failure | undefined;
  for (const step of steps) {
    const common = { id: step.id, title: step.title };
    const reason = step.skip(context);
    if (reason !== undefined) {
      results.push({ ...common, status: 'skipped', reason });
      continue;
    }
    const calls = step.calls(context);
    let done = 0;
    for (const call of failure ? [] : calls) {
      const ran = await run(
        call.argv,
        { cwd, env, timeout: STEP_TIMEOUT, ...(call.input === undefined ? {} : { input: call.input }) },
        world,
      );
      if (!isNothingToCommit(call, ran) && (ran.exitCode !== 0 || world.ending.aborted)) {
        failure = await diagnose(call, ran, cwd, env, world);
        break;
      }
      done += 1;
    }
    const status =
      done === calls.length
        ? 'done'
        : failure && done === 0 && results.some(({ status: earlier }) => earlier === 'failed')
          ? 'pending'
          : 'failed';
    results.push({
      ...common,
      status,
      ...(status === 'done' ? {} : { commands: commandsOf(calls.slice(done), shell) }),
    });
  }
  return { results, ...(failure ? { end: failure.end } : {}), problems: failure ? [failure.problem] : [] };
};
