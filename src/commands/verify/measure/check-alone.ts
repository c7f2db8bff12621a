import { engineWords, isRefusal } from '../../../machine/engine-words';
import type { Evidence, Image } from '../evidence';
import { healthcheckOf } from '../reading/service';
import { referenceOf } from './build';
import type { ProofRun } from './run';
import { limitWords } from './start-container';

/** The image's shell for a line of CMD-SHELL. */
const shellOf = ({ shell }: Image): readonly string[] => (shell.length > 0 ? shell : ['/bin/sh', '-c']);

/** A check may be allowed to take hours; a proof waits this long for it. In milliseconds. */
const LONGEST = 60_000;
const START = 15_000;

/** Runs the health check in a container of its own, where no app runs. */
export const checkAlone = async (
  run: ProofRun,
  image: Image,
): Promise<Awaited<ReturnType<Evidence['checkWithoutApp']>>> => {
  const [form, ...rest] = healthcheckOf(image, run.repository);
  const [program = '', ...words] = form === 'CMD-SHELL' ? [...shellOf(image), rest.join(' ')] : rest;
  run.say('running the health check without the app');
  const platform = run.options.platform === undefined ? [] : ['--platform', run.options.platform];
  const name = `verify-${run.id}-check`;
  const ran = await run.docker.call(
    [
      'run',
      '--rm',
      '--name',
      name,
      ...run.labels,
      ...limitWords(run),
      '--log-driver=none',
      ...platform,
      ...run.variables,
      '--entrypoint',
      program,
      referenceOf(run),
      ...words,
    ],
    { timeout: START + Math.min(LONGEST, image.healthTimeout / 1e6), env: run.inherited },
  );
  // The client was ended; what it had started goes on.
  if (ran.exitCode === undefined) await run.docker.call(['rm', '--force', '--volumes', name]);
  const refused = isRefusal(ran.stderr) ? engineWords(ran.stderr) : undefined;
  return {
    exitCode: ran.stopped === 'deadline' ? undefined : ran.exitCode,
    output: refused ?? `${ran.stdout}${ran.stderr}`.trim().split('\n').at(-1) ?? '',
    ...(refused === undefined ? {} : { refused }),
  };
};
