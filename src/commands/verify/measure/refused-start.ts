import { join } from 'node:path';
import fs from 'fs-extra';
import { engineWords } from '../../../machine/engine-words';
import type { Ran } from '../../../machine/run';
import { Unjudged } from '../evidence';
import { buildImage } from './build-image';
import type { ProofRun } from './run';

/** The image could not be started as a container: a missing program, an unknown user. */
export class NotStarted extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** No image holds it. */
const NO_PROGRAM = '/create-flask-container-no-program';

/** Whether this engine starts containers at all, as they are asked for: one without a program fails of just that. */
const startsContainers = async (run: ProofRun, words: readonly string[]): Promise<boolean> => {
  const folder = run.scratch.folder();
  const dockerfile = join(folder, 'Dockerfile');
  fs.writeFileSync(dockerfile, `FROM scratch\nCOPY Dockerfile /\nCMD ["${NO_PROGRAM}"]\n`);
  const reference = `${run.imageName}:nothing-to-run`;
  const { platform } = run.options;
  const built = await buildImage(run.docker, {
    context: folder,
    dockerfile,
    tags: [reference],
    labels: run.labels,
    ...(platform === undefined ? {} : { platform }),
  });
  if (!built.ok) return false;
  const { stderr } = await run.docker.call(['run', '--rm', ...words, reference]);
  return stderr.includes(NO_PROGRAM);
};

/**
 * @param words those of `docker run` that do not come from the repository
 * @returns why the image was not started
 * @throws Unjudged where the engine or its client would start no image
 */
export const refusedStart = async (run: ProofRun, ran: Ran, words: readonly string[]): Promise<NotStarted> => {
  const isLate = ran.stopped === 'deadline';
  const reason = isLate ? 'no answer within a minute' : (ran.absent?.why ?? engineWords(ran.stderr));
  if (isLate || !(await startsContainers(run, words)))
    throw new Unjudged(`docker starts no container: ${reason}`, 'mend what docker says, then run it again');
  return new NotStarted(reason, ran.exitCode ?? -1);
};
