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
  readonly linters: readonly LinterRun[];
  readonly findings: readonly Finding[];
  /** Why it could not be judged at all. */
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}
