import { IN_COMMENT, IN_STRING, isBlank, longer, matching, NOT_TOLD, type Scanner, type Wrong } from './scanner';
import { closed, LOST, NEW, opened, START, type State, topOf, withCommand, word } from './shell-state';
import { commandEnded, wordEnded, wordRefuses } from './shell-words';

const WRONG: Wrong = { wrong: 'a blank, a semicolon or the end of the line must follow it' };

const newLine = (state: State): State => {
  const next = commandEnded(state);
  return next.documents.length > 0 ? { ...next, mode: 'document', line: '' } : next;
};

const parenthesis = (state: State): State => {
  const { command } = topOf(state);
  // One bracket may stand before the pattern of a case.
  if (command.pattern && !command.started) return state;
  if (command.first && /^[A-Za-z_][A-Za-z0-9_]*\+?=$/.test(command.word))
    return opened(word(state, '"'), '[', { ...NEW, first: false });
  return { ...wordEnded(state), mode: 'paren' };
};

const closing = (state: State): State => {
  const { kind, command } = topOf(state);
  if (kind === 'case' && command.pattern) return withCommand(state, NEW);
  const next = closed(wordEnded(state));
  if (next.mode === 'lost') return next;
  if (kind === '(') return withCommand(next, { ...NEW, first: true });
  return kind === '$' || kind === '[' ? next : LOST;
};

const separator = (state: State, character: string): State => {
  const ended = commandEnded(state);
  const { kind } = topOf(ended);
  // `;;`, `;&` and `;;&` end a branch.
  if (kind === 'case' && (character === ';' || character === '&') && state.line === ';')
    return withCommand({ ...ended, line: ';' }, { ...NEW, pattern: true });
  return { ...ended, line: character };
};

const inCode = (state: State, character: string): State | Wrong => {
  const { kind, command } = topOf(state);
  if (kind === '"') return inQuotes(state, character);
  if (character === '\n') return newLine({ ...state, line: '' });
  const next: State = ';&'.includes(character) ? state : { ...state, line: '' };
  if (isBlank(character)) return wordEnded(next);
  if (';&|'.includes(character)) return separator(next, character);
  if (character === '#' && !command.started) return { ...next, mode: 'comment' };
  if (character === '(') return parenthesis(next);
  if (character === ')') return closing(next);
  if (character === '<') return { ...wordEnded(next), mode: 'less', delimiter: '' };
  if (character === '>') return withCommand(wordEnded(next), { redirects: true });
  if (character === '"') return opened(word(next, '"'), '"');
  return inText(next, character);
};

/** What means the same in and out of double quotes. */
const inText = (state: State, character: string): State => {
  switch (character) {
    case '\\':
      return { ...state, mode: 'escape' };
    case '`':
      return { ...word(state, '"'), mode: 'backquote' };
    case '$':
      return { ...state, mode: 'dollar' };
    case "'":
      return { ...word(state, '"'), mode: 'single' };
    default:
      return word(state, character);
  }
};

const inQuotes = (state: State, character: string): State => {
  if (character === '"') return closed(state);
  return character === "'" ? state : inText(state, character);
};

const afterDollar = (state: State, character: string): State | Wrong => {
  const quoted = topOf(state).kind === '"';
  if (character === '{') return { ...word(state, '"'), mode: 'parameter', depth: 1 };
  if (character === '(') return { ...opened(word(state, '"'), '$'), mode: 'paren' };
  if (character === "'" && !quoted) return { ...word(state, '"'), mode: 'ansi' };
  if (character === '"' && !quoted) return opened(word(state, '"'), '"');
  return step({ ...word(state, '$'), mode: 'code' }, character);
};

/** After a bracket: a second one makes arithmetic of it. */
const afterParen = (state: State, character: string): State | Wrong => {
  const substitutes = topOf(state).kind === '$' && !topOf(state).command.started && topOf(state).command.first;
  if (character === '(')
    return { ...state, mode: 'arithmetic', depth: 2, closing: false, line: substitutes ? '$' : '' };
  return step(substitutes ? { ...state, mode: 'code' } : opened(state, '('), character);
};

const inArithmetic = (state: State, character: string): State => {
  // Quotes, and two brackets that were not closed together: it may be commands in a group.
  if ('"\'`\\'.includes(character)) return LOST;
  if (state.closing && character !== ')') return LOST;
  if (character === '(') return { ...state, depth: state.depth + 1 };
  if (character !== ')') return state;
  if (state.depth > 1) return { ...state, depth: state.depth - 1, closing: state.depth === 2 };
  const next: State = { ...state, depth: 0, closing: false, mode: 'code', line: '' };
  return state.line === '$' ? closed(next) : withCommand(next, { ...NEW, first: false });
};

