import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { apart, type Job } from '../machine/apart';
import { composeConfig } from '../machine/compose-config';
import { ioFailure } from '../machine/failure';
import { folderFiles } from '../machine/files';
import type { World } from '../machine/world';
import type { Wanted } from './choose-service';
import { composeFilesIn, outsideOf } from './compose-files';
import { type Reading, readFiles } from './read-repository';
import type { Repository } from './repository';

/** A stranger's files are read in a thread, where a signal can end it. */

const mustBeFolder = (directory: string): void => {
  try {
    if (fs.statSync(directory).isDirectory()) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw ioFailure(error, directory);
  }
  throw new Stop('usage', [
    {
      code: 'invalid',
      message: `${directory} is no folder`,
      flag: 'directory',
      value: directory,
      fix: 'name the folder of a repository',
    },
  ]);
};

/**
 * Reads the repository in a folder.
 * @throws Stop(usage) where what is wanted is not there
 * @internal for its test, which has no thread to read in
 */
export const readRepository = async (reading: Reading): Promise<Repository> => {
  const { directory } = reading;
  mustBeFolder(directory);
  const facts = await readFiles(folderFiles(directory), reading);
  return { ...facts, directory, context: join(fs.realpathSync(directory), facts.context) };
};

export const REPOSITORY_JOB: Job<Reading, Repository> = { name: 'repository', mostTime: 15_000, run: readRepository };

/** The compose files of a folder, and what of them lies elsewhere. */
interface ComposeFiles {
  /** Absolute. */
  readonly root: string;
  /** From the root. */
  readonly paths: readonly string[];
  readonly outside?: string;
}

export const COMPOSE_FILES_JOB: Job<string, ComposeFiles> = {
  name: 'compose-files',
  mostTime: 15_000,
  run: async (directory) => {
    mustBeFolder(directory);
    const files = folderFiles(directory);
    const main = await composeFilesIn(files);
    const outside = await outsideOf(files, main);
    return {
      root: fs.realpathSync(directory),
      paths: main.map(({ path }) => path),
      ...(outside === undefined ? {} : { outside }),
    };
  },
};

/** Compose reads its own files best; it is asked where they reach nothing outside the folder. */
const askCompose = async (directory: string, world: World): Promise<Pick<Reading, 'config' | 'note'>> => {
  const { root, paths, outside } = await apart(COMPOSE_FILES_JOB, directory, world);
  const [main] = paths;
  if (main === undefined) return {};
  if (outside !== undefined) return { note: `${main} names ${outside}, which is not in the folder: it was left out` };
  const asked = await composeConfig(root, paths, world);
  if (asked === undefined) return {};
  return 'json' in asked
    ? { config: { json: asked.json, root } }
    : { note: `docker compose does not take ${main}: ${asked.why}` };
};

/**
 * Reads the repository in a folder, its compose files by Compose itself where that is there.
 * @param directory absolute
 * @throws Stop(usage) where what is wanted is not there; TooMuch
 */
export const repositoryIn = async (directory: string, wanted: Wanted, world: World): Promise<Repository> =>
  apart(REPOSITORY_JOB, { directory, wanted, ...(await askCompose(directory, world)) }, world);
