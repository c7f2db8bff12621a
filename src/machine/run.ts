import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ChildEnvironment } from './environment';
import { errnoOf } from './failure';
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
  readonly env: ChildEnvironment;
  readonly input?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Output beyond this is cut; what we run has little to say, and a flood must not fill the memory. */
const MOST_OUTPUT = 1_000_000;

/**
 * A program of ours stands in a process group of its own: Ctrl-C at a terminal reaches us alone, and we end it. Else it
 * could die of the key before we have heard of it, and look like a program that failed. On Windows it would open a window.
 */
export const APART = { detached: process.platform !== 'win32' };

/** How long a program that was asked to end has before it is killed, in milliseconds. */
export const GRACE = 2000;

/** How long the output of a program that has ended is still listened to, in milliseconds. */
const LISTEN_ON = 1000;

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** Kills a program with everything that it has started and that stayed in its group. */
export const killGroup = (child: Pick<ChildProcess, 'pid' | 'kill'>): void => {
  try {
    if (APART.detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended already.
  }
};

/** Ends a program in good order where it lets us. */
const end = (child: Child): void => {
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), GRACE);
  child.once('exit', () => {
    clearTimeout(timer);
    // What it leaves behind goes with it.
    killGroup(child);
  });
};

/** Collects a stream, and ends the program when it says too much. */
const collect = (stream: NodeJS.ReadableStream, overflow: () => void): (() => string) => {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    if (size < MOST_OUTPUT) parts.push(part.subarray(0, MOST_OUTPUT - size));
    size += part.length;
    if (size > MOST_OUTPUT) overflow();
  });
  return () =>
    Buffer.concat(parts)
      .toString('utf8')
      .replace(/\r?\n$/, '');
};

/** Some failures to start come later, by an event; ENOTDIR, of a PATH that names a file, is thrown at once. */
const started = (file: string, words: readonly string[], { cwd, env, input }: Run): Child | string => {
  const common = { cwd, env, windowsHide: true, ...APART };
  try {
    return input === undefined
      ? spawn(file, words, { ...common, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn(file, words, { ...common, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return code;
  }
};

const NOWHERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

const neverRan = (code: string): Ran => ({
  exitCode: undefined,
  stdout: '',
  stderr: '',
  missing: NOWHERE.has(code),
  ...(NOWHERE.has(code) ? {} : { notStarted: code }),
  timedOut: false,
});

/**
 * Runs a program that is soon done, never through a shell. Its failure is a value, not an exception. Without execa,
 * which takes 20 ms to load and 10 ms a call: every new repository takes three calls of git.
 */
export const run = (argv: readonly string[], options: Run, { ending }: Pick<World, 'ending'>): Promise<Ran> =>
  new Promise((resolve) => {
    const [file = '', ...words] = argv;
    const { input, timeout } = options;
    const child = started(file, words, options);
    if (typeof child === 'string') {
      resolve(neverRan(child));
      return;
    }
    let timedOut = false;
    let asked = false;
    const stop = (): void => {
      if (!asked) end(child);
      asked = true;
    };
    const stdout = collect(child.stdout, stop);
    const stderr = collect(child.stderr, stop);
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, timeout);
    ending.addEventListener('abort', stop, { once: true });
    if (ending.aborted) stop();
    const done = (rest: Partial<Ran>): void => {
      clearTimeout(timer);
      ending.removeEventListener('abort', stop);
      resolve({ exitCode: undefined, stdout: stdout(), stderr: stderr(), missing: false, timedOut, ...rest });
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      // Also told when a signal cannot be sent; then the program is still there.
      if (child.pid === undefined) done(neverRan(error.code ?? ''));
    });
    // What it leaves behind may hold its output open for ever.
    child.once('exit', () => {
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LISTEN_ON).unref();
    });
    child.on('close', (exitCode, signal) => done(exitCode === null ? { ...(signal ? { signal } : {}) } : { exitCode }));
    child.stdin?.on('error', () => undefined).end(input);
  });