const inParameter = (state: State, character: string): State => {
  if ('"\'`\\('.includes(character)) return LOST;
  if (character === '{') return { ...state, depth: state.depth + 1 };
  if (character !== '}') return state;
  return state.depth > 1 ? { ...state, depth: state.depth - 1 } : { ...state, depth: 0, mode: 'code' };
};

const afterLess = (state: State, character: string): State | Wrong => {
  if (state.delimiter === '' && character === '<') return { ...state, delimiter: '<' };
  // A shell runs the text that it is given in this way.
  if (state.delimiter === '<' && character === '<')
    return withCommand({ ...state, delimiter: '', mode: 'code' }, { lastWord: '-' });
  if (state.delimiter === '<') return inDelimiter({ ...state, mode: 'delimiter', delimiter: '', quote: '' }, character);
  if (character === '(') return opened(word(state, '"'), '$');
  return step(withCommand({ ...state, mode: 'code' }, { redirects: true }), character);
};

/** The word after `<<`, which ends a document. */
const inDelimiter = (state: State, character: string): State | Wrong => {
  const { delimiter, quote } = state;
  if (delimiter === '' && quote === '' && character === '-') return { ...state, delimiter: '-' };
  if (quote !== '' && character === quote) return { ...state, quote: ' ' };
  if (quote === ' ' || quote === '') {
    if ('$`\\('.includes(character)) return LOST;
    if (isBlank(character) && (delimiter === '' || delimiter === '-')) return state;
    if (character === '"' || character === "'") return { ...state, quote: character };
    if (/[\s;&|<>)]/.test(character))
      return step(
        { ...state, mode: 'code', quote: '', delimiter: '', documents: [...state.documents, delimiter] },
        character,
      );
  }
  return character === '\n' ? LOST : { ...state, delimiter: longer(delimiter, character) };
};

const inDocument = (state: State, character: string): State => {
  if (character !== '\n') return { ...state, line: matching(state.line, character, state.documents[0]!) };
  const [first, ...rest] = state.documents;
  if (state.line !== first!.replace(/^-/, '')) return { ...state, line: '' };
  return rest.length > 0
    ? { ...state, documents: rest, line: '' }
    : { ...state, documents: [], line: '', mode: 'code' };
};

const ends = (state: State, character: string, end: string, leaves?: State['mode']): State => {
  if (leaves && character === '\\') return { ...state, mode: leaves };
  return character === end ? { ...state, mode: 'code' } : state;
};

const afterEscape = (state: State, character: string): State =>
  character === '\n' ? { ...state, mode: 'code' } : { ...word(state, '"'), mode: 'code' };

/** What can stand right after a literal: the end of its word, or more of it that is read as it stands. */
const FOLLOWS = /[\s;&|)A-Za-z0-9_./:@%+,=\\-]/;

const step = (state: State, character: string): State | Wrong => {
  if (state.valued) return FOLLOWS.test(character) ? step({ ...state, valued: false }, character) : WRONG;
  switch (state.mode) {
    case 'lost':
      return state;
    case 'code':
      return inCode(state, character);
    case 'escape':
      return afterEscape(state, character);
    case 'single':
      return ends(state, character, "'");
    case 'ansi':
      return ends(state, character, "'", 'ansi-escape');
    case 'ansi-escape':
      return { ...state, mode: 'ansi' };
    case 'backquote':
      return ends(state, character, '`', 'backquote-escape');
    case 'backquote-escape':
      return { ...state, mode: 'backquote' };
    case 'comment':
      return character === '\n' ? inCode({ ...state, mode: 'code' }, character) : state;
    case 'dollar':
      return afterDollar(state, character);
    case 'parameter':
      return inParameter(state, character);
    case 'paren':
      return afterParen(state, character);
    case 'arithmetic':
      return inArithmetic(state, character);
    case 'less':
      return afterLess(state, character);
    case 'delimiter':
      return inDelimiter(state, character);
    case 'document':
      return inDocument(state, character);
  }
};

const REASONS: Partial<Record<State['mode'], string>> = {
  comment: IN_COMMENT,
  single: IN_STRING,
  ansi: IN_STRING,
  'ansi-escape': IN_STRING,
  document: 'a literal cannot stand in a here-document',
  delimiter: 'a literal cannot end a here-document',
};

const refuses = (state: State): string | undefined => {
  if (state.mode !== 'code') return REASONS[state.mode] ?? NOT_TOLD;
  const { kind, command } = topOf(state);
  if (kind === '"') return IN_STRING;
  return wordRefuses(command);
};

export const shell: Scanner<State> = {
  start: START,
  step,
  refuses,
  value: (state) => ({ ...word(state, '"'), line: '', valued: true }),
  // Two words where one is meant: the second would be a command, or another argument's end.
  single: (state) => {
    const { command } = topOf(state);
    return command.started || command.cases > 0 || command.pattern;
  },
};
