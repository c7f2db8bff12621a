import type { ContractId } from './contract-ids';
import type { Evidence } from './evidence';

/** `skip`: there is nothing to judge. `error`: it could not be judged. */
export type Status = 'pass' | 'fail' | 'skip' | 'error';

/** The answer to one contract, in words for people. */
interface Verdict {
  readonly status: Status;
  readonly expected: string;
  readonly found: string;
  /** What to do about it; only where it did not pass. */
  readonly fix?: string;
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

export const fail = (found: string, fix: string, details?: readonly string[]): Judgement => ({
  status: 'fail',
  found,
  fix,
  ...(details ? { details } : {}),
});

export const skip = (found: string): Judgement => ({ status: 'skip', found });

export const unjudged = (found: string, fix: string): Judgement => ({ status: 'error', found, fix });

/** One contract with its answer. */
export interface Check extends Verdict {
  readonly id: ContractId;
  readonly title: string;
  readonly durationMs: number;
}

export type ProofOutcome = 'pass' | 'fail' | 'error';

/** @returns the outcome of all: what could not be judged outranks what failed. */
export const outcomeOf = (checks: readonly Pick<Check, 'status'>[]): ProofOutcome => {
  if (checks.some(({ status }) => status === 'error')) return 'error';
  return checks.some(({ status }) => status === 'fail') ? 'fail' : 'pass';
};
