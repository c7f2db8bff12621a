import { DEEPEST } from './scanner';

/** One level of block structure: a key, or `-` for an item of a sequence, and the column that it stands in. */
interface Entry {
  readonly column: number;
  readonly key: string;
  /** Whether the node below it has a tag, which says what is made of it. */
  readonly tagged: boolean;
}

/** One open bracket. */
export interface Flow {
  readonly open: string;
  readonly key: string;
  /** Whether a colon stood since the last comma. */
  readonly value: boolean;
  readonly tagged: boolean;
}

type Mode =
  | 'indent'
  | 'dash'
  | 'ready'
  | 'plain'
  | 'colon'
  | 'double'
  | 'escape'
  | 'single'
  | 'quote'
  | 'after'
  | 'property'
  | 'header'
  | 'block'
  | 'comment'
  | 'directive'
  | 'lost';

/** Where a reader of YAML is. */
export interface State {
  readonly mode: Mode;
  /** Of the next character; counted only as long as a node can begin that has a column. */
  readonly column: number;
  readonly entries: readonly Entry[];
  readonly flow: readonly Flow[];
  /** Whether the node is the first of its line, so that it can be a key. */
  readonly fresh: boolean;
  /** Whether the last entry has no value yet. */
  readonly pending: boolean;
  readonly property: string;
  /** The text of a scalar, as far as a key is known by it. */
  readonly word: string;
  /** Whether a blank or the beginning of the line stood before. */
  readonly blank: boolean;
  /** What the next line may go on with. */
  readonly open: 'plain' | 'block' | 'value' | 'nothing';
  readonly valued: boolean;
}

export const START: State = {
  mode: 'indent',
  column: 0,
  entries: [],
  flow: [],
  fresh: true,
  pending: true,
  property: '',
  word: '',
  blank: true,
  open: 'nothing',
  valued: false,
};
export const LOST: State = { ...START, mode: 'lost' };

/** The column of what the current node belongs to. */
export const parentOf = ({ entries }: State): number => entries.at(-1)?.column ?? -1;

/** @returns the state with a new entry, after all that it ends. */
export const entered = (state: State, column: number, key: string): State => {
  const isItem = key === '-';
  const kept = state.entries.filter(
    (entry) => entry.column < column || (isItem && entry.column === column && entry.key !== '-'),
  );
  if (kept.length >= DEEPEST) return LOST;
  return {
    ...state,
    entries: [...kept, { column, key, tagged: false }],
    pending: true,
    property: '',
    word: '',
  };
};

/** @returns the state at the first character of a line, in its column. */
export const atNode = (state: State): State => {
  const { column } = state;
  const kept = state.entries.filter((entry) => entry.column <= column);
  const ended = kept.length < state.entries.length;
  return { ...state, entries: kept, pending: state.pending && !ended, fresh: true };
};

/** @returns the state at the beginning of a line. */
export const newLine = (state: State, open: State['open'] = 'nothing'): State => ({
  ...state,
  mode: 'indent',
  column: 0,
  word: '',
  blank: true,
  fresh: true,
  open,
  valued: false,
});
