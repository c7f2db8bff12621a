import { type Problem, Stop } from '../../errors';
import { readFromDocument } from '../../options/kinds';
import { closest } from '../../options/layers';
import type { OptionTable, Value } from '../../options/option';
import { shown } from '../../text/shown';
import { isMapping, type Mapping } from '../../yaml/mapping';
import type { YamlReader } from '../../yaml/read-yaml';
import { unsafe } from '../path-safety';
import { Field, lineOf, linesOf, type Path, refuseUnknown } from './field';
import { knownBefore } from './known';
import { readPlainYaml } from './plain-yaml';
import { questionsOf } from './questions';

/** What a manifest may say at its top, in the order of docs and schema. */
const MANIFEST_KEYS = [
  'format',
  'name',
  'summary',
  'extends',
  'remove',
  'defaults',
  'locked',
  'questions',
  'locks',
  'renamed',
  'next',
] as const;
export const MANIFEST_FILE = 'template.yaml';
export const NAME_PATTERN = '^[a-z0-9]+([._-][a-z0-9]+)*$';

/** A manifest that has been judged. */
export interface TeamManifest {
  readonly format: 1;
  readonly name: string;
  readonly summary?: string;
  readonly extends: 'builtin' | 'none';
  /** Resulting paths of built-in files, or of folders of them. */
  readonly remove: readonly string[];
  /** For the built-in options. */
  readonly defaults: Readonly<Record<string, Value>>;
  readonly locked: readonly string[];
  /** The template's own options. */
  readonly questions: OptionTable;
  /** The names that the conditions of its questions read. */
  readonly conditionNames: readonly string[];
  /** Lock files, with the command that locks anew: printed, never run. */
  readonly locks: Readonly<Record<string, string>>;
  /** Where an earlier version of the template made a file, and where this one does. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Printed at the end, never run. */
  readonly next: readonly string[];
  /** @returns where something stands in the file, to be opened: `acme/template.yaml:7:3`. */
  readonly placeOf: (path: Path, what?: 'key' | 'value') => string;
}

const nameOf = (value: unknown, field: Field): string | undefined => {
  if (typeof value === 'string' && value.length <= 100 && new RegExp(NAME_PATTERN).test(value)) return value;
  return field.refuse(
    ['name'],
    'expected small letters and digits, joined by ".", "_" or "-", at most 100 characters',
    'write a name such as acme-flask',
    'value',
    value,
  );
};

const removeOf = (value: unknown, field: Field): readonly string[] | undefined =>
  linesOf(value, ['remove'], { items: 500, characters: 1000 }, field)?.filter((path, index) => {
    const why = unsafe(path.replace(/\/$/, ''));
    if (why)
      field.refuse(
        ['remove', index],
        `expected a path of the built-in repository: ${why}`,
        'write it as it is in the new repository: compose.yaml',
        'value',
        path,
      );
    return !why;
  });

const defaultsOf = (
  value: unknown,
  options: OptionTable,
  field: Field,
): Readonly<Record<string, Value>> | undefined => {
  if (!isMapping(value))
    return field.refuse(
      ['defaults'],
      'expected a mapping of options to values',
      'write { registry: registry.example.com }',
      'value',
      value,
    );
  const values: Record<string, Value> = {};
  for (const [key, given] of Object.entries(value)) {
    if (!Object.hasOwn(options, key)) {
      const meant = closest(key, Object.keys(options));
      field.refuse(
        ['defaults', key],
        'there is no such option',
        meant === undefined ? `the options are ${Object.keys(options).join(', ')}` : `did you mean ${meant}?`,
        'key',
      );
      continue;
    }
    const reading = readFromDocument(given, options[key]!);
    if ('flaw' in reading)
      field.refuse(
        ['defaults', key],
        `expected ${reading.flaw.rule}`,
        reading.flaw.proposal ?? reading.flaw.fix ?? 'give a value of this form',
        'value',
        given,
      );
    else values[key] = reading.value;
  }
  return values;
};

const lockedOf = (
  value: unknown,
  defaults: Readonly<Record<string, Value>>,
  field: Field,
): readonly string[] | undefined =>
  linesOf(value, ['locked'], { items: 100, characters: 100 }, field)?.filter((key, index) => {
    const given = Object.hasOwn(defaults, key);
    if (!given)
      field.refuse(
        ['locked', index],
        'expected an option that has a value under defaults',
        `give ${shown(key)} a value under defaults, or take it out`,
        'value',
        key,
      );
    return given;
  });

/** More than a template makes, or a command is long. */
const MOST_PATHS = 500;

const pathAt = (path: string, key: string, field: Field, what: 'key' | 'value'): boolean => {
  const why = unsafe(path);
  if (why) field.refuse([key, path], `expected a path of the new repository: ${why}`, 'write it as it is there', what);
  return !why;
};

