import { join } from 'node:path';
import fs from 'fs-extra';
import { type ContextFacts, type Rebuilt, Unjudged } from '../evidence';
import { type Build, type BuildLog, ENGINE_TROUBLE, instructionOf } from '../reading/build-log';
import { installs } from '../reading/installers';
import { requestOf, short } from './build';
import { buildImage } from './build-image';
import type { ProofRun } from './run';
import { edit, newMark, textOf } from './scratch-copy';
import { requirementsOf, sourcesOf, withMark } from './scratch-edits';

const buildCopy = async (run: ProofRun, copy: string, enough?: (log: BuildLog) => boolean): Promise<Build> => {
  const folder = run.scratch.folder();
  const dockerfile = join(folder, 'Dockerfile');
  fs.writeFileSync(dockerfile, run.repository.dockerfile.text);
  if (run.repository.ignoreFile) fs.writeFileSync(`${dockerfile}.dockerignore`, run.repository.ignoreFile.text);
  const build = await buildImage(
    run.docker,
    { ...requestOf(run, copy), dockerfile, tags: [], labels: [], ...(enough ? { enough } : {}) },
    (step) => run.say(short(step)),
  );
  if (!build.ok && ENGINE_TROUBLE.test(build.reason ?? ''))
    throw new Unjudged(`the engine could not go on: ${build.reason}`, 'mend the engine, then run it again');
  return build;
};

/** Whether a build of a changed copy has run any instruction of the Dockerfile. */
const ranAny = ({ steps, ok }: Build): boolean =>
  !ok || steps.some((step) => !step.cached && /^(RUN|COPY|ADD)\b/.test(instructionOf(step) ?? ''));

/** The likeliest source first: the one that makes the app. */
const byLikelihood = (copy: string, paths: readonly string[]): readonly string[] =>
  [...paths].sort(
    (one, other) => Number(/\bFlask\(/.test(textOf(copy, other))) - Number(/\bFlask\(/.test(textOf(copy, one))),
  );

/** Changes one source line in a copy, all files where one is not enough to be noticed, and builds. */
export const buildWithNewSource = async (
  run: ProofRun,
  context: ContextFacts,
  copy: string,
): Promise<Rebuilt | undefined> => {
  const sources = byLikelihood(copy, sourcesOf(context.files));
  for (const changed of [sources.slice(0, 1), sources]) {
    const mark = newMark();
    const done = changed.filter((path) => edit(copy, path, (text) => withMark(path, text, mark)));
    if (done.length === 0) return undefined;
    run.say(`building with one more line in ${done[0]}`);
    const build = await buildCopy(run, copy);
    if (ranAny(build)) return { changed: done.length === 1 ? done : [`${done.length} source files`], build };
  }
  return undefined;
};

/** How long installing is watched, to tell how long it takes; that it runs is known at once. In milliseconds. */
const PATIENCE = 2000;

/** Changes the requirement files in a copy and builds until the first dependency step has run, or runs for long. */
export const buildWithNewRequirement = async (
  run: ProofRun,
  context: ContextFacts,
  copy: string,
): Promise<Rebuilt | undefined> => {
  const mark = newMark();
  const changed = requirementsOf(context.files).filter((path) =>
    edit(copy, path, (text) => withMark(path, text, mark)),
  );
  if (changed.length === 0) return undefined;
  run.say(`building with a change in ${changed[0]}`);
  let since: number | undefined;
  const running = (log: BuildLog): boolean => {
    const step = log.steps.find((one) => installs(one) && !one.cached && one.started !== undefined);
    since = step ? (since ?? Date.now()) : undefined;
    return step?.completed !== undefined || (since !== undefined && Date.now() - since > PATIENCE);
  };
  return { changed, build: await buildCopy(run, copy, running) };
};
