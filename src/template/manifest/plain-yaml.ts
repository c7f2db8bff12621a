import type { Place } from '../../text/place';
import { placeIn } from '../../yaml/places';
import { readYaml, type YamlFault, type YamlReader } from '../../yaml/read-yaml';

/** A YAML document of plain data, and where each of its values stands. */
export interface PlainYaml {
  readonly value: unknown;
  /** @returns where the value at a path stands, or its key; the start of the document where there is none. */
  readonly placeOf: (path: readonly (string | number)[], what?: 'key' | 'value') => Place;
}

/**
 * Reads YAML 1.2 (core schema) that holds nothing but data: no directives, tags, anchors, aliases, merge
 * keys, repeated keys or second document.
 * @param read where the time is watched that it takes
 * @returns the data with its places, or the first fault
 */
export const readPlainYaml = async (text: string, read: YamlReader = readYaml): Promise<PlainYaml | YamlFault> => {
  const answer = await read(text, 'plain');
  if ('reason' in answer) return answer;
  const { value, places } = answer;
  return {
    value,
    placeOf: (path, what = 'value') => (places ? placeIn(places, path, what) : { line: 1, column: 1 }),
  };
};
