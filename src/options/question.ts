import { defaultOf, type Option, type OptionTable, type Value, type Values } from './define';
import { kindOf, type Reading, readFromText } from './kinds';

/** One prompt, as a value: what is asked, what Enter takes, and how an answer is judged while it is typed. */
export type Question =
  | {
      readonly kind: 'line';
      readonly key: string;
      readonly message: string;
      readonly initial: string;
      readonly read: (text: string) => Reading;
      /** What the text would become; undefined where there is nothing to add. */
      readonly preview: (text: string) => string | undefined;
    }
  | {
      readonly kind: 'select';
      readonly key: string;
      readonly message: string;
      readonly initial: string;
      readonly choices: readonly Choice[];
    }
  | {
      readonly kind: 'many';
      readonly key: string;
      readonly message: string;
      readonly initial: readonly string[];
      /** None of them is an answer too. */
      readonly optional?: true;
      readonly choices: readonly Choice[];
    }
  | { readonly kind: 'confirm'; readonly key: string; readonly message: string; readonly initial: boolean };

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  /** Stands above this choice, where a group of choices begins. */
  readonly heading?: string;
}

const choicesOf = (choices: readonly string[], hints: Readonly<Record<string, string>> = {}): readonly Choice[] =>
  choices.map((value) => ({ value, label: value, ...(hints[value] === undefined ? {} : { hint: hints[value] }) }));

/** An empty default says that an answer may be left out. */
const isNone = (value: Value | undefined): value is Value =>
  value === '' || (Array.isArray(value) && value.length === 0);

const judged = (option: Option, answers: Values, text: string): Reading => {
  // Enter on an empty line is "none" where the default is.
  const none = defaultOf(option, answers);
  const reading: Reading = text === '' && isNone(none) ? { value: none } : readFromText(text, option);
  if ('flaw' in reading) return reading;
  const flaw = option.judge?.(reading.value, answers);
  return flaw ? { flaw } : reading;
};

/**
 * The prompt of an option.
 * @param current its value now, which Enter takes; undefined where there is none yet
 * @param answers the other answers so far, for defaults, rules and previews
 */
export const questionOf = (key: string, option: Option, current: Value | undefined, answers: Values): Question => {
  const value = current ?? defaultOf(option, answers);
  const message = option.question ?? option.summary;
  if (option.kind === 'boolean') return { kind: 'confirm', key, message, initial: value === true };
  if (option.kind === 'choice')
    return {
      kind: 'select',
      key,
      message,
      initial: String(value ?? option.choices[0]),
      choices: choicesOf(option.choices, option.hints),
    };
  if (option.kind === 'list' && option.choices)
    return {
      kind: 'many',
      key,
      message,
      initial: (value ?? []) as readonly string[],
      ...(isNone(defaultOf(option, answers)) ? { optional: true } : {}),
      choices: choicesOf(option.choices),
    };
  return {
    kind: 'line',
    key,
    message,
    initial: value === undefined ? '' : kindOf(option).words(value),
    read: (text) => judged(option, answers, text),
    preview: (text) => {
      const reading = judged(option, answers, text);
      return 'flaw' in reading ? undefined : option.preview?.(reading.value, answers);
    },
  };
};

/** @returns the keys that a terminal asks for: essential ones that no layer gives and that mean something beside the others. */
export const essentialKeys = (table: OptionTable): readonly string[] =>
  Object.keys(table).filter((key) => table[key]!.essential === true);
