import { readFromDocument } from '../../options/kinds';
import { closest, ENVIRONMENT_PREFIX, environmentName } from '../../options/layers';
import {
  defaultOf,
  type Flaw,
  type Kind,
  type Option,
  type OptionTable,
  sameValue,
  setFlag,
  type Value,
  type Values,
} from '../../options/option';
import type { Scope } from '../../project/scope';
import { isMapping, type Mapping } from '../../yaml/mapping';
import { newBudget } from '../language/budget';
import { evaluate, holds } from '../language/evaluate';
import type { Expression } from '../language/expression';
import { Fault, Notes } from '../language/fault';
import { faultsIn } from '../language/judge-expression';
import { parseExpression } from '../language/parse-expression';
import { namesIn } from '../language/used-names';
import { NO_PINS } from '../template';
import { type Field, lineOf, refuseUnknown } from './field';
import type { Known } from './known';
import { PATTERN_LENGTH } from './pattern';
import { type Common, optionOf } from './question-option';

/** What a question may say, by its type. */
export const QUESTION_KEYS: Readonly<Record<Kind, readonly string[]>> = {
  text: ['type', 'message', 'help', 'pattern', 'default', 'when'],
  choice: ['type', 'message', 'help', 'choices', 'hints', 'default', 'when'],
  boolean: ['type', 'message', 'help', 'default', 'when'],
  integer: ['type', 'message', 'help', 'minimum', 'maximum', 'default', 'when'],
  list: ['type', 'message', 'help', 'choices', 'pattern', 'default', 'when'],
};

const KINDS = Object.keys(QUESTION_KEYS) as Kind[];
export const QUESTION_NAME_PATTERN = '^[a-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$';
const NAME = new RegExp(QUESTION_NAME_PATTERN);

/** What stands before a question: names, earlier questions, and what conditions may read and did read. */
interface Before {
  readonly taken: ReadonlySet<string>;
  readonly table: OptionTable;
  readonly scope: Scope;
  readonly conditionNames: Set<string>;
}

const withDefault = (option: Option, row: Mapping, path: readonly string[], field: Field): Option => {
  if (row['default'] === undefined) return { ...option, required: () => true, needed: 'always' };
  if (row['default'] === '' && option.kind === 'text')
    return { ...option, default: '', defaultText: 'none', mayBeNothing: true };
  if (option.kind === 'list' && Array.isArray(row['default']) && row['default'].length === 0)
    return { ...option, default: [], defaultText: 'none', mayBeNothing: true };
  const reading = readFromDocument(row['default'], option);
  if ('value' in reading) return { ...option, default: reading.value } as Option;
  field.refuse(
    [...path, 'default'],
    `expected ${reading.flaw.rule}`,
    reading.flaw.proposal ?? 'give a value that the question accepts',
    'value',
    row['default'],
  );
  return option;
};

/** @returns the condition of a question, or all reasons why it can never be decided. */
const conditionOf = (text: string, scope: Scope): Expression | readonly Fault[] => {
  const notes = new Notes();
  const expression = notes.attempt(() => parseExpression(text, notes));
  if (!expression || notes.count > 0) return notes.faults;
  const faults = faultsIn(expression, { scope, pins: NO_PINS, loops: new Map() });
  return faults.length > 0 ? faults : expression;
};

/**
 * @returns whether a condition holds beside the answers so far. Where an answer is still missing it does: the missing
 *   one is told of, or asked for, first.
 */
const conditionHolds = (expression: Expression, values: Values): boolean => {
  try {
    return holds(evaluate(expression, { scope: { values }, pins: NO_PINS, budget: newBudget(), loops: new Map() }));
  } catch (error) {
    if (error instanceof Fault) return true;
    throw error;
  }
};

/** A question that is asked only where a condition holds; elsewhere it has its default. */
const withCondition = (option: Option, row: Mapping, path: readonly string[], before: Before, field: Field): Option => {
  if (row['when'] === undefined) return option;
  const text = lineOf(row['when'], [...path, 'when'], PATTERN_LENGTH, field);
  if (text === undefined) return option;
  if (row['default'] === undefined)
    field.refuse([...path, 'when'], 'a question that may be skipped needs a default', 'add default: <value>', 'key');
  const condition = conditionOf(text, before.scope);
  if (!('kind' in condition)) {
    for (const {
      construct,
      reason,
      fix = 'name built-in options and questions that stand before this one',
    } of condition)
      field.refuse([...path, 'when'], construct === undefined ? reason : `${construct}: ${reason}`, fix, 'value', text);
    return option;
  }
  for (const name of namesIn(condition)) before.conditionNames.add(name);
  const applies = (answers: Values): boolean => conditionHolds(condition, answers);
  const judge = (value: Value, answers: Values): Flaw | undefined =>
    !applies(answers) && !sameValue(value, defaultOf(option, answers))
      ? { rule: `it is asked only when ${text}`, fix: 'leave it out', contradiction: true }
      : undefined;
  return { ...option, applies, judge };
};

