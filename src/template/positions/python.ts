import {
  CODE,
  DEEPEST,
  IN_COMMENT,
  IN_STRING,
  isBlank,
  isWord,
  longer,
  NOT_TOLD,
  type Scanner,
  type Wrong,
} from './scanner';

interface State {
  readonly mode: 'code' | 'opening' | 'string' | 'comment' | 'lost';
  readonly quote: string;
  /** Quotes in a row. */
  readonly run: number;
  readonly escaped: boolean;
  readonly formatted: boolean;
  /** Open braces of a formatted text, and the quote of a text in them. */
  readonly braces: number;
  readonly inner: string;
  /** Open brackets; `!` for that of a call that runs what it is given. */
  readonly brackets: string;
  readonly word: string;
  readonly lastWord: string;
  /** `spaced`: a literal, and a blank after it. */
  readonly before: 'start' | 'operator' | 'operand' | 'string' | 'value' | 'spaced' | 'type';
  readonly sign: string;
  /** What stood before the last dot. */
  readonly owner: string;
  /** Whether a type is being written: texts in it are code that is not run yet. */
  readonly typing: boolean;
}

const START: State = {
  mode: 'code',
  quote: '',
  run: 0,
  escaped: false,
  formatted: false,
  braces: 0,
  inner: '',
  brackets: '',
  word: '',
  lastWord: '',
  before: 'start',
  sign: '',
  owner: '',
  typing: false,
};
const LOST: State = { ...START, mode: 'lost' };

/** Words that a value follows. */
const TAKES = /^(and|or|not|in|is|if|elif|else|while|return|yield|await|assert|match|case|raise|lambda)$/;
const RUNS =
  /^(eval|exec|compile|__import__|import_module|system|popen|getoutput|getstatusoutput|check_output|check_call|Popen|spawn[lv]p?e?|exec[lv]p?e?|literal_eval|loads|format|safe_load|ForwardRef|runsource|runcode)$/;
/** Functions of `subprocess` and `os` that may hand what they are given to a shell. */
const STARTS =
  /^(subprocess|os|commands|asyncio)\.(run|call|Popen|create_subprocess_shell|spawn\w*|exec\w*|startfile)$/;

const wordEnded = (state: State): State => {
  if (state.word === '') return state;
  const member = state.sign === '.';
  const before = TAKES.test(state.word) && !member ? 'operator' : 'operand';
  return { ...state, word: '', lastWord: state.word, before, sign: '', owner: member ? state.owner : '' };
};

/** Words that can follow a value. */
const BINARY = /^(and|or|not|in|is|if|else|for|as|async)$/;
const isValue = ({ before }: State): boolean => before === 'value' || before === 'spaced';

const WRONG: Wrong = { wrong: 'an operator, a comma, a bracket or the end of the line must follow it' };

const opening = (state: State, quote: string): State | Wrong => {
  if (isValue(state)) return WRONG;
  const prefix = state.word.toLowerCase();
  return {
    ...state,
    mode: 'opening',
    quote,
    run: 1,
    word: '',
    sign: '',
    formatted: /^([ft]r?|r[ft])$/.test(prefix),
    braces: 0,
    inner: '',
  };
};

const closed = (state: State, character: string): State => ({
  ...state,
  brackets: state.brackets.slice(0, -1),
  before: 'operand',
  sign: '',
  typing: state.typing && character === ']',
});

const bracketed = (state: State, character: string): State | Wrong => {
  if (')]}'.includes(character)) return closed(state, character);
  if (isValue(state)) return WRONG;
  if (state.brackets.length >= DEEPEST) return LOST;
  const called = character === '(' && state.before === 'operand';
  const runs =
    (called && (RUNS.test(state.lastWord) || STARTS.test(`${state.owner}.${state.lastWord}`))) ||
    (character === '[' && state.typing);
  return { ...state, brackets: state.brackets + (runs ? '!' : character), before: 'operator', sign: '' };
};

/** A colon begins a block, a value of a mapping or of a lambda, or a type, which is run as code. */
const colon = (state: State): State => {
  const inMapping = state.brackets.endsWith('{') || state.lastWord === 'lambda';
  return { ...state, before: inMapping ? 'operator' : 'type', sign: ':', typing: !inMapping };
};

