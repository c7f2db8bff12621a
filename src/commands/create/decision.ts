import { resolve as resolvePath } from 'node:path';
import { type Problem, Stop } from '../../errors';
import type { World } from '../../machine/world';
import { defaultOf, sameValue, type Values } from '../../options/option';
import type { Resolution } from '../../options/resolve';
import { replayFlags } from '../../options/views';
import { type Change, compare, type OnConflict, obstaclesOf, ownObstacles, type Target } from '../../plan/compare';
import type { Answers } from '../../project/schema';
import { plannedFiles } from '../../sources/planned-files';
import { tableOf } from '../../sources/team-answers';
import type { ReportedTemplate } from '../../sources/team-plan';
import { branchOf, historyOf, isIgnoredByGit } from '../../steps/git-facts';
import { whyForeign } from '../../steps/own-repository';
import type { StepContext } from '../../steps/step';
import { inspect } from '../../writing/target';
import { type Given, replayName, settle } from './given';
import { inUseProblems } from './place-questions';
import type { CreateReport } from './report';

/** Everything that is decided before the first write. */
export interface Decision {
  readonly given: Given;
  readonly answers: Answers;
  readonly resolution: Resolution;
  readonly target: Target;
  readonly changes: readonly Change[];
  readonly context: StepContext;
  /** The folder's own repository knows where to push to. */
  readonly origin: boolean;
  /** Of a team. */
  readonly template?: ReportedTemplate;
}

const checked = (given: Given, world: World): Resolution => {
  const resolution = settle(given, world.cwd);
  if (resolution.problems.length > 0) throw new Stop('usage', resolution.problems);
  return resolution;
};

const repositoryState = async (target: Target, world: World): Promise<StepContext['repository']> => {
  if (target.repository === undefined) return 'none';
  if (target.repository === target.path) return 'own';
  return (await isIgnoredByGit(target.repository, target.path, world)) ? 'none' : 'around';
};

/** @returns the paths, with a folder of the top in place of what is in it where nothing of it was there before. */
const shortened = (paths: readonly string[], { entries }: Target): readonly string[] => [
  ...new Set(
    paths.map((path) => {
      const [top = path, ...below] = path.split('/');
      return below.length > 0 && !entries.includes(top) ? top : path;
    }),
  ),
];

/** Why a commit in the target could go elsewhere. */
const foreignReason = async (target: Target, world: World): Promise<string | undefined> => {
  if (target.state === 'absent' || target.state === 'empty') return undefined;
  const why = await whyForeign(target.path, target.repository === target.path, world);
  return why === undefined ? undefined : `${why}; nothing is committed, so that nothing is written elsewhere`;
};

/** Looked at anew for each decision: the directory may have been changed. */
const withBranch = async ({ branch: _, ...given }: Given, world: World): Promise<Given> => {
  if (given.directory === undefined || given.directory === '') return given;
  const path = resolvePath(world.cwd, given.directory);
  world.untrusted.add(path);
  const branch = await branchOf(path, world);
  return branch === undefined ? given : { ...given, branch };
};

/** Settles the answers, plans the files, looks at the target. Changes nothing. */
export const decide = async (asked: Given, world: World): Promise<Decision> => {
  const given = await withBranch(asked, world);
  const resolution = checked(given, world);
  const answers = Object.freeze(resolution.values) as unknown as Answers;
  const files = await plannedFiles(answers, given.team, world);
  const target = inspect(resolvePath(world.cwd, given.directory!), files, world);
  const changes = compare(files, target, given.run.onConflict as OnConflict);
  const written = changes.filter(({ action }) => action === 'create' || action === 'replace').map(({ path }) => path);
  const repository = answers.git ? await repositoryState(target, world) : 'none';
  const foreign = answers.git ? await foreignReason(target, world) : undefined;
  const isOwn = target.repository === target.path && foreign === undefined;
  const past = isOwn ? await historyOf(target.path, world) : { commits: false, origin: false };
  const context: StepContext = {
    answers,
    version: world.version,
    written,
    writtenShort: shortened(written, target),
    repository,
    ...(foreign === undefined ? {} : { foreign }),
    history: past.commits,
    insisted: resolution.sources.git !== 'default',
  };
  const { team } = given;
  if (!team) return { given, answers, resolution, target, changes, context, origin: past.origin };
  const { kept, reportedTeam } = await import('../../sources/team-plan');
  const template = reportedTeam(team, answers, files);
  return {
    given: { ...given, team: kept(team) },
    answers,
    resolution,
    target,
    changes,
    context,
    origin: past.origin,
    template,
  };
};

/** What a run without the answer would come to as well: the template's default, else the row's, where no variable says otherwise. */
const isImplied =
  ({ layers, inEnvironment, team }: Given) =>
  (key: string, values: Values): boolean => {
    if (inEnvironment.includes(key)) return false;
    const proposed = layers.find(({ source }) => source === 'template')?.values[key];
    return sameValue(values[key], proposed ?? defaultOf(tableOf({ ...(team ? { team } : {}) })[key]!, values));
  };

/** @returns the report of a decision, with how it ended. */
export const reportOf = (
  decision: Decision,
  rest: Pick<CreateReport, 'outcome' | 'end'> & Partial<CreateReport>,
): CreateReport => {
  const { given, resolution, target, changes, template } = decision;
  const typed = given.directory!;
  const words = [
    ...replayName(typed, resolution.values, given.inEnvironment.includes('name')),
    ...(template ? ['--template', template.source] : []),
    ...replayFlags(tableOf(given), resolution.values, { ...resolution.sources, name: 'default' }, isImplied(given)),
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
    next: [],
    onConflict: given.run.onConflict,
    history: decision.context.history,
    ...(template ? { template } : {}),
    ...rest,
    notes: [...(given.team?.notes ?? []), ...(rest.notes ?? [])],
  };
};

/** A commit that is asked for by name and would go elsewhere is no commit at all. */
const gitProblems = ({ context, target }: Decision): readonly Problem[] =>
  context.foreign !== undefined && context.insisted && context.written.length > 0
    ? [
        {
          code: 'target',
          message: `${target.path}: ${context.foreign}`,
          flag: '--git',
          value: '.git',
          fix: 'leave --git out, or give the folder a repository of its own',
        },
      ]
    : [];

/** @returns what stands in the way of a decision. */
export const conflictProblems = (decision: Decision): readonly Problem[] => [
  ...folderProblems(decision),
  ...gitProblems(decision),
];

const folderProblems = (decision: Decision): readonly Problem[] => {
  const { changes, target, given } = decision;
  const entries = obstaclesOf(changes, target, given.run.onConflict as OnConflict);
  const hard =
    ownObstacles(target, given.run.onConflict as OnConflict).length > 0 ||
    changes.some(({ action, previous }) => action === 'conflict' && previous === undefined);
  return inUseProblems({ path: target.path, entries }, ...(hard ? ['move it away, or choose another directory'] : []));
};
