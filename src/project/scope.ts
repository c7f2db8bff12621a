import type { Option, OptionTable, Value, Values } from '../options/option';
import { closedKeys, savedKeys } from '../options/views';
import { derive } from './derive';
import { REGISTRY_KINDS } from './registries';
import { type Answers, CREATE_ANSWERS } from './schema';
import { TAG_STRATEGIES } from './tags';

/** What a template may read: values by name, which of them are safe to write bare, and the words that choices can be. */
export interface Scope {
  readonly values: Values;
  readonly closed: ReadonlySet<string>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** Names that follow from the answers and that only people write freely. */
const FREE_DERIVED: ReadonlySet<string> = new Set(['authorName', 'authorEmail']);

const choicesOf = (table: OptionTable): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([key, option]: [string, Option]) =>
      'choices' in option && option.choices ? [[key, option.choices]] : [],
    ),
  );

/**
 * @param answers the resolved answers to the built-in options
 * @param questions a template's own questions and their answers
 * @returns the scope in which a template is planned
 */
export const scopeOf = (
  answers: Answers,
  questions: { readonly table: OptionTable; readonly values: Values } = { table: {}, values: {} },
): Scope => {
  const derived = derive(answers);
  const own: Record<string, Value> = Object.fromEntries(
    savedKeys(CREATE_ANSWERS).map((key) => [key, (answers as Values)[key]!]),
  );
  return {
    values: { ...own, ...derived, ...questions.values },
    closed: new Set([
      ...closedKeys(CREATE_ANSWERS),
      ...Object.keys(derived).filter((key) => !FREE_DERIVED.has(key)),
      ...closedKeys(questions.table),
    ]),
    choices: {
      ...choicesOf(CREATE_ANSWERS),
      ...choicesOf(questions.table),
      registryKind: REGISTRY_KINDS,
      strategyTags: Object.keys(TAG_STRATEGIES),
    },
  };
};
