import type { Outcome, Problem } from '../../errors';
import type { ActingFile } from '../../plan/acting-files';

/** One judgement on a template. `plan` says with which answers it was found, where that matters. */
export type Finding = Problem & { readonly plan?: string };

/** One plan that was made. */
interface TriedPlan {
  /** `examples/web.yaml`, `defaults`, or the answers of the matrix: `team=core worker=true`. */
  readonly id: string;
  readonly files: number;
}

export interface LinterRun {
  readonly name: string;
  readonly status: 'ran' | 'missing';
  readonly files: number;
}

/** One step of running a repository that was made. */
export interface MadeStep {
  /** The plan that it was made from. */
  readonly plan: string;
  readonly step: 'set-up' | 'tests' | 'build';
  /** `error`: the machine or the network, not the template. */
  readonly status: 'pass' | 'fail' | 'skip' | 'error';
  readonly command?: string;
  /** Why it was skipped or did not pass: the last that it said. */
  readonly why?: string;
  readonly cause?: 'tool' | 'network' | 'io';
  readonly fix?: string;
  readonly durationMs?: number;
}

/** What `update` makes of a file of an older version. Files that stay as they are are left out. */
export interface UpdatedFile {
  /** Where it lies afterwards. */
  readonly path: string;
  readonly from?: string;
  /** Where its owner has not touched it. */
  readonly untouched: 'update' | 'create' | 'remove';
  /** Where its owner has added a line at its end; unset where there is no git that could say. */
  readonly edited?: 'create' | 'merge' | 'conflict' | 'keep';
}

export interface TriedUpdate {
  /** With which answers. */
  readonly plan: string;
  readonly files: readonly UpdatedFile[];
}

/** Everything there is to say about a run of `template check`. */
export interface TemplateReport {
  readonly outcome: 'pass' | 'fail' | 'refused' | 'failed';
  readonly end: Outcome;
  readonly template?: {
    readonly name: string;
    readonly source: string;
    readonly contentHash: string;
    readonly files: number;
  };
  readonly plans: readonly TriedPlan[];
  /** What it makes, under any of the answers that were tried, that something runs or obeys. */
  readonly acting?: readonly ActingFile[];
  /** With `--from`. */
  readonly updates?: readonly TriedUpdate[];
  readonly linters: readonly LinterRun[];
  /** With `--run`: what was run of repositories that were made, and what was not. */
  readonly runs?: readonly MadeStep[];
  readonly findings: readonly Finding[];
  /** Why it could not be judged at all. */
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}
