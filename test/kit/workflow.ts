import { parse } from 'yaml';
import type { Repository } from './repositories';

/** Reads the pipeline of a generated repository. */

export const WORKFLOW = '.github/workflows/image.yml';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const workflowOf = (repository: Repository): Workflow => parse(repository.get(WORKFLOW)!) as Workflow;

/** @returns the steps of every job, in order. */
export const stepsOf = (workflow: Workflow): readonly Step[] =>
  Object.values(workflow.jobs).flatMap(({ steps }) => steps);

/** @returns the steps of that name. */
export const stepsNamed = (repository: Repository, name: string): readonly Step[] =>
  stepsOf(workflowOf(repository)).filter((step) => step.name === name);
