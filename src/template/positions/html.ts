import { attributeRefuses } from './html-attributes';
import { LOST, type Mode, START, type State } from './html-state';
import { IN_COMMENT, longer, NOT_TOLD, type Scanner, type Wrong } from './scanner';

/** Elements whose text is no page text. */
const RAW = /^(script|style|xmp|iframe|noembed|noframes|plaintext)$/;
const LETTER = /[A-Za-z]/;
const BLANK = /[\s/]/;

const tagEnded = (state: State): State => {
  const raw = !state.ends && RAW.test(state.element);
  return { ...START, mode: raw ? 'raw' : 'text', element: raw ? state.element : '' };
};

const inText = (state: State, character: string): State => {
  if (character === '<') return { ...state, mode: 'open', tail: '' };
  // A reference to a character that has begun would take up the value.
  if (character === '&') return { ...state, tail: '&' };
  return { ...state, tail: state.tail !== '' && /[A-Za-z0-9#]/.test(character) ? '&' : '' };
};

const afterOpen = (state: State, character: string): State => {
  if (character === '!') return { ...state, mode: 'declaration', tail: '' };
  if (character === '?') return { ...state, mode: 'bogus' };
  if (character === '/' && state.tail === '') return { ...state, tail: '/' };
  if (LETTER.test(character))
    return { ...START, mode: 'element', element: character.toLowerCase(), ends: state.tail === '/' };
  return state.tail === '/'
    ? inBogus({ ...state, mode: 'bogus' }, character)
    : inText({ ...state, mode: 'text', tail: '' }, character);
};

const inDeclaration = (state: State, character: string): State | readonly State[] => {
  const tail = state.tail + character;
  if (tail === '--') return { ...state, mode: 'comment', tail: '' };
  // In a drawing its text is text; in a page it is a comment up to the first ">".
  if (tail === '[CDATA[')
    return [
      { ...state, mode: 'cdata', tail: '' },
      { ...state, mode: 'bogus', tail: '' },
    ];
  if (tail.length < 7 && ('--'.startsWith(tail) || '[CDATA['.startsWith(tail))) return { ...state, tail };
  return inBogus({ ...state, mode: 'bogus', tail: '' }, character);
};

const inBogus = (state: State, character: string): State => (character === '>' ? START : state);

const inComment = (state: State, character: string): State => {
  const tail = (state.tail + character).slice(-4);
  const whole = state.tail.length < 3 ? state.tail + character : '';
  if (whole === '>' || whole === '->' || tail.endsWith('-->') || tail === '--!>') return START;
  // Four characters, of which the first says whether the comment has just begun.
  return { ...state, tail: tail.length < 4 ? tail : tail.replace(/^[^-]/, 'x') };
};

const inElement = (state: State, character: string): State => {
  if (character === '>') return tagEnded(state);
  if (BLANK.test(character)) return { ...state, mode: 'before' };
  return { ...state, element: longer(state.element, character.toLowerCase()) };
};

const named = (state: State, character: string): State => {
  const attribute = longer(state.attribute, character.toLowerCase());
  return { ...state, mode: 'name', attribute };
};

const nameEnded = (state: State): State | Wrong => {
  if (state.attribute !== 'http-equiv') return state;
  return state.content
    ? { wrong: 'a browser acts on the content of <meta http-equiv>' }
    : { ...state, equivalent: true };
};

const inName = (state: State, character: string): State | Wrong => {
  if (character !== '=' && character !== '>' && !BLANK.test(character)) return named(state, character);
  const next = nameEnded(state);
  if ('wrong' in next) return next;
  if (character === '>') return tagEnded(next);
  return { ...next, mode: character === '=' ? 'value' : 'after' };
};

const between = (state: State, character: string): State => {
  if (BLANK.test(character)) return state;
  if (character === '>') return tagEnded(state);
  if (state.mode === 'after' && character === '=') return { ...state, mode: 'value' };
  return named({ ...state, attribute: '' }, character);
};

const atValue = (state: State, character: string): State => {
  if (/\s/.test(character)) return state;
  if (character === '"' || character === "'")
    return { ...state, mode: character === '"' ? 'double' : 'single', tail: '' };
  return character === '>' ? tagEnded(state) : { ...state, mode: 'bare' };
};

const inValue = (state: State, character: string): State => {
  if (state.mode === 'bare') {
    if (character === '>') return tagEnded(state);
    return /\s/.test(character) ? { ...state, mode: 'before' } : state;
  }
  if (character === (state.mode === 'double' ? '"' : "'")) return { ...state, mode: 'before', tail: '' };
  if (character === '&') return { ...state, tail: '&' };
  return { ...state, tail: state.tail !== '' && /[A-Za-z0-9#]/.test(character) ? '&' : '' };
};

const RAW_TAIL = 11;

/** Up to the end tag of the same element. */
const inRaw = (state: State, character: string): State => {
  const tail = (state.tail + character.toLowerCase()).slice(-RAW_TAIL);
  // A script in a comment in a script has rules of its own.
  if (state.element === 'script' && tail.endsWith('<!--')) return LOST;
  if (/[\s/>]/.test(character) && tail.endsWith(`</${state.element}${character}`))
    return step({ ...START, mode: 'element', element: state.element, ends: true }, character) as State;
  return { ...state, tail };
};

const inCdata = (state: State, character: string): State => {
  const tail = (state.tail + character).slice(-3);
  return tail === ']]>' ? START : { ...state, tail };
};

const markup = (state: State, character: string): State | readonly State[] | Wrong => {
  switch (state.mode) {
    case 'lost':
      return state;
    case 'text':
      return inText(state, character);
    case 'open':
      return afterOpen(state, character);
    case 'declaration':
      return inDeclaration(state, character);
    case 'comment':
      return inComment(state, character);
    case 'cdata':
      return inCdata(state, character);
    case 'bogus':
      return inBogus(state, character);
    case 'element':
      return inElement(state, character);
    case 'name':
      return inName(state, character);
    case 'before':
    case 'after':
      return between(state, character);
    case 'value':
      return atValue(state, character);
    case 'raw':
      return inRaw(state, character);
    default:
      return inValue(state, character);
  }
};

const quoteAfter = (quote: string, character: string): string => {
  if (quote !== '') return character === quote ? '' : quote;
  return character === '"' || character === "'" ? character : '';
};

/** Code of a page template, up to its end. A text in it may hold the end, for some of these languages. */
const inCode = (state: State, character: string): State | readonly State[] => {
  const pair = state.codeTail + character;
  const end = state.code === '{' ? '}}' : `${state.code}}`;
  const word = `${state.codeTail}${character}`.slice(-12);
  if (state.code === '%' && /(raw|verbatim|comment)\s*-?%\}$/.test(word)) return LOST;
  const codeQuote = state.code === '#' ? '' : quoteAfter(state.codeQuote, character);
  const inside: State = { ...state, codeQuote, codeTail: pair.slice(-12) };
  if (!pair.endsWith(end)) return inside;
  const outside: State = { ...state, code: '', codeQuote: '', codeTail: '' };
  return state.codeQuote === '' ? outside : [outside, inside];
};

const step = (state: State, character: string): State | readonly State[] | Wrong => {
  if (state.mode === 'lost') return state;
  if (state.code !== '') return inCode(state, character);
  if (state.codeTail === '{' && '{%#'.includes(character)) return { ...state, code: character, codeTail: '' };
  const next = markup({ ...state, codeTail: '' }, character);
  if (character !== '{' || 'wrong' in next) return next;
  const marked = (one: State): State => ({ ...one, codeTail: '{' });
  return Array.isArray(next) ? next.map(marked) : marked(next as State);
};

const REASONS: Partial<Record<Mode, string>> = {
  lost: NOT_TOLD,
  open: 'it would be read as a tag',
  declaration: NOT_TOLD,
  bogus: IN_COMMENT,
  comment: IN_COMMENT,
  cdata: 'a text cannot stand in CDATA, where nothing can be escaped',
  raw: 'a text cannot stand in a script or style',
  element: 'the name of an element cannot come from an answer',
  name: 'the name of an attribute cannot come from an answer',
  before: 'an attribute cannot come from an answer',
  after: 'an attribute cannot come from an answer',
  value: 'write the attribute with quotes: name="<%= x %>"',
  bare: 'write the attribute with quotes: name="<%= x %>"',
};

const refuses = (state: State): string | undefined => {
  if (state.code !== '' || state.codeTail === '{') return 'a text cannot stand in the code of a page template';
  const reason = REASONS[state.mode];
  if (reason !== undefined) return reason;
  if (state.tail === '&') return 'it would be read together with the "&" before it';
  if (state.mode === 'text') return undefined;
  if (state.attribute === 'content' && state.equivalent) return 'a browser acts on the content of <meta http-equiv>';
  return attributeRefuses(state.element, state.attribute);
};

/** HTML, and what page templates and XML make of it. A text brings escapes and no quotes. */
export const html: Scanner<State> = {
  start: START,
  step,
  refuses,
  value: (state) => ({ ...state, tail: '', content: state.content || state.attribute === 'content' }),
};
