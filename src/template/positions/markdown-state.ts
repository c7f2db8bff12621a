/** What a line belongs to. */
export type Block = 'paragraph' | 'blank' | 'fence' | 'html' | 'matter' | 'definition';

export interface State {
  readonly block: Block;
  /** The line so far, up to its first word; then what it was. */
  readonly mode: 'indent' | 'text' | 'skip';
  readonly indent: number;
  /** Columns at which the contents of the list items round it begin. */
  readonly lists: readonly number[];
  readonly lead: string;
  /** The sign and length of a fence, or what ends a block of HTML. */
  readonly fence: string;
  /** The length of the run of backquotes that is open, or is being read. */
  readonly span: number;
  readonly run: number;
  /** `<` of inline HTML, `(` of the address of a link. */
  readonly open: string;
  readonly depth: number;
  readonly tail: string;
  /** Whether the word is an address, which readers make a link of. */
  readonly address: boolean;
  readonly first: boolean;
}

export const START: State = {
  block: 'blank',
  mode: 'indent',
  indent: 0,
  lists: [],
  lead: '',
  fence: '',
  span: 0,
  run: 0,
  open: '',
  depth: 0,
  tail: '',
  address: false,
  first: true,
};

export const TAB = 4;
export const inner = ({ lists }: State): number => lists.at(-1) ?? 0;

/** Leads of which no more has to be known. */
export const TEXT = 'x';
export const HEADING = '# ';
export const ENDED = '>';

export const RAW_HTML = /^<(script|pre|style|textarea)\b/i;

/** @returns the state at the beginning of the next line. */
export const nextLine = (state: State): State => {
  const line: State = { ...state, mode: 'indent', indent: 0, lead: '', run: 0, first: false, tail: '', address: false };
  if (state.block === 'fence' || state.block === 'html' || state.block === 'matter') return line;
  if (state.mode === 'indent') return { ...line, block: 'blank', span: 0, open: '', depth: 0 };
  if (state.block === 'definition') return { ...line, block: 'definition' };
  return { ...line, block: 'paragraph' };
};
