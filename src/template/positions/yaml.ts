import type { Language } from '../language/language';
import { codeKey } from './code-keys';
import { CODE, IN_COMMENT, IN_STRING, isBlank, KEY, longer, NOT_TOLD, type Scanner, type Wrong } from './scanner';
import { inFlow, opened } from './yaml-flow';
import { atNode, entered, LOST, newLine, parentOf, START, type State } from './yaml-state';

const WHOLE = 'a literal is a whole value: it stands after "key: ", "- ", "[" or ", "';

/** The first character of a node. */
const beginning = (state: State, character: string): State => {
  const node = { ...state, blank: false, word: '' };
  switch (character) {
    case '"':
    case "'":
      return { ...node, mode: character === '"' ? 'double' : 'single', property: '' };
    case '[':
    case '{':
      return opened(node, character);
    case '|':
    case '>':
      return { ...node, mode: 'header', property: '', pending: false };
    case '&':
    case '*':
    case '!':
      return property(node, character);
    case '-':
      return { ...node, mode: 'dash', word: '-' };
    case '@':
    case '`':
    case ']':
    case '}':
    case ',':
      return LOST;
    default:
      // `? ` begins a key that may be anything, and `: ` its value.
      if (character === '%' && state.column === 0) return { ...node, mode: 'directive' };
      return { ...node, mode: character === ':' ? 'colon' : 'plain', word: character, property: '' };
  }
};

const property = (state: State, character: string): State => {
  const top = state.entries.at(-1);
  if (character !== '!') return { ...state, mode: 'property', property: character };
  if (!top) return LOST;
  return {
    ...state,
    mode: 'property',
    property: character,
    entries: [...state.entries.slice(0, -1), { ...top, tagged: true }],
  };
};

const atIndent = (state: State, character: string): State | Wrong => {
  if (character === ' ') return { ...state, column: state.column + 1 };
  if (character === '\n') return { ...state, column: 0 };
  const deeper = state.column > parentOf(state);
  if (state.open === 'block' && deeper) return { ...state, mode: 'block', column: 0 };
  if (state.open === 'value' && deeper && character !== '#') return { wrong: 'the next line goes on with it' };
  if (character === '\t') return LOST;
  if (character === '#') return { ...state, mode: 'comment', open: state.open === 'value' ? 'value' : 'nothing' };
  if (state.open === 'plain' && deeper && !isMarker(state, character))
    return { ...state, mode: 'plain', fresh: false, blank: false, word: longer('', character) };
  return beginning({ ...atNode(state), mode: 'ready', open: 'nothing' }, character);
};

/** `---` and `...` end everything, whatever is open. */
const isMarker = ({ column }: State, character: string): boolean =>
  column === 0 && (character === '-' || character === '.');

const inDash = (state: State, character: string): State | Wrong => {
  if (character !== '\n' && !isBlank(character)) {
    const word = state.word + character;
    return word === '--' || word === '---'
      ? { ...state, word }
      : inPlain({ ...state, mode: 'plain', property: '' }, character);
  }
  if (state.word === '---' && state.column === 0)
    return step({ ...START, mode: 'ready', column: 4, fresh: false }, character);
  if (state.word !== '-' || !state.fresh) return LOST;
  const item = entered(state, state.column, '-');
  if (character === '\n') return newLine(item);
  return character === '\t' ? LOST : { ...item, mode: 'ready', column: state.column + 2, blank: true };
};

const atReady = (state: State, character: string): State | Wrong => {
  if (character === '\n') return newLine(state);
  if (character === '\t' && state.fresh) return LOST;
  if (isBlank(character)) return { ...state, column: state.fresh ? state.column + 1 : state.column, blank: true };
  if (character === '#' && state.blank) return { ...state, mode: 'comment' };
  return beginning(state, character);
};

const inPlain = (state: State, character: string): State | Wrong => {
  if (character === '\n') return plainEnded(state);
  if (character === ':') return { ...state, mode: 'colon', blank: false, word: longer(state.word, ':') };
  if (character === '#' && state.blank) return { ...state, mode: 'comment', pending: false };
  // Only the first node of a line can be a key.
  return { ...state, blank: isBlank(character), word: state.fresh ? longer(state.word, character) : 'x' };
};

const plainEnded = (state: State): State =>
  state.column === 0 && state.word === '...' ? START : newLine({ ...state, pending: false }, 'plain');

/** After a colon: a key where a blank follows, else more of the text. */
const inColon = (state: State, character: string): State | Wrong => {
  if (character !== '\n' && !isBlank(character)) return inPlain({ ...state, mode: 'plain' }, character);
  if (!state.fresh || state.word === ':' || state.word.startsWith('? ')) return LOST;
  const keyed = { ...entered(state, state.column, state.word.replace(/:$/, '').trim()), fresh: false };
  return character === '\n' ? newLine(keyed) : { ...keyed, mode: 'ready', blank: true };
};

const inQuotes = (state: State, character: string): State | Wrong => {
  switch (state.mode) {
    case 'escape':
      return { ...state, mode: 'double' };
    case 'double':
      if (character === '\\') return { ...state, mode: 'escape' };
      return character === '"' ? quotesEnded(state) : { ...state, word: longer(state.word, character) };
    case 'single':
      return character === "'" ? { ...state, mode: 'quote' } : { ...state, word: longer(state.word, character) };
    default:
      return character === "'" ? { ...state, mode: 'single' } : step(quotesEnded(state), character);
  }
};

