import { kindOf, type Reading, readFromText } from './kinds';
import {
  aboutOf,
  defaultOf,
  type Flaw,
  type Offer,
  type Option,
  type OptionTable,
  type TextOption,
  type Value,
  type Values,
} from './option';
import { questionHelp } from './question-help';

/** What every prompt has, whatever its kind. */
interface Asked {
  readonly key: string;
  readonly message: string;
  /** One line under the question: what it is about. */
  readonly about?: string;
  /** What `?` shows, a paragraph an item. */
  readonly help?: readonly string[];
  /** Why it is asked again: what is wrong with the answer so far. */
  readonly reason?: string;
}

export interface LineQuestion extends Asked {
  readonly kind: 'line';
  readonly initial: string;
  readonly read: (text: string) => Reading;
  /** What the text would become; undefined where there is nothing to add. */
  readonly preview: (text: string) => string | undefined;
}

interface SelectQuestion extends Asked {
  readonly kind: 'select';
  readonly initial: string;
  readonly choices: readonly Choice[];
  /** Typing narrows the list down. */
  readonly filter?: true;
  /** The choice that stands for a line of text, and the question for that line. */
  readonly another?: { readonly value: string; readonly question: LineQuestion };
}

interface ManyQuestion extends Asked {
  readonly kind: 'many';
  readonly initial: readonly string[];
  /** None of them is an answer too. */
  readonly optional?: true;
  readonly choices: readonly Choice[];
}

interface ConfirmQuestion extends Asked {
  readonly kind: 'confirm';
  readonly initial: boolean;
}

/** One prompt, as a value: what is asked, what Enter takes, and how an answer is judged while it is typed. */
export type Question = LineQuestion | SelectQuestion | ManyQuestion | ConfirmQuestion;

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

const NEEDED_ALWAYS = 'always';

const needed = ({ needed: when = NEEDED_ALWAYS }: Option): Flaw => ({
  rule: `an answer${when === NEEDED_ALWAYS ? '' : `: it is needed ${when}`}`,
});

const judged = (option: Option, answers: Values, text: string): Reading => {
  // Enter on an empty line is "none" where the default is.
  const none = defaultOf(option, answers);
  const reading: Reading = text === '' && isNone(none) ? { value: none } : readFromText(text, option);
  if (text === '' && option.required?.(answers)) return { flaw: needed(option) };
  if ('flaw' in reading) return reading;
  const flaw = option.judge?.(reading.value, answers);
  return flaw ? { flaw } : reading;
};

const lineOf = (common: Asked, option: Option, value: Value | undefined, answers: Values): LineQuestion => ({
  ...common,
  kind: 'line',
  initial: value === undefined ? '' : kindOf(option).words(value),
  read: (text) => judged(option, answers, text),
  preview: (text) => {
    const reading = judged(option, answers, text);
    return 'flaw' in reading ? undefined : option.preview?.(reading.value, answers);
  },
});

/** No offer is called so: it is no value of any option. */
const ANOTHER = '?another';

const offered = (common: Asked, option: TextOption, value: Value | undefined, answers: Values): Question => {
  const { offers = [], another = { label: 'another' } } = option;
  const { above = [], ...choice } = another;
  const isBelow = (offer: Offer): boolean => above.includes(offer.value);
  const among = offers.some((offer) => offer.value === value);
  const { about: _, ...rest } = common;
  const typed = { ...rest, message: another.label.charAt(0).toUpperCase() + another.label.slice(1) };
  const question = lineOf(
    { ...typed, ...(another.hint === undefined ? {} : { about: another.hint }) },
    option,
    among ? '' : value,
    answers,
  );
  return {
    ...common,
    kind: 'select',
    initial: among ? String(value) : ANOTHER,
    choices: [...offers.filter((offer) => !isBelow(offer)), { value: ANOTHER, ...choice }, ...offers.filter(isBelow)],
    another: { value: ANOTHER, question },
  };
};

/**
 * The prompt of an option.
 * @param current its value now, which Enter takes; undefined where there is none yet
 * @param answers the other answers so far, for defaults, rules and previews
 */
export const questionOf = (key: string, option: Option, current: Value | undefined, answers: Values): Question => {
  const value = current ?? defaultOf(option, answers);
  const message = option.question ?? option.summary;
  const about = aboutOf(option, answers);
  const help = questionHelp(key, option, answers);
  const common: Asked = { key, message, ...(about === message ? {} : { about }), help };
  if (option.kind === 'boolean') return { ...common, kind: 'confirm', initial: value === true };
  if (option.kind === 'choice')
    return {
      ...common,
      kind: 'select',
      initial: String(value ?? option.choices[0]),
      choices: choicesOf(option.choices, option.hints),
    };
  if (option.kind === 'list' && option.choices)
    return {
      ...common,
      kind: 'many',
      initial: (value ?? []) as readonly string[],
      ...(isNone(defaultOf(option, answers)) ? { optional: true } : {}),
      choices: choicesOf(option.choices),
    };
  if (option.kind === 'text' && option.offers) return offered(common, option, value, answers);
  return lineOf(common, option, value, answers);
};

/** @returns the keys that a terminal asks for: essential ones that no layer gives and that mean something beside the others. */
export const essentialKeys = (table: OptionTable): readonly string[] =>
  Object.keys(table).filter((key) => table[key]!.essential === true);
