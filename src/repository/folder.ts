import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { apart, type Job, TooMuch } from '../machine/apart';
import { ioFailure } from '../machine/failure';
import { type Files, folderFiles } from '../machine/files';
import { readPlainFile } from '../machine/read-bounded';
import type { World } from '../machine/world';
import { checkoutOf } from './checkout';
import { type Folder, projectName, type Relation, repositoryOf } from './claims';
import { namesIn } from './compose';
import { COMPOSE_NAMES } from './compose-files';
import { readCompose, variablesOf } from './read-compose';
import { recordedImage, recordIn } from './read-record';
import { textAt } from './text-files';

/** More than a compose or answers file of a person holds. In bytes. */
const MOST_BYTES = 1_000_000;

/** As Compose takes them. */
const PROJECT = /^[a-z0-9][a-z0-9_-]*$/;

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

/**
 * What the files of a folder claim: project names, and the repositories of images. A file that cannot be read, or is more than
 * anybody writes, claims nothing.
 */
interface Claims {
  readonly projects: readonly string[];
  readonly images: readonly string[];
}

const NO_CLAIMS: Claims = { projects: [], images: [] };

/** @returns the text of a file; '' where there is none that may be read. */
const readable = async (files: Files, path: string): Promise<string> => {
  try {
    return (await textAt(files, path))?.text ?? '';
  } catch (error) {
    if (error instanceof Stop) return '';
    throw error;
  }
};

const composeClaims = async (files: Files): Promise<Claims> => {
  const { document } = await readCompose(files);
  const lookup = variablesOf(await readable(files, '.env'));
  const { project, images } = namesIn(document, lookup);
  const names = [lookup('COMPOSE_PROJECT_NAME'), project].filter((name) => name !== undefined);
  return { projects: names.filter((name) => PROJECT.test(name)), images: images.map(repositoryOf) };
};

const recordClaims = async (files: Files): Promise<Claims> => {
  const record = await recordIn(files);
  const image = record === undefined || 'fault' in record ? undefined : recordedImage(record);
  return image === undefined ? NO_CLAIMS : { projects: [], images: [image] };
};

/** @throws errors that are none of the files' */
const orNothing = async (read: Promise<Claims>): Promise<Claims> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Stop || error instanceof TooMuch) return NO_CLAIMS;
    throw error;
  }
};

export const CLAIMS_JOB: Job<string, Claims> = {
  name: 'claims',
  mostTime: 15_000,
  run: async (directory) => {
    const files = folderFiles(directory);
    const [compose, record] = [await orNothing(composeClaims(files)), await orNothing(recordClaims(files))];
    return { projects: compose.projects, images: [...record.images, ...compose.images] };
  },
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
  [path, ...parentsOf(path)].some((folder) => COMPOSE_NAMES.some((name) => textOf(join(folder, name)) !== undefined));

/** @returns when the folder was made; a file system that does not know says 1970. */
const birthOf = (path: string): { readonly born?: number } => {
  const { birthtimeMs } = fs.statSync(path);
  return birthtimeMs > 0 ? { born: birthtimeMs } : {};
};

const claimsIn = async (path: string, world: World): Promise<Claims> => {
  try {
    return await apart(CLAIMS_JOB, path, world);
  } catch (error) {
    if (error instanceof TooMuch) return NO_CLAIMS;
    throw error;
  }
};

/**
 * Opens the folder that is to be cleaned.
 * @param typed as the user named it
 * @throws Stop(usage) where there is no such folder
 */
export const openFolder = async (typed: string, world: World): Promise<Folder> => {
  const path = resolve(world.cwd, typed);
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
  const claims = await claimsIn(path, world);
  const projects = [projectName(basename(realOf(path))), projectName(basename(path)), ...claims.projects];
  return {
    path,
    relationTo: relationTo(path),
    leadsToProject,
    ...birthOf(path),
    ...checkoutOf(path),
    projects: [...new Set(projects)].filter((name) => name !== ''),
    images: [...new Set(claims.images)],
  };
};
