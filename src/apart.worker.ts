import { parentPort, workerData } from 'node:worker_threads';
import { Stop } from './errors';
import type { ApartEnd, Job } from './machine/apart';
import { JOBS } from './jobs';

/** The thread that reads what strangers wrote: whoever started it can end it in the middle. */

const ended = async ({ job, input }: { readonly job: Job; readonly input: unknown }): Promise<ApartEnd> => {
  try {
    return { value: await (JOBS[job] as (input: unknown) => Promise<unknown>)(input) };
  } catch (error) {
    if (error instanceof Stop) return { stop: { outcome: error.outcome, problems: error.problems } };
    throw error;
  }
};

// A failure of our own ends the thread, and is told by it.
void ended(workerData).then((end) => parentPort?.postMessage(end));
