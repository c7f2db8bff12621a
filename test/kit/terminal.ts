import type { Socket } from 'node:net';
import { spawn } from '@lydell/node-pty';
import { environment, newFolder, PROGRAM } from './program';

/** A person at a real pseudo-terminal: types, reads the screen, presses keys. */
export interface Person {
  /** Everything that was shown since the start, without escape sequences. */
  readonly seen: () => string;
  /** The same with every escape sequence. */
  readonly raw: () => string;
  /** Waits until the text is on the screen. */
  readonly waitFor: (text: string | RegExp, milliseconds?: number) => Promise<void>;
  readonly type: (keys: string) => void;
  readonly exit: Promise<{ readonly exitCode: number; readonly signal?: number | undefined }>;
  readonly kill: (signal: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly pid: number;
}

export const KEYS = {
  enter: '\r',
  down: '\u001b[B',
  up: '\u001b[A',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  tab: '\t',
  backspace: '\u007f',
  clear: '\u0015',
  space: ' ',
  escape: '\u001b',
  ctrlZ: '\u001a',
} as const;

const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007|\u001b[=>()][0-9A-B]?/g;

const WAIT = 15_000;

const started: { kill: (signal: string) => void }[] = [];

afterAll(() => {
  for (const person of started.splice(0)) {
    try {
      person.kill('SIGKILL');
    } catch {
      // It has ended.
    }
  }
});

/**
 * node-pty closes the terminal 200 ms after the program's end, read or not: a busy test loses what was said last. It is
 * given a second more, in which the event loop reads the rest.
 */
const keepLastWords = (pty: object): void => {
  const { _socket: socket } = pty as { readonly _socket: Socket };
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error?: Error) => {
    setTimeout(() => destroy(error), 1000);
    return socket;
  };
};

interface Options {
  readonly cwd?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Another program than ours: file and leading words. */
  readonly program?: readonly string[];
}

/** Starts the program in a pseudo-terminal. */
export const atTerminal = (words: readonly string[], options: Options = {}): Person => {
  const [file = '', ...leading] = options.program ?? [process.execPath, PROGRAM];
  const pty = spawn(file, [...leading, ...words], {
    name: options.env?.['TERM'] ?? 'xterm-256color',
    cols: options.columns ?? 80,
    rows: options.rows ?? 40,
    cwd: options.cwd ?? newFolder(),
    env: environment(options.env),
  });
  started.push(pty);
  keepLastWords(pty);
  let shown = '';
  pty.onData((text) => {
    shown += text;
  });
  const seen = (): string => shown.replace(ESCAPES, '');
  const exit = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) => pty.onExit(resolve));
  let from = 0;
  const waitFor = async (text: string | RegExp, milliseconds = WAIT): Promise<void> => {
    const end = Date.now() + milliseconds;
    for (;;) {
      const rest = seen().slice(from);
      const at = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
      if (at >= 0) {
        from += at + 1;
        return;
      }
      if (Date.now() > end) throw new Error(`"${String(text)}" did not appear; the screen shows:\n${seen()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    seen,
    raw: () => shown,
    waitFor,
    type: (keys) => pty.write(keys),
    exit,
    kill: (signal) => pty.kill(signal),
    resize: (columns, rows) => pty.resize(columns, rows),
    pid: pty.pid,
  };
};
