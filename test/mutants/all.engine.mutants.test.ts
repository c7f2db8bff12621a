import { copyOf, folderOf, judge } from './judge-mutant';
import { MUTANTS } from './mutants';
import { BASES, noteBase, noteMutant } from './mutants-page';

/** Every mutant is caught by the contract that it breaks, and the good repositories keep every contract. */

jest.setTimeout(600_000);

test('there are at least 40, none of them twice', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTANTS.map(({ base, id }) => `${base} ${id}`)).size).toBe(MUTANTS.length);
});

test.each(BASES)('the good repository %s keeps every contract', async (base) => {
  const { exitCode, answers } = await judge(await copyOf(base));
  expect([...answers.values()].filter(({ status }) => status !== 'pass' && status !== 'skip')).toEqual([]);
  expect(exitCode).toBe(0);
  noteBase(
    base,
    [...answers.values()].filter(({ status }) => status === 'skip').map(({ id }) => id),
  );
});

test.each(MUTANTS.map((mutant) => [mutant.base, mutant.id, mutant.expected, mutant] as const))(
  '%s, %s: caught by %s',
  async (_, __, expected, mutant) => {
    const { exitCode, answers } = await judge(await folderOf(mutant), [expected]);
    expect(answers.get(expected)).toMatchObject({ status: 'fail', fix: expect.stringMatching(/\w{3}/) });
    expect(exitCode).toBe(1);
    noteMutant(mutant, answers.get(expected)!.found);
  },
);
