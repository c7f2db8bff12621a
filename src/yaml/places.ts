import type { Place } from '../text/place';

type Yaml = typeof import('yaml');
type Document = ReturnType<Yaml['parseDocument']>;
type Counter = InstanceType<Yaml['LineCounter']>;

/** Where a value stands, where its key does, and what is below it; plain data, which another thread can hand over. */
export interface PlaceTree {
  readonly at: Place;
  readonly key?: Place;
  /** How a value is typed that is read as something else than text: `1.10`. */
  readonly typed?: string;
  readonly below?: ReadonlyMap<string, PlaceTree>;
}

export const offsetPlace = (counter: Counter, offset: number | undefined): Place => {
  const { line, col } = counter.linePos(offset ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
};

const rangeOf = (node: unknown): number | undefined => (node as { range?: number[] } | null | undefined)?.range?.[0];

/** @returns the places of everything in a document */
export const placeTree = (yaml: Yaml, document: Document, counter: Counter): PlaceTree => {
  const treeOf = (node: unknown, key?: Place): PlaceTree => {
    const below = new Map<string, PlaceTree>();
    if (yaml.isMap(node))
      for (const pair of node.items)
        if (yaml.isScalar(pair.key))
          below.set(String(pair.key.value), treeOf(pair.value ?? pair.key, offsetPlace(counter, rangeOf(pair.key))));
    if (yaml.isSeq(node)) for (const [index, item] of node.items.entries()) below.set(String(index), treeOf(item));
    return {
      at: offsetPlace(counter, rangeOf(node)),
      ...(key === undefined ? {} : { key }),
      ...(yaml.isScalar(node) && typeof node.value !== 'string' && node.source !== undefined
        ? { typed: node.source }
        : {}),
      ...(below.size === 0 ? {} : { below }),
    };
  };
  return treeOf(document.contents);
};

/** @returns how a value, or each item of a list, is typed; undefined where nothing of it is there or all is text */
export const typedIn = (tree: PlaceTree | undefined): unknown => {
  if (tree?.below === undefined) return tree?.typed;
  const items = [...tree.below].filter(([index]) => /^[0-9]+$/.test(index)).map(([, item]) => item.typed);
  return items.some((item) => item !== undefined) ? items : undefined;
};

/** @returns where the value at a path stands, or its key; the last that is there on the way to it. */
export const placeIn = (tree: PlaceTree, path: readonly (string | number)[], what: 'key' | 'value'): Place => {
  let node = tree;
  for (const step of path) {
    const next = node.below?.get(String(step));
    if (next === undefined) return node.at;
    node = next;
  }
  return what === 'key' ? (node.key ?? node.at) : node.at;
};
