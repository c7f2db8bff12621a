import { createHash } from 'node:crypto';
import type { OptionTable, Values } from '../options/option';
import { savedKeys } from '../options/views';
import { isMapping } from '../yaml/mapping';

/**
 * What a repository keeps of how it was made: the answers, the template, and which files were generated. It is a config
 * file too: what else it says is passed over there.
 */
export const RECORD_FILE = '.create-flask-container.json';

/** Where the program keeps its own things in a repository. */
export const OWN_FOLDER = '.create-flask-container';

/** The line of the record that names the version that wrote it; it does not count when two results are compared. */
export const GENERATOR_LINE = /^ {2}"generator": "[^"]*",\n/m;

/** A generated file, as far as a record names it. */
interface Generated {
  readonly path: string;
  readonly content: Uint8Array;
}

/** @returns the id that git has for these bytes in a repository of SHA-1, gitformat-pack(5) and git-hash-object(1). */
export const blobId = (content: Uint8Array): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

/**
 * @param template what is kept of a team's template, and of the answers to its questions
 * @param files everything that is generated, but for the record
 * @returns the record's text: the saved answers in the table's order, then the files in their own
 */
export const recordText = (
  table: OptionTable,
  values: Values,
  version: string,
  template: Readonly<Record<string, unknown>> = {},
  files: readonly Generated[] = [],
): string => {
  const saved = Object.fromEntries(
    savedKeys(table).flatMap((key) => (values[key] === undefined || values[key] === '' ? [] : [[key, values[key]]])),
  );
  const ids = Object.fromEntries(files.map(({ path, content }) => [path, blobId(content)]));
  const record = { generator: version, ...saved, ...template, ...(files.length === 0 ? {} : { files: ids }) };
  return `${JSON.stringify(record, undefined, 2)}\n`;
};

/** A record as it was read. Its answers are judged where they are used. */
export interface Recorded {
  /** The version that wrote it. */
  readonly generator?: string;
  /** The template, with its pin; a folder's path is not recorded. */
  readonly template?: string;
  readonly templateHash?: string;
  /** The answers, as in a config file. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** The answers to the template's questions. */
  readonly set?: unknown;
  /** The id of each generated file by its path; undefined in a record of before there were any. */
  readonly files?: ReadonlyMap<string, string>;
}

const ID = /^[0-9a-f]{40}$/;

const textAt = <K extends string>(
  mapping: Readonly<Record<string, unknown>>,
  key: K,
): { readonly [key in K]?: string } =>
  typeof mapping[key] === 'string' ? ({ [key]: mapping[key] } as { readonly [key in K]?: string }) : {};

/**
 * Reads a record.
 * @returns it, or what is wrong with it; whether a path may be written is judged by whoever writes
 */
export const readRecord = (text: string): Recorded | { readonly fault: string } => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { fault: 'it is no JSON' };
  }
  if (!isMapping(document)) return { fault: 'it is no mapping' };
  const { generator, template, templateHash, set, files, ...answers } = document;
  if (files !== undefined && !isMapping(files)) return { fault: 'files is no mapping of paths to ids' };
  const odd = Object.entries(files ?? {}).find(([, id]) => typeof id !== 'string' || !ID.test(id));
  if (odd !== undefined) return { fault: `files: ${JSON.stringify(odd[0])} has no id of 40 digits` };
  return {
    ...textAt({ generator }, 'generator'),
    ...textAt({ template }, 'template'),
    ...textAt({ templateHash }, 'templateHash'),
    answers,
    ...(set === undefined ? {} : { set }),
    ...(files === undefined ? {} : { files: new Map(Object.entries(files as Readonly<Record<string, string>>)) }),
  };
};
