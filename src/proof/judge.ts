import type { ContractId } from '../options/contract-ids';
import { type Check, type Contract, type Judgement, skip, unjudged } from './contract';
import { type Evidence, Unjudged } from './evidence';

export interface Judging {
  readonly contracts: readonly Contract[];
  readonly evidence: Evidence;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  readonly onStart: (contract: Contract) => void;
  readonly onCheck: (check: Check) => void;
}

/** @throws what ends the whole run, such as a signal; evidence that is missing is an answer */
const answer = async (contract: Contract, evidence: Evidence): Promise<Judgement> => {
  try {
    if (contract.needs === 'image' && !(await evidence.build()).ok)
      return skip('the build failed, so there is no image to judge');
    return await contract.judge(evidence);
  } catch (error) {
    if (error instanceof Unjudged) return unjudged(error.message, error.fix);
    throw error;
  }
};

/** @returns the contracts that a run is about, in their own order. */
export const chosen = (
  contracts: readonly Contract[],
  only: readonly ContractId[],
  skipped: readonly ContractId[],
): readonly Contract[] =>
  contracts.filter(({ id }) => (only.length === 0 || only.includes(id)) && !skipped.includes(id));

/** Judges one contract after the other; each answer is told as soon as it is there. */
export const judgeAll = async (judging: Judging): Promise<readonly Check[]> => {
  const checks: Check[] = [];
  for (const contract of judging.contracts) {
    judging.onStart(contract);
    const began = judging.now();
    const verdict = await answer(contract, judging.evidence);
    const check: Check = {
      id: contract.id,
      title: contract.title,
      expected: contract.expected,
      ...verdict,
      durationMs: Math.round(judging.now() - began),
    };
    checks.push(check);
    judging.onCheck(check);
  }
  return checks;
};
