/** Where a reader of a page is in its markup. */
export type Mode =
  | 'text'
  | 'open'
  | 'declaration'
  | 'comment'
  | 'cdata'
  | 'bogus'
  | 'element'
  | 'before'
  | 'name'
  | 'after'
  | 'value'
  | 'double'
  | 'single'
  | 'bare'
  | 'raw'
  | 'lost';

export interface State {
  readonly mode: Mode;
  readonly element: string;
  readonly ends: boolean;
  readonly attribute: string;
  /** The last characters, where they decide. */
  readonly tail: string;
  /** Code of a page template that is open: `{`, `%` or `#`; and the quote of a text in it. */
  readonly code: string;
  readonly codeQuote: string;
  readonly codeTail: string;
  /** What one tag has that must not come together: a literal in `content`, and `http-equiv`. */
  readonly content: boolean;
  readonly equivalent: boolean;
}

export const START: State = {
  mode: 'text',
  element: '',
  ends: false,
  attribute: '',
  tail: '',
  code: '',
  codeQuote: '',
  codeTail: '',
  content: false,
  equivalent: false,
};
export const LOST: State = { ...START, mode: 'lost' };
