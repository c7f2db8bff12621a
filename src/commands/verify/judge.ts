import { type Check, type Contract, fail, type Judgement, skip, unjudged } from './contract';
import type { ContractId } from './contract-ids';
import { type Evidence, SeeHealth, Unjudged } from './evidence';

export interface Judging {
  readonly contracts: readonly Contract[];
  readonly evidence: Evidence;
  /** Judged too where another contract sends there, unless the user has left it out by name. */
  readonly health?: Contract | 'left out';
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  readonly onStart: (contract: Contract) => void;
  readonly onCheck: (check: Check) => void;
}

/** @throws what ends the whole run, such as a signal; evidence that is missing is an answer */
const answer = async (contract: Contract, { evidence, health }: Judging): Promise<Judgement> => {
  try {
    if (contract.needs === 'image' && !(await evidence.build()).ok)
      return skip('the build failed, so there is no image to judge');
    return await contract.judge(evidence);
  } catch (error) {
    // The no is told once, by the contract whose it is; where that was left out by name, here.
    if (error instanceof SeeHealth)
      return health === 'left out'
        ? fail(error.message, 'make the app start and answer: judge health too')
        : skip(`${error.message}: see health`);
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

const judgeOne = async (contract: Contract, judging: Judging): Promise<Check> => {
  judging.onStart(contract);
  const began = judging.now();
  const verdict = await answer(contract, judging);
  const check: Check = {
    id: contract.id,
    title: contract.title,
    expected: contract.expected,
    ...verdict,
    durationMs: Math.round(judging.now() - began),
  };
  judging.onCheck(check);
  return check;
};

const sendsToHealth = ({ status, found }: Check): boolean => status === 'skip' && found.endsWith(': see health');

/** Judges one contract after the other; each answer is told as soon as it is there. */
export const judgeAll = async (judging: Judging): Promise<readonly Check[]> => {
  const { contracts, health } = judging;
  const checks: Check[] = [];
  for (const contract of contracts) checks.push(await judgeOne(contract, judging));
  const sent = checks.some(sendsToHealth) && !contracts.some(({ id }) => id === 'health');
  if (sent && health !== undefined && health !== 'left out') checks.push(await judgeOne(health, judging));
  return checks;
};
