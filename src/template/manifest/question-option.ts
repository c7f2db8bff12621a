import { closest } from '../../options/layers';
import type { Flaw, Kind, Option } from '../../options/option';
import { freeText } from '../../project/grammar';
import { shown } from '../../text/shown';
import type { ManifestTools } from './field';
import { type Field, isMapping, lineOf, linesOf, type Mapping, refuseUnknown } from './field';
import { isClosedPattern, type Matcher, PATTERN_LENGTH, type PatternEngine } from './pattern';
import { PATTERN_SIZE, patternSize } from './pattern-size';

/** Choices that are safe to write bare in any language. */
const PLAIN_CHOICE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

interface Rules {
  readonly check: (text: string) => Flaw | undefined;
  readonly closed: boolean;
  readonly pattern?: string;
}

const matcherOf = (
  value: unknown,
  path: readonly string[],
  patterns: PatternEngine,
  field: Field,
): { matches: Matcher; text: string } | undefined => {
  const text = lineOf(value, path, PATTERN_LENGTH, field);
  if (text === undefined) return undefined;
  if (patternSize(text) > PATTERN_SIZE)
    return field.refuse(
      path,
      `expected at most ${PATTERN_SIZE} characters and classes, each counted as often as it is repeated`,
      'repeat less',
      'value',
      text,
    );
  const matches = patterns(text);
  if (typeof matches === 'function') return { matches, text };
  return field.refuse(
    path,
    `this is no regular expression of RE2: ${shown(matches.fault)}`,
    'see https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no back references',
    'value',
    text,
  );
};

/** The rule of one text: one printable line, and the pattern where there is one. */
const rulesOf = (row: Mapping, path: readonly string[], patterns: PatternEngine, field: Field): Rules => {
  const matcher =
    row['pattern'] === undefined ? undefined : matcherOf(row['pattern'], [...path, 'pattern'], patterns, field);
  if (!matcher) return { check: freeText, closed: false };
  return {
    check: (text) =>
      freeText(text) ??
      (matcher.matches(text)
        ? undefined
        : { rule: `the whole value to match ${matcher.text}`, fix: 'give a value of this form' }),
    closed: isClosedPattern(matcher.text),
    pattern: matcher.text,
  };
};

const choicesOf = (row: Mapping, path: readonly string[], field: Field): readonly string[] | undefined => {
  if (row['choices'] === undefined) return field.refuse(path, 'choices is missing', 'add choices: [one, two]', 'key');
  const choices = linesOf(row['choices'], [...path, 'choices'], { items: 100, characters: 100 }, field);
  if (choices?.length === 0)
    return field.refuse([...path, 'choices'], 'expected at least one choice', 'add choices: [one, two]');
  const bad = choices?.findIndex((choice) => freeText(choice) !== undefined || choice.includes(',')) ?? -1;
  if (bad >= 0)
    return field.refuse(
      [...path, 'choices', bad],
      'expected a text without comma, "${{" and outer spaces',
      'write it in another way',
      'value',
      choices![bad],
    );
  return choices;
};

/** One line on each choice, or on some of them. */
const hintsOf = (
  value: unknown,
  choices: readonly string[],
  path: readonly string[],
  field: Field,
): { readonly hints?: Readonly<Record<string, string>> } => {
  if (value === undefined) return {};
  if (!isMapping(value)) {
    field.refuse(path, 'expected a mapping of choices to lines', `write { ${choices[0]}: … }`, 'value', value);
    return {};
  }
  refuseUnknown(value, path, choices, closest, field);
  const lines = Object.entries(value).map(([choice, line]) => [
    choice,
    lineOf(line, [...path, choice], 200, field) ?? '',
  ]);
  return { hints: Object.fromEntries(lines) };
};

const boundOf = (
  row: Mapping,
  key: 'minimum' | 'maximum',
  otherwise: number,
  path: readonly string[],
  field: Field,
): number => {
  const value = row[key];
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  field.refuse([...path, key], 'expected a whole number, 0 or more', 'write digits only', 'value', value);
  return otherwise;
};

/** What every question has, whatever its type. */
export type Common = Pick<Option, 'group' | 'scope' | 'essential' | 'summary' | 'question' | 'flag' | 'about'>;

/**
 * Reads what belongs to a question's type.
 * @returns the option without its default and condition; undefined after a fault that leaves none
 */
export const optionOf = (
  kind: Kind,
  row: Mapping,
  common: Common,
  path: readonly string[],
  tools: ManifestTools,
  field: Field,
): Option | undefined => {
  if (kind === 'boolean') return { ...common, kind, closed: true };
  if (kind === 'integer') {
    const minimum = boundOf(row, 'minimum', 0, path, field);
    const maximum = boundOf(row, 'maximum', 2_147_483_647, path, field);
    if (minimum > maximum)
      field.refuse(
        [...path, 'maximum'],
        `expected at least the minimum, ${minimum}`,
        'change one of the two',
        'value',
        maximum,
      );
    return { ...common, kind, minimum, maximum, closed: true };
  }
  if (kind === 'choice') {
    const choices = choicesOf(row, path, field);
    return (
      choices && {
        ...common,
        kind,
        choices,
        ...hintsOf(row['hints'], choices, [...path, 'hints'], field),
        ...(choices.every((choice) => PLAIN_CHOICE.test(choice)) ? { closed: true } : {}),
      }
    );
  }
  const { check, closed, pattern } = rulesOf(row, path, tools.patterns, field);
  const rules = { check, ...(pattern === undefined ? {} : { pattern }), ...(closed ? { closed: true as const } : {}) };
  if (kind === 'text') return { ...common, kind, ...rules };
  if (row['choices'] === undefined) return { ...common, kind, ...rules };
  if (row['pattern'] !== undefined)
    return field.refuse(
      [...path, 'pattern'],
      'a list has choices or a pattern, not both',
      'take one of them out',
      'key',
    );
  const choices = choicesOf(row, path, field);
  return (
    choices && {
      ...common,
      kind,
      check: () => undefined,
      choices,
      ...(choices.every((choice) => PLAIN_CHOICE.test(choice)) ? { closed: true } : {}),
    }
  );
};
