import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { ioFailure } from '../machine/failure';
import { readPlainFile } from '../machine/read-bounded';
import { imageOf } from '../project/image';
import { RECORD_FILE, readRecord } from '../project/record';
import { checkoutOf } from './checkout';
import { type Folder, projectName, type Relation, repositoryOf } from './claims';

/** More than a compose or answers file of a person holds. In bytes. */
const MOST_BYTES = 1_000_000;

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

const PROJECT_LINE = /^name:[ \t]*["']?([a-z0-9][a-z0-9_-]*)["']?[ \t]*(?:#.*)?$/m;
const IMAGE_LINE = /^[ \t]+image:[ \t]*["']?([a-zA-Z0-9][\w.:/@-]*)["']?[ \t]*(?:#.*)?$/gm;

/** What says which folder a path leads to, however it is spelt; undefined where it leads nowhere. */
const identityOf = (path: string): string | undefined => {
  try {
    const { dev, ino } = fs.statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
};

const realOf = (path: string): string => {
  try {
    return fs.realpathSync.native(path);
  } catch {
    return path;
  }
};

const parentsOf = (path: string): readonly string[] => {
  const parents: string[] = [];
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) parents.push(at);
  return parents;
};

const relationTo =
  (folder: string) =>
  (path: string): Relation => {
    if (!isAbsolute(path)) return 'elsewhere';
    const own = identityOf(folder);
    if (own !== undefined && identityOf(path) === own) return 'same';
    return parentsOf(realOf(path)).some((parent) => identityOf(parent) === own) ? 'inside' : 'elsewhere';
  };

/** @returns the text of a plain file of a reasonable size; undefined for anything else. */
const textOf = (path: string): string | undefined => {
  try {
    return fs.statSync(path).isFile() ? readPlainFile(path, MOST_BYTES)?.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
};

const claimedProject = (compose: string): readonly string[] => {
  const name = PROJECT_LINE.exec(compose)?.[1];
  return name === undefined ? [] : [name];
};

/** What the compose file calls images; a name with a variable in it says nothing. */
const composeImages = (compose: string): readonly string[] =>
  [...compose.matchAll(IMAGE_LINE)].map(([, reference]) => repositoryOf(reference!));

const answeredImage = (folder: string): readonly string[] => {
  const record = readRecord(textOf(join(folder, RECORD_FILE)) ?? '{}');
  if ('fault' in record) return [];
  const { registry = 'docker.io', registryUser = '', name } = record.answers;
  if (typeof registry !== 'string' || typeof registryUser !== 'string' || typeof name !== 'string') return [];
  return [imageOf({ registry, registryUser, name })];
};

const isFolder = (path: string): boolean => {
  try {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw ioFailure(error, path);
  }
};

/** Compose looks for its file in the folder that it is called in, and in those above. */
const leadsToProject = (path: string): boolean =>
  isAbsolute(path) &&
  [path, ...parentsOf(path)].some((folder) => COMPOSE_FILES.some((name) => textOf(join(folder, name)) !== undefined));

/** @returns when the folder was made; a file system that does not know says 1970. */
const birthOf = (path: string): { readonly born?: number } => {
  const { birthtimeMs } = fs.statSync(path);
  return birthtimeMs > 0 ? { born: birthtimeMs } : {};
};

/**
 * Opens the folder that is to be cleaned.
 * @param typed as the user named it
 * @throws Stop(usage) where there is no such folder
 */
export const openFolder = (typed: string, cwd: string): Folder => {
  const path = resolve(cwd, typed);
  if (!isFolder(path))
    throw new Stop('usage', [
      {
        code: 'invalid',
        message: `directory "${typed}": expected a folder that exists`,
        flag: 'directory',
        value: typed,
        fix: 'name the folder of the repository',
      },
    ]);
  const compose = COMPOSE_FILES.map((name) => textOf(join(path, name))).find((found) => found !== undefined) ?? '';
  const projects = [projectName(basename(realOf(path))), projectName(basename(path)), ...claimedProject(compose)];
  return {
    path,
    relationTo: relationTo(path),
    leadsToProject,
    ...birthOf(path),
    ...checkoutOf(path),
    projects: [...new Set(projects)].filter((name) => name !== ''),
    images: [...new Set([...answeredImage(path), ...composeImages(compose)])],
  };
};
