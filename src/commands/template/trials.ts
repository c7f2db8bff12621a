import { type Problem, Stop } from '../../errors';
import { breath } from '../../machine/breath';
import type { World } from '../../machine/world';
import type { Layer } from '../../options/layers';
import { defaultOf, type Option, type OptionTable, type Value, type Values } from '../../options/option';
import { resolve } from '../../options/resolve';
import type { ActingFile } from '../../plan/acting-files';
import { makersOf } from '../../plan/overlay';
import type { PlannedFile } from '../../plan/plan';
import { plan } from '../../plan/plan';
import { type Answers, CREATE_ANSWERS } from '../../project/schema';
import type { Scope } from '../../project/scope';
import { lockedProblems, tableOf } from '../../sources/team-answers';
import { actingOf, teamScope } from '../../sources/team-plan';
import type { Team } from '../../sources/team-template';
import type { CompiledFile, CompiledTemplate } from '../../template/template';
import { type Axis, optionRows, type Row } from './option-matrix';
import type { Finding } from './report';

/** Answers that a template is planned with. */
export interface Trial {
  readonly id: string;
  readonly layers: readonly Layer[];
}

/** What came of one: files, or what was wrong. */
export interface Tried {
  readonly id: string;
  readonly files: readonly PlannedFile[];
  /** What of them is the template's own and is run or obeyed by something. */
  readonly acting: readonly ActingFile[];
  /** The template's own files by what they made. */
  readonly makers: ReadonlyMap<string, readonly CompiledFile[]>;
  readonly findings: readonly Finding[];
}

/** Weaker than every answer of a trial: what the people who use the template would have to give. */
const LEAST: Layer = { source: 'directory', values: { name: 'my-app', registryUser: 'acme' }, problems: [] };

const layer = (values: Values): Layer => ({ source: 'config', values, problems: [] });

const settled = (team: Team, layers: readonly Layer[]) => {
  const template: Layer = { source: 'template', values: team.manifest.defaults, problems: [] };
  // The sample of a registry's user must not stand before the template's own.
  const least = { ...LEAST, values: { ...LEAST.values, ...team.manifest.defaults } };
  const resolution = resolve(tableOf({ team }), [...layers, template, least]);
  return {
    resolution,
    problems: [
      ...resolution.problems,
      ...lockedProblems(
        { team },
        {
          ...resolution,
          sources: Object.fromEntries(
            Object.entries(resolution.sources).map(([key, source]) => [
              key,
              source === 'directory' ? 'template' : source,
            ]),
          ),
        },
      ),
    ],
  };
};

const withPlan = (problems: readonly Problem[], id: string): readonly Finding[] =>
  problems.map((problem) => ({ ...problem, plan: id }));

/** Plans a template with some answers. */
export const tryPlan = (team: Team, whole: (scope: Scope) => CompiledTemplate, trial: Trial): Tried => {
  const { resolution, problems } = settled(team, trial.layers);
  const nothing = { id: trial.id, files: [], acting: [], makers: new Map() };
  if (problems.length > 0) return { ...nothing, findings: withPlan(problems, trial.id) };
  const scope = teamScope(team, resolution.values as unknown as Answers);
  try {
    const files = plan(whole(scope), scope);
    const makers = makersOf(team.template, scope);
    return { id: trial.id, files, acting: actingOf(new Set(makers.keys()), files), makers, findings: [] };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { ...nothing, findings: withPlan(error.problems, trial.id) };
  }
};

/** @returns what is wrong with the answers of a trial, before anything is planned with them. */
export const answerFindings = (team: Team, trial: Trial): readonly Finding[] =>
  withPlan(settled(team, trial.layers).problems, trial.id);

/** @returns the scope of a trial; nothing where its answers are not accepted. */
export const scopeOfTrial = (team: Team, trial: Trial): Scope | undefined => {
  const { resolution, problems } = settled(team, trial.layers);
  return problems.length > 0 ? undefined : teamScope(team, resolution.values as unknown as Answers);
};

/** @returns a trial in which some answers stand before its own. */
export const trialWith = (trial: Trial, values: Values): Trial => ({
  ...trial,
  layers: [layer(values), ...trial.layers],
});

const valuesToTry = (option: Option): readonly Value[] => {
  if (option.kind === 'boolean') return [true, false];
  if (option.kind === 'choice') return option.choices;
  if (option.kind !== 'list' || !option.choices) return [];
  const fallback = defaultOf(option, {}) as readonly string[] | undefined;
  const whole = [...option.choices];
  return [whole, ...(whole.length > 1 ? [[whole[0]!]] : []), ...(fallback?.length === 0 ? [[]] : [])];
};

