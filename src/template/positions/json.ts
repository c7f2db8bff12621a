import { codeKey } from './code-keys';
import { CODE, DEEPEST, IN_COMMENT, IN_STRING, KEY, longer, NOT_TOLD, type Scanner } from './scanner';

interface Level {
  readonly open: string;
  readonly key: string;
}

/** JSON, and the comments that settings files have in it. */
interface State {
  readonly mode: 'data' | 'string' | 'escape' | 'slash' | 'line' | 'block' | 'star' | 'lost';
  readonly levels: readonly Level[];
  readonly expects: 'key' | 'value' | 'next';
  readonly word: string;
  readonly valued: boolean;
}

const START: State = { mode: 'data', levels: [], expects: 'value', word: '', valued: false };
const LOST: State = { ...START, mode: 'lost' };

const opened = (state: State, open: string): State => {
  if (state.levels.length >= DEEPEST) return LOST;
  return { ...state, levels: [...state.levels, { open, key: '' }], expects: open === '{' ? 'key' : 'value' };
};

const comma = (state: State): State => ({ ...state, expects: state.levels.at(-1)?.open === '{' ? 'key' : 'value' });

const colon = (state: State): State => {
  const level = state.levels.at(-1);
  if (level?.open !== '{') return LOST;
  return { ...state, levels: [...state.levels.slice(0, -1), { ...level, key: state.word }], expects: 'value' };
};

const inData = (state: State, character: string): State | { wrong: string } => {
  if (/\s/.test(character)) return state;
  if (character === '/') return { ...state, mode: 'slash' };
  if (state.valued && !/[,\]}]/.test(character)) return { wrong: 'nothing but a comma or a bracket can follow it' };
  const next = { ...state, valued: false };
  if (character === '"') return { ...next, mode: 'string', word: '' };
  if (character === '{' || character === '[') return opened(next, character);
  if (character === '}' || character === ']') return { ...next, levels: state.levels.slice(0, -1), expects: 'next' };
  if (character === ',') return comma(next);
  if (character === ':') return colon(next);
  return { ...next, expects: 'next' };
};

const step = (state: State, character: string): State | { wrong: string } => {
  switch (state.mode) {
    case 'lost':
      return state;
    case 'data':
      return inData(state, character);
    case 'string':
      if (character === '\\') return { ...state, mode: 'escape' };
      if (character === '\n') return LOST;
      return character === '"'
        ? { ...state, mode: 'data', expects: 'next' }
        : { ...state, word: state.expects === 'key' ? longer(state.word, character) : '' };
    case 'escape':
      return { ...state, mode: 'string', word: state.expects === 'key' ? longer(state.word, `\\${character}`) : '' };
    case 'slash':
      return character === '/' || character === '*' ? { ...state, mode: character === '/' ? 'line' : 'block' } : LOST;
    case 'line':
      return character === '\n' ? { ...state, mode: 'data' } : state;
    case 'block':
      return character === '*' ? { ...state, mode: 'star' } : state;
    case 'star':
      return character === '/' ? { ...state, mode: 'data' } : character === '*' ? state : { ...state, mode: 'block' };
  }
};

const refuses = ({ mode, expects, levels }: State): string | undefined => {
  if (mode === 'lost' || mode === 'slash') return NOT_TOLD;
  if (mode === 'string' || mode === 'escape') return IN_STRING;
  if (mode !== 'data') return IN_COMMENT;
  if (expects === 'key') return KEY;
  if (expects === 'next') return 'a literal is a whole value: it stands after ":", "[" or ","';
  return codeKey(
    'json',
    levels.map(({ key }) => key),
  ) === undefined
    ? undefined
    : CODE;
};

export const json: Scanner<State> = {
  start: START,
  step,
  refuses,
  reads: ({ mode }) => (mode === 'data' ? 'value' : undefined),
  value: (state) => ({ ...state, expects: 'next', valued: true }),
};
