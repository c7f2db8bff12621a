import { fstatSync, statSync } from 'node:fs';
import { type Outcome, Stop } from '../errors';

declare const __VERSION__: string;

/** What the program sees of the machine. Everything else that it uses is handed over by this. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether a person sits at a stream. Asking costs less than looking at the stream itself. */
  readonly isTerminal: (stream: 'stdin' | 'stdout' | 'stderr') => boolean;
  readonly version: string;
  /** The folder of the installed package. */
  readonly home: string;
  /** Folders that a command looks at or writes into: no program that lies in one of them is ever started. */
  readonly untrusted: Set<string>;
  /** Aborted when the run is to end: by a signal, or by the user at a prompt. */
  readonly ending: AbortSignal;
  /** How the run was asked to end, once it was. */
  readonly endedBy: () => Outcome | undefined;
}

type Streams = Pick<World, 'stdin' | 'stdout' | 'stderr' | 'isTerminal'>;

const DESCRIPTORS = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** A terminal is a character device; so is the null device, which is no terminal. */
const mayBeTerminal = (descriptor: number, platform: NodeJS.Platform): boolean => {
  if (platform === 'win32') return true;
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && found.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true;
  }
};

/** @returns the standard streams, each set up when it is first used: that takes Node milliseconds, and few runs use one. */
const standardStreams = (process: NodeJS.Process): Streams => ({
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  isTerminal: (stream) => mayBeTerminal(DESCRIPTORS[stream], process.platform) && process[stream].isTTY === true,
});

/** @returns the width of a stream; what is not shown on a screen has none. A width that nobody has set is that of a page. */
export const columnsOf = (
  world: Pick<World, 'stdout' | 'stderr' | 'isTerminal'>,
  stream: 'stdout' | 'stderr',
): number => (world.isTerminal(stream) ? world[stream].columns || 80 : Number.POSITIVE_INFINITY);

const SIGNALS = { SIGHUP: 'hangup', SIGINT: 'interrupted', SIGTERM: 'terminated' } as const satisfies Record<
  string,
  Outcome
>;

/**
 * Takes over the signals: the first one asks the run to end in good order, which it does at its next
 * step; further ones change nothing, so that an impatient user leaves no half-made folder behind.
 */
const watchSignals = (process: NodeJS.Process): { ending: AbortSignal; endedBy: () => Outcome | undefined } => {
  const controller = new AbortController();
  let outcome: Outcome | undefined;
  for (const [signal, meaning] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      outcome ??= meaning;
      controller.abort();
    });
  }
  return { ending: controller.signal, endedBy: () => outcome };
};

/** Else Windows looks for every program in the current folder before it looks at PATH. */
const searchNotHere = (process: NodeJS.Process): void => {
  if (process.platform === 'win32') process.env.NoDefaultCurrentDirectoryInExePath = '1';
};

const workingDirectory = (process: NodeJS.Process): string => {
  try {
    return process.cwd();
  } catch {
    // The folder was removed under us; whoever needs it fails on it by name. Libraries ask for it when they are loaded.
    process.chdir('/');
    return process.env.PWD ?? '/nowhere';
  }
};

/**
 * @param home the folder of the installed package
 * @returns the world as Node shows it
 */
export const realWorld = (process: NodeJS.Process, home: string): World => {
  searchNotHere(process);
  const facts = {
    env: process.env,
    cwd: workingDirectory(process),
    platform: process.platform,
    version: typeof __VERSION__ === 'undefined' ? '0.0.0-source' : __VERSION__,
    home,
    untrusted: new Set<string>(),
    ...watchSignals(process),
  };
  // Not spread: that would set the streams up.
  return Object.assign(standardStreams(process), facts);
};

/** @throws Stop(io) when the current folder was removed: a target made in its place would be seen by no shell that stands there. */
export const standSomewhere = (world: Pick<World, 'cwd'>): void => {
  try {
    if (statSync(world.cwd, { throwIfNoEntry: false })) return;
  } catch {
    // It cannot be looked at: whoever needs it fails on it by name.
    return;
  }
  const message = `the current folder is gone: ${world.cwd}`;
  throw new Stop('io', [{ code: 'io', message, fix: 'cd to a folder that exists, and run it again' }]);
};
