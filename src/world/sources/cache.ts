import { createHash, randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import fs from 'fs-extra';
import { contentHash } from '../../template/content-hash';
import { type Source, sourceText } from '../../template/source';
import type { TemplateFile } from '../../template/template';
import { errnoOf, ioFailure } from '../failure';
import type { World } from '../world';
import { MOST_FETCHED } from './fetched';
import { Tally } from './template-area';

/**
 * Fetched templates, each in one file named after its content hash, and beside them one small file per
 * pinned source that says which content it was. Both are checked when they are read again.
 */
export interface Cached {
  readonly files?: readonly TemplateFile[];
  /** A file was there and is not what it was: worth a word to the user. */
  readonly damaged?: true;
}

const HASH = /^sha256-[0-9a-f]{64}$/;

/** @returns the cache folder by the XDG base directory specification; on Windows the local application data. */
export const cacheFolder = (world: Pick<World, 'env' | 'platform'>): string => {
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

const pinFile = (root: string, source: Source): string =>
  join(root, 'pins', createHash('sha256').update(sourceText(source)).digest('hex'));
const contentFile = (root: string, hash: string): string => join(root, 'templates', hash);

/** One line of JSON that lists the files, then their bytes. */
const packed = (files: readonly TemplateFile[]): Buffer => {
  const index = files.map(({ path, content, executable }) => ({ path, size: content.length, executable }));
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...files.map(({ content }) => content)]);
};

/** @throws anything for a file that is not of that form */
const unpacked = (bytes: Buffer): readonly TemplateFile[] => {
  const end = bytes.indexOf(0x0a);
  const index = JSON.parse(bytes.subarray(0, end).toString('utf8')) as readonly {
    path: string;
    size: number;
    executable: boolean;
  }[];
  const tally = new Tally();
  let at = end + 1;
  const files = index.map(({ path, size, executable }) => {
    tally.add(path, size);
    const content = bytes.subarray(at, at + size);
    at += size;
    return { path, content, executable };
  });
  if (at !== bytes.length) throw new Error('the sizes do not add up');
  return files;
};

const readPlain = (path: string): Buffer | undefined => {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (!stats.isFile() || stats.size > MOST_FETCHED) throw new Error('it is no file of ours');
  return fs.readFileSync(path);
};

/** @returns what the cache has for a pinned source; a file that was changed is removed. */
export const readCache = (source: Source, world: Pick<World, 'env' | 'platform'>): Cached => {
  const root = cacheFolder(world);
  const pin = pinFile(root, source);
  let content: string | undefined;
  try {
    const [hash = '', text] = (readPlain(pin)?.toString('utf8') ?? '').split('\n');
    if (hash === '') return {};
    content = contentFile(root, HASH.test(hash) ? hash : '-');
    const bytes = readPlain(content);
    if (!bytes) return {};
    const files = unpacked(bytes);
    if (text !== sourceText(source) || contentHash(files) !== hash)
      throw new Error('its content is not what its name says');
    return { files };
  } catch (error) {
    // What cannot be read is not there; what can be and is something else was changed.
    if (errnoOf(error) !== undefined) return {};
    for (const path of [pin, content]) {
      try {
        if (path !== undefined) fs.rmSync(path, { force: true });
      } catch {
        // A cache that cannot be written is only read again and found wrong again.
      }
    }
    return { damaged: true };
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

/** Whole or not at all, also with two runs at once: each writes a file of its own and renames it. */
const writeWhole = (path: string, bytes: Uint8Array): void => {
  makeFolders(dirname(path));
  const staged = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    fs.writeFileSync(staged, bytes, { flag: 'wx', mode: 0o600 });
    fs.renameSync(staged, path);
  } finally {
    fs.rmSync(staged, { force: true });
  }
};

/**
 * Keeps a fetched template for the next run.
 * @returns why it could not be kept; that is no failure of the run
 */
export const writeCache = (
  source: Source,
  files: readonly TemplateFile[],
  world: Pick<World, 'env' | 'platform'>,
): string | undefined => {
  const root = cacheFolder(world);
  const judged = files.filter(({ path }) => !path.startsWith('examples/'));
  const hash = contentHash(judged);
  try {
    writeWhole(contentFile(root, hash), packed(judged));
    writeWhole(pinFile(root, source), Buffer.from(`${hash}\n${sourceText(source)}\n`));
    return undefined;
  } catch (error) {
    const told = ioFailure(error, root);
    return `the template could not be kept for the next run: ${(told as Error).message}`;
  }
};
