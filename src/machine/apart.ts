import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import fs from 'fs-extra';
import { type Outcome, type Problem, Stop } from '../errors';
import { ended } from './ended';
import type { JOBS } from '../jobs';
import type { World } from './world';

type Jobs = typeof JOBS;
export type Job = keyof Jobs;

/** How a job ended in its thread. */
export type ApartEnd =
  | { readonly value: unknown }
  | { readonly stop: { readonly outcome: Outcome; readonly problems: readonly Problem[] } };

/** Characters. Whatever stands in a text of this length is read before anybody notices; starting a thread takes longer. */
export const SHORT = 16 * 1024;

/** What is read there is bounded in size; what takes longer is made to take long. In milliseconds. */
const MOST_TIME: Readonly<Record<Job, number>> = {
  yaml: 15_000,
  structure: 15_000,
  repository: 15_000,
  compile: 120_000,
};
/** Of its own heap, in MiB. */
const MOST_MEMORY = 512;

/** Something that was made to take more time or memory than reading it is worth. */
export class TooMuch extends Error {}

type Where = Pick<World, 'home' | 'ending' | 'endedBy'>;

const programOf = (home: string): string => join(home, 'dist', 'parts', 'apart.cjs');

const outcomeOf = (worker: Worker, job: Job, world: Where): Promise<ApartEnd> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(ended(world));
    const timer = setTimeout(() => reject(new TooMuch('it takes too long to read')), MOST_TIME[job]);
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
export const apart = async <J extends Job>(
  job: J,
  input: Parameters<Jobs[J]>[0],
  world: Where,
): Promise<Awaited<ReturnType<Jobs[J]>>> => {
  if (world.ending.aborted) throw ended(world);
  if (!fs.existsSync(programOf(world.home))) {
    const { JOBS: here } = await import('../jobs');
    return (await (here[job] as (input: unknown) => Promise<unknown>)(input)) as Awaited<ReturnType<Jobs[J]>>;
  }
  // Few runs start a thread, and what they need for it takes its time to load.
  const threads = await import('node:worker_threads');
  const worker = new threads.Worker(programOf(world.home), {
    workerData: { job, input },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    stdin: false,
    env: {},
    execArgv: [],
  });
  try {
    const end = await outcomeOf(worker, job, world);
    if ('stop' in end) throw new Stop(end.stop.outcome, end.stop.problems);
    return end.value as Awaited<ReturnType<Jobs[J]>>;
  } finally {
    await worker.terminate();
  }
};
