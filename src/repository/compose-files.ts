import { posix } from 'node:path';
import { Stop } from '../errors';
import type { Files } from '../machine/files';
import { shown } from '../text/shown';
import type { Mapping } from '../yaml/mapping';
import { readYaml } from '../yaml/read-yaml';
import { mappingOf, over, rebased } from './compose-merge';
import type { TextFile } from './repository';
import { firstText, joined, textAt } from './text-files';

/** As Compose looks for them: compose-go, `DefaultFileNames` and `DefaultOverrideFileNames`. */
export const COMPOSE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;

/** More files than a project is parted into, and more steps than one extends another in. */
const MOST_FILES = 50;

/** @throws Stop(data) for what is larger than anybody writes. */
export const tooMuch = (path: string, why: string): Stop =>
  new Stop('data', [{ code: 'config', message: `${shown(path)}: ${why}`, flag: shown(path), fix: 'shorten it' }]);

/** @returns what a text says, or undefined where it is no YAML; aliases are followed a little, no further. */
export const yamlOf = async ({ path, text }: TextFile): Promise<unknown> => {
  const answer = await readYaml(text, 'repository');
  if (!('reason' in answer)) return answer.value;
  if (answer.beyond) throw tooMuch(path, answer.reason);
  return undefined;
};

/** @returns the files that Compose takes when it is called in this folder, the main one first. */
export const composeFilesIn = async (files: Files): Promise<readonly TextFile[]> => {
  const main = await firstText(files, COMPOSE_NAMES);
  const override = main && (await firstText(files, OVERRIDE_NAMES));
  return [...(main ? [main] : []), ...(override ? [override] : [])];
};

/** What a compose file takes from elsewhere. */
interface Reference {
  readonly path: string;
  /** A folder, or a file that is no compose file: it must be inside, and is not read on. */
  readonly leaf: boolean;
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const includesOf = (document: unknown): readonly Mapping[] =>
  listOf(mappingOf(document).include).map((item) => (typeof item === 'string' ? { path: item } : mappingOf(item)));

const servicesIn = (document: unknown): readonly (readonly [string, Mapping])[] =>
  Object.entries(mappingOf(mappingOf(document).services)).map(([name, value]) => [name, mappingOf(value)]);

const referencesOf = (document: unknown): readonly Reference[] => [
  ...includesOf(document).flatMap(({ path, env_file, project_directory }) => [
    ...listOf(path).map((each) => ({ path: String(each), leaf: false })),
    ...[...listOf(env_file), ...listOf(project_directory)].map((each) => ({ path: String(each), leaf: true })),
  ]),
  ...servicesIn(document).flatMap(([, service]) => [
    ...listOf(mappingOf(service.extends).file).map((each) => ({ path: String(each), leaf: false })),
    ...listOf(service.label_file).map((each) => ({ path: String(each), leaf: true })),
  ]),
];

/** What Compose might take for an address: it fetches what it includes from git hosts and registries. */
const REMOTE = /:|\.git(?:[#/]|$)|^(?:github|gitlab|bitbucket)\.|@/i;

/**
 * @returns what a compose file, or one that it takes up, names outside the folder: so that Compose would read, or fetch, it;
 *   undefined where all of it lies inside
 */
export const outsideOf = async (files: Files, main: readonly TextFile[]): Promise<string | undefined> => {
  const seen = new Set<string>();
  const open = [...main];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    if (seen.size > MOST_FILES) return `more than ${MOST_FILES} files`;
    for (const { path, leaf } of referencesOf(await yamlOf(file))) {
      if (REMOTE.test(path)) return path;
      const there = await files.at(joined(posix.dirname(file.path).replace(/^\.$/, ''), path));
      const text = there?.kind === 'file' ? await textAt(files, there.path) : undefined;
      if (there === undefined || (!leaf && text === undefined)) return path;
      if (!leaf) open.push(text!);
    }
  }
  return undefined;
};

/** Reads compose files without Compose: overrides, `extends` and `include`, as far as they lie inside. */
class OwnReader {
  #left = MOST_FILES;
  readonly #documents = new Map<string, Mapping>();

  constructor(readonly files: Files) {}

  async document(path: string): Promise<Mapping> {
    const there = REMOTE.test(path) ? undefined : await this.files.at(path);
    if (there?.kind !== 'file') return {};
    const known = this.#documents.get(there.path);
    if (known) return known;
    const file = await textAt(this.files, there.path);
    const document = mappingOf(file && (await yamlOf(file)));
    this.#documents.set(there.path, document);
    return document;
  }

  /** One service with what it extends below it. */
  async service(folder: string, document: Mapping, name: string): Promise<Mapping> {
    const service = mappingOf(mappingOf(document.services)[name]);
    const plain = rebased(folder, service);
    if (service.extends === undefined || this.#left <= 0) return plain;
    this.#left -= 1;
    const { file, service: base } =
      typeof service.extends === 'string' ? { service: service.extends, file: undefined } : mappingOf(service.extends);
    if (typeof base !== 'string') return plain;
    const path = typeof file === 'string' ? joined(folder, file) : undefined;
    const below = path === undefined ? folder : posix.dirname(posix.normalize(path)).replace(/^\.$/, '');
    const { extends: _, ...own } = plain;
    return over(await this.service(below, path === undefined ? document : await this.document(path), base), own);
  }

  /** A file with what it includes and extends. */
  async whole(folder: string, document: Mapping): Promise<Mapping> {
    let found: Mapping = {};
    for (const { path, project_directory } of includesOf(document)) {
      for (const each of listOf(path)) {
        if (this.#left <= 0) return found;
        this.#left -= 1;
        const at = joined(folder, String(each));
        const below = typeof project_directory === 'string' ? joined(folder, project_directory) : posix.dirname(at);
        found = over(found, await this.whole(posix.normalize(below).replace(/^\.$/, ''), await this.document(at)));
      }
    }
    const services: (readonly [string, Mapping])[] = [];
    for (const [name] of servicesIn(document)) services.push([name, await this.service(folder, document, name)]);
    const { include: _, ...rest } = document;
    return over(found, { ...rest, services: Object.fromEntries(services) });
  }
}

/** @returns what compose files say together, in the form of one, read without Compose. */
export const ownReading = async (files: Files, main: readonly TextFile[]): Promise<Mapping> => {
  const reader = new OwnReader(files);
  let found: Mapping = {};
  for (const { path } of main) found = over(found, await reader.whole('', await reader.document(path)));
  return found;
};
