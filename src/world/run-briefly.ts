import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { errnoOf } from './failure';
import { APART, MOST_OUTPUT, type Ran, type Run } from './shell';
import type { World } from './world';

/** How long a program that was asked to end has before it is killed, in milliseconds. */
const GRACE = 2000;

/** How long the output of a program that has ended is still listened to, in milliseconds. */
const LISTEN_ON = 1000;

/** Ends a program in good order where it lets us. */
const end = (child: ChildProcessWithoutNullStreams): void => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE).unref();
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
const started = (
  file: string,
  words: readonly string[],
  { cwd, env }: Run,
): ChildProcessWithoutNullStreams | string => {
  try {
    return spawn(file, words, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, ...APART });
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
 * `run` of shell.ts without what takes execa 20 ms to load and 10 ms a call: for the three calls of git that
 * every new repository takes.
 */
export const runBriefly = (argv: readonly string[], options: Run, { ending }: Pick<World, 'ending'>): Promise<Ran> =>
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
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
