/** A literal that what follows it makes wrong. */
export interface Wrong {
  readonly wrong: string;
}

/**
 * What a bare value is read as where it stands outside quotes: `plain`, a scalar of YAML that may be a number or a
 * word; `value`, data that can be no text; `key`; `name`, a word of a program.
 */
export type Reading = 'plain' | 'value' | 'key' | 'name';

/**
 * How a language is cut into words, as far as is needed to say whether a literal can stand at a place. It reads
 * character by character and is its own state, because the text before a tag is not one text: each branch and each
 * round of a loop makes another. Where a language leaves it open, it goes on in each state that could be.
 */
export interface Scanner<State extends object> {
  readonly start: State;
  /** @returns the state or the states after one more character; none where no reader gets that far. */
  readonly step: (state: State, character: string) => State | readonly State[] | Wrong;
  /** @returns why no literal can stand here. */
  readonly refuses: (state: State) => string | undefined;
  /** @returns the state after a literal that may stand there. */
  readonly value: (state: State) => State;
  /** @returns what a bare value is read as here; nothing where it is a text, in quotes or not. */
  readonly reads?: (state: State) => Reading | undefined;
  /** What it is read as where nobody can tell. */
  readonly otherwise?: Reading;
  /** Whether a list, which is written as several words, would be something else here. */
  readonly single?: (state: State) => boolean;
}

/** Any language, once its own state is nobody's business. */
// biome-ignore lint/suspicious/noExplicitAny: each scanner knows its own state, the walk none
export type AnyScanner = Scanner<any>;

export const NOT_TOLD = 'what stands before it cannot be read with certainty';
export const IN_COMMENT = 'a literal cannot stand in a comment';
export const IN_STRING = 'a literal cannot stand inside quotes: it brings its own';
export const KEY = 'a literal cannot stand where a key is written';
export const CODE = 'what stands here is run as code';

/** How deep brackets, blocks and commands may stand in each other: far beyond any real file. */
export const DEEPEST = 128;

/** How much of a word is kept: enough to know it by. */
const WORD_LENGTH = 40;

/** @returns a word with one more character; a long one stops growing, so that a loop comes to an end. */
export const longer = (word: string, character: string): string =>
  word.length < WORD_LENGTH ? word + character : word;

/** A line that is not what was looked for. */
const OTHER_LINE = '\n';

/** @returns a line with one more character, as long as it can still be the end of a here-document. */
export const matching = (line: string, character: string, delimiter: string): string => {
  const tabs = delimiter.startsWith('-');
  if (tabs && line === '' && character === '\t') return '';
  const more = line + character;
  return delimiter.slice(tabs ? 1 : 0).startsWith(more) ? more : OTHER_LINE;
};

export const isWord = (character: string): boolean => /[A-Za-z0-9_]|[^\u0000-\u007f]/.test(character);
export const isBlank = (character: string): boolean => character === ' ' || character === '\t';
