import { type Check, type Contract, fail, type Judgement, skip, unjudged } from './contract';
import type { ContractId } from './contract-ids';
import { type Evidence, Undecided, Unjudged } from './evidence';

export interface Judging {
  readonly contracts: readonly Contract[];
  readonly evidence: Evidence;
  /** Judged too where another contract sends there; undefined where the user has left it out by name. */
  readonly elsewhere?: (id: ContractId) => Contract | undefined;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  readonly onStart: (contract: Contract) => void;
  readonly onCheck: (check: Check) => void;
}

/** A verdict, and the contract that decides it where that is another one. */
type Answer = Judgement & { readonly see?: ContractId };

/** The no is told once, by the contract whose it is; where that was left out by name, here. */
const undecided = ({ message, see }: Undecided, elsewhere: Judging['elsewhere']): Answer => {
  if (see === undefined) return skip(message);
  if (elsewhere && !elsewhere(see)) return fail(message, `judge ${see} too: it says why, and what to do`);
  return { ...skip(`${message}: see ${see}`), see };
};

/** @throws what ends the whole run, such as a signal; evidence that is missing is an answer */
const answer = async (contract: Contract, { evidence, elsewhere }: Judging): Promise<Answer> => {
  try {
    if (contract.needs === 'image' && !(await evidence.build()).ok)
      throw new Undecided('the build failed, so there is no image to judge', 'build');
    return await contract.judge(evidence);
  } catch (error) {
    if (error instanceof Undecided) return undecided(error, elsewhere);
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

interface Judged {
  readonly check: Check;
  readonly see?: ContractId;
}

const judgeOne = async (contract: Contract, judging: Judging): Promise<Judged> => {
  judging.onStart(contract);
  const began = judging.now();
  const { see, ...verdict } = await answer(contract, judging);
  const check: Check = {
    id: contract.id,
    title: contract.title,
    expected: contract.expected,
    ...verdict,
    // The cause in one line; what a check or a builder printed has more of them.
    found: verdict.found.replaceAll(/\s*\n\s*/g, ' '),
    durationMs: Math.round(judging.now() - began),
  };
  judging.onCheck(check);
  return { check, ...(see === undefined ? {} : { see }) };
};

/** Judges one contract after the other; each answer is told as soon as it is there. */
export const judgeAll = async (judging: Judging): Promise<readonly Check[]> => {
  const { contracts, elsewhere } = judging;
  const judged: Judged[] = [];
  for (const contract of contracts) judged.push(await judgeOne(contract, judging));
  for (const see of new Set(judged.flatMap((each) => each.see ?? []))) {
    const other = judged.some(({ check }) => check.id === see) ? undefined : elsewhere?.(see);
    if (other) judged.push(await judgeOne(other, judging));
  }
  return judged.map(({ check }) => check);
};
