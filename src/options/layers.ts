import { distance } from 'fastest-levenshtein';
import type { Problem } from '../errors';
import { printable } from '../text/printable';
import { everyShellWord } from '../text/shell-words';
import { configFix, placeText, type Standing } from './config-mend';
import { type Reading, readFromDocument, readFromText } from './kinds';
import { type Flaw, flagOf, flagWithValue, kebab, type Option, type OptionTable, type Value } from './option';

/** Where a value came from, strongest first. */
export const SOURCES = [
  'flag',
  'config',
  'environment',
  'answer',
  'recorded',
  'directory',
  'template',
  'default',
] as const;
export type Source = (typeof SOURCES)[number];

/** What one source gave: values that hold by themselves, and what was wrong with the others. */
export interface Layer {
  readonly source: Source;
  readonly values: Readonly<Record<string, Value>>;
  readonly problems: readonly Problem[];
  /** How a value of this layer is told, and mended where it stands; without it as a flag. */
  readonly places?: Readonly<Record<string, Place>>;
}

/** The place of one value. */
export interface Place {
  /** What stands before the value in a message. */
  readonly where: string;
  /** @returns what to do about a flaw, there */
  readonly mend: (flaw: Flaw) => string | undefined;
}

/** The longest distance at which a word still counts as a slip of another. */
const slipsAllowed = (word: string): number => (word.length > 4 ? 3 : word.length > 2 ? 2 : 1);

/** @returns the candidate that `word` most probably meant, or undefined. */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  let best: string | undefined;
  let least = slipsAllowed(word) + 1;
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
};

/** A good value in words that can be pasted, where every shell would read them so. */
const pasted = (flag: string, value: string): string => {
  const word = everyShellWord(flag.startsWith('--set ') ? flagWithValue(flag, value).slice('--set '.length) : value);
  if (word === undefined) return `the nearest good value is ${value}`;
  if (flag === 'directory') return word;
  return flag.startsWith('--set ') ? `--set ${word}` : flagWithValue(flag, word);
};

const MOST_SHOWN = 500;

