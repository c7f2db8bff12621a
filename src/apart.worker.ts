import { parentPort, workerData } from 'node:worker_threads';
import { Stop } from './errors';
import type { ApartEnd, Job } from './machine/apart';
import { YAML_JOB } from './machine/yaml-reader';
import { CLAIMS_JOB } from './repository/folder';
import { COMPOSE_FILES_JOB, REPOSITORY_JOB } from './repository/repository-in';
import { COMPILE_JOB } from './sources/compile';
import { STRUCTURE_JOB } from './sources/structure';

/** The thread that reads what strangers wrote: whoever started it can end it in the middle. */

const JOBS = [YAML_JOB, CLAIMS_JOB, COMPOSE_FILES_JOB, REPOSITORY_JOB, COMPILE_JOB, STRUCTURE_JOB] as readonly Job<
  unknown,
  unknown
>[];

const ended = async ({ job, input }: { readonly job: string; readonly input: unknown }): Promise<ApartEnd> => {
  try {
    return { value: await JOBS.find(({ name }) => name === job)!.run(input) };
  } catch (error) {
    if (error instanceof Stop) return { stop: { outcome: error.outcome, problems: error.problems } };
    throw error;
  }
};

// A failure of our own ends the thread, and is told by it.
void ended(workerData).then((end) => parentPort?.postMessage(end));
