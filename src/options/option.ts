/** The types of one row of an option table. A template's own questions are rows of the same type. */

export type Kind = 'text' | 'choice' | 'integer' | 'boolean' | 'list';

export interface ValueOf {
  text: string;
  choice: string;
  integer: number;
  boolean: boolean;
  list: readonly string[];
}

export type Value = ValueOf[Kind];
export type Values = Readonly<Record<string, Value>>;

/** Why a value is refused: the rule it breaks, and a value or a sentence that mends it. */
export interface Flaw {
  readonly rule: string;
  /** A value that would be accepted; shown as `--flag proposal`, and proposed by the prompt. */
  readonly proposal?: string;
  /** A sentence, where no single value mends it. */
  readonly fix?: string;
  readonly contradiction?: true;
}

/** Headings of the help text and of the advanced list, in their order. */
export const GROUPS = {
  application: 'Application',
  image: 'Image and registry',
  container: 'Container',
  repository: 'Repository',
  template: 'Template',
  run: 'This run',
} as const;

export type Group = keyof typeof GROUPS;

interface Row {
  readonly group: Group;
  /** One line for help and docs, no full stop. */
  readonly summary: string;
  /** The long flag without dashes, where it is not the key in kebab case. */
  readonly flag?: string;
  readonly short?: string;
  /** What stands for the value in help: `--registry <host>`. */
  readonly placeholder?: string;
  /** `answer`: describes the repository. `run`: says how this run goes about it; never saved, never replayed. */
  readonly scope: 'answer' | 'run';
  /** False for an answer that does not shape the bytes of the repository (`git`). */
  readonly saved?: false;
  /** What a summary calls it, where the question does not read as a label. */
  readonly label?: string;
  /** The words of its prompt. Every answer has one. */
  readonly question?: string;
  /** The line under the prompt, where the summary does not say it; no full stop. */
  readonly about?: string | ((answers: Values) => string);
  /** Asked whenever it is missing and there is a terminal; the others are in the advanced list. */
  readonly essential?: true;
  /** Asked only where this holds; without it, always. */
  readonly applies?: (answers: Values) => boolean;
  /** Every accepted value is safe to write bare in any language: no quote, space, `$` or line break. */
  readonly closed?: true;
  /** Says in words when it is needed, for docs; `required` decides. */
  readonly needed?: string;
  readonly required?: (answers: Values) => boolean;
  /** What the docs and the help text call the default, where it is not a plain value. */
  readonly defaultText?: string;
  /** Nothing is an answer too: an empty text, an empty list. */
  readonly mayBeNothing?: true;
  /** What a config file may hold for it, where it is not what its kind says. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** What a value will become, shown while it is typed. */
  readonly preview?: (value: Value, answers: Values) => string;
  /** Judges the value beside the answers resolved before it. */
  readonly judge?: (value: Value, answers: Values) => Flaw | undefined;
}

type Default<T> = T | ((answers: Values) => T);

/** A value that a prompt offers, and what it means. */
export interface Offer {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface TextOption extends Row {
  readonly kind: 'text';
  readonly check: (value: string) => Flaw | undefined;
  readonly default?: Default<string>;
  /** The same grammar as a JSON Schema pattern, where it can be said as one. */
  readonly pattern?: string;
  /** Values to choose from at a prompt, and the choice to type another one. */
  readonly offers?: readonly Offer[];
  /** What that choice says, and the offers that stand below it. */
  readonly another?: Omit<Offer, 'value'> & { readonly above?: readonly string[] };
}

interface ChoiceOption extends Row {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  /** The choice that a word from elsewhere means: `gpl`. It is proposed, where it is one of the choices. */
  readonly nearest?: (text: string) => string | undefined;
  /** One line on each choice, for prompts and docs. */
  readonly hints?: Readonly<Record<string, string>>;
  readonly default?: Default<string>;
}

interface IntegerOption extends Row {
  readonly kind: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: Default<number>;
}

interface BooleanOption extends Row {
  readonly kind: 'boolean';
  readonly default?: Default<boolean>;
}

interface ListOption extends Row {
  readonly kind: 'list';
  /** Judges one item. */
  readonly check: (item: string) => Flaw | undefined;
  readonly choices?: readonly string[];
  readonly nearest?: (text: string) => string | undefined;
  /** An item may hold commas: the flag is repeated, its text never split. */
  readonly whole?: true;
  readonly default?: Default<readonly string[]>;
  readonly pattern?: string;
  /** The item that the flag stands for where it has no value: `--volumes`. A value is then joined by `=`. */
  readonly alone?: string;
}

export type Option = TextOption | ChoiceOption | IntegerOption | BooleanOption | ListOption;
export type OptionTable = Readonly<Record<string, Option>>;

export type AnswersOf<Table extends OptionTable> = {
  readonly [Key in keyof Table]: ValueOf[Table[Key]['kind']];
};

/** @returns `registryUser` as `registry-user`. */
export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** @returns the long flag of a row, without dashes. */
export const flagOf = (key: string, option: Option): string => option.flag ?? kebab(key);

/** The rows of a template's questions: their flag is `set <name>`, and its value is joined to the name. */
const SET = 'set ';

/** @returns the flag under which a template's question is answered: `--set <name>=<value>`. */
export const setFlag = (key: string): string => SET + key;

/** @returns a flag (with its dashes) and its value, as typed: `--port 8000`, `--set team=core`. */
export const flagWithValue = (flag: string, value: string): string =>
  flag.startsWith(`--${SET}`) ? `${flag}=${value}` : `${flag} ${value}`;

/** @returns the line that explains a row at its prompt. */
export const aboutOf = (option: Option, answers: Values): string =>
  (typeof option.about === 'function' ? option.about(answers) : option.about) ?? option.summary;

/** @returns what a summary calls an answer. */
export const labelOf = (option: Option): string => option.label ?? option.question ?? option.summary;

/** @returns whether `--no-<flag>` exists: only a switch that is on by default needs one. */
export const hasNegation = (option: Option): boolean => option.kind === 'boolean' && option.default === true;

/** @returns whether a flag takes the word after it as its value. */
export const takesWord = (option: Option): boolean =>
  option.kind !== 'boolean' && !(option.kind === 'list' && option.alone !== undefined);

/** @returns the default of a row beside the answers so far, or undefined where there is none. */
export const defaultOf = (option: Option, answers: Values): Value | undefined =>
  typeof option.default === 'function' ? option.default(answers) : option.default;

/** @returns whether two answers are the same; lists are, item by item. */
export const sameValue = (one: Value | undefined, other: Value | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
