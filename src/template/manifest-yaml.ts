import type { Place } from './expression';

/** A YAML document of plain data, and where each of its values stands. */
export interface PlainYaml {
  readonly value: unknown;
  /** @returns where the value at a path stands, or its key; the start of the document where there is none. */
  readonly placeOf: (path: readonly (string | number)[], what?: 'key' | 'value') => Place;
}

export interface YamlFault {
  readonly reason: string;
  readonly at: Place;
  readonly fix: string;
}

const START: Place = { line: 1, column: 1 };
/** A manifest or a file of answers is small; a larger one is something else. */
export const YAML_BYTES = 256 * 1024;

const MEND = 'mend the YAML';

type Yaml = typeof import('yaml');
type Document = ReturnType<Yaml['parseDocument']>;
type Counter = InstanceType<Yaml['LineCounter']>;

const offsetPlace = (counter: Counter, offset: number | undefined): Place => {
  const { line, col } = counter.linePos(offset ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
};

/** What YAML can do beyond plain data: each is a way to say something else than what is read. */
const beyondPlain = (yaml: Yaml, document: Document, counter: Counter): YamlFault | undefined => {
  let fault: YamlFault | undefined;
  const note = (reason: string, fix: string, offset: number | undefined): symbol => {
    fault = { reason, at: offsetPlace(counter, offset), fix };
    return yaml.visit.BREAK;
  };
  const { directives } = document;
  if (directives?.yaml.explicit === true || Object.keys(directives?.tags ?? {}).length > 1)
    return { reason: 'a YAML directive is not allowed', at: START, fix: 'take the line that starts with % out' };
  yaml.visit(document, {
    Alias: (_, node) => note('a YAML alias is not allowed', 'write the value out', node.range?.[0]),
    Node: (_, node) => {
      if ('anchor' in node && node.anchor)
        return note('a YAML anchor is not allowed', 'write the value out', node.range?.[0]);
      if (node.tag !== undefined) return note('a YAML tag is not allowed', 'write plain data', node.range?.[0]);
      return undefined;
    },
  });
  return fault;
};

const placeFinder =
  (yaml: Yaml, document: Document, counter: Counter): PlainYaml['placeOf'] =>
  (path, what = 'value') => {
    let node: unknown = document.contents;
    let offset = 0;
    for (const [index, step] of path.entries()) {
      const pair = yaml.isMap(node)
        ? node.items.find(({ key }) => yaml.isScalar(key) && key.value === step)
        : undefined;
      const next = pair ? pair.value : yaml.isSeq(node) ? node.items[Number(step)] : undefined;
      if (next === undefined || next === null) break;
      const last = index === path.length - 1;
      const shownNode = pair && (last && what === 'key' ? pair.key : (pair.value ?? pair.key));
      offset = (((shownNode ?? next) as { range?: number[] }).range ?? [offset])[0]!;
      node = next;
    }
    return offsetPlace(counter, offset);
  };

/**
 * Reads YAML 1.2 (core schema) that holds nothing but data: no directives, tags, anchors, aliases, merge
 * keys, repeated keys or second document.
 * @param text at most `YAML_BYTES` long
 * @returns the data with its places, or the first fault
 */
export const readPlainYaml = async (text: string): Promise<PlainYaml | YamlFault> => {
  const yaml = await import('yaml');
  if (Buffer.byteLength(text) > YAML_BYTES)
    return { reason: `it is larger than ${YAML_BYTES / 1024} KiB`, at: START, fix: 'shorten it' };
  const counter = new yaml.LineCounter();
  try {
    const document = yaml.parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      merge: false,
      stringKeys: true,
      prettyErrors: false,
      lineCounter: counter,
    });
    const [error] = document.errors;
    // A tag or a directive that is not known is told as what it is, below.
    const beyond = error ? undefined : beyondPlain(yaml, document, counter);
    const told = error ?? (beyond ? undefined : document.warnings[0]);
    if (told) return { reason: told.message.split('\n')[0]!, at: offsetPlace(counter, told.pos[0]), fix: MEND };
    if (beyond) return beyond;
    return { value: document.toJS({ maxAliasCount: 0 }), placeOf: placeFinder(yaml, document, counter) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { reason: 'it is nested too deeply', at: START, fix: 'flatten it' };
  }
};
