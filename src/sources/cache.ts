import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf, ioFailure } from '../machine/failure';
import { readSeenFile } from '../machine/read-bounded';
import { kindOf, standing } from '../machine/standing';
import type { World } from '../machine/world';
import { sweepUnfinished, writeWhole } from '../writing/write-whole';
import { MOST_FETCHED } from './fetched';
import { type Source, sourceText } from './source';

/**
 * What fetched templates were read from, one file for each pinned source: the archive of npm, the objects of git. Nothing
 * is believed of it but what the pin itself proves, so who may write here can take a template away and nothing else.
 */
type Surroundings = Pick<World, 'env' | 'platform'>;

/** @returns the cache folder by the XDG base directory specification; on Windows the local application data. */
const cacheFolder = (world: Surroundings): string => {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home } = world.env;
  // The specification: a relative path is to be ignored.
  const base =
    xdg && isAbsolute(xdg)
      ? xdg
      : world.platform === 'win32' && local
        ? local
        : join(home && isAbsolute(home) ? home : homedir(), '.cache');
  return join(base, 'create-flask-container');
};

const keptFile = (source: Source, world: Surroundings): string =>
  join(cacheFolder(world), source.kind, createHash('sha256').update(sourceText(source)).digest('hex'));

/** Bits of those who are not the owner and may write. */
const OTHERS_WRITE = 0o022;

/** @returns why a folder of the cache is not used; undefined where it may be, or is not there. */
const distrusted = (folder: string): string | undefined => {
  const stats = standing(folder);
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) return `${folder} is ${kindOf(stats)}`;
  if (process.getuid === undefined) return undefined;
  if (stats.uid !== process.getuid()) return `${folder} belongs to another user`;
  return (stats.mode & OTHERS_WRITE) === 0 ? undefined : `${folder} may be written by other users`;
};

const whyUnused = (source: Source, world: Surroundings): string | undefined => {
  const path = dirname(keptFile(source, world));
  return distrusted(dirname(path)) ?? distrusted(path);
};

export interface Kept {
  /** To be held against the pin. */
  readonly bytes?: Buffer;
  /** What stands there is not even a file that could be read. */
  readonly damaged?: true;
}

/** @returns what was kept of a pinned source, unproved. */
export const readKept = (source: Source, world: Surroundings): Kept => {
  if (whyUnused(source, world) !== undefined) return {};
  try {
    const path = keptFile(source, world);
    sweepUnfinished(dirname(path));
    const stats = standing(path);
    if (stats === undefined) return {};
    const bytes = stats.isFile() && stats.size <= MOST_FETCHED ? readSeenFile(path, stats) : undefined;
    return bytes === undefined ? { damaged: true } : { bytes };
  } catch (error) {
    // What cannot be read is not there.
    if (errnoOf(error) === undefined) throw error;
    return {};
  }
};

/** Takes away what the pin has proved wrong. */
export const dropKept = (source: Source, world: Surroundings): void => {
  try {
    fs.rmSync(keptFile(source, world), { force: true, recursive: true });
  } catch (error) {
    // A cache that cannot be written is only read again and found wrong again.
    if (errnoOf(error) === undefined) throw error;
  }
};

/** One level at a time: in one call, a disk that cannot be written is told as a folder that is not there. */
const makeFolders = (folder: string): void => {
  if (fs.existsSync(folder)) return;
  makeFolders(dirname(folder));
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another run made it meanwhile.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
};

const NOT_KEPT = 'the template could not be kept for the next run';

/**
 * Keeps what a template was read from for the next run.
 * @returns why it could not be kept; that is no failure of the run
 */
export const keep = (source: Source, bytes: Uint8Array, world: Surroundings): string | undefined => {
  const why = whyUnused(source, world);
  if (why !== undefined) return `${NOT_KEPT}: ${why}`;
  try {
    const path = keptFile(source, world);
    makeFolders(dirname(path));
    writeWhole(path, bytes, { mode: 0o600 });
    return undefined;
  } catch (error) {
    const told = ioFailure(error, cacheFolder(world));
    return `${NOT_KEPT}: ${(told as Error).message}`;
  }
};
