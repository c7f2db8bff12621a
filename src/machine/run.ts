import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ChildEnvironment } from './environment';
import { errnoOf } from './failure';
import { type Absent, findProgram, neverBegan, notStarted } from './find-program';
import { LastLines } from './last-lines';

/** What a program was ended for. */
type Stopped = 'deadline' | 'silence' | 'output' | 'fetched' | 'ending';

/** How a program ended. */
export interface Ran {
  /** Unset where it never ran, or a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** Without the last line end; empty where its bytes were taken as they came. */
  readonly stdout: string;
  /** The last lines that were not taken as they came. */
  readonly stderr: string;
  /** Why it never ran. */
  readonly absent?: Absent;
  /** Why it was ended. */
  readonly stopped?: Stopped;
}

export interface Run {
  readonly cwd: string;
  readonly env: ChildEnvironment;
  readonly input?: string;
  /** Ends the program when aborted. */
  readonly ending: AbortSignal;
  /** The most that it may take, in milliseconds. */
  readonly timeout?: number;
  /** The longest that it may give no sign of life: say nothing, and fetch nothing. In milliseconds. */
  readonly silence?: number;
  /** The most that it may say on each stream, in bytes; without bound where what it says is taken as it comes. */
  readonly mostOutput?: number;
  /** Looked at several times a second: how much it has fetched, and how much it may, in bytes. */
  readonly fetched?: { readonly size: () => number; readonly most: number };
  /** Takes the bytes of standard output as they come; the program waits meanwhile. What it throws ends the program. */
  readonly onBytes?: (bytes: Uint8Array) => void | Promise<void>;
  /** Takes the lines of standard error as they come. What it does not take is kept, the last lines only. */
  readonly onLine?: (line: string) => boolean;
  /** It is soon done, and each of its milliseconds is waited for. */
  readonly soon?: true;
  /** What it leaves running after its own end is the user's, such as what a hook starts, and goes on. */
  readonly spare?: true;
}

const MOST_OUTPUT = 1_000_000;

/** How long a program that was asked to end has before it is killed, in milliseconds. */
const GRACE = 2000;

/** How long the output of a program that has ended is still listened to, in milliseconds. */
const LISTEN_ON = 1000;

/** Between two looks at what is silent or fetches, in milliseconds. */
const LOOK_EVERY = 100;

/**
 * A program of ours stands in a process group of its own: Ctrl-C at a terminal reaches us alone, and we end it. Else it
 * could die of the key before we have heard of it, and look like a program that failed. On Windows it would open a window.
 */
const APART = process.platform !== 'win32';

