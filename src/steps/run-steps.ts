import type { Outcome, Problem } from '../errors';
import { during } from '../machine/progress';
import { type Ran, run } from '../machine/run';
import { type ShellKind, shellLine } from '../text/shell-words';
import type { Call, Failure, Place, Step, StepResult, Tool } from './step';

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

/** @returns what becomes of a step that does not apply; the commands of one that is left to the user are told. */
const skipped = <C>(step: Step<C>, context: C, shell: ShellKind): StepResult | undefined => {
  const reason = step.skip(context);
  if (reason === undefined) return undefined;
  const left = step.byHand?.(context) ? { commands: commandsOf(step.calls(context), shell) } : {};
  return { id: step.id, title: step.title(context), status: 'skipped', reason, ...left };
};

const pending = <C>(step: Step<C>, context: C, shell: ShellKind): StepResult => ({
  id: step.id,
  title: step.title(context),
  status: 'pending',
  commands: commandsOf(step.calls(context), shell),
});

/** @returns what would be done, for a plan. */
export const plannedSteps = <C>(steps: readonly Step<C>[], context: C, shell: ShellKind): readonly StepResult[] =>
  steps.map((step) => skipped(step, context, shell) ?? pending(step, context, shell));

/** A step is quick; what takes longer than this hangs (a network file system, a monitor that waits). In milliseconds. */
const TIMEOUT = 60_000;

/** The program of a step where it runs, with what was found out there. */
interface Session {
  readonly tool: Tool;
  readonly place: Place;
  readonly settings: readonly string[];
}

const start = ({ tool, place, settings }: Session, words: readonly string[], input?: string): Promise<Ran> =>
  run(tool.argv(words, settings), {
    cwd: place.cwd,
    env: tool.environment(place),
    ending: place.world.ending,
    timeout: TIMEOUT,
    soon: true,
    ...(input === undefined ? {} : { input }),
  });

const isNeeded = async (call: Call, session: Session): Promise<boolean> => {
  if (call.unless === undefined) return true;
  for (const question of call.unless) if ((await start(session, question)).exitCode !== 0) return true;
  return false;
};

const firstLines = (text: string): string => text.trim().split('\n').slice(0, 5).join('\n');

/** @returns why a call that did not end well did not, and how the run ends for it. */
const explain = async (call: Call, ran: Ran, { tool, place }: Session): Promise<Failure> => {
  const { ending, endedBy } = place.world;
  const name = call.shown.slice(0, 2).join(' ');
  const failed = (message: string): Failure => ({ end: 'io', problem: { code: 'step', message } });
  if (ending.aborted)
    return {
      end: endedBy() ?? 'interrupted',
      problem: { code: 'signal', message: `ended while ${name} ran; the files are there` },
    };
  if (ran.absent)
    return {
      end: 'unavailable',
      problem: {
        code: 'tool',
        message: ran.absent.why,
        fix: `${ran.absent.fix}, then run the commands below; or use ${tool.without}`,
      },
    };
  if (ran.stopped === 'deadline') return failed(`${name} did not end within ${TIMEOUT / 1000} s`);
  const words = firstLines(ran.stderr || ran.stdout);
  const how = ran.signal ? `ended by ${ran.signal}` : `exit code ${ran.exitCode}`;
  return (await tool.diagnose(call, ran, place)) ?? failed(`${name} failed: ${words || how}`);
};

/** @returns what stopped the call; undefined where it is done. */
const runCall = async (call: Call, session: Session): Promise<Failure | undefined> => {
  if (!(await isNeeded(call, session))) return undefined;
  const { world } = session.place;
  const ran = await during(call.shown.slice(0, 2).join(' '), start(session, call.words, call.input), world);
  return ran.exitCode === 0 && !world.ending.aborted ? undefined : explain(call, ran, session);
};

/** @returns how many calls were done, and what stopped the rest. */
const runCalls = async (
  calls: readonly Call[],
  tool: Tool,
  place: Place,
): Promise<{ done: number; failure?: Failure }> => {
  let session: Session | undefined;
  for (const [index, call] of calls.entries()) {
    if (!call.isFirst && session === undefined) {
      const settings = (await tool.prepare?.(place)) ?? [];
      if ('problem' in settings) return { done: index, failure: settings };
      session = { tool, place, settings };
    }
    const failure = await runCall(call, session ?? { tool, place, settings: [] });
    if (failure) return { done: index, failure };
  }
  return { done: calls.length };
};

/**
 * Runs the steps one after the other. After a failure the rest is left, and each unfinished step says
 * which commands finish it. Files stay in any case.
 */
export const runSteps = async <C>(
  steps: readonly Step<C>[],
  context: C,
  place: Place,
  shell: ShellKind,
): Promise<StepsRan> => {
  const results: StepResult[] = [];
  let failure: Failure | undefined;
  for (const step of steps) {
    const untouched = skipped(step, context, shell) ?? (failure && pending(step, context, shell));
    if (untouched) results.push(untouched);
    else {
      const calls = step.calls(context);
      const ran = await runCalls(calls, step.tool, place);
      failure = ran.failure;
      const left = commandsOf(calls.slice(ran.done), shell);
      const how = failure ? { status: 'failed' as const, commands: left } : { status: 'done' as const };
      results.push({ id: step.id, title: step.title(context), ...how });
    }
  }
  return {
    results,
    ...(failure ? { end: failure.end } : {}),
    problems: failure ? [failure.problem] : [],
    nameless: failure?.nameless === true,
  };
};
