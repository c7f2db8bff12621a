import type { Outcome, Problem } from '../errors';
import type { Call, Step, StepContext, StepResult } from '../steps/step';
import { type ShellKind, shellLine } from '../text/shell-words';
import { type ChildEnvironment, environmentFor } from './environment';
import { during } from './progress';
import { type Ran, run } from './run';
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
const lacksIdentity = async (cwd: string, env: ChildEnvironment, world: World): Promise<boolean> => {
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

const diagnose = async (call: Call, ran: Ran, cwd: string, env: ChildEnvironment, world: World): Promise<Failure> => {
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
  if (ran.notStarted)
    return {
      end: 'unavailable',
      problem: {
        code: 'tool',
        message: `${tool} was found but cannot be run (${ran.notStarted})`,
        fix: `install ${tool} anew, then run the commands below; or use --no-git`,
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
      message: `${call.shown.slice(0, 2).join(' ')} failed: ${firstLines(ran.stderr || ran.stdout) || (ran.signal ? `ended by ${ran.signal}` : `exit code ${ran.exitCode}`)}`,
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

/** Where and how the calls of all steps run. */
interface Place {
  readonly cwd: string;
  readonly env: ChildEnvironment;
  readonly world: World;
}

const runCall = async (call: Call, { cwd, env, world }: Place): Promise<Failure | undefined> => {
  const input = call.input === undefined ? {} : { input: call.input };
  const running = run(call.argv, { cwd, env, timeout: STEP_TIMEOUT, ...input }, world);
  const ran = await during(call.shown.slice(0, 2).join(' '), running, world);
  const well = isNothingToCommit(call, ran) || (ran.exitCode === 0 && !world.ending.aborted);
  return well ? undefined : diagnose(call, ran, cwd, env, world);
};

/** @returns how many calls were done, and what stopped the rest. */
const runCalls = async (calls: readonly Call[], place: Place): Promise<{ done: number; failure?: Failure }> => {
  for (const [index, call] of calls.entries()) {
    const failure = await runCall(call, place);
    if (failure) return { done: index, failure };
  }
  return { done: calls.length };
};

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
  const place = { cwd, env: environmentFor('git', world), world };
  const results: StepResult[] = [];
  let failure: Failure | undefined;
  for (const step of steps) {
    const common = { id: step.id, title: step.title };
    const reason = step.skip(context);
    const calls = reason === undefined ? step.calls(context) : [];
    if (reason !== undefined) results.push({ ...common, status: 'skipped', reason });
    else if (failure) results.push({ ...common, status: 'pending', commands: commandsOf(calls, shell) });
    else {
      const ran = await runCalls(calls, place);
      failure = ran.failure;
      const rest = calls.slice(ran.done);
      results.push({
        ...common,
        ...(failure ? { status: 'failed', commands: commandsOf(rest, shell) } : { status: 'done' }),
      });
    }
  }
  return { results, ...(failure ? { end: failure.end } : {}), problems: failure ? [failure.problem] : [] };
};
