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
const REGISTRIES: readonly Given[] = [
  { registry: 'docker.io', registryUser: 'acme' },
  { registry: 'ghcr.io', registryUser: 'acme/team' },
  { registry: 'quay.io', registryUser: 'acme' },
  { registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com', registryUser: 'team/web' },
  { registry: 'europe-west1-docker.pkg.dev', registryUser: 'project/repository' },
  { registry: 'acme.azurecr.io', registryUser: '' },
  { registry: 'registry.example.com:5000', registryUser: 'team/web' },
  { registry: 'none', registryUser: '' },
];

const TAGS = [
  ['latest', 'semver', 'sha'],
  ['v1.0', 'stable'],
  ['branch', 'date'],
  ['latest', 'edge', 'semver', 'sha', 'branch', 'date'],
];

const one = (key: string, values: readonly unknown[]): readonly Given[] => values.map((value) => ({ [key]: value }));

/** What an answer can be, dimension by dimension; the first of each is the default. Structure comes first. */
export const DIMENSIONS: readonly (readonly Given[])[] = [
  REGISTRIES,
  one('tags', TAGS),
  one('app', ['web', 'api']),
  one('packageManager', ['pip', 'uv']),
  one('dockerfile', ['production', 'simple']),
  one('platforms', [['linux/amd64', 'linux/arm64'], ['linux/amd64'], ['linux/arm64']]),
  one('ci', ['github', 'none']),
  one('compose', [true, false]),
  one('python', ['3.14', '3.15', '3.13', '3.12', '3.11']),
  one('license', CREATE_ANSWERS.license.choices),
  one('port', [8000, 1024, 65535]),
  one('branch', ['main', 'release/2.x']),
  [
    {},
    { description: `It's "quoted": 100 % \\ $HOME {{ x }} <b> #1`, author: `Zoë "Q" O'Neil <zoe@example.com>` },
    { description: 'Übersicht 日本語 🚀 `tick`', author: 'Ada Lovelace' },
  ],
];

const merged = (parts: readonly Given[]): Given => Object.assign({}, ...parts) as Given;

/** Every combination of the dimensions given. */
export const product = (dimensions: readonly (readonly Given[])[]): readonly Given[] =>
  dimensions.reduce<readonly Given[]>(
    (found, values) => found.flatMap((given) => values.map((value) => merged([given, value]))),
    [{}],
  );

/** @returns pairs of (dimension, value) of one row, each as one text. */
const pairsOf = (row: readonly number[]): readonly string[] =>
  row.flatMap((value, at) => row.slice(at + 1).map((other, step) => `${at}:${value} ${at + 1 + step}:${other}`));

const allPairs = (dimensions: readonly (readonly Given[])[]): Set<string> => {
  const pairs = new Set<string>();
  dimensions.forEach((values, at) => {
    dimensions.slice(at + 1).forEach((others, step) => {
      for (const value of values.keys())
        for (const other of others.keys()) pairs.add(`${at}:${value} ${at + 1 + step}:${other}`);
    });
  });
  return pairs;
};

/** The value of a dimension that covers most of what is left, beside what the row already holds. */
const best = (row: readonly number[], at: number, count: number, left: ReadonlySet<string>, turn: number): number => {
  const gain = (value: number): number =>
    row.filter((held, before) => left.has(`${before}:${held} ${at}:${value}`)).length;
  const order = Array.from({ length: count }, (_, value) => (value + turn) % count);
  return order.reduce((found, value) => (gain(value) > gain(found) ? value : found));
};

/**
 * A small set of combinations in which every two values of two dimensions meet once. The same set each
 * time: chosen by counting, not by chance. The first is the defaults.
 */
export const pairwise = (dimensions: readonly (readonly Given[])[]): readonly Given[] => {
  const left = allPairs(dimensions);
  const rows: number[][] = [dimensions.map(() => 0)];
  for (const pair of pairsOf(rows[0]!)) left.delete(pair);
  for (let turn = 1; left.size > 0; turn += 1) {
    const row: number[] = [];
    for (const [at, values] of dimensions.entries()) row.push(best(row, at, values.length, left, turn));
    const [wanted = ''] = left;
    if (!pairsOf(row).some((pair) => left.has(pair)))
      for (const place of wanted.split(' ')) row[Number(place.split(':')[0])] = Number(place.split(':')[1]);
    for (const pair of pairsOf(row)) left.delete(pair);
    rows.push(row);
  }
  return rows.map((row) => merged(row.map((value, at) => dimensions[at]![value]!)));
};
