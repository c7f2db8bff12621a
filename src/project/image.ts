import type { ValueOf } from '../options/option';

/** @returns the repository of an image as `docker build --tag` takes it, without a tag. */
export const imageOf = (
  answers: { readonly [Key in 'registry' | 'registryUser' | 'name']: ValueOf['text'] },
): string => {
  const host = answers.registry === 'none' || answers.registry === 'docker.io' ? '' : answers.registry;
  return [host, answers.registryUser, answers.name].filter((part) => part !== '').join('/');
};
