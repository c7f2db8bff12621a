import type { Value } from './option';

/** @returns whether two answers are the same; lists are, item by item. */
export const sameValue = (one: Value | undefined, other: Value | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
