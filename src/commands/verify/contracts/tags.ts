import type { Repository, TagPlan } from '../../../repository/repository';
import { repositoryOf, tagOf, tagPlans, workflowNames, workflowPublishes } from '../../../repository/tag-plans';
import { type Contract, fail, type Judgement, pass, skip } from '../contract';
import type { Tagged } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { withTag } from '../fixes/of-builds';

const plansOf = (repository: Repository): readonly TagPlan[] => repository.plans ?? tagPlans(repository);

/** @returns the literal tags that the repository puts on its image, from all that says so. */
export const configuredTags = (repository: Repository): readonly string[] => {
  const answered = repository.answered?.literals ?? [];
  const planned = plansOf(repository)
    .flatMap(({ references }) => references.map(tagOf))
    .filter((tag) => tag !== undefined);
  return [...new Set(answered.length > 0 ? answered : planned)];
};

const ONE_BUILD = 'give one build all tags: docker build --tag IMAGE:a --tag IMAGE:b, or a list under tags:';

/** Two builds of the same thing with different tags: the tags may end up on different images. */
const splitProblems = (plans: readonly TagPlan[]): readonly string[] =>
  plans.flatMap((plan, index) => {
    const other = plans
      .slice(0, index)
      .find(
        (earlier) =>
          earlier.file === plan.file &&
          earlier.of === plan.of &&
          earlier.references.some((one) => plan.references.some((two) => repositoryOf(one) === repositoryOf(two))) &&
          earlier.references.join(' ') !== plan.references.join(' '),
      );
    return other
      ? [
          `${plan.file} builds twice: ${other.where} for ${other.references.join(', ')}, ${plan.where} for ${plan.references.join(', ')}`,
        ]
      : [];
  });

interface Missing {
  readonly file: string;
  readonly missing: readonly string[];
  readonly told: string;
}

/** A list of tags takes one more. */
const editsFor = (repository: Repository, { file, missing }: Missing): readonly Edit[] => {
  const { answered, composeFile, makefile, workflows } = repository;
  const there = [composeFile, makefile, ...workflows].find((each) => each?.path === file);
  if (!there || !answered) return [];
  const others = answered.literals.filter((tag) => !missing.includes(tag));
  return missing.flatMap((tag) => withTag({ path: there.path, text: there.text }, answered.image, tag, others));
};

/** A file that tags the image, but not with every configured tag. */
const missingProblems = (repository: Repository, plans: readonly TagPlan[]): readonly Missing[] => {
  const { answered } = repository;
  if (!answered) return [];
  const built = plans
    .filter(
      ({ references, file }) =>
        !file.includes('workflows/') && references.some((one) => repositoryOf(one) === answered.image),
    )
    .flatMap(({ file, where, references, opaque }) => {
      const missing = answered.literals.filter((tag) => !references.includes(`${answered.image}:${tag}`));
      return missing.length > 0 && !(opaque && references.length === 0)
        ? [{ file, missing, told: `${file}, ${where}, leaves out ${missing.join(', ')}` }]
        : [];
    });
  const published = repository.workflows.filter(workflowPublishes).flatMap((file) => {
    const missing = answered.literals.filter((tag) => !workflowNames(file, answered.image, tag));
    const told = `${file.path} leaves out ${missing.join(', ')}`;
    return missing.length > 0 ? [{ file: file.path, missing, told }] : [];
  });
  return [...built, ...published];
};

const judgeTagged = ({ references, copied }: Tagged): Judgement => {
  const ids = [...new Set(references.map(({ id }) => id))];
  const details = references.map(({ tag, id }) => `${tag}: ${id}`);
  if (ids.length !== 1) return fail(`${references.length} tags are on ${ids.length} images`, ONE_BUILD, details);
  if (copied) return fail('a further tag changed the image', 'use an engine whose tags are references', details);
  return pass(
    `${references.map(({ tag }) => tag).join(', ')}: one image, ${ids[0]!.slice(0, 19)}; a further tag copies nothing`,
    details,
  );
};

/** A tag is a label on an image, never a copy of it. */
export const tags: Contract = {
  id: 'tags',
  title: 'All tags are one image',
  needs: 'image',
  expected:
    'every configured tag on one image id, put on by one build in the workflow, the compose file and the Makefile',
  judge: async (evidence) => {
    const repository = await evidence.repository();
    if (configuredTags(repository).length === 0)
      return skip('no tags are configured: no workflow, compose file or Makefile names an image');
    const plans = plansOf(repository);
    const split = splitProblems(plans);
    if (split.length > 0) return fail(split[0]!, ONE_BUILD, split);
    const missing = missingProblems(repository, plans);
    if (missing.length > 0)
      return fail(
        missing[0]!.told,
        fixWith('put every configured tag on the build', ...missing.flatMap((each) => editsFor(repository, each))),
        missing.map(({ told }) => told),
      );
    return judgeTagged(await evidence.tagged());
  },
};
