import type { Image } from '../proof/evidence';
import { healthcheckOf } from '../proof/service';
import { referenceOf } from './measure-build';
import type { ProofRun } from './proof-run';

import { LIMITS } from './start-container';

/** The image's shell for a line of CMD-SHELL. */
const shellOf = ({ shell }: Image): readonly string[] => (shell.length > 0 ? shell : ['/bin/sh', '-c']);

/** Runs the health check in a container of its own, where no app runs. */
export const checkAlone = async (
  run: ProofRun,
  image: Image,
): Promise<{ exitCode: number | undefined; output: string }> => {
  const [form, ...rest] = healthcheckOf(image, run.repository);
  const [program = '', ...words] = form === 'CMD-SHELL' ? [...shellOf(image), rest.join(' ')] : rest;
  run.say('running the health check without the app');
  const platform = run.options.platform === undefined ? [] : ['--platform', run.options.platform];
  const timeout = 15_000 + image.healthTimeout / 1e6;
  const ran = await run.docker.call(
    [
      'run',
      '--rm',
      ...run.labels,
      ...LIMITS,
      ...platform,
      ...run.variables,
      '--entrypoint',
      program,
      referenceOf(run),
      ...words,
    ],
    { timeout, env: run.inherited },
  );
  return {
    exitCode: ran.timedOut ? undefined : ran.exitCode,
    output: `${ran.stdout}${ran.stderr}`.trim().split('\n').at(-1) ?? '',
  };
};
