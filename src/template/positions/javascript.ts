import { CODE, DEEPEST, IN_COMMENT, IN_STRING, isWord, longer, NOT_TOLD, type Scanner, type Wrong } from './scanner';

interface State {
  readonly mode: 'code' | 'string' | 'template' | 'slash' | 'line' | 'block' | 'star' | 'regex' | 'class' | 'lost';
  readonly quote: string;
  readonly escaped: boolean;
  /** Open brackets, a backquote for a template, `$` for code in it, `!` for a call that runs what it is given. */
  readonly open: string;
  readonly word: string;
  readonly lastWord: string;
  /**
   * What a slash means depends on it: `either` where only a parser could tell. After a literal: `value`, with a
   * blank `spaced`, with the end of a line `lined`.
   */
  readonly before: 'start' | 'operator' | 'operand' | 'either' | 'value' | 'spaced' | 'lined' | 'name' | 'code';
  /** Signs in a row, as far as they matter. */
  readonly signs: string;
  /** Whether the last word stood after a dot. */
  readonly member: boolean;
  readonly first: boolean;
}

const START: State = {
  mode: 'code',
  quote: '',
  escaped: false,
  open: '',
  word: '',
  lastWord: '',
  before: 'start',
  signs: '',
  member: false,
  first: true,
};
const LOST: State = { ...START, mode: 'lost' };
const WRONG: Wrong = { wrong: 'an operator, a comma, a bracket or the end of the line must follow it' };

/** Words that can follow a value on its line. */
const BINARY = /^(in|instanceof|as|satisfies|of)$/;
const isValue = ({ before }: State): boolean => before === 'value' || before === 'spaced' || before === 'lined';

/** Words that a value follows. */
const TAKES = /^(return|typeof|case|in|of|instanceof|void|delete|throw|new|yield|await|default)$/;
/** Words that a module's name follows. */
const NAMES = /^(from|import|else|do|as|satisfies|implements|extends)$/;
const RUNS =
  /^(eval|Function|import|require|setTimeout|setInterval|setImmediate|exec|execSync|execFile|spawn|spawnSync|fork|runInThisContext|runInNewContext|write|writeln|insertAdjacentHTML|setHTMLUnsafe|parseFromString|createContextualFragment)$/;

const RUN_BY_PAGE = /^(innerHTML|outerHTML|srcdoc|location|href|src|cssText|on[a-z]+)$/;

const wordEnded = (state: State): State => {
  if (state.word === '') return state;
  const before =
    state.signs === '.' ? 'operand' : TAKES.test(state.word) ? 'operator' : NAMES.test(state.word) ? 'name' : 'operand';
  return { ...state, word: '', lastWord: state.word, before, signs: '', member: state.signs === '.' };
};

const opened = (state: State, character: string): State | Wrong => {
  if (isValue(state)) return WRONG;
  if (state.open.length >= DEEPEST) return LOST;
  const runs =
    character === '(' && (state.before === 'operand' || state.before === 'name') && RUNS.test(state.lastWord);
  return {
    ...state,
    open: state.open + (runs ? '!' : character),
    before: character === '{' ? 'start' : 'operator',
    signs: '',
    lastWord: '',
  };
};

const closed = (state: State, character: string): State => {
  if (character === '}' && state.open.endsWith('$'))
    return { ...state, mode: 'template', open: state.open.slice(0, -1), signs: '' };
  return {
    ...state,
    open: state.open.slice(0, -1),
    before: character === ']' ? 'operand' : 'either',
    signs: '',
  };
};

const SIGNS_LENGTH = 4;

const operator = (state: State, character: string): State => {
  const signs = (state.signs + character).slice(-SIGNS_LENGTH);
  // Old comments of pages, which only scripts have; JSX, or a type in its place.
  if (signs.endsWith('<!--') || signs.endsWith('-->')) return LOST;
  if (
    character === '<' &&
    state.before !== 'operand' &&
    state.before !== 'either' &&
    !isValue(state) &&
    state.signs !== '<'
  )
    return LOST;
  // What a page makes of its own markup, addresses and handlers.
  if (character === '=' && state.member && RUN_BY_PAGE.test(state.lastWord)) return { ...state, signs, before: 'code' };
  if (signs.endsWith('++') || signs.endsWith('--')) return { ...state, signs, before: 'either' };
  if (character === ';') return { ...state, signs: '', before: 'start', lastWord: '' };
  if (character === '.') return { ...state, signs: '.', before: 'name' };
  // Between braces a comma is followed by a key.
  if (character === ',' && state.open.endsWith('{')) return { ...state, signs: '', before: 'start' };
  return { ...state, signs, before: 'operator' };
};

const quoted = (state: State, character: string): State | Wrong => {
  if (isValue(state)) return WRONG;
  if (state.open.length >= DEEPEST) return LOST;
  if (character === '`') return { ...state, mode: 'template', open: `${state.open}\``, word: '', signs: '' };
  return { ...state, mode: 'string', quote: character, word: '', signs: '' };
};

