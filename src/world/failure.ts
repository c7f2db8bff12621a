import { type Problem, Stop } from '../errors';
import { printable } from '../text/printable';

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
};

const FIXES: Readonly<Record<string, string>> = {
  EACCES: 'choose a folder that you may write to',
  EPERM: 'choose a folder that you may write to',
  EROFS: 'choose a folder on a file system that can be written',
  ENOSPC: 'free some space and run it again',
  EDQUOT: 'free some space and run it again',
  EMFILE: 'raise the limit (ulimit -n) and run it again',
  ENAMETOOLONG: 'choose a shorter name',
};

/** @returns the errno code of an error of the operating system, or undefined for any other error. */
export const errnoOf = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
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
    message: `${printable(path)}: ${REASONS[code] ?? (error as Error).message} (${code})`,
    ...(flag === null ? {} : { flag }),
    value: path,
    ...(FIXES[code] === undefined ? {} : { fix: FIXES[code] }),
  };
  return new Stop('io', [problem], { cause: error });
};
