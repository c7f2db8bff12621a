import { IN_COMMENT, IN_STRING, isBlank, KEY, longer, matching, NOT_TOLD, type Scanner, type Wrong } from './scanner';

/** Instructions, one a logical line; LABEL and ENV are cut into `key=value`. */
interface State {
  readonly mode: 'line' | 'name' | 'words' | 'other' | 'comment' | 'document' | 'lost';
  readonly name: string;
  /** Where the line is in a pair: before a key, in it, right after `=`, in a value. */
  readonly pair: 'before' | 'key' | 'value' | 'within';
  readonly quote: string;
  readonly escaped: boolean;
  /** Whether the line goes on with the one above. */
  readonly continued: boolean;
  /** Whether only comments stood so far: they may be directives. */
  readonly top: boolean;
  readonly word: string;
  /** Delimiters of the documents that follow the line, and how much of the first one the line has matched. */
  readonly documents: readonly string[];
  readonly line: string;
  readonly valued: boolean;
}

const START: State = {
  mode: 'line',
  name: '',
  pair: 'before',
  quote: '',
  escaped: false,
  continued: false,
  top: true,
  word: '',
  documents: [],
  line: '',
  valued: false,
};
const LOST: State = { ...START, mode: 'lost' };
const NEXT: State = { ...START, top: false };
const PAIRS = /^(label|env)$/i;

/** `<<EOF`, `<<-EOF`, `<<"EOF"` at the end of a word. */
const DOCUMENT = /^\d*<<(-?)(["']?)([A-Za-z0-9_.-]+)\2$/;

/** A word as long as it can be the beginning of a document. */
const documentWord = (word: string, character: string): string =>
  /^\d*(<|<<.*)?$/.test(word + character) ? longer(word, character) : 'x';

const wordEnded = (state: State): State => {
  const found = DOCUMENT.exec(state.word);
  if (found) return { ...state, word: '', documents: [...state.documents, `${found[1]}${found[3]}`] };
  return state.word.includes('<<') ? LOST : { ...state, word: '' };
};

const newLine = (state: State): State => {
  const ended = wordEnded(state);
  if (ended.mode === 'lost') return ended;
  // A quote that is open at the end of the line is read by each builder in its own way.
  if (state.quote !== '') return LOST;
  if (ended.documents.length > 0) return { ...NEXT, mode: 'document', documents: ended.documents };
  return NEXT;
};

/** A backslash goes on with the line, also where blanks stand after it. */
const continues = (state: State, character: string): State | undefined => {
  if (!state.escaped) return undefined;
  if (character === '\n') return { ...state, escaped: false, continued: true, mode: 'line', line: state.mode };
  return undefined;
};

const atLine = (state: State, character: string): State | Wrong => {
  if (character === '\n' || isBlank(character)) return state;
  if (character === '#') return { ...state, mode: 'comment', word: state.continued ? state.word : '' };
  if (state.continued) return step({ ...state, mode: state.line as State['mode'], line: '' }, character);
  return { ...state, mode: 'name', name: character, top: false };
};

const inComment = (state: State, character: string): State => {
  if (character !== '\n') return state.top ? { ...state, word: longer(state.word, character) } : state;
  if (state.top && /^\s*escape\s*=/i.test(state.word)) return LOST;
  return { ...state, mode: 'line', word: state.continued ? state.word : '' };
};

const inDocument = (state: State, character: string): State => {
  if (character !== '\n') return { ...state, line: matching(state.line, character, state.documents[0]!) };
  const [first, ...rest] = state.documents;
  if (state.line !== first!.replace(/^-/, '')) return { ...state, line: '' };
  return rest.length > 0 ? { ...state, documents: rest, line: '' } : NEXT;
};

const inWords = (state: State, character: string): State | Wrong => {
  if (state.valued && character !== '\n' && !isBlank(character))
    return { wrong: 'a blank or the end of the line must follow it' };
  if (state.escaped) return { ...state, escaped: false, pair: state.pair === 'value' ? 'within' : state.pair };
  if (character === '\\' && state.quote !== "'") return { ...state, escaped: true, valued: false };
  if (state.quote !== '') return character === state.quote ? { ...state, quote: '' } : state;
  if (character === '\n') return newLine(state);
  if (isBlank(character)) return { ...state, pair: 'before', valued: false };
  if (state.pair === 'before')
    return { ...state, pair: character === '=' ? 'within' : 'key', quote: quoteOf(character) };
  if (state.pair === 'key' && character === '=') return { ...state, pair: 'value' };
  return { ...state, pair: state.pair === 'key' ? 'key' : 'within', quote: quoteOf(character) };
};

const quoteOf = (character: string): string => (character === '"' || character === "'" ? character : '');

const inOther = (state: State, character: string): State => {
  if (character === '\n') return state.escaped ? { ...state, escaped: false } : newLine({ ...state, quote: '' });
  if (isBlank(character)) return state.escaped ? state : wordEnded(state);
  return { ...state, escaped: character === '\\', word: documentWord(state.word, character) };
};

const step = (state: State, character: string): State | Wrong => {
  const continued = continues(state, character);
  if (continued) return continued;
  switch (state.mode) {
    case 'lost':
      return state;
    case 'line':
      return atLine(state, character);
    case 'name':
      if (character === '\n') return NEXT;
      if (isBlank(character)) return { ...state, mode: PAIRS.test(state.name) ? 'words' : 'other' };
      return character === '\\' ? LOST : { ...state, name: longer(state.name, character) };
    case 'words':
      return inWords(state, character);
    case 'other':
      return inOther(state, character);
    case 'comment':
      return inComment(state, character);
    case 'document':
      return inDocument(state, character);
  }
};

const refuses = (state: State): string | undefined => {
  if (state.mode === 'lost' || state.escaped) return NOT_TOLD;
  if (state.mode === 'comment') return IN_COMMENT;
  if (state.mode !== 'words') return 'a literal can stand in LABEL and ENV only; elsewhere write bare(x)';
  if (state.quote !== '') return IN_STRING;
  return state.pair === 'value' ? undefined : state.pair === 'within' ? 'a literal stands right after "key="' : KEY;
};

export const dockerfile: Scanner<State> = {
  start: START,
  step,
  refuses,
  value: (state) => ({ ...state, pair: 'within', valued: true }),
};
