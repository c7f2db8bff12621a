import type { Place } from '../../text/place';

interface Located {
  readonly at: Place;
  /** The construct as written, cut short, fit for a message. */
  readonly source: string;
}

/** The whole expression language. What has no row here cannot be written in a template. */
export type Expression = Located &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'not'; readonly operand: Expression }
    | { readonly kind: 'and' | 'or' | 'equal' | 'differs'; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'in'; readonly item: Expression; readonly list: Expression }
    | { readonly kind: 'choose'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
    | { readonly kind: 'length'; readonly of: Expression }
    | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] }
  );

/** How deep one construct may stand in another: far beyond any real template, far below what a stack bears. */
export const DEPTH_LIMIT = 64;
