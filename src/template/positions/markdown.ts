import { inRaw } from './markdown-raw';
import { type Block, HEADING, inner, nextLine, RAW_HTML, START, type State, TAB, TEXT } from './markdown-state';
import { DEEPEST, IN_COMMENT, longer, NOT_TOLD, type Scanner } from './scanner';

const inIndent = (state: State, character: string): State | readonly State[] => {
  if (character === '\n')
    return state.block === 'html' && state.fence === '' ? nextLine({ ...state, block: 'blank' }) : nextLine(state);
  if (character === ' ') return { ...state, indent: state.indent + 1 };
  if (character === '\t') return { ...state, indent: state.indent + TAB - (state.indent % TAB) };
  return atText(state, character);
};

/** The first character of a line that is not blank. */
const atText = (state: State, character: string): State | readonly State[] => {
  if (state.block === 'fence' || state.block === 'matter' || state.block === 'html')
    return inRaw({ ...state, mode: 'skip', lead: '' }, character);
  const after = state.block === 'paragraph' ? state : { ...state, block: 'blank' as const };
  const lists = after.block === 'paragraph' ? after.lists : after.lists.filter((column) => column <= state.indent);
  return inLead({ ...after, lists, mode: 'text', lead: '' }, character);
};

const isCode = (state: State): boolean => state.block !== 'paragraph' && state.indent - inner(state) >= TAB;

/** What a line may begin with that makes more of it than text. */
const LEAD = /^(`{1,2}$|`{3,}[^`]*$|~~?$|~{3}|<|#{1,6}$|[-*_=+ \t]+$|\d{1,9}[.)]?$|\[[^\]]*\]?:?$)/;

const leadOf = ({ lead }: State, character: string): string => {
  if (lead === TEXT) return lead;
  const more = longer(lead, character);
  if (/^#{1,6}[ \t]/.test(more)) return HEADING;
  return LEAD.test(more) || /^([-+*]|\d{1,9}[.)])[ \t]$/.test(more) ? more : TEXT;
};

/** The beginning of a line, which says what the line is. */
const inLead = (state: State, character: string): State | readonly State[] => {
  const lead = leadOf(state, character);
  const next: State = { ...state, lead };
  if (/^([-+*]|\d{1,9}[.)])[ \t]$/.test(lead) && !isCode(state)) return listItem(next);
  if (lead === '>' && !isCode(state))
    return { ...state, mode: 'indent', indent: 0, block: 'blank', lists: [], lead: '' };
  return htmlLine(next, character) ?? inLine(next, character);
};

/** `<` and what follows it: HTML from here, once it is known whether blank lines end it. */
const htmlLine = (state: State, character: string): State | undefined => {
  const html = opensHtml(state);
  if (!html || (character !== '\n' && /^<(!-?|[a-z]{1,7})$/i.test(state.lead))) return undefined;
  return inRaw({ ...html, mode: 'skip', lead: '', span: 0, run: 0, open: '' }, character);
};

const listItem = (state: State): State => {
  const column = state.indent + state.lead.length;
  const lists = [...state.lists.filter((each) => each <= state.indent), column].slice(-DEEPEST);
  return {
    ...state,
    mode: 'indent',
    indent: column,
    lists,
    block: 'blank',
    lead: '',
    span: 0,
    run: 0,
    open: '',
    tail: '',
  };
};

const opensRaw = (state: State): State | undefined => {
  const { lead, indent } = state;
  if (isCode(state)) return undefined;
  const fence = /^(`{3,}|~{3,})/.exec(lead)?.[1];
  if (fence) return { ...state, block: 'fence', fence, span: 0, run: 0, open: '' };
  if (state.first && indent === 0 && /^---\s*$/.test(lead)) return { ...state, block: 'matter' };
  return undefined;
};

/** A line that begins with a tag or a comment is HTML, as is what follows it. */
const opensHtml = (state: State): State | undefined => {
  const { lead } = state;
  if (isCode(state) || !/^<[A-Za-z/!?]/.test(lead)) return undefined;
  const fence = lead.startsWith('<!--') ? '-->' : RAW_HTML.test(lead) ? '</(script|pre|style|textarea)>' : '';
  return { ...state, block: 'html', fence };
};