const axesOf = (table: OptionTable): readonly Axis[] =>
  Object.entries(table).map(([key, option]) => ({ key, values: valuesToTry(option) }));

/** The built-in options that can change what comes out; a template that stands alone sees only those it reads. */
const builtInAxes = ({ manifest: { extends: base, locked } }: Team, used: ReadonlySet<string>): readonly Axis[] =>
  axesOf(CREATE_ANSWERS).filter(
    ({ key }) => key !== 'git' && !locked.includes(key) && (base === 'builtin' || used.has(key)),
  );

const SAMPLES: Readonly<Record<Option['kind'], Value>> = {
  text: 'example',
  integer: 1,
  choice: '',
  boolean: false,
  list: ['example'],
};

/** A value for a question that has no default, from the examples or, where it is accepted, a plain word. */
const sampleOf = (key: string, option: Option, examples: readonly Trial[]): Value | undefined => {
  const given = examples.flatMap(({ layers }) => layers).find(({ values }) => Object.hasOwn(values, key))?.values[key];
  if (given !== undefined) return given;
  if (option.kind === 'integer') return option.minimum;
  if (option.kind === 'choice') return option.choices[0];
  const sample = SAMPLES[option.kind];
  const accepted =
    option.kind === 'boolean' ||
    (option.kind === 'list' && option.choices
      ? false
      : (option as Extract<Option, { kind: 'text' }>).check('example') === undefined);
  return accepted ? sample : option.kind === 'list' && option.choices ? option.choices : undefined;
};

/** @returns a value for each question that needs one, and a finding for each for which none is known. */
const samplesOf = (
  team: Team,
  examples: readonly Trial[],
): { readonly values: Values; readonly findings: readonly Finding[] } => {
  const needed = Object.entries(team.manifest.questions).filter(([, option]) => defaultOf(option, {}) === undefined);
  const samples = needed.map(([key, option]) => [key, sampleOf(key, option, examples)] as const);
  return {
    values: Object.fromEntries(samples.filter((pair): pair is [string, Value] => pair[1] !== undefined)),
    findings: samples
      .filter(([, value]) => value === undefined)
      .map(([key]) => ({
        code: 'template',
        message: `${team.manifest.placeOf(['questions', key], 'key')}: the question ${key} has no default, and no example answers it: its combinations cannot be tried`,
        flag: key,
        fix: `add examples/<name>.yaml with set: { ${key}: ... }`,
      })),
  };
};

const told = (value: Value): string => (Array.isArray(value) ? value.join(',') || 'none' : String(value));

/** Names a row by what is not as it would be anyway. */
const rowId = (row: Row, table: OptionTable): string =>
  Object.entries(row)
    .filter(([key, value]) => JSON.stringify(defaultOf(table[key]!, {})) !== JSON.stringify(value))
    .map(([key, value]) => `${key}=${told(value)}`)
    .join(' ') || 'defaults';

/** A question that is skipped has its default: a row that says otherwise is one that nobody can give. */
const possible = (team: Team, row: Row): Row => {
  const values = settled(team, [layer(row)]).resolution.values;
  return Object.fromEntries(
    Object.entries(row).filter(([key]) => team.manifest.questions[key]?.applies?.(values) !== false),
  );
};

/** More take minutes. What is left out is told. */
export const MOST_COMBINATIONS = 1_000;

/** Registries that want a certain depth of user are not the template's fault; only choices are combined. */
export const matrixTrials = async (
  team: Team,
  used: ReadonlySet<string>,
  examples: readonly Trial[],
  world: World,
): Promise<{ readonly trials: readonly Trial[]; readonly findings: readonly Finding[]; readonly cut: boolean }> => {
  const { values, findings } = samplesOf(team, examples);
  if (findings.length > 0) return { trials: [], findings, cut: false };
  const table = tableOf({ team });
  const own = axesOf(team.manifest.questions);
  const byId = new Map<string, Row>();
  let cut = false;
  for (const axes of [own, [...own, ...builtInAxes(team, used)]])
    for (const chosen of optionRows(axes)) {
      await breath(world);
      cut = byId.size >= MOST_COMBINATIONS;
      if (cut) break;
      const row = possible(team, chosen);
      byId.set(rowId(row, table), row);
    }
  return { trials: [...byId].map(([id, row]) => ({ id, layers: [layer({ ...values, ...row })] })), findings: [], cut };
};
