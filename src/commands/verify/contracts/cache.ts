import { type Contract, fail, type Judgement, pass, skip } from '../contract';
import { type Rebuilt, Undecided } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { installFirst } from '../fixes/of-builds';
import { type BuildStep, instructionOf } from '../reading/build-log';
import { installsOf } from '../reading/installers';

const short = (step: BuildStep): string => {
  const words = (instructionOf(step) ?? step.name).replace(/--mount=\S+\s*/g, '').replace(/\s+/g, ' ');
  return words.length > 90 ? `${words.slice(0, 87)}...` : words;
};

const took = (step: BuildStep): string =>
  step.started === undefined || step.completed === undefined
    ? ''
    : ` (${((step.completed - step.started) / 1000).toFixed(1)} s)`;

const line = (step: BuildStep): string =>
  `${step.cached ? 'CACHED' : step.started === undefined ? 'not run' : `ran${took(step)}`}: ${short(step)}`;

const ORDER =
  'copy the requirement files alone, install, then copy the source: COPY requirements.txt ./, RUN pip install ..., COPY . .';

const judgeSource = (after: Rebuilt, edits: readonly Edit[]): Judgement => {
  const details = after.build.steps.filter((step) => instructionOf(step) !== undefined).map(line);
  const changed = after.changed.join(', ');
  if (!after.build.ok)
    return fail(
      `the build fails once ${changed} has one more line: ${after.build.reason ?? ''}`,
      'mend the build',
      after.build.lastLines,
    );
  const { cached, ran } = installsOf(after.build.steps);
  if (ran.length > 0)
    return fail(
      `after one changed line in ${changed} the dependencies are installed again${took(ran[0]!)}: ${short(ran[0]!)}`,
      fixWith(ORDER, ...edits),
      details,
    );
  const [reused] = cached;
  if (!reused) return skip(`no step that installs dependencies is part of a build with a changed ${changed}`);
  return pass(
    `after one changed line in ${changed}: rebuilt in ${(after.build.milliseconds / 1000).toFixed(1)} s, CACHED ${short(reused)}`,
    details,
  );
};

const judgeRequirement = (after: Rebuilt, source: Judgement): Judgement => {
  const changed = after.changed.join(', ');
  const { ran, onTop } = installsOf(after.build.steps);
  const [again] = [...ran, ...onTop];
  if (again) return { ...source, found: `${source.found}; a changed ${changed} installs again${took(again)}` };
  if (!after.build.ok)
    throw new Undecided(
      `${source.found}; the build with one more line in ${changed} did not get to the step that installs: ${after.build.reason ?? 'docker gave no reason'}`,
    );
  return fail(
    `after a change in ${changed} the dependency step is still CACHED: a new requirement would not be installed`,
    'copy or mount the requirement file into the step that installs',
    after.build.steps.filter((step) => instructionOf(step) !== undefined).map(line),
  );
};

/** Instruction order is a performance switch: an edit of the source leaves the installed dependencies alone. */
export const cache: Contract = {
  id: 'cache',
  title: 'An edit does not reinstall the dependencies',
  needs: 'image',
  expected: 'after a changed source line the dependency step is CACHED; after a changed requirement it runs',
  judge: async (evidence) => {
    const all = installsOf((await evidence.build()).steps);
    if (all.cached.length + all.ran.length + all.onTop.length === 0)
      return skip('no step of the build installs dependencies');
    const source = await evidence.afterSource();
    if (!source) return skip('the build context holds no Python source to change');
    const paths = (await evidence.context()).files.map(({ path }) => path);
    const judged = judgeSource(source, installFirst(await evidence.repository(), paths));
    if (judged.status !== 'pass') return judged;
    const requirement = await evidence.afterRequirement();
    return requirement ? judgeRequirement(requirement, judged) : judged;
  },
};