const operator = (state: State, character: string): State | Wrong => {
  if (isValue(state) && (character === '.' || character === '%')) return WRONG;
  if (character === ':') return colon(state);
  if (character === '>' && state.sign === '-') return { ...state, before: 'type', sign: '', typing: true };
  if (character === '@' && state.before === 'start') return { ...state, before: 'type', sign: '' };
  if (character === ';') return { ...state, before: 'start', sign: '', typing: false };
  if (character === '.') return { ...state, before: 'type', sign: '.', owner: state.lastWord };
  const typing = state.typing && character !== '=' && !(character === ',' && !state.brackets.endsWith('!'));
  return { ...state, before: 'operator', sign: character, typing };
};

const inCode = (state: State, character: string): State | Wrong => {
  if (state.escaped) return character === '\n' ? { ...state, escaped: false } : LOST;
  if (character === '"' || character === "'") return opening(state, character);
  if (isWord(character)) {
    if (state.before === 'value') return WRONG;
    return { ...state, word: longer(state.word, character) };
  }
  if (state.before === 'spaced' && state.word !== '' && !BINARY.test(state.word)) return WRONG;
  const next = wordEnded(state);
  if (character === '\n')
    return next.brackets === '' ? { ...next, before: 'start', sign: '', lastWord: '', owner: '', typing: false } : next;
  if (isBlank(character)) return next.before === 'value' ? { ...next, before: 'spaced' } : next;
  if (character === '#') return { ...next, mode: 'comment' };
  if (character === '\\') return { ...next, escaped: true };
  return '()[]{}'.includes(character) ? bracketed(next, character) : operator(next, character);
};

const ended = (state: State): State => ({ ...state, mode: 'code', quote: '', run: 0, before: 'string' });

const inOpening = (state: State, character: string): State | Wrong => {
  const { quote, run } = state;
  if (character === quote)
    return run === 1 ? { ...state, run: 2 } : { ...state, mode: 'string', quote: quote.repeat(3), run: 0 };
  return run === 2 ? inCode(ended(state), character) : inString({ ...state, mode: 'string', run: 0 }, character);
};

/** Code in a formatted text: older and newer Pythons differ on where the text ends, if its quote comes up in it. */
const inBraces = (state: State, character: string): State => {
  if (character === state.quote[0] || character === '\\') return LOST;
  if (state.inner !== '') return character === state.inner ? { ...state, inner: '' } : state;
  if (character === '"' || character === "'") return { ...state, inner: character };
  if (character === '{') return { ...state, braces: state.braces + 1 };
  return character === '}' ? { ...state, braces: state.braces - 1 } : state;
};

const inString = (state: State, character: string): State => {
  const { quote } = state;
  if (state.braces > 0) {
    // A doubled brace is a brace.
    if (character === '{' && state.run < 0) return { ...state, braces: 0, run: 0 };
    return inBraces({ ...state, run: 0 }, character);
  }
  if (state.escaped) return { ...state, escaped: false };
  if (character === '\\') return { ...state, escaped: true, run: 0 };
  if (character === quote[0]) {
    const run = state.run + 1;
    return run === quote.length ? ended(state) : { ...state, run };
  }
  if (character === '\n' && quote.length === 1) return LOST;
  return state.formatted && character === '{' ? { ...state, braces: 1, run: -1 } : { ...state, run: 0 };
};

const step = (state: State, character: string): State | Wrong => {
  switch (state.mode) {
    case 'lost':
      return state;
    case 'code':
      return inCode(state, character);
    case 'opening':
      return inOpening(state, character);
    case 'string':
      return inString(state, character);
    case 'comment':
      return character === '\n' ? inCode({ ...state, mode: 'code' }, character) : state;
  }
};

const refuses = (state: State): string | undefined => {
  if (state.mode === 'lost' || state.escaped) return NOT_TOLD;
  if (state.mode === 'comment') return IN_COMMENT;
  if (state.mode === 'opening' && state.run === 2) return 'it would be joined to the text before it';
  if (state.mode !== 'code') return IN_STRING;
  if (state.word !== '') return `it would be read together with "${state.word}"`;
  if (state.before === 'string' || isValue(state)) return 'it would be joined to the text before it';
  if (state.before === 'type') return 'no value can stand here, or it would be read as a type';
  if (state.before === 'operand')
    return 'a literal is a whole value: it stands after an operator, a bracket or a comma';
  return state.brackets.endsWith('!') ? CODE : undefined;
};

export const python: Scanner<State> = {
  start: START,
  step,
  refuses,
  reads: ({ mode }) => (mode === 'code' ? 'name' : undefined),
  value: (state) => ({ ...state, before: 'value', sign: '', lastWord: '', owner: '' }),
};