const inCode = (state: State, character: string): State | Wrong => {
  if (state.first && character === '#') return { ...state, first: false, mode: 'line' };
  const at: State = state.first ? { ...state, first: false } : state;
  if ('"\'`'.includes(character)) return quoted(wordEnded(at), character);
  if (isWord(character) || '$#@\\'.includes(character)) {
    if (at.before === 'value') return WRONG;
    return { ...at, word: longer(at.word, character) };
  }
  if (at.before === 'spaced' && at.word !== '' && !BINARY.test(at.word)) return WRONG;
  const next = wordEnded(at);
  if (isValue(next) && /\s/.test(character))
    return { ...next, before: character === '\n' ? 'lined' : next.before === 'lined' ? 'lined' : 'spaced' };
  if (/\s/.test(character)) return { ...next, signs: next.signs === '.' ? '.' : '' };
  if (character === '/') return { ...next, mode: 'slash' };
  if ('({['.includes(character)) return opened(next, character);
  if (')}]'.includes(character)) return closed(next, character);
  if (isValue(next) && character === '.') return WRONG;
  return operator(next, character);
};

/** A comment, a division, the beginning of a regular expression, or one of the two. */
const afterSlash = (state: State, character: string): State | Wrong | readonly State[] => {
  if (character === '/') return { ...state, mode: 'line' };
  if (character === '*') return { ...state, mode: 'block' };
  const divided = inCode({ ...state, mode: 'code', before: 'operator', signs: '' }, character);
  if (state.before === 'operand' || isValue(state)) return divided;
  const regex = inRegex({ ...state, mode: 'regex', signs: '' }, character);
  if (state.before !== 'either') return regex;
  return 'wrong' in divided ? divided : [divided, ...regex];
};

const inRegex = (state: State, character: string): readonly State[] => {
  // It cannot go over the end of a line: what is read here is none.
  if (character === '\n') return [];
  if (state.escaped) return [{ ...state, escaped: false }];
  if (character === '\\') return [{ ...state, escaped: true }];
  if (character === '[') return [{ ...state, mode: 'class' }];
  if (character === ']') return [{ ...state, mode: 'regex' }];
  if (character === '/' && state.mode === 'regex') return [{ ...state, mode: 'code', before: 'operand', signs: '' }];
  return [state];
};

const inString = (state: State, character: string): State => {
  if (state.escaped) return { ...state, escaped: false };
  if (character === '\\') return { ...state, escaped: true };
  if (character === '\n') return LOST;
  return character === state.quote ? { ...state, mode: 'code', before: 'operand', lastWord: '' } : state;
};

const inTemplate = (state: State, character: string): State => {
  if (state.escaped) return { ...state, escaped: false };
  if (character === '\\') return { ...state, escaped: true, signs: '' };
  if (character === '`') return { ...state, mode: 'code', open: state.open.slice(0, -1), before: 'operand', signs: '' };
  if (character === '{' && state.signs === '$')
    return { ...state, mode: 'code', open: `${state.open}$`, before: 'operator', signs: '' };
  return { ...state, signs: character === '$' ? '$' : '' };
};

const step = (state: State, character: string): State | Wrong | readonly State[] => {
  switch (state.mode) {
    case 'lost':
      return state;
    case 'code':
      return inCode(state, character);
    case 'slash':
      return afterSlash(state, character);
    case 'string':
      return inString(state, character);
    case 'template':
      return inTemplate(state, character);
    case 'regex':
    case 'class':
      return inRegex(state, character);
    case 'line':
      return character === '\n' ? { ...state, mode: 'code' } : state;
    case 'block':
      return character === '*' ? { ...state, mode: 'star' } : state;
    case 'star':
      return character === '/' ? { ...state, mode: 'code' } : character === '*' ? state : { ...state, mode: 'block' };
  }
};

const IN_COMMENTS = new Set(['line', 'block', 'star']);

const refuses = (state: State): string | undefined => {
  if (state.mode === 'lost' || state.mode === 'slash') return NOT_TOLD;
  if (IN_COMMENTS.has(state.mode)) return IN_COMMENT;
  if (state.mode !== 'code' || state.open.includes('`')) return IN_STRING;
  if (state.word !== '') return `it would be read together with "${state.word}"`;
  if (state.before === 'code') return CODE;
  if (state.before === 'start') return 'a literal cannot begin a statement, nor be a key';
  if (state.before !== 'operator')
    return 'a literal is a whole value: it stands after an operator, a bracket or a comma';
  return state.open.endsWith('!') ? CODE : undefined;
};

export const javascript: Scanner<State> = {
  start: START,
  step,
  refuses,
  reads: ({ mode }) => (mode === 'code' ? 'name' : undefined),
  value: (state) => ({ ...state, before: 'value', signs: '', lastWord: '', first: false }),
};
