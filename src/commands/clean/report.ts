import type { Outcome, Problem } from '../../errors';
import type { Finding } from './judge/finding';
import type { Removal } from './judge/removal';

/** How `clean` ended, as the contract names it. */
export const CLEAN_OUTCOMES = ['cleaned', 'planned', 'nothing', 'declined', 'partial', 'refused', 'failed'] as const;
type CleanOutcome = (typeof CLEAN_OUTCOMES)[number];

/** Everything there is to say about a run of `clean`, before it is put into words. */
export interface CleanReport {
  readonly outcome: CleanOutcome;
  readonly end: Outcome;
  readonly machine: boolean;
  /** Absolute; undefined with --machine, and where the run ended before it was known. */
  readonly directory?: string;
  readonly engine?: { readonly name: string; readonly version: string; readonly endpoint: string };
  readonly findings: readonly Finding[];
  /** Empty where nothing was attempted. */
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** What became of an object. `planned`: would go. `left`: the run ended before its turn. */
export const OBJECT_STATUSES = ['planned', 'removed', 'failed', 'left', 'stays'] as const;
export type ObjectStatus = (typeof OBJECT_STATUSES)[number];

/** @returns what became of each object, in the order of the findings. */
export const statusOf = (finding: Finding, { removals }: CleanReport): ObjectStatus => {
  if (!finding.goes) return 'stays';
  return removals.find((removal) => removal.finding === finding)?.status ?? 'planned';
};

const REFUSED: ReadonlySet<Outcome> = new Set(['usage', 'data', 'target', 'untrusted']);

/** @returns the report of a run that ended before anything was removed. */
export const endedClean = (end: Outcome, problems: readonly Problem[], machine: boolean): CleanReport => ({
  outcome: REFUSED.has(end) ? 'refused' : 'failed',
  end,
  machine,
  findings: [],
  removals: [],
  problems,
  notes: [],
});
