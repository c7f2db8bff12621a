import { runProgram } from '../kit/program';
import { folderOf, judge } from './judge-mutant';
import { MUTANTS } from './mutants';

/** Each fix that `verify --fix` prints makes its contract pass once `git apply` has applied it; the others say why they are words. */

jest.setTimeout(600_000);

/** Mutants whose mending is a decision, and whose. */
const WORDS: Readonly<Record<string, string>> = {};

/** @returns what is printed, and what git says of it. */
const applied = async (folder: string, only: string): Promise<{ printed: string; git: string }> => {
  const env = { HOME: process.env['HOME'] };
  const ran = await runProgram(['verify', folder, '--only', only, '--fix'], { env, timeout: 500_000 });
  expect(ran.exitCode).toBe(1);
  if (!/^--- /m.test(ran.stdout)) return { printed: ran.stdout, git: 'nothing to apply' };
  const git = await runProgram(['apply', '--verbose', '-'], { program: ['git'], cwd: folder, input: ran.stdout });
  return { printed: ran.stdout, git: `${git.exitCode} ${git.stderr}` };
};

test('the table of words names mutants', () => {
  const ids = new Set(MUTANTS.map(({ id }) => id));
  expect(Object.keys(WORDS).filter((id) => !ids.has(id))).toEqual([]);
});

test.each(MUTANTS.map((mutant) => [mutant.base, mutant.id, mutant.expected, mutant] as const))(
  '%s, %s: mended for %s',
  async (_, id, expected, mutant) => {
    const folder = await folderOf(mutant);
    const { printed, git } = await applied(folder, expected);
    if (WORDS[id] !== undefined) {
      expect(printed).toMatch(new RegExp(`^# ${expected}, not by a diff: \\S`));
      expect(git).toBe('nothing to apply');
      return;
    }
    expect(git).toMatch(/^0 /);
    const { exitCode, answers } = await judge(folder, [expected]);
    expect(answers.get(expected)).toMatchObject({ status: 'pass' });
    expect(exitCode).toBe(0);
  },
);
