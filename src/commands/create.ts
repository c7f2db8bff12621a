import { resolve as resolvePath } from 'node:path';
import { type Outcome, type Problem, Stop } from '../errors';
import { commandRow } from '../options/commands';
import { GROUPS, labelOf, type OptionTable, type Values } from '../options/define';
import { argumentProblems } from '../options/invocation';
import type { Choice } from '../options/question';
import type { Resolution } from '../options/resolve';
import { type Answers, CREATE_ANSWERS, type CreateRun } from '../options/schema';
import { scopeOf } from '../options/scope';
import { answersFile, grouped, replayFlags } from '../options/views';
import {
  ANSWERS_FILE,
  type Change,
  compare,
  isUnchanged,
  type OnConflict,
  obstaclesOf,
  type Target,
} from '../plan/compare';
import { diffOf } from '../plan/diff';
import { plan } from '../plan/plan';
import { byPath, type PlannedFile } from '../plan/planned-file';
import { createJson } from '../report/create-json';
import { type CreateReport, endedEarly } from '../report/create-report';
import { answerText, shownFolder, summaryText } from '../report/create-text';
import { shellOf } from '../report/shell-words';
import { GIT_STEPS } from '../steps/git';
import type { StepContext } from '../steps/step';
import { builtInTemplate } from '../world/built-in';
import { commit, ended } from '../world/commit';
import { gitIdentity, isIgnoredByGit } from '../world/git-facts';
import { writeOut } from '../world/output';
import { plannedSteps, runSteps } from '../world/run-steps';
import { inspect } from '../world/target';
import { type Terminal, terminalOf } from '../world/terminal';
import type { World } from '../world/world';
import { askAgain, askMissing, type Given, gather, replayName, settle } from './answers';
import { readArguments } from './arguments';
import { type Manner, tellCreate } from './tell-create';

const TABLE: OptionTable = CREATE_ANSWERS;

/** Everything that is decided before the first write. */
interface Decision {
  readonly given: Given;
  readonly answers: Answers;
  readonly resolution: Resolution;
  readonly target: Target;
  readonly changes: readonly Change[];
  readonly context: StepContext;
}

const checked = (given: Given, world: World): Resolution => {
  const resolution = settle(given, world.cwd);
  if (resolution.problems.length > 0) throw new Stop('usage', resolution.problems);
  return resolution;
};

const plannedFiles = (answers: Answers, world: World): readonly PlannedFile[] => {
  const files = plan(builtInTemplate(world), scopeOf(answers));
  const record: PlannedFile = {
    path: ANSWERS_FILE,
    mode: '0644',
    content: Buffer.from(answersFile(TABLE, answers, world.version)),
  };
  return [...files, record].sort(byPath);
};

const repositoryState = async (target: Target, world: World): Promise<StepContext['repository']> => {
  if (target.repository === undefined) return 'none';
  if (target.repository === target.path) return 'own';
  return (await isIgnoredByGit(target.repository, target.path, world)) ? 'none' : 'around';
};

const decide = async (given: Given, world: World): Promise<Decision> => {
  const resolution = checked(given, world);
  const answers = Object.freeze(resolution.values) as unknown as Answers;
  const files = plannedFiles(answers, world);
  const target = inspect(resolvePath(world.cwd, given.directory!), files, world);
  const changes = compare(files, target, given.run.onConflict as OnConflict);
  const written = changes.filter(({ action }) => action === 'create' || action === 'replace').map(({ path }) => path);
  const repository = answers.git ? await repositoryState(target, world) : 'none';
  const context: StepContext = {
    answers,
    version: world.version,
    written,
    repository,
    insisted: resolution.sources.git !== 'default',
  };
  return { given, answers, resolution, target, changes, context };
};

const reportOf = (
  decision: Decision,
  rest: Pick<CreateReport, 'outcome' | 'end'> & Partial<CreateReport>,
): CreateReport => {
  const { given, resolution, target, changes } = decision;
  const typed = given.directory!;
  const words = [
    ...replayName(typed, resolution.values, resolution.sources.name !== 'directory'),
    ...replayFlags(TABLE, resolution.values, { ...resolution.sources, name: 'default' }),
  ];
  const positional = typed.startsWith('-') ? ['--', typed] : [];
  return {
    directory: target.path,
    typedDirectory: typed,
    answers: resolution.values,
    changes,
    backups: new Map(),
    steps: [],
    replay: [
      ...(positional.length === 0 ? [typed] : []),
      ...words.filter((word) => word !== ''),
      '--yes',
      ...positional,
    ],
    problems: [],
    notes: [],
    ...rest,
  };
};

