import { type Ran, run } from './run';
import { watch } from './watch';
import type { World } from './world';

/** Labels on everything that the program makes on an engine, so that it can be found again. */
export const LABELS = {
  /** The run that made it and will remove it. */
  run: 'io.github.create-flask-container.run',
  /** The process behind the run, as owner.ts names it: what a killed one left is removed by the next. */
  owner: 'io.github.create-flask-container.owner',
} as const;

/** Most of what is asked of an engine is answered at once; what takes longer hangs. In milliseconds. */
export const CALL_TIMEOUT = 60_000;

export interface CallOptions {
  /** Milliseconds; 60,000 without it. */
  readonly timeout?: number;
  readonly input?: string;
  /** Variables for the client beside the user's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Goes on after the run was asked to end: for cleaning up. */
  readonly regardless?: true;
}

export interface WatchOptions {
  readonly until?: AbortSignal;
  readonly onLine?: (line: string) => boolean;
  readonly onBytes?: (bytes: Uint8Array) => void | Promise<void>;
}

/** The Docker client of this machine, talking to whatever engine the user has chosen. */
export interface Docker {
  /** Runs `docker <words>`; a failure is a value. */
  readonly call: (words: readonly string[], options?: CallOptions) => Promise<Ran>;
  /** Runs `docker <words>` with its output looked at as it comes; no time limit. */
  readonly watch: (words: readonly string[], options: WatchOptions) => Promise<Ran>;
}

const NEVER = new AbortController().signal;

/** The user's environment decides about engine and credentials; only the form of the output is ours. */
const environment = (
  world: Pick<World, 'env'>,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(world.env).filter((pair): pair is [string, string] => pair[1] !== undefined)),
  LC_ALL: 'C',
  NO_COLOR: '1',
  BUILDKIT_PROGRESS: 'plain',
  DOCKER_CLI_HINTS: 'false',
  ...more,
});

/** @returns the client; nothing is run yet. */
export const dockerOf = (world: Pick<World, 'cwd' | 'env' | 'ending'>): Docker => ({
  call: (words, options = {}) =>
    run(
      ['docker', ...words],
      {
        cwd: world.cwd,
        env: environment(world, options.env),
        timeout: options.timeout ?? CALL_TIMEOUT,
        ...(options.input === undefined ? {} : { input: options.input }),
      },
      options.regardless ? { ending: NEVER } : world,
    ),
  watch: (words, options) =>
    watch(['docker', ...words], { cwd: world.cwd, env: environment(world), ...options }, world),
});