/** Reaches a program with everything that it has started and that stayed in its group. */
const signalGroup = (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void => {
  try {
    if (APART && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended already.
  }
};

type Started = { readonly child: ChildProcess } | { readonly code: string };
type Start = (path: string, words: readonly string[], options: SpawnOptions) => Promise<Started>;

/** Some failures to start come later, by an event; others are thrown at once. */
const startByNode: Start = async (path, words, options) => {
  try {
    const child = spawn(path, words, options);
    if (child.pid !== undefined) return { child };
    const [error] = (await once(child, 'error')) as [unknown];
    throw error;
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return { code };
  }
};

/** execa starts whatever a system calls a program, Windows' command files too; docs/decisions/0001 says where it does not. */
const startByExeca: Start = async (path, words, options) => {
  const { execa } = await import('execa');
  const child = execa(path, words, { ...options, extendEnv: false, reject: false, buffer: false } as object);
  if (child.pid !== undefined) return { child };
  return { code: (await child).code ?? 'EINVAL' };
};

/** Ends a program: in good order where it lets us, and what it leaves behind with it. */
class End {
  stopped: Stopped | undefined;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    readonly child: ChildProcess,
    spare = false,
  ) {
    child.once('exit', () => {
      if (this.stopped !== undefined) signalGroup(child, 'SIGKILL');
      // What it leaves behind may hold its output open for ever.
      this.#later(LISTEN_ON, () => {
        if (!spare) signalGroup(child, 'SIGKILL');
        child.stdout?.destroy();
        child.stderr?.destroy();
      });
    });
  }

  #later(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds));
  }

  ask(why: Stopped): void {
    if (this.stopped !== undefined) return;
    this.stopped = why;
    signalGroup(this.child, 'SIGTERM');
    this.#later(GRACE, () => signalGroup(this.child, 'SIGKILL'));
  }

  /** Once it is closed. */
  forget(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

/** Ends a program that goes over its bounds in time. @returns what is told of each sign of life, and what ends the watch */
const watchTime = (end: End, { ending, timeout, silence = Number.POSITIVE_INFINITY, fetched }: Run) => {
  let heard = Date.now();
  let before = 0;
  const live = (): void => {
    heard = Date.now();
  };
  const look = (): void => {
    const size = fetched?.size() ?? 0;
    if (size !== before) live();
    before = size;
    if (fetched !== undefined && size > fetched.most) end.ask('fetched');
    else if (Date.now() - heard > silence) end.ask('silence');
  };
  const onEnding = (): void => end.ask('ending');
  ending.addEventListener('abort', onEnding, { once: true });
  if (ending.aborted) onEnding();
  const deadline = timeout === undefined ? undefined : setTimeout(() => end.ask('deadline'), timeout);
  const looking = Number.isFinite(silence) || fetched !== undefined ? setInterval(look, LOOK_EVERY) : undefined;
  const over = (): void => {
    ending.removeEventListener('abort', onEnding);
    clearTimeout(deadline);
    clearInterval(looking);
  };
  return { live, over };
};

type Take = (part: Buffer) => void | Promise<void>;

/** A stream that we cut off, or whose program was ended, has no more to say. */
const isCut = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Gives the parts of a stream to who takes them; where that fails, nobody reads on, and the program is ended. */
const read = async (stream: NodeJS.ReadableStream, take: Take, end: End): Promise<void> => {
  try {
    for await (const part of stream) await take(part as Buffer);
  } catch (error) {
    if (isCut(error)) return;
    end.ask('output');
    throw error;
  }
};

/** @returns what takes the output, and what is kept of it. */
const keeper = (end: End, live: () => void, { onBytes, onLine, mostOutput }: Run) => {
  const most = mostOutput ?? (onBytes || onLine ? Number.POSITIVE_INFINITY : MOST_OUTPUT);
  const parts: Buffer[] = [];
  const lines = new LastLines(onLine);
  let [outSize, errorSize] = [0, 0];
  const out: Take = (part) => {
    live();
    if (!onBytes && outSize < most) parts.push(part.subarray(0, most - outSize));
    outSize += part.length;
    if (outSize > most) end.ask('output');
    return outSize > most ? undefined : onBytes?.(part);
  };
  const error: Take = (part) => {
    live();
    errorSize += part.length;
    if (errorSize > most) end.ask('output');
    lines.take(part);
  };
  const said = () => ({
    stdout: Buffer.concat(parts)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
    stderr: lines.text(),
  });
  return { out, error, said };
};

/** Stays with a program until it has ended and said all. */
const attend = async (child: ChildProcess, options: Run): Promise<Ran> => {
  const end = new End(child, options.spare);
  const { live, over } = watchTime(end, options);
  const { out, error, said } = keeper(end, live, options);
  // Also told when a signal cannot be sent; then the program is still there.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined).end(options.input);
  const closed = new Promise<Pick<Ran, 'exitCode' | 'signal'>>((resolve) => {
    child.once('close', (exitCode, signal) => resolve(exitCode === null ? { signal: signal! } : { exitCode }));
  });
  const sides = await Promise.allSettled([closed, read(child.stdout!, out, end), read(child.stderr!, error, end)]);
  over();
  end.forget();
  for (const side of sides) if (side.status === 'rejected') throw side.reason;
  return { ...(await closed), ...said(), ...(end.stopped === undefined ? {} : { stopped: end.stopped }) };
};

/**
 * Runs a program, never through a shell, within bounds, and ends all of it where it goes over them. Its failure is a value.
 * @param argv the program's name, looked for on the PATH that it gets, and its arguments
 * @throws what `onBytes` throws
 */
export const run = async (argv: readonly string[], options: Run): Promise<Ran> => {
  const [name = '', ...words] = argv;
  const { cwd, env, input, soon } = options;
  const never = (absent: Absent): Ran => ({ stdout: '', stderr: '', absent });
  const found = findProgram(name, env);
  if (!('path' in found)) return never(found);
  const stdio: SpawnOptions['stdio'] = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const start = soon ? startByNode : startByExeca;
  const started = await start(found.path, words, { cwd, env, stdio, detached: APART, windowsHide: true });
  if ('code' in started) return never(notStarted(name, found.path, cwd, started.code));
  const ran = await attend(started.child, options);
  const absent = neverBegan(name, found.path, ran.exitCode ?? 0, ran.stderr);
  return absent === undefined ? ran : never(absent);
};