const lineEnded = (state: State): State => {
  const raw = opensRaw(state);
  if (raw) return nextLine(raw);
  // A heading or a rule ends here; so does what was open in it.
  const alone = /^(#{1,6}\s|([-*_=]\s*)+$)/.test(state.lead);
  return alone
    ? { ...nextLine({ ...state, block: 'blank' }), span: 0, open: '', depth: 0, block: 'blank' }
    : nextLine(state);
};

/** The end of the text, as far as what follows may be read together with it. */
const TAIL = /(?:&[A-Za-z0-9#]{0,32}|\\|\{|<|\]\(?|h|ht|htt|https?:?\/?\/?|w{1,3}\.?|:\/?\/?)$/i;
const tailOf = ({ tail }: State, character: string): string =>
  tail === '\\' ? '' : (TAIL.exec(tail + character)?.[0] ?? '');

const inLine = (state: State, character: string): State | readonly State[] => {
  if (character === '\n') return lineEnded(spanned(state));
  if (character === '`' && (state.span > 0 || state.tail !== '\\')) return { ...state, run: state.run + 1, tail: '' };
  const next = spanned(state);
  if (next.span > 0) return next;
  const tail = tailOf(next, character);
  const address = !/\s/.test(character) && (next.address || /(:\/\/|www\.)$/i.test(tail));
  return inText({ ...next, tail, address }, character, next.tail === '<' && /[A-Za-z/!?]/.test(character));
};

/** After a run of backquotes: it opens code, closes it, or is part of it. */
const spanned = (state: State): State => {
  if (state.run === 0) return state;
  if (state.span === 0) return { ...state, span: state.run, run: 0 };
  return { ...state, span: state.run === state.span ? 0 : state.span, run: 0, tail: '' };
};

const inText = (state: State, character: string, tag: boolean): State | readonly State[] => {
  if (state.open === '<') return character === '>' ? { ...state, open: '' } : state;
  if (state.open === '(') return inAddress(state, character);
  if (tag) return [{ ...state, open: '<' }, state];
  if (state.tail === '](') return { ...state, open: '(', depth: 1 };
  if (/^\[[^\]]*\]:$/.test(state.lead) && character === ':') return { ...state, block: 'definition' };
  return state;
};

const inAddress = (state: State, character: string): State => {
  const depth = state.depth + (character === '(' ? 1 : character === ')' ? -1 : 0);
  return { ...state, depth, open: depth === 0 ? '' : '(' };
};

const step = (state: State, character: string): State | readonly State[] => {
  if (state.mode === 'indent') return inIndent(state, character);
  if (state.mode === 'skip') return inRaw(state, character);
  if (character === '\n') return htmlLine(state, character) ?? inLine(state, character);
  return inLead(state, character);
};

const IN_CODE = 'a literal cannot stand in code: write bare(x)';
const RAW_REASONS: Partial<Record<Block, string>> = {
  fence: IN_CODE,
  matter: 'a text of Markdown cannot stand in the settings at the top of the page',
  definition: 'the address of a link cannot come from an answer',
};

const rawRefuses = (state: State): string | undefined => {
  if (state.block === 'html') return state.fence === '-->' ? IN_COMMENT : 'a text of Markdown cannot stand in HTML';
  return RAW_REASONS[state.block];
};

const NEXT_TO = /(&[A-Za-z0-9#]*|\{|https?:|<)$/i;

const textRefuses = ({ tail, lead, open, span, run, address }: State): string | undefined => {
  if (span > 0 || run > 0) return IN_CODE;
  if (open === '<') return 'a text of Markdown cannot stand in HTML';
  if (open === '(' || tail.endsWith('](')) return 'the address of a link cannot come from an answer';
  if (tail.endsWith('\\')) return 'the backslash before it would take away its first escape';
  if (address) return 'the address of a link cannot come from an answer';
  if (NEXT_TO.test(tail)) return 'it would be read together with what stands before it';
  return /^(\d+|[#+=-]+)$/.test(lead) ? 'it would be read as the sign of a list or a heading' : undefined;
};

const refuses = (state: State): string | undefined => {
  const raw = [state, opensRaw(state), opensHtml(state)].flatMap((one) => (one ? (rawRefuses(one) ?? []) : []))[0];
  if (raw !== undefined) return raw;
  if (state.mode === 'skip') return NOT_TOLD;
  if (isCode(state)) return IN_CODE;
  return textRefuses(state);
};

/** Markdown as GitHub reads it. A text brings escapes and no quotes. */
export const markdown: Scanner<State> = {
  start: START,
  step,
  refuses,
  value: (state) => step(state, 'x') as State,
};
