import { resolve as resolvePath } from 'node:path';
import { type Outcome, Stop } from '../errors';
import { commandRow } from '../options/commands';
import { argumentProblems } from '../options/invocation';
import type { CreateRun } from '../options/run-options';
import { type Change, isUnchanged } from '../plan/compare';
import { diffOf } from '../plan/diff';
import { createJson } from '../report/create-json';
import { type CreateReport, endedEarly } from '../report/create-report';
import { shellOf } from '../report/shell-words';
import { GIT_STEPS } from '../steps/git';
import { commit, ended } from '../world/commit';
import { writeOut } from '../world/output';
import { plannedSteps, runSteps } from '../world/run-steps';
import { standSomewhere } from '../world/target';
import type { Terminal } from '../world/terminal';
import type { World } from '../world/world';
import { askMissing, type Given, gather } from './answers';
import { readArguments } from './arguments';
import { bugProblem } from './bug-problem';
import { conflictProblems, type Decision, decide, reportOf } from './decision';
import { withTeam } from './team-answers';
import { type Manner, tellCreate } from './tell-create';

const diffsOf = async (changes: readonly Change[]): Promise<ReadonlyMap<string, string>> => {
  const { createTwoFilesPatch } = await import('diff');
  return new Map(changes.map((change) => [change.path, diffOf(change, createTwoFilesPatch)]));
};

const withDiffs = async (run: CreateRun, changes: readonly Change[]): Promise<Partial<CreateReport>> =>
  run.diff ? { diffs: await diffsOf(changes) } : {};

const write = async (decision: Decision, world: World): Promise<CreateReport> => {
  const { target, changes, context } = decision;
  const backups = await commit(target, changes, world);
  const shell = shellOf(world.platform, world.env);
  const ran = await runSteps(GIT_STEPS, context, target.path, shell, world);
  const branchNote =
    context.repository === 'own' && decision.resolution.sources.branch !== 'default'
      ? ['the folder has a repository: its branch was left as it is, --branch only shapes the files']
      : [];
  return reportOf(decision, {
    outcome: ran.end === undefined ? 'created' : 'partial',
    end: ran.end ?? 'done',
    backups,
    steps: ran.results,
    problems: ran.problems,
    notes: branchNote,
  });
};

/** Loaded where something may be asked. */
const terminalFor = async (world: World): Promise<Terminal | undefined> =>
  (await import('../world/terminal')).terminalOf(world);

/** The order of events: what is given, what is asked, the plan, the one decision, the writing, the steps. */
const run = async (given: Given, world: World): Promise<CreateReport> => {
  const { run: settings } = given;
  standSomewhere(world);
  const dry = settings.dryRun || settings.diff;
  const terminal = settings.yes || settings.json ? undefined : await terminalFor(world);
  const known = await withTeam(given, terminal, world);
  const first = await decide(terminal ? await askMissing(known, terminal, world.cwd) : known, world);
  const problems = conflictProblems(first);
  const context = first.context;
  if (problems.length > 0)
    return reportOf(first, {
      outcome: 'refused',
      end: 'target',
      problems,
      ...(await withDiffs(settings, first.changes)),
    });
  if (isUnchanged(first.changes))
    return reportOf(first, { outcome: 'unchanged', end: 'done', ...(await withDiffs(settings, first.changes)) });
  if (dry)
    return reportOf(first, {
      outcome: 'planned',
      end: 'done',
      steps: plannedSteps(GIT_STEPS, context, shellOf(world.platform, world.env)),
      ...(await withDiffs(settings, first.changes)),
    });
  const accepted = terminal ? await (await import('./accept')).accept(first, terminal, world) : first;
  const late = conflictProblems(accepted);
  if (late.length > 0) return reportOf(accepted, { outcome: 'refused', end: 'target', problems: late });
  if (world.ending.aborted) throw ended(world);
  return write(accepted, world);
};

const early = (stop: Stop, given: Given | undefined, world: World): CreateReport => ({
  outcome: endedEarly(stop.outcome),
  end: stop.outcome,
  ...(given?.directory ? { directory: resolvePath(world.cwd, given.directory) } : {}),
  answers: {},
  changes: [],
  backups: new Map(),
  steps: [],
  replay: [],
  problems: stop.problems,
  notes: [],
});

/** `create-flask-container [directory]`: makes a repository. */
export const create = async (argv: readonly string[], world: World): Promise<Outcome> => {
  const read = await readArguments(commandRow('create').options, argv);
  let given: Given | undefined;
  const manner = (): Manner => ({
    json: read.texts.json !== undefined || given?.run.json === true,
    quiet: given?.run.quiet === true,
    color: given?.run.color !== false,
  });
  let report: CreateReport;
  try {
    given = await gather(
      { ...read, problems: [...read.problems, ...argumentProblems('create', read.positionals)] },
      world,
    );
    report = await run(given, world);
  } catch (error) {
    if (!(error instanceof Stop)) {
      if (manner().json) writeOut('standard output', createJson(early(bugProblem(error), given, world)));
      throw error;
    }
    report = early(error, given, world);
  }
  return tellCreate(report, manner(), world);
};
