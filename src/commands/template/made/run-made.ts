import { join } from 'node:path';
import fs from 'fs-extra';
import type { Outcome, Problem } from '../../../errors';
import { ioFailure } from '../../../machine/failure';
import { inTemporary } from '../../../machine/temporary-folder';
import type { World } from '../../../machine/world';
import { printable } from '../../../text/printable';
import type { Finding, MadeStep } from '../report';
import type { Tried } from '../trials';
import { writePlan } from '../write-plan';
import { stepsOf } from './steps';

/** Each takes a minute or more. */
const MOST_RUN = 4;

/** What came of running repositories that were made. */
export interface MadeRuns {
  readonly steps: readonly MadeStep[];
  readonly findings: readonly Finding[];
  /** What is the machine's fault, or the network's. */
  readonly problems: readonly Problem[];
  readonly end?: Outcome;
  readonly notes: readonly string[];
}

const findingOf = ({ plan, step, command = '', why = '' }: MadeStep): Finding => ({
  code: 'template',
  message: `${step}: ${command}: ${why}`,
  flag: '--run',
  plan,
});

const problemOf = ({ step, command = '', why = '', cause }: MadeStep): Problem => ({
  code: cause ?? 'step',
  message: `${step}: ${command}: ${why}`,
  flag: '--run',
  fix: cause === 'network' ? 'check the network, and run it again' : 'mend it on this machine, and run it again',
});

/** Where nothing at all could be run, and a tool would change that, nothing was judged. */
const toolsMissing = (steps: readonly MadeStep[]): readonly Problem[] =>
  steps.every(({ status }) => status === 'skip')
    ? steps
        .filter(({ cause }) => cause === 'tool')
        .map(({ step, why = '', fix }) => ({
          code: 'tool',
          message: `${step}: ${why}`,
          flag: '--run',
          ...(fix === undefined ? {} : { fix }),
        }))
    : [];

const endOf = (steps: readonly MadeStep[], missing: readonly Problem[]): Outcome | undefined => {
  const errors = steps.filter(({ status }) => status === 'error');
  const all = (one: MadeStep['cause']): boolean => errors.every(({ cause }) => cause === one);
  if (errors.length > 0) return all('network') ? 'network' : all('tool') ? 'unavailable' : 'io';
  return missing.length > 0 ? 'unavailable' : undefined;
};

const once = <T extends { readonly message: string }>(each: readonly T[]): readonly T[] => [
  ...new Map(each.map((one) => [one.message, one])).values(),
];

const judged = (steps: readonly MadeStep[], notes: readonly string[]): MadeRuns => {
  const missing = toolsMissing(steps);
  const end = endOf(steps, missing);
  return {
    steps,
    findings: steps.filter(({ status }) => status === 'fail').map(findingOf),
    problems: once([...steps.filter(({ status }) => status === 'error').map(problemOf), ...missing]),
    notes,
    ...(end === undefined ? {} : { end }),
  };
};

/**
 * Makes repositories from some plans in a temporary folder, and runs their tests and builds there: `--run`. Their code
 * runs as this user; nothing of it is left.
 */
export const runMade = async (
  plans: readonly Tried[],
  say: ((text: string) => void) | undefined,
  world: World,
): Promise<MadeRuns> => {
  const examples = plans.filter(({ id }) => id.startsWith('examples/'));
  const all = examples.length > 0 ? examples : plans.slice(0, 1);
  const notes = all.length > MOST_RUN ? [`of ${all.length} examples the first ${MOST_RUN} were run`] : [];
  return inTemporary(async (root) => {
    try {
      const steps: MadeStep[] = [];
      for (const [index, { id, files }] of all.slice(0, MOST_RUN).entries()) {
        say?.(`Running the tests and the build of ${printable(id)} ...\n`);
        const folder = join(root, `${index}`, 'repository');
        const scratch = join(root, `${index}`, 'scratch');
        fs.mkdirSync(scratch, { recursive: true });
        writePlan(folder, files);
        steps.push(...(await stepsOf({ id, files, folder, scratch }, world)));
      }
      return judged(steps, notes);
    } catch (error) {
      throw ioFailure(error, root, 'source');
    }
  });
};