/** A refused value may hold line breaks, or be endless: the message has one line. */
const oneLine = (value: string): string =>
  printable(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}...` : value);

/**
 * The problem of a value that breaks a rule.
 * @param flag the flag as typed
 * @param where what stands before the value in the message: `--port`, `port in answers.yaml`
 * @param mend what to do where it stands, if that is no flag
 */
export const problemOf = (flaw: Flaw, flag: string, where: string, value: string, mend?: Place['mend']): Problem => {
  const fix = mend ? mend(flaw) : flaw.proposal === undefined ? flaw.fix : pasted(flag, flaw.proposal);
  return {
    code: flaw.contradiction ? 'contradiction' : 'invalid',
    message: `${printable(where)} "${oneLine(value)}": ${flaw.contradiction ? '' : 'expected '}${flaw.rule}`,
    flag,
    value,
    ...(fix === undefined ? {} : { fix }),
  };
};

/** @returns the flaw with a way out: where nothing better is known, the default is one. */
const withFix = (flaw: Flaw, option: Option): Flaw => {
  if (flaw.proposal !== undefined || flaw.fix !== undefined) return flaw;
  const plain =
    typeof option.default === 'function' || option.default === undefined || option.default === ''
      ? undefined
      : String(option.default);
  return {
    ...flaw,
    fix: plain === undefined ? 'give a value of this form, or leave it out' : `leave it out for ${plain}`,
  };
};

const told = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));

interface Entry {
  readonly key: string;
  readonly option: Option;
  readonly where: string;
  readonly raw: unknown;
  readonly reading: Reading;
  readonly mend?: Place['mend'];
}

const layerOf = (source: Source, entries: readonly Entry[], problems: readonly Problem[]): Layer => {
  const values: Record<string, Value> = {};
  const places: Record<string, Place> = {};
  const found = [...problems];
  for (const { key, option, where, raw, reading, mend } of entries) {
    if ('flaw' in reading)
      found.push(problemOf(withFix(reading.flaw, option), `--${flagOf(key, option)}`, where, told(raw), mend));
    else values[key] = reading.value;
    if (mend) places[key] = { where, mend };
  }
  return { source, values, problems: found, ...(Object.keys(places).length === 0 ? {} : { places }) };
};

/** What the command line said of one flag: its texts in order; for a switch `true` or `false`. */
export type FlagTexts = Readonly<Record<string, readonly string[]>>;

/** @returns the layer of the command line. A list takes every text it was given. */
export const flagLayer = (table: OptionTable, texts: FlagTexts): Layer =>
  layerOf(
    'flag',
    Object.entries(texts).map(([key, given]) => {
      const option = table[key]!;
      const raw = given.join(',');
      return {
        key,
        option,
        where: `--${flagOf(key, option)}`,
        raw,
        reading: option.kind === 'list' && option.whole ? readFromDocument(given, option) : readFromText(raw, option),
      };
    }),
    [],
  );

const unknownKey = (key: string, where: string, candidates: readonly string[], place?: string): Problem => {
  const meant = closest(key, candidates);
  const there = place === undefined ? '' : ` (${printable(place)})`;
  return {
    code: 'unknown',
    message: `${printable(where)}: there is no option "${oneLine(key)}"`,
    flag: key,
    fix: (meant === undefined ? `use one of ${candidates.join(', ')}` : `did you mean ${meant}?`) + there,
  };
};

/** Whoever has so many wrong keys has given another file than the one they meant. */
const MOST_UNKNOWN = 20;

const manyUnknown = (count: number, where: string): Problem => ({
  code: 'unknown',
  message: `${where}: there are ${count} more keys that are no option`,
  flag: '--config',
  value: where,
  fix: 'look whether it is a file of answers',
});

/**
 * The layer of a config file.
 * @param document what the parser made of it; must be a mapping
 * @param name the file's name, for messages
 * @param standing where each key stands
 */
export const configLayer = (
  table: OptionTable,
  document: Readonly<Record<string, unknown>>,
  name: string,
  standing: (key: string) => Standing | undefined = () => undefined,
): Layer => {
  // A saved answers file is a config file; what it says of its maker is no answer.
  const { generator: _, files: __, ...given } = document;
  const keys = Object.keys(given).filter((key) => Object.hasOwn(table, key));
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(table, key));
  return layerOf(
    'config',
    keys.map((key) => ({
      key,
      option: table[key]!,
      where: `${key} in ${name}`,
      raw: given[key],
      reading: readFromDocument(given[key], table[key]!),
      mend: (flaw) => configFix(flaw, { key, option: table[key]!, value: given[key] }, name, standing(key)),
    })),
    [
      ...unknown
        .slice(0, MOST_UNKNOWN)
        .map((key) => unknownKey(key, name, Object.keys(table), standing(key) && placeText(name, standing(key)))),
      ...(unknown.length > MOST_UNKNOWN ? [manyUnknown(unknown.length - MOST_UNKNOWN, name)] : []),
    ],
  );
};

export const ENVIRONMENT_PREFIX = 'CREATE_FLASK_CONTAINER_';

/** @returns `CREATE_FLASK_CONTAINER_REGISTRY_USER` for `registryUser`. */
export const environmentName = (key: string, option: Option): string =>
  ENVIRONMENT_PREFIX +
  kebab(option.flag ?? key)
    .replaceAll(/[- ]/g, '_')
    .toUpperCase();

/** @returns the layer of the environment. A variable of ours that names no option is a problem. */
export const environmentLayer = (
  table: OptionTable,
  environment: Readonly<Record<string, string | undefined>>,
): Layer => {
  const names = new Map(Object.entries(table).map(([key, option]) => [environmentName(key, option), key]));
  const ours = Object.keys(environment).filter(
    (name) => name.startsWith(ENVIRONMENT_PREFIX) && environment[name] !== undefined,
  );
  return layerOf(
    'environment',
    ours
      .filter((name) => names.has(name))
      .map((name) => {
        const key = names.get(name)!;
        const raw = environment[name]!;
        const mend = ({ proposal, fix }: Flaw): string | undefined =>
          proposal === undefined ? fix : `${name}=${everyShellWord(proposal) ?? proposal}`;
        return { key, option: table[key]!, where: name, raw, reading: readFromText(raw, table[key]!), mend };
      }),
    ours.filter((name) => !names.has(name)).map((name) => unknownKey(name, 'environment', [...names.keys()])),
  );
};