/** A mapping of a path to a line: a command, another path. */
const byPathOf = (
  value: unknown,
  key: 'locks' | 'renamed',
  field: Field,
): Readonly<Record<string, string>> | undefined => {
  const example = key === 'locks' ? '{ requirements.txt: make lock }' : '{ old/name.yaml: new/name.yaml }';
  if (!isMapping(value)) return field.refuse([key], 'expected a mapping', `write ${example}`, 'value', value);
  const entries = Object.entries(value);
  if (entries.length > MOST_PATHS) return field.refuse([key], `expected at most ${MOST_PATHS} paths`, 'name fewer');
  return Object.fromEntries(
    entries.flatMap(([path, given]) => {
      if (!pathAt(path, key, field, 'key')) return [];
      const line = lineOf(given, [key, path], key === 'locks' ? 300 : 1000, field);
      if (line === undefined || (key === 'renamed' && !pathAt(line, key, field, 'value'))) return [];
      return [[path, line]];
    }),
  );
};

const optional = <T>(value: unknown, read: (value: unknown) => T | undefined, otherwise: T): T =>
  value === undefined ? otherwise : (read(value) ?? otherwise);

const fromMapping = async (value: Mapping, field: Field): Promise<TeamManifest> => {
  const known = knownBefore();
  refuseUnknown(value, [], MANIFEST_KEYS, closest, field);
  if (value['format'] !== 1)
    field.refuse(
      ['format'],
      value['format'] === undefined ? 'format is missing' : 'expected 1',
      'write format: 1; a later format needs a later version of this program',
      'value',
      value['format'],
    );
  if (value['name'] === undefined) field.refuse([], 'name is missing', 'add a line such as name: acme-flask');
  const base = value['extends'] ?? 'builtin';
  if (base !== 'builtin' && base !== 'none')
    field.refuse(['extends'], 'expected builtin or none', 'write extends: builtin', 'value', base);
  const defaults = optional(value['defaults'], (given) => defaultsOf(given, known.options, field), {});
  const summary = value['summary'] === undefined ? undefined : lineOf(value['summary'], ['summary'], 200, field);
  const remove = optional(value['remove'], (given) => removeOf(given, field), []);
  if (base === 'none' && remove.length > 0)
    field.refuse(['remove'], 'there is nothing to remove where extends is none', 'take remove out');
  const questions = value['questions'] === undefined ? undefined : await questionsOf(value['questions'], known, field);
  return {
    format: 1,
    name: value['name'] === undefined ? '' : (nameOf(value['name'], field) ?? ''),
    ...(summary === undefined ? {} : { summary }),
    extends: base === 'none' ? 'none' : 'builtin',
    remove,
    defaults,
    locked: optional(value['locked'], (given) => lockedOf(given, defaults, field), []),
    questions: questions?.table ?? {},
    conditionNames: questions?.conditionNames ?? [],
    locks: optional(value['locks'], (given) => byPathOf(given, 'locks', field), {}),
    renamed: optional(value['renamed'], (given) => byPathOf(given, 'renamed', field), {}),
    next: optional(value['next'], (given) => linesOf(given, ['next'], { items: 20, characters: 300 }, field), []),
    placeOf: (path, what) => field.placeOf(path, what),
  };
};

const refuse = (problems: readonly Problem[]): never => {
  throw new Stop('data', problems);
};

/** In the order in which they stand in the file. */
const byLine = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((one, other) => (one.flag ?? '').localeCompare(other.flag ?? '', 'en', { numeric: true }));

interface Reading {
  /** As its author opens it. */
  readonly name?: string;
  /** Where the time is watched that reading YAML takes. */
  readonly read?: YamlReader;
}

/**
 * Reads a template's manifest.
 * @param bytes of `template.yaml`
 * @throws Stop(data) with every fault, each with line, column, value and fix
 */
export const readManifest = async (
  bytes: Uint8Array,
  { name = MANIFEST_FILE, read }: Reading = {},
): Promise<TeamManifest> => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse([{ code: 'template', message: `${name}: it is not UTF-8`, flag: name, fix: 'save it as UTF-8' }]);
  }
  const yaml = await readPlainYaml(text, read);
  if ('reason' in yaml) {
    const where = `${name}:${yaml.at.line}:${yaml.at.column}`;
    return refuse([{ code: 'template', message: `${where}: ${shown(yaml.reason)}`, flag: where, fix: yaml.fix }]);
  }
  const field = new Field(name, yaml);
  if (!isMapping(yaml.value)) {
    field.refuse([], 'expected a mapping', 'begin with format: 1 and name: <name>');
    return refuse(field.problems);
  }
  const manifest = await fromMapping(yaml.value, field);
  return field.problems.length > 0 ? refuse(byLine(field.problems)) : manifest;
};
