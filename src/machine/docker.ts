import { type Child, environmentFor } from './environment';
import { type Ran, type Run, run } from './run';
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

interface CallOptions {
  /** Milliseconds; 60,000 without it. */
  readonly timeout?: number;
  readonly input?: string;
  /** Bytes; a million without it. */
  readonly mostOutput?: number;
  /** Variables for the client beside the user's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Goes on after the run was asked to end: for cleaning up. */
  readonly regardless?: true;
}

interface WatchOptions extends Pick<Run, 'onLine' | 'onBytes'> {
  readonly until?: AbortSignal;
}

/** The Docker client of this machine, talking to whatever engine the user has chosen. */
export interface Docker {
  /** Runs `docker <words>`; a failure is a value. */
  readonly call: (words: readonly string[], options?: CallOptions) => Promise<Ran>;
  /** Runs `docker <words>` with its output looked at as it comes; no time limit. */
  readonly watch: (words: readonly string[], options: WatchOptions) => Promise<Ran>;
}

const NEVER = new AbortController().signal;

/** Builds and pulls ask registries, and with them the user's credential helpers; nothing else does. */
const childOf = ([command = '', second = '']: readonly string[]): Child =>
  command === 'pull' || (command === 'buildx' && second === 'build') ? 'docker-registry' : 'docker';

/** @returns the client; nothing is run yet. */
export const dockerOf = (world: Pick<World, 'cwd' | 'env' | 'ending' | 'platform' | 'untrusted'>): Docker => ({
  call: (words, options = {}) =>
    run(['docker', ...words], {
      cwd: world.cwd,
      env: environmentFor(childOf(words), world, options.env),
      timeout: options.timeout ?? CALL_TIMEOUT,
      ending: options.regardless ? NEVER : world.ending,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.mostOutput === undefined ? {} : { mostOutput: options.mostOutput }),
    }),
  watch: (words, { until, ...options }) =>
    run(['docker', ...words], {
      cwd: world.cwd,
      env: environmentFor(childOf(words), world),
      ending: until ?? world.ending,
      ...options,
    }),
});
