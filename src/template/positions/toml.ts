import { codeKey } from './code-keys';
import {
  CODE,
  DEEPEST,
  IN_COMMENT,
  IN_STRING,
  isBlank,
  KEY,
  longer,
  NOT_TOLD,
  type Scanner,
  type Wrong,
} from './scanner';

interface State {
  readonly mode: 'data' | 'opening' | 'string' | 'escape' | 'comment' | 'lost';
  /** One or three of a kind of quote. */
  readonly quote: string;
  /** Quotes in a row that may end a text of several lines. */
  readonly run: number;
  readonly stack: string;
  readonly expects: 'key' | 'value' | 'next' | 'table';
  /** The names of the table, and the key of the value. */
  readonly table: string;
  readonly word: string;
  readonly valued: boolean;
}

const START: State = {
  mode: 'data',
  quote: '',
  run: 0,
  stack: '',
  expects: 'key',
  table: '',
  word: '',
  valued: false,
};
const LOST: State = { ...START, mode: 'lost' };

const newLine = (state: State): State =>
  state.stack === '' ? { ...state, expects: 'key', word: '', valued: false } : state;

const opened = (state: State, open: string): State => {
  if (state.expects === 'key' && state.stack === '' && open === '[') return { ...state, expects: 'table', table: '' };
  if (state.expects === 'table') return state;
  if (state.stack.length >= DEEPEST) return LOST;
  return { ...state, stack: state.stack + open, expects: open === '{' ? 'key' : 'value' };
};

const comma = (state: State): State => ({ ...state, expects: state.stack.endsWith('{') ? 'key' : 'value' });

const inData = (state: State, character: string): State | Wrong => {
  if (character === '\n') return newLine(state);
  if (isBlank(character)) return state;
  if (character === '#') return { ...state, mode: 'comment' };
  if (state.valued && !/[,\]}]/.test(character)) return { wrong: 'nothing but the end of the line can follow it' };
  const next: State = { ...state, valued: false };
  if (character === '"' || character === "'") return { ...next, mode: 'opening', quote: character, run: 1 };
  if (character === '[' || character === '{') return opened(next, character);
  if (state.expects === 'table') return { ...next, table: longer(state.table, character) };
  if (character === ']' || character === '}') return { ...next, stack: state.stack.slice(0, -1), expects: 'next' };
  if (character === ',') return comma(next);
  if (character === '=' && state.expects === 'key') return { ...next, expects: 'value' };
  if (state.expects === 'key') return { ...next, word: longer(state.word, character) };
  return { ...next, expects: 'next' };
};

const ended = (state: State): State => ({
  ...state,
  mode: 'data',
  quote: '',
  run: 0,
  expects: state.expects === 'value' ? 'next' : state.expects,
});

/** What stands between quotes; in a table's name or a key it is part of the name. */
const inString = (state: State, character: string): State => {
  const { quote, run } = state;
  if (character === quote[0]) {
    if (quote.length === 1) return ended(state);
    // Up to two quotes may stand at the end of a text in three.
    return run === 4 ? ended(state) : { ...state, run: run + 1 };
  }
  if (run >= 3) return step(ended(state), character) as State;
  if (character === '\n' && quote.length === 1) return LOST;
  if (character === '\\' && quote.startsWith('"')) return { ...state, mode: 'escape', run: 0 };
  if (state.expects === 'table') return { ...state, run: 0, table: longer(state.table, character) };
  return state.expects === 'key' ? { ...state, run: 0, word: longer(state.word, character) } : { ...state, run: 0 };
};

const inOpening = (state: State, character: string): State | Wrong => {
  const { quote, run } = state;
  if (character === quote)
    return run === 1 ? { ...state, run: 2 } : { ...state, mode: 'string', quote: quote.repeat(3), run: 0 };
  return run === 2 ? step(ended(state), character) : inString({ ...state, mode: 'string', run: 0 }, character);
};

const step = (state: State, character: string): State | Wrong => {
  switch (state.mode) {
    case 'lost':
      return state;
    case 'data':
      return inData(state, character);
    case 'opening':
      return inOpening(state, character);
    case 'string':
      return inString(state, character);
    case 'escape':
      return { ...state, mode: 'string' };
    case 'comment':
      return character === '\n' ? newLine({ ...state, mode: 'data' }) : state;
  }
};

const refuses = ({ mode, expects, table, word }: State): string | undefined => {
  if (mode === 'lost') return NOT_TOLD;
  if (mode === 'comment') return IN_COMMENT;
  if (mode !== 'data') return IN_STRING;
  if (expects === 'key' || expects === 'table') return KEY;
  if (expects === 'next') return 'a literal is a whole value: it stands after "=", "[" or ","';
  const keys = [...table.replace(/[[\]]/g, '').split('.'), ...word.split('.')].map((key) => key.trim());
  return codeKey('toml', keys) === undefined ? undefined : CODE;
};

export const toml: Scanner<State> = {
  start: START,
  step,
  refuses,
  reads: ({ mode, expects }) => {
    if (mode !== 'data') return undefined;
    return expects === 'key' || expects === 'table' ? 'key' : 'value';
  },
  value: (state) => ({ ...state, expects: 'next', valued: true }),
};
