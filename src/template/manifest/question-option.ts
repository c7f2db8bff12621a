import { closest } from '../../options/layers';
import type { Flaw, Kind, Option } from '../../options/option';
import { freeText } from '../../project/grammar';
import { shown } from '../../text/shown';
import { isMapping, type Mapping } from '../../yaml/mapping';
import { type Field, lineOf, linesOf, refuseUnknown } from './field';
import { compilePattern, isClosedPattern, PATTERN_LENGTH } from './pattern';
import { PATTERN_SIZE, patternSize } from './pattern-size';

/** Choices that are safe to write bare in any language. */
const PLAIN_CHOICE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

interface Rules {
  readonly check: (text: string) => Flaw | undefined;
  readonly closed?: true;
  readonly pattern?: string;
}

/** @returns undefined after a fault was noted. */
const patternOf = async (value: unknown, path: readonly string[], field: Field): Promise<Rules | undefined> => {
  const pattern = lineOf(value, path, PATTERN_LENGTH, field);
  if (pattern === undefined) return undefined;
  if (patternSize(pattern) > PATTERN_SIZE)
    return field.refuse(
      path,
      `expected at most ${PATTERN_SIZE} characters and classes, each counted as often as it is repeated`,
      'repeat less',
      'value',
      pattern,
    );
  const matches = await compilePattern(pattern);
  if (typeof matches !== 'function')
    return field.refuse(
      path,
      `this is no regular expression of RE2: ${shown(matches.fault)}`,
      'see https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no back references',
      'value',
      pattern,
    );
  const flaw: Flaw = { rule: `the whole value to match ${pattern}`, fix: 'give a value of this form' };
  return {
    check: (text) => freeText(text) ?? (matches(text) ? undefined : flaw),
    pattern,
    ...(isClosedPattern(pattern) ? { closed: true } : {}),
  };
};

/** The rule of one text: one printable line, and the pattern where there is one. */
const rulesOf = async (row: Mapping, path: readonly string[], field: Field): Promise<Rules> =>
  (row['pattern'] === undefined ? undefined : await patternOf(row['pattern'], [...path, 'pattern'], field)) ?? {
    check: freeText,
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

const integerOf = (row: Mapping, common: Common, path: readonly string[], field: Field): Option => {
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
  return { ...common, kind: 'integer', minimum, maximum, closed: true };
};

const areClosed = (choices: readonly string[]): { readonly closed?: true } =>
  choices.every((choice) => PLAIN_CHOICE.test(choice)) ? { closed: true } : {};

const choiceOf = (row: Mapping, common: Common, path: readonly string[], field: Field): Option | undefined => {
  const choices = choicesOf(row, path, field);
  return (
    choices && {
      ...common,
      kind: 'choice',
      choices,
      ...hintsOf(row['hints'], choices, [...path, 'hints'], field),
      ...areClosed(choices),
    }
  );
};

const chosenListOf = (row: Mapping, common: Common, path: readonly string[], field: Field): Option | undefined => {
  if (row['pattern'] !== undefined)
    return field.refuse(
      [...path, 'pattern'],
      'a list has choices or a pattern, not both',
      'take one of them out',
      'key',
    );
  const choices = choicesOf(row, path, field);
  return choices && { ...common, kind: 'list', check: () => undefined, choices, ...areClosed(choices) };
};

/** What every question has, whatever its type. */
export type Common = Pick<Option, 'group' | 'scope' | 'essential' | 'summary' | 'question' | 'flag' | 'about'>;

/**
 * Reads what belongs to a question's type.
 * @returns the option without its default and condition; undefined after a fault that leaves none
 */
export const optionOf = async (
  kind: Kind,
  row: Mapping,
  common: Common,
  path: readonly string[],
  field: Field,
): Promise<Option | undefined> => {
  switch (kind) {
    case 'boolean':
      return { ...common, kind, closed: true };
    case 'integer':
      return integerOf(row, common, path, field);
    case 'choice':
      return choiceOf(row, common, path, field);
    case 'text':
      return { ...common, kind, ...(await rulesOf(row, path, field)) };
    case 'list':
      if (row['choices'] !== undefined) return chosenListOf(row, common, path, field);
      return { ...common, kind, ...(await rulesOf(row, path, field)) };
  }
};
