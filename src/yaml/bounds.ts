import type { YamlLimit } from './limits';

type Yaml = typeof import('yaml');
type Document = ReturnType<Yaml['parseDocument']>;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
/** `,`, `[` and `{`. */
const FLOW: ReadonlySet<number> = new Set([0x2c, 0x5b, 0x7b]);
/** `-`, `?` and `:`, which begin or part an entry only before a blank. */
const BLOCK: ReadonlySet<number> = new Set([0x2d, 0x3f, 0x3a]);

const isBlank = (code: number): boolean =>
  code === SPACE || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN || Number.isNaN(code);

/**
 * @returns no less than the entries that a text can hold: every one takes a line, or one of these signs
 * @internal for its test: that it is never less is tried with generated texts
 */
export const entriesIn = (text: string): number => {
  let count = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || FLOW.has(code) || (BLOCK.has(code) && isBlank(text.charCodeAt(at + 1)))) count += 1;
  }
  return count;
};

/** @returns which limit a text is beyond, in words; undefined where it may be read. */
export const beyondLimit = (text: string, { bytes, entries }: YamlLimit): string | undefined => {
  // A text of so many characters has no fewer bytes; counting them takes longer.
  if (text.length > bytes || Buffer.byteLength(text) > bytes)
    return `it is larger than ${bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`}`;
  return entriesIn(text) > entries
    ? `it has more than ${entries.toLocaleString('en')} lines, items and pairs`
    : undefined;
};

/**
 * The parser compares every key with every other one of its mapping, which takes minutes where there are many.
 * @returns where the second of two equal keys stands, as an offset; undefined where each stands once
 */
export const repeatedKey = (yaml: Yaml, document: Document): number | undefined => {
  let found: number | undefined;
  yaml.visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!yaml.isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) {
          found = key.range?.[0] ?? 0;
          return yaml.visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
};
