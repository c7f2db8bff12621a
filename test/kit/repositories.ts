import { type Axis, optionRows, type Row } from '../../src/commands/template/option-matrix';
import { defaultOf, type Option, type OptionTable, sameValue, type Value } from '../../src/options/option';
import { resolve } from '../../src/options/resolve';
import { plan } from '../../src/plan/plan';
import { type Answers, CREATE_ANSWERS } from '../../src/project/schema';
import { scopeOf } from '../../src/project/scope';
import { compiledBuiltIn } from '../../src/sources/read-built-in';
import { ROOT } from './program';

/** The repositories that the built-in template makes, in memory. */

export type Given = Readonly<Record<string, unknown>>;
/** Path to text. */
export type Repository = ReadonlyMap<string, string>;

const template = compiledBuiltIn({ home: ROOT });

/** @returns the repository that these answers make, as it would be written. */
export const repositoryOf = (given: Given): Repository => {
  const all = { name: 'my-app', registryUser: 'acme', ...given };
  const { values, problems, missing } = resolve(CREATE_ANSWERS, [
    { source: 'flag', values: all as never, problems: [] },
  ]);
  if (problems.length + missing.length > 0) throw new Error(JSON.stringify({ problems, missing }));
  const files = plan(template, scopeOf(values as unknown as Answers));
  return new Map(files.map(({ path, content }) => [path, Buffer.from(content).toString('utf8')]));
};

/** One host for each kind of registry, with a user that it accepts. */
const REGISTRIES: Readonly<Record<string, string>> = {
  'docker.io': 'acme',
  'ghcr.io': 'acme/team',
  'quay.io': 'acme',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 'team/web',
  'europe-west1-docker.pkg.dev': 'project/repository',
  'acme.azurecr.io': '',
  'registry.example.com:5000': 'team/web',
  none: '',
};

/** What is answered freely is tried with these; the default of each comes first. */
const SAMPLES: Readonly<Record<string, readonly Value[]>> = {
  registry: Object.keys(REGISTRIES),
  tags: [
    ['latest', 'semver', 'sha'],
    ['v1.0', 'stable'],
    ['branch', 'date'],
    ['latest', 'edge', 'semver', 'sha', 'branch', 'date'],
  ],
  description: ['', `It's "quoted": 100 % \\ $HOME {{ x }} <b> #1`, 'Übersicht 日本語 🚀 `tick`'],
  author: ['', `Zoë "Q" O'Neil <zoe@example.com>`, 'Ada Lovelace'],
  branch: ['main', 'release/2.x'],
  // Given by the registry, by Python, and to every repository.
  registryUser: [],
  baseImage: [],
  name: [],
  // Nothing of it is in the files.
  git: [],
};

/** Every value that a row of the table can have, its default first. */
const valuesOf = (key: string, option: Option): readonly Value[] => {
  const fallback = defaultOf(option, {});
  const others = ((): readonly Value[] => {
    if (SAMPLES[key]) return SAMPLES[key];
    if (option.kind === 'boolean') return [true, false];
    if (option.kind === 'integer') return [option.minimum, option.maximum];
    if (option.kind === 'choice') return option.choices;
    if (option.kind === 'list' && option.choices) return option.choices.map((choice) => [choice]);
    throw new Error(`nothing is known to try ${key} with: give it SAMPLES`);
  })();
  return others.length === 0 ? [] : [fallback!, ...others.filter((value) => !sameValue(value, fallback))];
};

const AXES: readonly Axis[] = Object.entries(CREATE_ANSWERS as OptionTable).map(([key, option]) => ({
  key,
  values: valuesOf(key, option),
}));

/** These change words within the files, and not which lines and files there are. */
const WORDS: readonly string[] = ['description', 'author', 'license', 'python', 'port', 'branch'];

const withUser = (row: Row): Given => ({ ...row, registryUser: REGISTRIES[String(row['registry'])] });

/** Combinations in which every two answers of two options meet; the first is the defaults. */
export const PAIRS: readonly Given[] = [...optionRows(AXES)].map(withUser);

const differing = (one: Given, other: Given): number =>
  Object.keys(one).filter((key) => !sameValue(one[key] as Value, other[key] as Value)).length;

/** @returns a few of the pairs, each as unlike those before it as can be; the first is the defaults. */
export const fewPairs = (count: number): readonly Given[] => {
  const few = [PAIRS[0]!];
  const unlike = (row: Given): number => Math.min(...few.map((each) => differing(each, row)));
  while (few.length < count) few.push(PAIRS.reduce((best, row) => (unlike(row) > unlike(best) ? row : best)));
  return few;
};

/** @returns every combination of the answers that change what there is. */
export const everyStructure = (): readonly Given[] =>
  AXES.filter(({ key, values }) => values.length > 0 && !WORDS.includes(key))
    .reduce<readonly Row[]>(
      (rows, { key, values }) => rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value }))),
      [{}],
    )
    .map(withUser);
