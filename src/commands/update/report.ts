import type { Outcome, Problem } from '../../errors';
import type { Values } from '../../options/option';
import type { FileFate } from './fates';

/** How an update ended, as the contract names it. */
type UpdateOutcome = 'updated' | 'planned' | 'unchanged' | 'waiting' | 'conflicts' | 'refused' | 'failed';

/** By what a repository was, or is, generated. */
export interface Maker {
  readonly generator: string;
  readonly template?: string;
}

export interface ToldFile extends FileFate {
  readonly diff?: string;
}

/** Everything there is to say about an update, before it is put into words. */
export interface UpdateReport {
  readonly outcome: UpdateOutcome;
  readonly end: Outcome;
  readonly directory?: string;
  readonly from?: Maker;
  readonly to?: Maker;
  readonly answers: Values;
  readonly changedAnswers: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly files: readonly ToldFile[];
  readonly commit?: string;
  readonly branch?: string;
  readonly notes: readonly string[];
  /** The commands that come next, in order, for the user's shell. */
  readonly next: readonly string[];
  readonly problems: readonly Problem[];
}

const REFUSED: ReadonlySet<Outcome> = new Set(['usage', 'data', 'target', 'untrusted']);

/** @returns the report of a run that ended before it did anything. */
export const endedEarly = (end: Outcome, problems: readonly Problem[], directory?: string): UpdateReport => ({
  outcome: REFUSED.has(end) ? 'refused' : 'failed',
  end,
  ...(directory === undefined ? {} : { directory }),
  answers: {},
  changedAnswers: {},
  files: [],
  notes: [],
  next: [],
  problems,
});

const makerText = ({ generator, template }: Maker): string =>
  `create-flask-container ${generator}${template === undefined ? '' : ` and ${template}`}`;

/** @returns from what to what, in words. */
export const fromTo = ({ from, to }: Pick<UpdateReport, 'from' | 'to'>): string =>
  from === undefined || to === undefined
    ? ''
    : makerText(from) === makerText(to)
      ? makerText(to)
      : `${makerText(from)} to ${makerText(to)}`;

const told = (value: unknown): string =>
  value === undefined ? 'nothing' : Array.isArray(value) ? value.join(',') || 'none' : String(value);

/** @returns a line for each answer that changed. */
export const changedLines = (changed: UpdateReport['changedAnswers']): readonly string[] =>
  Object.entries(changed).map(([key, [old, next]]) => `${key}: ${told(old)} -> ${told(next)}`);
