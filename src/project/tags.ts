import type { Values } from '../options/option';
import { imageOf } from './registries';

/** Tags that stand for a rule of the pipeline, not for themselves. */
export const TAG_STRATEGIES = {
  semver: 'versions of a pushed git tag: v1.2.3 gives 1.2.3, 1.2 and 1',
  sha: 'the commit: sha-1a2b3c4',
  branch: 'the branch: main',
  date: 'the day: 20260131',
} as const satisfies Record<string, string>;

const TAG_EXAMPLES: Readonly<Record<keyof typeof TAG_STRATEGIES, readonly string[]>> = {
  semver: ['1.2.3', '1.2', '1'],
  sha: ['sha-1a2b3c4'],
  branch: ['main'],
  date: ['20260131'],
};

const text = (values: Values, key: string): string => String(values[key] ?? '');

/** What a tag becomes on an image, by example: a strategy's example, or the literal itself. */
const tagExamples = (tag: string): readonly string[] => TAG_EXAMPLES[tag as keyof typeof TAG_STRATEGIES] ?? [tag];

/** @returns the image that the answers make, for previews. */
export const imagePreview = (answers: Values): string =>
  imageOf({
    registry: text(answers, 'registry'),
    registryUser: text(answers, 'registryUser'),
    name: text(answers, 'name'),
  });

/** @returns the tags as they will stand on the image, by example. */
export const tagsPreview = (tags: readonly string[], answers: Values): string => {
  const [first = '', ...rest] = tags.flatMap(tagExamples);
  return [`${imagePreview(answers)}:${first}`, ...rest.map((tag) => `:${tag}`)].join(' ');
};
