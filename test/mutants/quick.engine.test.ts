import { CONTRACT_IDS } from '../../src/commands/verify/contract-ids';
import { folderOf, judge } from './judge-mutant';
import { MUTANTS } from './mutants';

/** One mutant of each contract, in every test run; all of them: npm run test:mutants. */

jest.setTimeout(300_000);

const quick = MUTANTS.filter((mutant) => mutant.quick);

test('each contract has a mutant here', () => {
  expect(new Set(quick.map(({ expected }) => expected)).size).toBe(CONTRACT_IDS.length);
});

test.each(quick.map((mutant) => [mutant.expected, mutant.id, mutant] as const))(
  '%s: %s',
  async (expected, _, mutant) => {
    const { exitCode, answers } = await judge(await folderOf(mutant), [expected]);
    expect(answers.get(expected)).toMatchObject({ status: 'fail', fix: expect.stringMatching(/\w{3}/) });
    expect(exitCode).toBe(1);
  },
);