/** Some value of the option's kind, to judge later conditions against. */
const sampleOf = (option: Option): Value => {
  const given = defaultOf(option, {});
  if (given !== undefined) return given;
  if (option.kind === 'choice') return option.choices[0]!;
  return { text: '', integer: 0, boolean: false, list: [] as string[] }[option.kind];
};

/** A name that an expression reads as this name, and as nothing else. */
const isPlainName = (name: string): boolean => {
  try {
    return parseExpression(name).kind === 'name' && !Object.hasOwn(Object.prototype, name);
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
};

const nameFlaw = (name: string, { taken, table }: Before): string | undefined => {
  if (!NAME.test(name) || name.length > 50)
    return 'expected a small letter, then letters, digits and single "_", at most 50 characters';
  if (taken.has(name)) return 'the name belongs to a built-in option, answer or function';
  if (!isPlainName(name)) return 'the name has a meaning of its own in expressions';
  const variable = environmentName(name, { flag: setFlag(name) } as Option);
  const twin = Object.keys(table).find((other) => environmentName(other, table[other]!) === variable);
  return twin === undefined
    ? undefined
    : `in the environment it could not be told from ${twin}: both are ${variable.slice(ENVIRONMENT_PREFIX.length)}`;
};

const questionOf = async (name: string, row: unknown, before: Before, field: Field): Promise<Option | undefined> => {
  const path = ['questions', name];
  const flaw = nameFlaw(name, before);
  if (flaw) return field.refuse(path, flaw, 'choose another name', 'key');
  if (!isMapping(row))
    return field.refuse(path, 'expected a mapping', 'write { type: text, message: … }', 'value', row);
  const kind = KINDS.find((each) => each === row['type']);
  if (!kind)
    return field.refuse(
      [...path, 'type'],
      row['type'] === undefined ? 'type is missing' : `expected one of ${KINDS.join(', ')}`,
      `write type: ${closest(String(row['type'] ?? ''), KINDS) ?? 'text'}`,
      'value',
      row['type'],
    );
  refuseUnknown(row, path, QUESTION_KEYS[kind], closest, field);
  const message =
    row['message'] === undefined
      ? field.refuse(path, 'message is missing', 'add message: the words of the question', 'key')
      : lineOf(row['message'], [...path, 'message'], 200, field);
  const help = row['help'] === undefined ? undefined : lineOf(row['help'], [...path, 'help'], 200, field);
  const common: Common = {
    group: 'template',
    scope: 'answer',
    essential: true,
    flag: setFlag(name),
    summary: help === undefined ? (message ?? '') : `${message ?? ''}: ${help}`,
    question: message ?? '',
    ...(help === undefined ? {} : { about: help }),
  };
  const option = await optionOf(kind, row, common, path, field);
  return option && withCondition(withDefault(option, row, path, field), row, path, before, field);
};

/** What a template asks. */
export interface Questions {
  /** As an option table, in their order. */
  readonly table: OptionTable;
  /** The names that their conditions read. */
  readonly conditionNames: readonly string[];
}

/**
 * Reads a template's own questions.
 * @returns undefined after a fault that leaves none
 */
export const questionsOf = async (value: unknown, known: Known, field: Field): Promise<Questions | undefined> => {
  if (!isMapping(value))
    return field.refuse(
      ['questions'],
      'expected a mapping of names to questions',
      'write questions: { team: { type: text, message: Team } }',
      'value',
      value,
    );
  if (Object.keys(value).length > 100)
    return field.refuse(['questions'], 'expected at most 100 questions', 'ask for less');
  const table: Record<string, Option> = {};
  const values: Record<string, Value> = { ...known.scope.values };
  const choices: Record<string, readonly string[]> = { ...known.scope.choices };
  const conditionNames = new Set<string>();
  const before: Before = { taken: known.taken, table, scope: { ...known.scope, values, choices }, conditionNames };
  for (const [name, row] of Object.entries(value)) {
    const option = await questionOf(name, row, before, field);
    if (!option) continue;
    table[name] = option;
    values[name] = sampleOf(option);
    if ('choices' in option && option.choices) choices[name] = option.choices;
  }
  return { table, conditionNames: [...conditionNames] };
};
