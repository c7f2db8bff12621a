import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { ChildEnvironment } from './environment';

/** How long a fetch may take, in milliseconds. */
export interface Patience {
  /** Without any sign of life. */
  readonly silence: number;
  /** A moment, as Date.now() counts, at which all of it must be done. */
  readonly deadline: number;
}

export interface ChildRun {
  readonly cwd: string;
  readonly env: ChildEnvironment;
  readonly input?: string;
  readonly patience: Patience;
  readonly ending: AbortSignal;
  /** Bytes of standard output beyond which the program is stopped. */
  readonly mostOutput: number;
  /** Looked at several times a second: how much has been fetched so far, in bytes. Growth is a sign of life. */
  readonly fetched?: () => number;
  readonly mostFetched?: number;
  /** Judges standard output while it comes; a reason stops the program. */
  readonly watch?: (part: Buffer) => string | undefined;
}

/** How a program ended. `stopped` says that we ended it, and why. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly stopped?: 'silence' | 'deadline' | 'size' | 'ending' | { readonly reason: string };
  readonly missing: boolean;
}

const LOOK_EVERY = 100;
const MOST_WORDS = 64 * 1024;

/** git and npm start programs of their own (ssh, git-remote-https): a group of their own ends with them. */
const kill = (child: ChildProcess): void => {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
};

class Watch {
  stopped: ChildEnd['stopped'];
  private heard = Date.now();
  private size = 0;

  constructor(
    private readonly child: ChildProcess,
    private readonly run: ChildRun,
  ) {}

  look(): void {
    const { patience, fetched, mostFetched } = this.run;
    const size = fetched?.() ?? 0;
    if (size !== this.size) this.live();
    this.size = size;
    if (mostFetched !== undefined && size > mostFetched) this.stop('size');
    else if (Date.now() > patience.deadline) this.stop('deadline');
    else if (Date.now() - this.heard > patience.silence) this.stop('silence');
  }

  live(): void {
    this.heard = Date.now();
  }

  stop(why: NonNullable<ChildEnd['stopped']>): void {
    this.stopped ??= why;
    kill(this.child);
  }
}

/** There is no such program on the PATH, or the PATH leads over a file or to something that cannot be run. */
const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES']);

/** Some failures to start come later, by an event; ENOTDIR is thrown at once. */
const started = (argv: readonly string[], run: ChildRun): ChildProcessWithoutNullStreams | undefined => {
  const [file = '', ...words] = argv;
  try {
    return spawn(file, words, {
      cwd: run.cwd,
      env: run.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    if (NOT_THERE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

/**
 * Runs a program without a shell and without a terminal, bounded in time and size while it runs.
 * A failure is a value, not an exception.
 */
export const runChild = (argv: readonly string[], run: ChildRun): Promise<ChildEnd> => {
  const child = started(argv, run);
  if (!child) return Promise.resolve({ exitCode: null, stdout: Buffer.alloc(0), stderr: '', missing: true });
  const watch = new Watch(child, run);
  const parts: Buffer[] = [];
  let size = 0;
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => {
    watch.live();
    size += part.length;
    const reason = run.watch?.(part);
    if (reason !== undefined) watch.stop({ reason });
    else if (size > run.mostOutput) watch.stop('size');
    else if (!run.watch) parts.push(part);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    watch.live();
    stderr = (stderr + text).slice(-MOST_WORDS);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(run.input ?? '');
  const onEnding = (): void => watch.stop('ending');
  if (run.ending.aborted) onEnding();
  run.ending.addEventListener('abort', onEnding, { once: true });
  const timer = setInterval(() => watch.look(), LOOK_EVERY);
  return new Promise((resolve, reject) => {
    const done = (end: Pick<ChildEnd, 'exitCode' | 'missing'>): void => {
      clearInterval(timer);
      run.ending.removeEventListener('abort', onEnding);
      resolve({
        ...end,
        stdout: Buffer.concat(parts),
        stderr,
        ...(watch.stopped === undefined ? {} : { stopped: watch.stopped }),
      });
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (NOT_THERE.has(error.code ?? '')) done({ exitCode: null, missing: true });
      else {
        clearInterval(timer);
        run.ending.removeEventListener('abort', onEnding);
        reject(error);
      }
    });
    child.on('close', (exitCode) => done({ exitCode, missing: false }));
  });
};
