import type { Outcome } from '../../errors';
import type { ContractId } from './contract-ids';
import type { Evidence } from './evidence';
import type { Edit, Fix } from './fixes/edit';

/** What can be said of a contract, and when; docs/verify.md and the schema take it from here. */
export const STATUSES = {
  pass: 'it holds',
  fail: "the repository's no: it does not hold, a build that fails and an app that does not start included",
  skip: "nothing to judge, or another contract's `fail` decides it: `found` says why, and which one to see",
  error: 'the machine did not let it be judged: the engine refused, a disk is full, a file may not be read',
} as const;

export type Status = keyof typeof STATUSES;

/** The answer to one contract, in words for people. */
interface Verdict {
  readonly status: Status;
  readonly expected: string;
  readonly found: string;
  /** What to do about it; only where it did not pass. */
  readonly fix?: string;
  /** The same as changes to files, where those alone do it. */
  readonly edits?: readonly Edit[];
  /** More of the evidence, a line each, for the page and for long reports. */
  readonly details?: readonly string[];
}

/** One promise about an image, and how it is judged. */
export interface Contract {
  readonly id: ContractId;
  readonly title: string;
  /** `image`: it needs a build that went well. `repository`: the files are enough. */
  readonly needs: 'image' | 'repository';
  readonly expected: string;
  readonly judge: (evidence: Evidence) => Promise<Judgement>;
}

/** A verdict without what the contract itself says. */
export type Judgement = Omit<Verdict, 'expected'>;

export const pass = (found: string, details?: readonly string[]): Judgement => ({
  status: 'pass',
  found,
  ...(details ? { details } : {}),
});

/** @param fix in words, with the changes that do it where files alone do */
export const fail = (found: string, fix: string | Fix, details?: readonly string[]): Judgement => ({
  status: 'fail',
  found,
  ...(typeof fix === 'string' ? { fix } : { fix: fix.words, edits: fix.edits }),
  ...(details ? { details } : {}),
});

export const skip = (found: string): Judgement => ({ status: 'skip', found });

export const unjudged = (found: string, fix: string): Judgement => ({ status: 'error', found, fix });

/** One contract with its answer. */
export interface Check extends Verdict {
  readonly id: ContractId;
  readonly title: string;
  readonly durationMs: number;
  /** Its edits as a diff; only where there are some. */
  readonly patch?: string;
}

/** How a run ends by what was said of its contracts, the weakest first; each outranks those before it. */
export const PROOF_OUTCOMES = {
  pass: { ends: 'done', when: 'no contract is `fail` or `error`' },
  fail: { ends: 'no', when: 'one is `fail`, none is `error`' },
  error: { ends: 'io', when: 'one is `error`; each `fail` is told first all the same' },
} as const satisfies Record<string, { ends: Outcome; when: string }>;

export type ProofOutcome = keyof typeof PROOF_OUTCOMES;

/** @returns the outcome of all: what could not be judged outranks what failed, for nobody knows how much more fails. */
export const outcomeOf = (checks: readonly Pick<Check, 'status'>[]): ProofOutcome => {
  if (checks.some(({ status }) => status === 'error')) return 'error';
  return checks.some(({ status }) => status === 'fail') ? 'fail' : 'pass';
};
