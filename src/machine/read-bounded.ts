import fs from 'fs-extra';
import { ended, errnoOf } from './failure';
import type { World } from './world';

/**
 * Every file from outside is read here: by a descriptor whose kind has been looked at, no further than a limit, and
 * without ever waiting in the system, where no signal is heard.
 */

/** Why there is nothing to read. */
export type Unread = 'missing' | 'folder' | 'device' | 'silent' | 'large';

/** How long a named pipe in the file system may say nothing, in milliseconds. */
const MOST_SILENCE = 5_000;
const LOOK_EVERY = 20;
const PART = 64 * 1024;

const { O_RDONLY, O_NONBLOCK = 0, O_NOCTTY = 0, O_NOFOLLOW = 0 } = fs.constants;

/** What a shell hands over for `<(...)`, or as standard input: a descriptor that is open already. */
const INHERITED = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/(?:self|\d+)\/fd\/\d+)$/;

const isNull = ({ rdev }: fs.Stats): boolean => rdev === fs.statSync('/dev/null', { throwIfNoEntry: false })?.rdev;

const opened = (path: string): number | Unread => {
  try {
    return fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'EISDIR') return 'folder';
    if (code === 'ENXIO' || code === 'ENODEV') return 'device';
    throw error;
  }
};

/** @returns how many bytes came; undefined where none are there yet */
const readPart = (descriptor: number, part: Buffer): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    fs.read(descriptor, part, 0, part.length, null, (error, size) => {
      if (error === null || error === undefined) resolve(size);
      else if (error.code === 'EAGAIN' || error.code === 'EWOULDBLOCK') resolve(undefined);
      else reject(error);
    });
  });

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));

interface Way {
  readonly most: number;
  /** A pipe: there may be nothing to read yet. `named` has a writer only once somebody opens it. */
  readonly pipe?: 'named' | 'inherited';
}

const readOn = async (
  descriptor: number,
  { most, pipe }: Way,
  world: Pick<World, 'ending' | 'endedBy'>,
): Promise<Buffer | Unread> => {
  const parts: Buffer[] = [];
  let size = 0;
  let heard = Date.now();
  for (;;) {
    if (world.ending.aborted) throw ended(world);
    const part = Buffer.allocUnsafe(PART);
    const got = await readPart(descriptor, part);
    if (got === 0 && (pipe !== 'named' || size > 0)) return Buffer.concat(parts);
    if (got) {
      heard = Date.now();
      size += got;
      if (size > most) return 'large';
      parts.push(part.subarray(0, got));
    } else {
      if (pipe === 'named' && Date.now() - heard > MOST_SILENCE) return 'silent';
      await pause();
    }
  }
};

/**
 * Reads a file that the user named: a plain one, or a pipe.
 * @param path absolute
 * @param most in bytes
 * @throws Stop where the run is told to end meanwhile; errors of the system as they come
 */
export const readBounded = async (
  path: string,
  most: number,
  world: Pick<World, 'ending' | 'endedBy'>,
): Promise<Buffer | Unread> => {
  const descriptor = opened(path);
  if (typeof descriptor !== 'number') return descriptor;
  try {
    const facts = fs.fstatSync(descriptor);
    if (facts.isDirectory()) return 'folder';
    if (facts.isFIFO())
      return await readOn(descriptor, { most, pipe: INHERITED.test(path) ? 'inherited' : 'named' }, world);
    if (facts.isCharacterDevice() && isNull(facts)) return Buffer.alloc(0);
    if (!facts.isFile()) return 'device';
    return facts.size > most ? 'large' : await readOn(descriptor, { most }, world);
  } finally {
    fs.closeSync(descriptor);
  }
};

/** @returns the words for what could not be read. */
export const whyUnread = (unread: Unread, most: number): string =>
  ({
    missing: 'there is no such file',
    folder: 'it is a folder',
    device: 'it is a device or a socket, not a file',
    silent: `it is a named pipe, and nobody wrote into it for ${MOST_SILENCE / 1000} seconds`,
    large: `it is larger than ${most / 1024 / 1024} MiB`,
  })[unread];

const contentOf = (descriptor: number, size: number): Buffer => {
  // No more than it was: one that is written meanwhile has no end.
  const content = Buffer.alloc(size);
  let length = 0;
  for (let got = -1; got !== 0 && length < content.length; length += got)
    got = fs.readSync(descriptor, content, length, content.length - length, null);
  return content.subarray(0, length);
};

/**
 * Reads a file of a folder.
 * @returns undefined for anything else than a plain file of at most so many bytes
 * @throws errors of the system as they come
 */
export const readPlainFile = (path: string, most: number): Buffer | undefined => {
  const descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    const facts = fs.fstatSync(descriptor);
    return facts.isFile() && facts.size <= most ? contentOf(descriptor, facts.size) : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
};

/** @returns the text of a plain file of at most so many bytes; '' for anything else, and where it cannot be read. */
export const plainText = (path: string, most: number): string => {
  try {
    return readPlainFile(path, most)?.toString('utf8') ?? '';
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return '';
  }
};

/**
 * Reads a file that must still be the one that was looked at: a link that was put in its place in between is not
 * followed.
 * @returns undefined where it is another one
 * @throws errors of the system as they come
 */
export const readSeenFile = (path: string, seen: fs.Stats): Buffer | undefined => {
  const descriptor = fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
  try {
    const now = fs.fstatSync(descriptor);
    return now.isFile() && now.ino === seen.ino && now.dev === seen.dev ? contentOf(descriptor, seen.size) : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
};
