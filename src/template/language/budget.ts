import { LIMITS } from '../template';
import type { Expression } from './expression';
import { Fault } from './fault';

/** What is left of the limits that all files of a plan share. */
export interface Budget {
  steps: number;
  /** Of the files to be, whether they are rendered, copied or joined. */
  bytes: number;
  /** Characters that functions may make, written or not. */
  made: number;
}

export const newBudget = (): Budget => ({ steps: LIMITS.steps, bytes: LIMITS.planBytes, made: LIMITS.planBytes });

/** Once it is spent, every further file would break the same limit. */
export const isSpent = ({ steps, bytes, made }: Budget): boolean => Math.min(steps, bytes, made) < 0;

type Place = Pick<Expression, 'at' | 'source'>;

/** @throws Fault when the steps are used up */
export const spendStep = (budget: Budget, { at, source }: Place): void => {
  budget.steps -= 1;
  if (budget.steps < 0)
    throw new Fault(`rendering took more than ${LIMITS.steps} steps`, at, source, 'shorten the loops of the template');
};

/** @throws Fault when the files have more bytes than a plan may have; counted before they are kept */
export const spendBytes = (budget: Budget, bytes: number): void => {
  budget.bytes -= bytes;
  if (budget.bytes < 0)
    throw new Fault(
      `with this file the repository has more than ${LIMITS.planBytes} bytes`,
      undefined,
      undefined,
      'shorten the files and the loops of the template',
    );
};

/** @throws Fault when functions have made more text than all files may have */
export const spendMade = (budget: Budget, characters: number, { at, source }: Place): void => {
  budget.made -= characters;
  if (budget.made < 0)
    throw new Fault(
      `functions made more than ${LIMITS.planBytes} characters`,
      at,
      source,
      'shorten the loops of the template',
    );
};
