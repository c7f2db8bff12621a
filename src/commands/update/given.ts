import { type Problem, Stop } from '../../errors';
import { type ConfigFile, readConfig } from '../../machine/config-file';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { configLayer, environmentLayer, environmentName, flagLayer, type Layer } from '../../options/layers';
import { defaultOf, flagOf, type OptionTable, sameValue, type Value, type Values } from '../../options/option';
import { resolve } from '../../options/resolve';
import type { GivenSet } from '../../options/set-layers';
import { RECORD_FILE, type Recorded } from '../../project/record';
import { UPDATE_ANSWERS, UPDATE_RUN, type UpdateRun } from './options';

const { set: _set, ...PLAIN_RUN }: OptionTable = UPDATE_RUN;
const TABLE: OptionTable = { ...UPDATE_ANSWERS, ...PLAIN_RUN };
const { config: _config, ...IN_CONFIG }: OptionTable = TABLE;

/** What this run gives, apart from what is recorded. */
export interface GivenNow {
  readonly layers: readonly Layer[];
  readonly run: UpdateRun;
  /** As typed; the current folder without it. */
  readonly directory: string;
  readonly set: Omit<GivenSet, 'environment'>;
  /** The words of the command line, to be given again. */
  readonly typed: readonly string[];
}

/** The environment names answers for what is made; a repository that is there keeps its own. Only how the run goes about it counts. */
const runVariables = (env: World['env']): World['env'] => {
  const names = Object.entries(PLAIN_RUN).map(([key, option]) => environmentName(key, option));
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name)));
};

/** @throws Stop(usage, data) as the config file has it */
export const givenNow = async (read: Arguments, world: World): Promise<GivenNow> => {
  const { set: flags = [], ...texts } = read.texts;
  const early = [flagLayer(TABLE, texts), environmentLayer(PLAIN_RUN, runVariables(world.env))];
  const config = resolve(PLAIN_RUN, early).values.config as string | undefined;
  const name = config === '-' ? 'standard input' : (config ?? '');
  const file: ConfigFile = config === undefined ? { values: {} } : await readConfig(config, world);
  const { set, templateHash: _, ...document } = file.values;
  const layers = config === undefined ? early : [...early, configLayer(IN_CONFIG, document, name)];
  const resolution = resolve(PLAIN_RUN, layers);
  return {
    layers: [{ source: 'flag', values: {}, problems: read.problems }, ...layers],
    run: resolution.values as unknown as UpdateRun,
    directory: read.positionals[0] ?? '.',
    typed: read.words,
    set: { flags, ...(set === undefined ? {} : { config: { document: set, name } }) },
  };
};

/** @returns whether a value is what the answers before it give by default: then it follows them. */
const follows = (key: string, value: Value, table: OptionTable, values: Values): boolean => {
  const option = table[key]!;
  return typeof option.default === 'function' && sameValue(value, defaultOf(option, values) as Value);
};

/** What is recorded, read by the options of today. */
export interface RecordedAnswers {
  readonly layer: Layer;
  /** By key, in the form of today. */
  readonly values: Values;
}

/**
 * @param recorded as it stands in the repository
 * @param given what this run gives for certain, which nothing recorded can spoil
 * @returns the layer of what is recorded: less what another answer's default gave, which follows that one
 */
export const recordedAnswers = (
  recorded: Pick<Recorded, 'answers'>,
  table: OptionTable,
  given: ReadonlySet<string>,
): RecordedAnswers => {
  const known = Object.fromEntries(Object.entries(recorded.answers).filter(([key]) => Object.hasOwn(table, key)));
  const { values, problems } = configLayer(table, known, RECORD_FILE);
  const kept = Object.entries(values).filter(([key, value]) => !follows(key, value, table, values));
  const spoiled = new Set(
    [...given].filter((key) => Object.hasOwn(table, key)).map((key) => `--${flagOf(key, table[key]!)}`),
  );
  return {
    values,
    layer: {
      source: 'recorded',
      values: Object.fromEntries(kept),
      problems: problems.filter(({ flag }) => flag === undefined || !spoiled.has(flag)),
    },
  };
};

const isNewer = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((version) => version.split(/[.+-]/).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const [mine, theirs] = [a![at] ?? 0, b![at] ?? 0];
    if (mine !== theirs) return mine > theirs;
  }
  return false;
};

const refused = (outcome: 'usage' | 'data', message: string, fix: string): Stop =>
  new Stop(outcome, [{ code: 'config', message, flag: RECORD_FILE, fix } satisfies Problem]);

/**
 * Judges a record before anything is made of it.
 * @param unsafe says why a path must not be written
 * @throws Stop(usage) for one of a newer version, Stop(data) for one that is damaged or names a path outside
 */
export const judgeRecord = (
  recorded: Recorded | { readonly fault: string },
  unsafe: (path: string) => string | undefined,
  version: string,
): Recorded => {
  if ('fault' in recorded)
    throw refused(
      'data',
      `${RECORD_FILE}: ${recorded.fault}`,
      'take it back from an earlier commit: git log -- <file>',
    );
  for (const path of recorded.files?.keys() ?? []) {
    const why = unsafe(path);
    if (why !== undefined) throw refused('data', `${RECORD_FILE}: files: "${path}": ${why}`, 'take the line out');
  }
  const { generator } = recorded;
  if (generator !== undefined && isNewer(generator, version))
    throw refused(
      'usage',
      `${RECORD_FILE} was written by create-flask-container ${generator}, and this is ${version}`,
      `npx create-flask-container@${generator} update`,
    );
  return recorded;
};
