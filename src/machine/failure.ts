import { constants } from 'node:os';
import { type Problem, Stop } from '../errors';
import { printable } from '../text/printable';
import type { World } from './world';

/** errno(3) in words, for what a file operation can meet. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the device reported an error',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EXDEV: 'it is on another device',
  EBUSY: 'it is in use',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'the folder is not empty',
  ETXTBSY: 'the file is being run',
  EFBIG: 'the file would be too large',
  EINVAL: 'the file system does not take it',
  ENXIO: 'there is no such device',
  ENODEV: 'there is no such device',
  ENOSYS: 'the file system does not support it',
  ENOTSUP: 'the file system does not support it',
  EOPNOTSUPP: 'the file system does not support it',
  ENOMEM: 'there is not enough memory',
  EMLINK: 'there are too many names for it',
  EOVERFLOW: 'it is too large for this system',
  ETIMEDOUT: 'the file system did not answer in time',
  ENOTCONN: 'the file system is not connected',
  EHOSTDOWN: 'the host of the file system is down',
  ESTALE: 'the file system was changed or unmounted meanwhile',
  ENOLCK: 'the file system has no lock to give',
  EREMOTEIO: 'the other side of the file system reported an error',
  ENOMEDIUM: 'there is no disk in the drive',
  ENOKEY: 'the folder is encrypted, and its key is not there',
  EUCLEAN: 'the file system is damaged',
};

const FIXES: Readonly<Record<string, string>> = {
  EACCES: 'choose a folder that you may write to',
  EPERM: 'choose a folder that you may write to',
  EROFS: 'choose a folder on a file system that can be written',
  ENOSPC: 'free some space and run it again',
  EDQUOT: 'free some space and run it again',
  EUCLEAN: 'have the file system checked',
  EMFILE: 'raise the limit (ulimit -n) and run it again',
  ENAMETOOLONG: 'choose a shorter name',
};

/** errno(3) of Linux that neither libuv nor Node knows the name of. */
const NAMELESS: Readonly<Record<number, string>> = {
  117: 'EUCLEAN',
  121: 'EREMOTEIO',
  123: 'ENOMEDIUM',
  126: 'ENOKEY',
};

/**
 * libuv has names for the common numbers only: for others, a used-up quota among them, the code of an error is a sentence.
 * Node knows some more.
 */
const nameOf = (errno: number): string => {
  const number = Math.abs(errno);
  const known = Object.entries(constants.errno).find(([, value]) => value === number)?.[0];
  return known ?? (process.platform === 'linux' ? NAMELESS[number] : undefined) ?? `E${number}`;
};

/** @returns the errno code of an error of the operating system, or undefined for any other error. */
export const errnoOf = (error: unknown): string | undefined => {
  const { code, errno, syscall } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  return typeof errno === 'number' && errno < 0 && typeof syscall === 'string' ? nameOf(errno) : undefined;
};

/** What went wrong, in words. */
export const reasonOf = (code: string, error: unknown): string => {
  if (REASONS[code] !== undefined) return REASONS[code];
  return /^E[0-9]+$/.test(code) ? `the system reported error ${code.slice(1)}` : (error as Error).message;
};

/**
 * Turns an error of the operating system into the planned end of the run; anything else stays what it is.
 * @param path what the operation was about, as the user knows it
 * @param flag the flag or argument that led there
 */
export const ioFailure = (error: unknown, path: string, flag: string | null = 'directory'): unknown => {
  const code = errnoOf(error);
  if (error instanceof Stop || code === undefined) return error;
  const problem: Problem = {
    code: 'io',
    message: `${printable(path)}: ${reasonOf(code, error)} (${code})`,
    ...(flag === null ? {} : { flag }),
    value: path,
    ...(FIXES[code] === undefined ? {} : { fix: FIXES[code] }),
  };
  return new Stop('io', [problem], { cause: error });
};

/**
 * @param what what became of what the run had begun; without it nothing was made
 * @returns the end of a run that was told to end
 */
export const ended = (world: Pick<World, 'endedBy'>, what?: string): Stop => {
  const outcome = world.endedBy() ?? 'interrupted';
  const how = outcome === 'interrupted' ? 'interrupted' : 'ended by a signal';
  return new Stop(outcome, [{ code: 'signal', message: what ?? `${how}; nothing was made` }]);
};

/** @returns a fault of this program as a problem, for the JSON document; the stack goes to standard error. */
export const bugProblem = (error: unknown): Stop =>
  new Stop('bug', [
    {
      code: 'bug',
      message: error instanceof Error ? error.message : String(error),
      fix: 'report it with what standard error says',
    },
  ]);