const quotesEnded = (state: State): State => ({ ...state, mode: 'after', blank: false });

const afterNode = (state: State, character: string): State | Wrong => {
  if (character === '\n') return newLine({ ...state, pending: false }, state.valued ? 'value' : 'nothing');
  if (isBlank(character)) return { ...state, blank: true };
  if (character === '#' && state.blank) return { ...state, mode: 'comment', pending: false };
  if (state.valued) return { wrong: character === ':' ? KEY : 'nothing but the end of the line can follow it' };
  return character === ':' ? { ...state, mode: 'colon', word: `${state.word}:` } : LOST;
};

const inProperty = (state: State, character: string): State | Wrong => {
  if (character !== '\n' && !isBlank(character)) return state;
  return step({ ...state, mode: state.property === '*' ? 'after' : 'ready', blank: true }, character);
};

const inHeader = (state: State, character: string): State => {
  if (character === '\n') return newLine(state, 'block');
  return isBlank(character) || /[-+0-9#]/.test(character) || state.blank
    ? { ...state, blank: isBlank(character) || state.blank }
    : LOST;
};

const afterComment = (state: State): State => {
  if (state.flow.length === 0) return newLine(state);
  return { ...state, mode: state.open === 'nothing' ? 'ready' : 'after', open: 'nothing', blank: true };
};

const QUOTED = new Set(['double', 'escape', 'single', 'quote']);

const step = (state: State, character: string): State | Wrong => {
  if (state.mode === 'lost') return state;
  if (QUOTED.has(state.mode)) return inQuotes(state, character);
  if (state.mode === 'comment') return character === '\n' ? afterComment(state) : state;
  if (state.flow.length > 0) return inFlow(state, character);
  switch (state.mode) {
    case 'indent':
      return atIndent(state, character);
    case 'dash':
      return inDash(state, character);
    case 'ready':
      return atReady(state, character);
    case 'plain':
      return inPlain(state, character);
    case 'colon':
      return inColon(state, character);
    case 'after':
      return afterNode(state, character);
    case 'property':
      return inProperty(state, character);
    case 'header':
      return inHeader(state, character);
    case 'block':
      return character === '\n' ? newLine(state, 'block') : state;
    default:
      return character === '\n' ? newLine(state) : state;
  }
};

const BY_MODE: Partial<Record<State['mode'], string>> = {
  lost: NOT_TOLD,
  comment: IN_COMMENT,
  double: IN_STRING,
  escape: IN_STRING,
  single: IN_STRING,
  quote: IN_STRING,
  block: 'a literal cannot stand in a block of text (| or >)',
  header: 'a literal cannot stand in a block of text (| or >)',
  property: 'a literal cannot stand behind an anchor or a tag',
};

const inBlockRefuses = (state: State): string | undefined => {
  if (state.mode === 'ready' && !state.fresh) return state.pending ? undefined : WHOLE;
  if (state.mode !== 'indent' && state.mode !== 'ready') return WHOLE;
  const deeper = state.column > parentOf(state);
  if (state.open === 'block' && deeper) return BY_MODE.block;
  if (state.open === 'plain' && deeper) return WHOLE;
  const node = atNode(state);
  return node.pending && node.column > parentOf(node) ? undefined : WHOLE;
};

const inFlowRefuses = ({ mode, flow }: State): string | undefined => {
  const { open, value } = flow.at(-1)!;
  if (mode !== 'ready') return WHOLE;
  return open === '{' && !value ? KEY : undefined;
};

const refuses =
  (language: Language) =>
  (state: State): string | undefined => {
    const reason = BY_MODE[state.mode] ?? (state.flow.length > 0 ? inFlowRefuses(state) : inBlockRefuses(state));
    if (reason !== undefined) return reason;
    if (state.property !== '' || [...state.entries, ...state.flow].some(({ tagged }) => tagged))
      return BY_MODE.property;
    const { entries } = state.mode === 'indent' ? atNode(state) : state;
    return codeKey(
      language,
      [...entries, ...state.flow].map(({ key }) => key),
    ) === undefined
      ? undefined
      : CODE;
  };

const PLAIN = new Set<State['mode']>(['indent', 'ready', 'plain', 'dash', 'colon']);

/** YAML 1.1 and 1.2, as far as both read it alike. */
export const yaml = (language: Language): Scanner<State> => ({
  start: START,
  step,
  refuses: refuses(language),
  // What a line that goes on with a block of text begins with is text.
  reads: (state) => {
    const inBlock = state.mode === 'indent' && state.open === 'block' && state.column > parentOf(state);
    return PLAIN.has(state.mode) && !inBlock ? 'plain' : undefined;
  },
  otherwise: 'plain',
  value: (state) => ({
    ...(state.mode === 'indent' ? { ...atNode(state), open: 'nothing' as const } : state),
    mode: 'after',
    pending: state.flow.length > 0 && state.pending,
    blank: false,
    valued: true,
  }),
});
