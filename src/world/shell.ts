import type { ChildProcess } from 'node:child_process';
import type { World } from './world';

/** How a program ended. */
export interface Ran {
  readonly exitCode: number | undefined;
  /** Set where a signal ended it; there is no exit code then. */
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not there. */
  readonly missing: boolean;
  /** It is there, and the system would not start it: its errno(3) code. */
  readonly notStarted?: string;
  readonly timedOut: boolean;
}

export interface Run {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Output beyond this is cut; what we run has little to say, and a flood must not fill the memory. */
export const MOST_OUTPUT = 1_000_000;

/** How long the output of a program that has ended is still listened to, in milliseconds. */
const LISTEN_ON = 1000;

/**
 * A program may leave another one behind that holds its output open (a daemon, a monitor): what has ended is not
 * waited for any longer.
 */
const letGo = (child: ChildProcess): void => {
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, LISTEN_ON).unref();
  });
};

/**
 * A program of ours stands in a process group of its own: Ctrl-C at a terminal reaches us alone, and we end it. Else it
 * could die of the key before we have heard of it, and look like a program that failed. On Windows it would open a window.
 */
export const APART = { detached: process.platform !== 'win32' };

/** Runs a program, never through a shell. Its failure is a value, not an exception. */
export const run = async (argv: readonly string[], options: Run, world: Pick<World, 'ending'>): Promise<Ran> => {
  const { execa } = await import('execa');
  const [file = '', ...words] = argv;
  const child = execa(file, words, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    ...APART,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    reject: false,
    timeout: options.timeout,
    maxBuffer: MOST_OUTPUT,
    cancelSignal: world.ending,
    forceKillAfterDelay: 2000,
  });
  letGo(child);
  const result = await child;
  const code = (result as { code?: string }).code;
  return {
    exitCode: result.exitCode,
    ...(result.signal === undefined ? {} : { signal: result.signal }),
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    missing: code === 'ENOENT',
    ...(result.exitCode === undefined && code !== undefined && code !== 'ENOENT' && /^E[A-Z]+$/.test(code)
      ? { notStarted: code }
      : {}),
    timedOut: result.timedOut,
  };
};

interface Watch {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends the program when aborted; without it, the end of the run does. */
  readonly until?: AbortSignal;
  /** Takes the lines of standard error as they come. What it does not take is kept, the last lines only. */
  readonly onLine?: (line: string) => boolean;
  /** Takes the bytes of standard output as they come; the program waits while it works. */
  readonly onBytes?: (bytes: Uint8Array) => void | Promise<void>;
}

/** How many lines of a program's complaint are kept. */
const MOST_LINES = 200;

/** Lines of any length would let a program fill the memory. */
const cut = (line: string): string => (line.length > 4000 ? `${line.slice(0, 4000)}...` : line);

/**
 * Runs a program that may take as long as it needs and say as much as it wants: its output is looked
 * at as it comes and not kept, but for the last lines of standard error.
 */
export const watch = async (argv: readonly string[], options: Watch, world: Pick<World, 'ending'>): Promise<Ran> => {
  const { execa } = await import('execa');
  const [file = '', ...words] = argv;
  const kept: string[] = [];
  const child = execa(file, words, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    ...APART,
    stdin: 'ignore',
    stdout: options.onBytes ? 'pipe' : 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: options.until ?? world.ending,
    forceKillAfterDelay: 2000,
  });
  const bytes = async (): Promise<void> => {
    if (!options.onBytes || !child.stdout) return;
    try {
      for await (const chunk of child.stdout) await options.onBytes(chunk as Uint8Array);
    } catch (error) {
      // Nobody reads on: the program would wait for that for ever.
      child.kill();
      throw error;
    }
  };
  const lines = async (): Promise<void> => {
    for await (const line of child.iterable({ from: 'stderr' })) {
      if (options.onLine?.(String(line))) continue;
      kept.push(cut(String(line)));
      if (kept.length > MOST_LINES) kept.shift();
    }
  };
  const [result, read, listened] = await Promise.allSettled([child, bytes(), lines()]);
  if (result.status === 'rejected') throw result.reason;
  // A program that was ended closes its pipes early; only a reader that failed on its own is news.
  const ended = (options.until ?? world.ending).aborted;
  for (const side of [read, listened]) if (side.status === 'rejected' && !ended) throw side.reason;
  return {
    exitCode: result.value.exitCode,
    stdout: '',
    stderr: kept.join('\n'),
    missing: (result.value as { code?: string }).code === 'ENOENT',
    timedOut: false,
  };
};
