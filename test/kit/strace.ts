import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, newFolder, PROGRAM, runProgram } from './program';

/**
 * Fails, delays or ends system calls of the program's main thread with strace(1). Node makes its synchronous file
 * calls on that thread, and strace counts the calls of a thread, so that "the N-th mkdir" is the same in each run.
 */

/** Every system call by which a run reads or changes files. */
const FILE_CALLS = [
  'access',
  'chmod',
  'close',
  'copy_file_range',
  'fchmod',
  'getdents64',
  'lstat',
  'link',
  'mkdir',
  'newfstatat',
  'openat',
  'pread64',
  'read',
  'readlink',
  'rename',
  'rmdir',
  'stat',
  'statx',
  'symlink',
  'unlink',
  'write',
] as const;

export interface Call {
  readonly name: string;
  /** Counted among the calls of that name, from 1, as strace does. */
  readonly nth: number;
  readonly text: string;
}

const touches = (text: string, folders: readonly string[]): boolean => {
  const paths = text.replace(/AT_FDCWD<[^>]*>/g, '');
  return folders.some(
    (folder) => paths.includes(`${folder}/`) || paths.includes(`${folder}"`) || paths.includes(`${folder}>`),
  );
};

const parsed = (log: string, folders: readonly string[]): readonly Call[] => {
  const counts = new Map<string, number>();
  return readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((text) => {
      const name = /^(\w+)\(/.exec(text)?.[1];
      if (name === undefined) return [];
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      return touches(text, folders) ? [{ name, nth, text }] : [];
    });
};

interface Run {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** @returns the file calls of a run that touch one of the folders, in their order. */
export const callsOf = async (
  words: readonly string[],
  run: Run,
  folders: readonly string[],
): Promise<readonly Call[]> => {
  const log = join(newFolder(), 'log');
  await runProgram(['-y', '-o', log, '-e', `trace=${FILE_CALLS.join(',')}`, process.execPath, PROGRAM, ...words], {
    ...run,
    program: ['strace'],
  });
  return parsed(log, folders);
};

/** How a run ended under injection, and whether the fault met a call on one of the folders. */
export interface Injected extends Ended {
  readonly hit: boolean;
}

/**
 * Runs the program with a fault at a call.
 * @param fault as strace(1) writes it: `error=EIO`, `signal=SIGKILL`
 * @param when as strace(1) writes it: `7`, `7+`
 */
export const withFault = async (
  words: readonly string[],
  run: Run,
  { name, fault, when }: { readonly name: string; readonly fault: string; readonly when: string },
  folders: readonly string[],
): Promise<Injected> => {
  const log = join(newFolder(), 'log');
  const ended = await runProgram(
    [
      '-y',
      '-o',
      log,
      '-e',
      `trace=${name}`,
      '-e',
      `inject=${name}:${fault}:when=${when}`,
      process.execPath,
      PROGRAM,
      ...words,
    ],
    { ...run, program: ['strace'] },
  );
  const lines = readFileSync(log, 'utf8').split('\n');
  const at = lines.findIndex(
    (line, index) => line.includes('(INJECTED)') || / = \?$/.test(line) || lines[index + 1]?.startsWith('--- SIG'),
  );
  return { ...ended, hit: at >= 0 && touches(lines[at]!, folders) };
};