const conflictProblems = (decision: Decision): readonly Problem[] => {
  const { changes, target, given } = decision;
  const obstacles = obstaclesOf(changes, target, given.run.onConflict as OnConflict);
  const hard = changes.some(({ action, previous }) => action === 'conflict' && previous === undefined);
  const fix = hard
    ? 'move it away, or choose another directory'
    : 'choose another directory, or --on-conflict keep (existing files stay) or --on-conflict replace (the old bytes are kept beside)';
  return obstacles.map((what, index) => ({
    code: 'target',
    message: `${target.path} is in use: ${what}`,
    flag: 'directory',
    value: what,
    ...(index === obstacles.length - 1 ? { fix } : {}),
  }));
};

const diffsOf = async (changes: readonly Change[]): Promise<ReadonlyMap<string, string>> => {
  const { createTwoFilesPatch } = await import('diff');
  return new Map(changes.map((change) => [change.path, diffOf(change, createTwoFilesPatch)]));
};

const withDiffs = async (run: CreateRun, changes: readonly Change[]): Promise<Partial<CreateReport>> =>
  run.diff ? { diffs: await diffsOf(changes) } : {};

const rowsOf = (values: Values): readonly (readonly [string, string])[] =>
  grouped(TABLE).flatMap(({ rows }) =>
    rows.map(([key, option]) => [labelOf(option), answerText(values[key])] as const),
  );

const changeList = (values: Values): readonly Choice[] => [
  ...grouped(TABLE).flatMap(({ group, rows }) =>
    rows.map(([key, option], index) => ({
      value: key,
      label: `${labelOf(option)}: ${answerText(values[key])}`,
      ...(index === 0 ? { heading: GROUPS[group] } : {}),
    })),
  ),
  { value: '', label: 'Back' },
];

/** Shows everything and asks for the one decision; answers can be changed until it is taken. */
const accept = async (first: Decision, terminal: Terminal, world: World): Promise<Decision> => {
  for (let decision = first; ; ) {
    const { changes, target, context, answers } = decision;
    const steps = plannedSteps(GIT_STEPS, context, 'posix').filter(({ status }) => status === 'pending');
    const summary = {
      files: changes.length,
      directory: shownFolder(target.path, world.cwd),
      commit:
        steps.length > 0 ? `, and a first commit${context.repository === 'none' ? ` on ${answers.branch}` : ''}` : '',
    };
    terminal.say(summaryText(rowsOf(decision.resolution.values), summary, terminal.columns));
    const choices = [
      { value: 'make', label: 'Make it' },
      { value: 'change', label: 'Change something' },
      { value: 'leave', label: 'Leave' },
    ];
    const choice = await terminal.ask({ kind: 'select', key: 'next', message: 'What now?', initial: 'make', choices });
    if (choice === 'make') return decision;
    if (choice === 'leave') throw new Stop('interrupted', [{ code: 'signal', message: 'left; nothing was made' }]);
    const key = String(
      await terminal.ask({
        kind: 'select',
        key: 'key',
        message: 'Change what?',
        initial: 'registry',
        choices: changeList(decision.resolution.values),
      }),
    );
    if (key !== '')
      decision = await decide(
        await askAgain(
          decision.given,
          key,
          terminal,
          world.cwd,
          key === 'author' ? await gitIdentity(world) : undefined,
        ),
        world,
      );
  }
};

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

/** The order of events: what is given, what is asked, the plan, the one decision, the writing, the steps. */
const run = async (given: Given, world: World): Promise<CreateReport> => {
  const { run: settings } = given;
  const dry = settings.dryRun || settings.diff;
  const terminal = settings.yes || settings.json ? undefined : terminalOf(world);
  const first = await decide(terminal ? await askMissing(given, terminal, world.cwd) : given, world);
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
  const accepted = terminal ? await accept(first, terminal, world) : first;
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

const bugProblem = (error: unknown): Stop =>
  new Stop('bug', [
    {
      code: 'bug',
      message: error instanceof Error ? error.message : String(error),
      fix: 'report it with what standard error says',
    },
  ]);

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
