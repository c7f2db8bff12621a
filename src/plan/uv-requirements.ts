import { Fault } from '../template/language/fault';
import { shown } from '../text/shown';

/**
 * A template names what it adds in one form for pip and uv alike: lines of `requirements.in.part`. Where uv is chosen,
 * they go into the lists of `pyproject.toml` and of the lock's own package; what locks them is in `uv.lock.part`.
 */

interface Made {
  readonly path: string;
  readonly content: Uint8Array;
}

interface Requirement {
  /** As it is written. */
  readonly text: string;
  /** PEP 503: one name for all the ways to write it. */
  readonly name: string;
  readonly extras: readonly string[];
  /** Without spaces, as uv writes it. */
  readonly specifier: string;
}

/** Where the names of a file stand: behind which table of each of the two files, and in which list. */
const PLACES: Readonly<Record<string, Readonly<Record<'project' | 'lock' | 'metadata', readonly [string, string]>>>> = {
  'requirements.in': {
    project: ['[project]', 'dependencies'],
    lock: ['source = { virtual = "." }', 'dependencies'],
    metadata: ['[package.metadata]', 'requires-dist'],
  },
  'requirements-dev.in': {
    project: ['[dependency-groups]', 'dev'],
    lock: ['[package.dev-dependencies]', 'dev'],
    metadata: ['[package.metadata.requires-dev]', 'dev'],
  },
};

const FORM =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([A-Za-z0-9._, -]+)\])?\s*((?:[<>=!~]=?=?\s*[A-Za-z0-9.*+!]+\s*,?\s*)*)$/;

export const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const requirementOf = (line: string): Requirement => {
  const [found, name = '', extras = '', specifier = ''] = FORM.exec(line) ?? [];
  if (found === undefined)
    throw new Fault(
      'for uv a requirement is a name, extras and versions',
      undefined,
      shown(line),
      'write name, name[extra] or name>=1.2; put a condition into the name of a folder, such as @python=3.11',
    );
  const listed = extras.split(',').map((extra) => normal(extra.trim()));
  return {
    text: line,
    name: normal(name),
    extras: listed.filter((extra) => extra !== '').sort(),
    specifier: specifier.replace(/\s+/g, '').replace(/,$/, ''),
  };
};

/** @throws Fault for a line that uv could not be told of */
const requirementsIn = (text: string): readonly Requirement[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map(requirementOf);

const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

const inLock = (key: 'extra' | 'extras', { name, extras, specifier }: Requirement): string =>
  `{ name = "${name}"${extras.length > 0 ? `, ${key} = [${quoted(extras)}]` : ''}${key === 'extras' && specifier !== '' ? `, specifier = "${specifier}"` : ''} }`;

/** Adds items to the list of a name behind a line. */
const added = (text: string, [after, list]: readonly [string, string], items: readonly string[]): string => {
  const from = `\n${text}`.indexOf(`\n${after}\n`);
  const head = from < 0 ? null : new RegExp(`^${list} = \\[`, 'm').exec(text.slice(from));
  if (from < 0 || !head) throw new Fault(`there is no list ${list} to add it to`);
  const start = from + head.index + head[0].length;
  const end = text.indexOf(']', start);
  const old = text.slice(start, end);
  const lines = old.startsWith('\n');
  const more = lines
    ? items.map((item) => `    ${item},\n`).join('')
    : `${old.trim() === '' ? '' : ', '}${items.join(', ')}`;
  return `${text.slice(0, start)}${lines ? old : old.trimEnd().replace(/,$/, '')}${more}${text.slice(end)}`;
};

/** @returns whether the names in a file that only parts make go elsewhere, because uv is chosen. */
export const goesToUv = (path: string, bases: ReadonlySet<string>): boolean =>
  Object.hasOwn(PLACES, path) && bases.has('pyproject.toml') && bases.has('uv.lock');

/**
 * @param files of a repository in which uv is chosen
 * @param path of the names, one of its files
 * @returns its files with the names in the lists of uv, and without that file
 * @throws Fault for a line that uv could not be told of
 */
export const toUv = <File extends Made>(files: readonly File[], path: string): readonly File[] => {
  const places = PLACES[path]!;
  const textOf = (of: string): string => Buffer.from(files.find((file) => file.path === of)!.content).toString('utf8');
  const asked = requirementsIn(textOf(path));
  const project = added(
    textOf('pyproject.toml'),
    places.project,
    asked.map(({ text }) => JSON.stringify(text)),
  );
  const lock = added(
    added(
      textOf('uv.lock'),
      places.metadata,
      asked.map((each) => inLock('extras', each)),
    ),
    places.lock,
    asked.map((each) => inLock('extra', each)),
  );
  const changed: Readonly<Record<string, string>> = { 'pyproject.toml': project, 'uv.lock': lock };
  return files
    .filter((file) => file.path !== path)
    .map((file) => (Object.hasOwn(changed, file.path) ? { ...file, content: Buffer.from(changed[file.path]!) } : file));
};
