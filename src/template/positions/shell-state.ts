import { DEEPEST, longer } from './scanner';

/**
 * What is open: `$` the commands of `$( )`, `(` those of a group, `[` the words of an array, `"` quotes, `case` the
 * branches of a case, `top` the script itself.
 */
export type Kind = 'top' | '$' | '(' | '[' | '"' | 'case';

/** One command, as far as it has been read. */
export interface Command {
  /** Whether the next word is the command itself. */
  readonly first: boolean;
  /** The word that is being read; a quote in it stands for all that is quoted. */
  readonly word: string;
  readonly started: boolean;
  readonly lastWord: string;
  /** Its arguments are code: `code` all of them, `option` what follows an option, `format` the next one; `computed` some, `compared` most. */
  readonly runs: 'nothing' | 'code' | 'option' | 'format' | 'computed' | 'compared';
  /** Whether the word is the file of a redirection. */
  readonly redirects: boolean;
  /** How far `case WORD in` has been read. */
  readonly cases: 0 | 1 | 2;
  /** Whether the word is the pattern of a case. */
  readonly pattern: boolean;
}

export interface Frame {
  readonly kind: Kind;
  readonly command: Command;
}

type Mode =
  | 'code'
  | 'escape'
  | 'single'
  | 'ansi'
  | 'ansi-escape'
  | 'backquote'
  | 'backquote-escape'
  | 'dollar'
  | 'parameter'
  | 'paren'
  | 'arithmetic'
  | 'less'
  | 'delimiter'
  | 'document'
  | 'comment'
  | 'lost';

export interface State {
  readonly mode: Mode;
  readonly frames: readonly Frame[];
  /** Open brackets of arithmetic, or braces of a parameter. */
  readonly depth: number;
  /** Whether an inner bracket of arithmetic was closed last. */
  readonly closing: boolean;
  /** The delimiter that is being read, and those whose documents follow; `-` before it where tabs are taken off. */
  readonly delimiter: string;
  readonly quote: string;
  readonly documents: readonly string[];
  readonly line: string;
  readonly valued: boolean;
}

export const NEW: Command = {
  first: true,
  word: '',
  started: false,
  lastWord: '',
  runs: 'nothing',
  redirects: false,
  cases: 0,
  pattern: false,
};

export const START: State = {
  mode: 'code',
  frames: [{ kind: 'top', command: NEW }],
  depth: 0,
  closing: false,
  delimiter: '',
  quote: '',
  documents: [],
  line: '',
  valued: false,
};
export const LOST: State = { ...START, mode: 'lost' };

export const topOf = ({ frames }: State): Frame => frames.at(-1)!;

export const withCommand = (state: State, change: Partial<Command>): State => {
  const top = topOf(state);
  return { ...state, frames: [...state.frames.slice(0, -1), { ...top, command: { ...top.command, ...change } }] };
};

/** @returns the state with more of the word; `"` stands for a quoted part. */
export const word = (state: State, character: string): State =>
  withCommand(state, { word: longer(topOf(state).command.word, character), started: true });

export const opened = (state: State, kind: Kind, command: Command = NEW): State => {
  if (state.frames.length >= DEEPEST) return LOST;
  return { ...state, mode: 'code', frames: [...state.frames, { kind, command }] };
};

/** @returns the state after what is open has been closed; what stood in it is one part of a word. */
export const closed = (state: State): State =>
  state.frames.length === 1 ? LOST : { ...state, mode: 'code', frames: state.frames.slice(0, -1) };
