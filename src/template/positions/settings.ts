import type { Language } from '../language/language';
import { codeKey } from './code-keys';
import { CODE, IN_COMMENT, IN_STRING, isBlank, KEY, longer, type Scanner, type Wrong } from './scanner';

/** `.env` and `.ini`: a key, a sign, a value, line by line. */
interface State {
  readonly mode: 'line' | 'key' | 'sign' | 'value' | 'text' | 'single' | 'double' | 'escape' | 'comment' | 'more';
  readonly key: string;
  readonly valued: boolean;
}

const START: State = { mode: 'line', key: '', valued: false };

interface Dialect {
  readonly language: Language;
  readonly signs: string;
  readonly comments: string;
  /** Whether blanks may stand round the sign. */
  readonly blanks: boolean;
  /** Whether a value in quotes may go on in the next line. */
  readonly quotes: boolean;
}

const atLine = (state: State, character: string, { comments, quotes }: Dialect): State => {
  if (comments.includes(character)) return { ...state, mode: 'comment' };
  // An indented line of an .ini file goes on with the value above; a section has no value.
  if (isBlank(character)) return quotes ? state : { ...state, mode: 'more' };
  return character === '[' ? { ...state, mode: 'more' } : { ...state, mode: 'key', key: character };
};

const inKey = (state: State, character: string, { signs }: Dialect): State => {
  if (signs.includes(character)) return { ...state, mode: 'sign' };
  return { ...state, key: isBlank(character) ? `${state.key.trimEnd()} ` : longer(state.key, character) };
};

const inSign = (state: State, character: string, { blanks, quotes }: Dialect): State => {
  if (isBlank(character)) return blanks ? state : { ...state, mode: 'text' };
  if (quotes && (character === '"' || character === "'"))
    return { ...state, mode: character === '"' ? 'double' : 'single' };
  return { ...state, mode: 'text' };
};

const inQuotes = (state: State, character: string): State => {
  if (state.mode === 'escape') return { ...state, mode: 'double' };
  if (state.mode === 'double' && character === '\\') return { ...state, mode: 'escape' };
  return character === (state.mode === 'double' ? '"' : "'") ? { ...state, mode: 'text' } : state;
};

const step =
  (dialect: Dialect) =>
  (state: State, character: string): State | Wrong => {
    if (state.mode === 'single' || state.mode === 'double' || state.mode === 'escape')
      return inQuotes(state, character);
    if (character === '\n') return START;
    if (state.valued && !(dialect.quotes && isBlank(character)))
      return { wrong: 'nothing but the end of the line can follow it' };
    if (state.mode === 'line') return atLine(state, character, dialect);
    if (state.mode === 'key') return inKey(state, character, dialect);
    return state.mode === 'sign' ? inSign(state, character, dialect) : state;
  };

const refuses =
  ({ language }: Dialect) =>
  ({ mode, key, valued }: State): string | undefined => {
    if (mode === 'comment') return IN_COMMENT;
    if (mode === 'single' || mode === 'double' || mode === 'escape') return IN_STRING;
    if (mode === 'line' || mode === 'key') return KEY;
    if (mode !== 'sign' || valued) return 'a literal is a whole value: it stands right after "key ="';
    return codeKey(language, [key.trim()]) === undefined ? undefined : CODE;
  };

const settings = (dialect: Dialect): Scanner<State> => ({
  start: START,
  step: step(dialect),
  refuses: refuses(dialect),
  value: (state) => ({ ...state, mode: 'text', valued: true }),
});

export const dotenv = settings({ language: 'dotenv', signs: '=', comments: '#', blanks: false, quotes: true });
export const ini = settings({ language: 'ini', signs: '=:', comments: '#;', blanks: true, quotes: false });
