import type { Outcome, Problem } from '../../errors';
import type { Values } from '../../options/option';
import type { Action, Change } from '../../plan/compare';
import type { ReportedTemplate } from '../../sources/team-plan';
import type { StepResult } from '../../steps/step';
import type { NextGroup } from './next-steps';

/** How `create` ended, as the contract names it. */
export type CreateOutcome = 'created' | 'planned' | 'unchanged' | 'partial' | 'refused' | 'failed';

/** Everything there is to say about a run of `create`, before it is put into words. */
export interface CreateReport {
  readonly outcome: CreateOutcome;
  readonly end: Outcome;
  /** Absolute; undefined where the run ended before it was known. */
  readonly directory?: string;
  /** As the user typed it. */
  readonly typedDirectory?: string;
  readonly answers: Values;
  readonly changes: readonly Change[];
  /** Where replaced bytes are kept, by path, relative to the directory. */
  readonly backups: ReadonlyMap<string, string>;
  readonly diffs?: ReadonlyMap<string, string>;
  readonly steps: readonly StepResult[];
  /** The arguments that make the same repository again. */
  readonly replay: readonly string[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** What was to be done where a file is in the way. */
  readonly onConflict: string;
  /** What to do with it now, in order. */
  readonly next: readonly NextGroup[];
  /** The commit was, or would be, one more in a history that was there. */
  readonly history: boolean;
  /** The team's template that the files come from; undefined for the built-in one. */
  readonly template?: ReportedTemplate;
}

const REFUSED: ReadonlySet<Outcome> = new Set(['usage', 'data', 'target', 'untrusted']);

/** @returns what a run is called that ended before it wrote anything. */
export const endedEarly = (end: Outcome): CreateOutcome => (REFUSED.has(end) ? 'refused' : 'failed');

/** @returns how many files each action has. */
export const countActions = (changes: readonly Change[]): Readonly<Record<Action, number>> => {
  const counts: Record<Action, number> = { create: 0, same: 0, keep: 0, replace: 0, conflict: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
};
