import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import fs from 'fs-extra';
import { type Outcome, type Problem, Stop } from '../errors';
import { ended } from './failure';
import type { World } from './world';

/** What can be done in a thread of its own. What goes in and what comes out is plain data. */
export interface Job<In, Out> {
  /** By which the thread knows it. */
  readonly name: string;
  /** What is read there is bounded in size; what takes longer is made to take long. In milliseconds. */
  readonly mostTime: number;
  readonly run: (input: In) => Promise<Out>;
}

/** How a job ended in its thread. */
export type ApartEnd =
  | { readonly value: unknown }
  | { readonly stop: { readonly outcome: Outcome; readonly problems: readonly Problem[] } };

/** Characters. Whatever stands in a text of this length is read before anybody notices; starting a thread takes longer. */
export const SHORT = 16 * 1024;

/** Of its own heap, in MiB. */
const MOST_MEMORY = 512;

/** Something that was made to take more time or memory than reading it is worth. */
export class TooMuch extends Error {}

type Where = Pick<World, 'home' | 'ending' | 'endedBy'>;

const programOf = (home: string): string => join(home, 'dist', 'parts', 'apart.cjs');

const outcomeOf = (worker: Worker, mostTime: number, world: Where): Promise<ApartEnd> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(ended(world));
    const timer = setTimeout(() => reject(new TooMuch('it takes too long to read')), mostTime);
    const settle = <T>(done: (value: T) => void) => {
      return (value: T): void => {
        clearTimeout(timer);
        world.ending.removeEventListener('abort', stop);
        done(value);
      };
    };
    world.ending.addEventListener('abort', stop, { once: true });
    worker.once('message', settle(resolve));
    worker.once(
      'error',
      settle((error: NodeJS.ErrnoException) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooMuch('it takes too much memory to read') : error),
      ),
    );
    worker.once(
      'exit',
      settle(() => reject(new Error('the thread that reads ended without a word'))),
    );
  });

/**
 * Does a job in a thread of its own, which a signal ends at once, in the middle of whatever it does. Where the program
 * is not bundled it is done here.
 * @throws Stop as the job does, and where the run is to end; TooMuch
 */
export const apart = async <In, Out>(job: Job<In, Out>, input: In, world: Where): Promise<Out> => {
  if (world.ending.aborted) throw ended(world);
  if (!fs.existsSync(programOf(world.home))) return job.run(input);
  // Few runs start a thread, and what they need for it takes its time to load.
  const threads = await import('node:worker_threads');
  const worker = new threads.Worker(programOf(world.home), {
    workerData: { job: job.name, input },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    stdin: false,
    env: {},
    execArgv: [],
  });
  try {
    const end = await outcomeOf(worker, job.mostTime, world);
    if ('stop' in end) throw new Stop(end.stop.outcome, end.stop.problems);
    return end.value as Out;
  } finally {
    await worker.terminate();
  }
};
