/**
 * What a file says, without how it is written: a list of nodes, each a name and what is below it, or a text. Two files
 * that differ in a value alone have structures that differ in a text alone.
 */
export type Structure = string | readonly Structure[];

/** Where two structures differ, in words. */
export interface Difference {
  readonly before: string;
  readonly after: string;
}

const LENGTH = 60;
const told = (structure: Structure | undefined): string => {
  const text = structure === undefined ? 'nothing' : JSON.stringify(structure);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
};

/**
 * @param same whether a text of the first is, but for the value, a text of the second
 * @returns the first place in which they differ
 */
export const differenceOf = (
  one: Structure | undefined,
  other: Structure | undefined,
  same: (one: string, other: string) => boolean,
): Difference | undefined => {
  if (typeof one === 'string' && typeof other === 'string')
    return one === other || same(one, other) ? undefined : { before: told(one), after: told(other) };
  if (typeof one !== 'object' || typeof other !== 'object') return { before: told(one), after: told(other) };
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    if (index >= one.length || index >= other.length) return { before: told(one[index]), after: told(other[index]) };
    const found = differenceOf(one[index], other[index], same);
    if (found) return found;
  }
  return undefined;
};
