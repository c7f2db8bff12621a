import { IN_COMMENT, longer, NOT_TOLD, type Scanner, type Wrong } from './scanner';
import { shell } from './shell';
import type { State as Shell } from './shell-state';

interface State {
  readonly mode: 'line' | 'text' | 'comment' | 'recipe' | 'lost';
  /** The line so far, as far as it says what it is. */
  readonly word: string;
  readonly colon: boolean;
  readonly equals: boolean;
  /** Open brackets of make's own references. */
  readonly depth: number;
  readonly dollar: boolean;
  readonly escaped: boolean;
  /** Whether a recipe may follow. */
  readonly rule: boolean;
  readonly define: boolean;
  readonly shell: Shell;
}

const START: State = {
  mode: 'line',
  word: '',
  colon: false,
  equals: false,
  depth: 0,
  dollar: false,
  escaped: false,
  rule: false,
  define: false,
  shell: shell.start,
};
const LOST: State = { ...START, mode: 'lost' };

/** Lines that leave the rule above as it is. */
const CONDITION = /^ *(if(n?eq|n?def)|else|endif)\b/;
/** What makes another program of each recipe. */
const OTHER = /^ *(\.ONESHELL|\.RECIPEPREFIX|(export |override )?\.?SHELL(FLAGS)?\b)/;

const lineEnded = (state: State): State => {
  const { word, colon, equals, rule } = state;
  if (OTHER.test(word) && (word.includes('.ONESHELL') || equals)) return LOST;
  if (/^ *(override |export )*define\b/.test(word)) return { ...START, define: true };
  if (/^ *endef\b/.test(word)) return START;
  if (state.define) return { ...START, define: true };
  if (word.trim() === '' || CONDITION.test(word)) return { ...START, rule };
  return { ...START, rule: colon && !equals };
};

const atLine = (state: State, character: string): State | Wrong => {
  if (character === '\t' && state.rule && !state.define) return { ...state, mode: 'recipe', shell: shell.start };
  if (character === '#') return { ...state, mode: 'comment' };
  return inText({ ...state, mode: 'text' }, character);
};

const bracket = (state: State, character: string): number => {
  if ('({'.includes(character) && (state.dollar || state.depth > 0)) return state.depth + 1;
  return ')}'.includes(character) && state.depth > 0 ? state.depth - 1 : state.depth;
};

const inText = (state: State, character: string): State => {
  if (character === '\n') {
    if (state.escaped)
      return { ...state, escaped: false, word: state.colon || state.equals ? state.word : longer(state.word, ' ') };
    return lineEnded(state);
  }
  const depth = bracket(state, character);
  const outside = depth === 0 && state.depth === 0;
  const next = {
    ...state,
    depth,
    dollar: character === '$' && !state.dollar,
    escaped: character === '\\' && !state.escaped,
    word: state.colon || state.equals ? state.word : longer(state.word, character),
  };
  if (!outside) return next;
  // After the colon of a rule a semicolon begins its recipe, in which a sign is no assignment.
  if (character === '#' && !state.escaped) return { ...next, mode: 'comment' };
  return { ...next, colon: state.colon || character === ':', equals: state.equals || character === '=' };
};

const inComment = (state: State, character: string): State => {
  if (character !== '\n') return { ...state, escaped: character === '\\' && !state.escaped };
  return state.escaped ? { ...state, escaped: false } : lineEnded(state);
};

const fed = (state: State, character: string): State | Wrong => {
  const next = shell.step(state.shell, character);
  return 'wrong' in next ? next : { ...state, shell: next as Shell };
};

/** A reference of make's own: what it gives is one part of a word, as far as anybody can tell. */
const referred = (state: State, character: string): State | Wrong => {
  if (character === '$') return fed({ ...state, dollar: false }, '$');
  if (character === '(' || character === '{') return { ...state, dollar: false, depth: 1 };
  if (character === '\n') return LOST;
  return fed({ ...state, dollar: false }, '0');
};

const inReference = (state: State, character: string): State | Wrong => {
  if (character === '\n') return LOST;
  if ('({'.includes(character)) return { ...state, depth: state.depth + 1 };
  if (!')}'.includes(character)) return state;
  return state.depth > 1 ? { ...state, depth: state.depth - 1 } : fed({ ...state, depth: 0 }, '0');
};

const inRecipe = (state: State, character: string): State | Wrong => {
  if (state.dollar) return referred(state, character);
  if (state.depth > 0) return inReference(state, character);
  if (character === '$') return { ...state, dollar: true };
  if (character === '\n' && !state.escaped) {
    const ended = fed(state, '\n');
    return 'wrong' in ended ? ended : { ...START, rule: true };
  }
  // The signs before a recipe are make's own; so is the tab of a line that goes on.
  const untouched = state.word === '';
  if (untouched && '@-+ \t'.includes(character)) return state;
  const next = fed({ ...state, word: 'x' }, character);
  if ('wrong' in next) return next;
  return { ...next, escaped: character === '\\' && !state.escaped };
};

const step = (state: State, character: string): State | Wrong => {
  switch (state.mode) {
    case 'lost':
      return state;
    case 'line':
      return atLine(state, character);
    case 'text':
      return inText(state, character);
    case 'comment':
      return inComment(state, character);
    case 'recipe':
      return inRecipe(state, character);
  }
};

const refuses = (state: State): string | undefined => {
  if (state.mode === 'lost') return NOT_TOLD;
  if (state.mode === 'comment') return IN_COMMENT;
  if (state.mode !== 'recipe') return 'a literal can stand in a recipe only; elsewhere write bare(x)';
  if (state.dollar || state.depth > 0) return "a literal cannot stand in make's own references";
  return shell.refuses(state.shell);
};

export const makefile: Scanner<State> = {
  start: START,
  step,
  refuses,
  value: (state) => ({ ...state, shell: shell.value(state.shell), word: 'x', escaped: false }),
  single: (state) => shell.single!(state.shell),
};
