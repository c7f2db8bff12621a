import type { Outcome, Problem } from '../errors';
import { type ChildEnvironment, environmentFor } from '../machine/environment';
import { during } from '../machine/progress';
import { type Ran, run } from '../machine/run';
import type { World } from '../machine/world';
import { type ShellKind, shellLine } from '../text/shell-words';
import { onlyHere } from './ask-git';
import { diagnose, type Failure, STEP_TIMEOUT } from './diagnose-call';
import { programsOff } from './git-programs';
import { gitCall } from './git-settings';
import type { Call, Step, StepContext, StepResult } from './step';

/** How the steps went, and how the run ends for it: undefined where all is well. */
export interface StepsRan {
  readonly results: readonly StepResult[];
  readonly end?: Outcome;
  readonly problems: readonly Problem[];
  /** Git lacks a name and an address to commit by. */
  readonly nameless: boolean;
}

const commandsOf = (calls: readonly Call[], shell: ShellKind): readonly string[] =>
  calls.map(({ shown }) => shellLine(shown, shell));

/** The commands of a step that is left to the user. */
const left = (step: Step, context: StepContext, shell: ShellKind): Pick<StepResult, 'commands'> =>
  step.byHand?.(context) ? { commands: commandsOf(step.calls(context), shell) } : {};

/** @returns what would be done, for a plan. */
export const plannedSteps = (steps: readonly Step[], context: StepContext, shell: ShellKind): readonly StepResult[] =>
  steps.map((step) => {
    const reason = step.skip(context);
    const common = { id: step.id, title: step.title(context) };
    return reason === undefined
      ? { ...common, status: 'pending', commands: commandsOf(step.calls(context), shell) }
      : { ...common, status: 'skipped', reason, ...left(step, context, shell) };
  });

/** Where and how the calls of all steps run. */
interface Place {
  readonly cwd: string;
  readonly env: ChildEnvironment;
  readonly world: World;
}

/** Runs a call of git with what keeps the repository's own programs from being run. */
const hardened = (argv: readonly string[], input: string | undefined, settings: readonly string[], place: Place) =>
  run(
    gitCall('folder', argv.slice(1), settings),
    { cwd: place.cwd, env: place.env, timeout: STEP_TIMEOUT, ...(input === undefined ? {} : { input }) },
    place.world,
  );

const isNeeded = async (call: Call, settings: readonly string[], place: Place): Promise<boolean> => {
  if (call.unless === undefined) return true;
  for (const question of call.unless)
    if ((await hardened(question, undefined, settings, place)).exitCode !== 0) return true;
  return false;
};

/** @returns what stopped the call; undefined where it is done. */
const runCall = async (call: Call, settings: readonly string[], place: Place): Promise<Failure | undefined> => {
  if (!(await isNeeded(call, settings, place))) return undefined;
  const running = hardened(call.argv, call.input, settings, place);
  const ran: Ran = await during(call.shown.slice(0, 2).join(' '), running, place.world);
  const well = ran.exitCode === 0 && !place.world.ending.aborted;
  return well ? undefined : diagnose(call, ran, place.cwd, place.world);
};

/** @returns how many calls were done, and what stopped the rest. */
const runCalls = async (calls: readonly Call[], place: Place): Promise<{ done: number; failure?: Failure }> => {
  let settings: readonly string[] | undefined;
  for (const [index, call] of calls.entries()) {
    if (!call.isFirst && settings === undefined) {
      const programs = await programsOff(place.cwd, place.world);
      // Told by git itself, in the call, where it is missing or too old.
      settings = 'settings' in programs ? programs.settings : [];
      if ('why' in programs && !programs.unasked)
        return { done: index, failure: { end: 'io', problem: { code: 'step', message: programs.why } } };
    }
    const failure = await runCall(call, settings ?? [], place);
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
  const place = { cwd, env: environmentFor('git', world, onlyHere(cwd)), world };
  const results: StepResult[] = [];
  let failure: Failure | undefined;
  for (const step of steps) {
    const common = { id: step.id, title: step.title(context) };
    const reason = step.skip(context);
    const calls = reason === undefined ? step.calls(context) : [];
    if (reason !== undefined) results.push({ ...common, status: 'skipped', reason, ...left(step, context, shell) });
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
  return {
    results,
    ...(failure ? { end: failure.end } : {}),
    problems: failure ? [failure.problem] : [],
    nameless: failure?.nameless === true,
  };
};
