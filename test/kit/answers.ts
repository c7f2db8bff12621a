import type { Problem } from '../../src/errors';
import { type FlagTexts, flagLayer } from '../../src/options/layers';
import { type Resolution, resolve } from '../../src/options/resolve';
import { CREATE_ANSWERS } from '../../src/project/schema';

/** What else a command line must say to be complete. */
const ENOUGH = { name: 'my-app', registryUser: 'acme' };

/** @returns what a command line with these flags comes to, by key; the flags that every run needs are there. */
export const answersTo = (flags: Readonly<Record<string, string>>): Resolution => {
  const texts: FlagTexts = Object.fromEntries(
    Object.entries({ ...ENOUGH, ...flags }).map(([key, text]) => [key, [text]]),
  );
  return resolve(CREATE_ANSWERS, [flagLayer(CREATE_ANSWERS, texts)]);
};

/** @returns the only thing that is wrong with a flag; fails where there is nothing, or more. */
export const onlyProblem = (flags: Readonly<Record<string, string>>): Problem => {
  const { problems } = answersTo(flags);
  expect(problems).toHaveLength(1);
  return problems[0]!;
};
