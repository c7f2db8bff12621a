import type { Build } from '../build-log';
import { type BuildStep, instructionOf } from '../build-log';
import { type Contract, fail, type Judgement, pass, skip } from '../contract';
import type { Rebuilt } from '../evidence';
import { installsOf } from '../installers';

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

const judgeSource = (after: Rebuilt, first: Build): Judgement | undefined => {
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
      ORDER,
      details,
    );
  const cold = installsOf(first.steps).ran[0];
  return pass(
    `after one changed line in ${changed}: CACHED ${short(cached[0]!)}; rebuilt in ${(after.build.milliseconds / 1000).toFixed(1)} s${cold ? `, where the step itself took${took(cold)}` : ''}`,
    details,
  );
};

/** Instruction order is a performance switch: an edit of the source leaves the installed dependencies alone. */
export const cache: Contract = {
  id: 'cache',
  title: 'An edit does not reinstall the dependencies',
  needs: 'image',
  expected: 'after a changed source line the dependency step is CACHED; after a changed requirement it runs',
  judge: async (evidence) => {
    const first = await evidence.build();
    const all = installsOf(first.steps);
    if (all.cached.length + all.ran.length + all.onTop.length === 0)
      return skip('no step of the build installs dependencies');
    const source = await evidence.afterSource();
    if (!source) return skip('the build context holds no Python source to change');
    const judged = judgeSource(source, first);
    if (judged && judged.status !== 'pass') return judged;
    const requirement = await evidence.afterRequirement();
    if (!requirement) return judged ?? skip('no requirement file reaches the build context');
    const again = installsOf(requirement.build.steps);
    if (again.ran.length === 0 && again.onTop.length === 0)
      return fail(
        `after a change in ${requirement.changed.join(', ')} the dependency step is still CACHED: a new requirement would not be installed`,
        'copy or mount the requirement file into the step that installs',
        requirement.build.steps.filter((step) => instructionOf(step) !== undefined).map(line),
      );
    return { ...judged!, found: `${judged!.found}; a changed ${requirement.changed.join(', ')} installs again` };
  },
};
