import { DEEPEST, isBlank, KEY, longer, type Wrong } from './scanner';
import { type Flow, LOST, type State } from './yaml-state';

/** What stands between brackets. */

const FLOW_SIGNS = ',[]{}';

const last = ({ flow }: State): Flow => flow.at(-1)!;
const withLast = (state: State, change: Partial<Flow>): State => ({
  ...state,
  flow: [...state.flow.slice(0, -1), { ...last(state), ...change }],
});

export const opened = (state: State, open: string): State => {
  if (state.flow.length >= DEEPEST) return LOST;
  const flow = [...state.flow, { open, key: '', value: false, tagged: state.property === '!' }];
  return { ...state, mode: 'ready', flow, property: '', blank: true, word: '' };
};

const closed = (state: State): State => ({
  ...state,
  mode: 'after',
  flow: state.flow.slice(0, -1),
  word: '[]',
  pending: state.flow.length > 1 && state.pending,
});

const sign = (state: State, character: string): State => {
  if (character === '[' || character === '{') return state.mode === 'ready' ? opened(state, character) : LOST;
  if (character === ',') return { ...withLast(state, { value: false, key: '' }), mode: 'ready', word: '', blank: true };
  return (last(state).open === '[') === (character === ']') ? closed(state) : LOST;
};

const colon = (state: State): State => ({
  ...withLast(state, { value: true, key: state.word.trim() }),
  mode: 'ready',
  word: '',
  blank: true,
});

const beginning = (state: State, character: string): State => {
  if (character === '"') return { ...state, mode: 'double', word: '', property: '' };
  if (character === "'") return { ...state, mode: 'single', word: '', property: '' };
  if ('&*!'.includes(character)) {
    const marked = character === '!' ? withLast(state, { tagged: true }) : state;
    return { ...marked, mode: 'property', property: character };
  }
  if ('|>@`%'.includes(character)) return LOST;
  if (character === '?' || character === ':' || character === '-')
    return { ...state, mode: 'colon', word: character, property: '' };
  return { ...state, mode: 'plain', word: character, property: '' };
};

/** A colon that may end a key, or a sign that may begin a plain text. */
const afterColon = (state: State, character: string): State | Wrong => {
  const ends = character === '\n' || isBlank(character) || FLOW_SIGNS.includes(character);
  if (!ends) return inFlow({ ...state, mode: 'plain' }, character);
  if (!state.word.endsWith(':')) return LOST;
  return inFlow({ ...colon({ ...state, word: state.word.slice(0, -1) }) }, character);
};

const blanks = (state: State, character: string): State => ({
  ...state,
  blank: true,
  word: state.mode === 'plain' && state.word !== 'x' ? longer(state.word, character) : state.word,
});

const afterNode = (state: State, character: string): State | Wrong => {
  if (character !== ':') return state.valued ? { wrong: 'only a comma or a bracket can follow it here' } : LOST;
  return state.valued ? { wrong: KEY } : colon(state);
};

/** @returns the state after a character that stands in brackets, outside quotes and comments. */
export const inFlow = (state: State, character: string): State | Wrong => {
  if (state.mode === 'colon') return afterColon(state, character);
  if (state.mode === 'property') {
    const ends = character === '\n' || isBlank(character) || ',]}'.includes(character);
    if (!ends) return state;
    return inFlow({ ...state, mode: state.property === '*' ? 'after' : 'ready' }, character);
  }
  if (character === '\n' || isBlank(character)) return blanks(state, character);
  if (character === '#' && state.blank)
    return { ...state, mode: 'comment', open: state.mode === 'ready' ? 'nothing' : 'plain' };
  if (FLOW_SIGNS.includes(character)) return sign({ ...state, valued: false }, character);
  if (state.mode === 'ready') return { ...beginning(state, character), blank: false };
  if (state.mode === 'after') return afterNode(state, character);
  const { open, value } = last(state);
  // Only what stands before a colon between braces is a key.
  const next = { ...state, blank: false, word: open === '{' && !value ? longer(state.word, character) : 'x' };
  return character === ':' ? { ...next, mode: 'colon', word: `${state.word}:` } : next;
};
