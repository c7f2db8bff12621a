import { runProgram } from '../kit/program';
import { folderOf, judge } from './judge-mutant';
import { MUTANTS } from './mutants';

/** Each fix that `verify --fix` prints makes its contract pass once `git apply` has applied it; the others say why they are words. */

jest.setTimeout(600_000);

/** Mutants whose mending is a decision, and whose. */
const WORDS: Readonly<Record<string, string>> = {
  'a hash of the lock is wrong': 'to write the hash that came is to trust what came',
  'a version that does not exist': 'which version, the author says',
  'a base image that its registry does not have': 'which base, the author says',
  'the Makefile builds once for each tag': 'which of the builds is meant',
  'the workflow builds once for each tag': 'which of the builds is meant',
  'two services build the same under two tags': 'which of the builds is meant',
  'everything is copied before the wheels': 'whether the stage of the wheels needs the source',
  'the requirements are typed into the Dockerfile': 'which of the two lists is right',
  'the entrypoint is root and steps down': 'what the script does as root has to go elsewhere',
  'the interpreter carries a capability': 'what it was given for',
  'the page of the check is broken': 'the app itself',
  'the app does not start': 'the app itself',
  'a shell around the server': 'what the shell does afterwards',
  'the development server': 'which server',
  'requests under way are dropped': 'the app itself',
  'a build argument that a RUN uses': 'the RUN has to read a secret, and the key to be replaced',
  'a key that a later layer deletes': 'whether the RUN needs it, and the key has to be replaced',
  'the password of a package index': 'where pip is to have it from, and it has to be replaced',
  'a login inside the source': 'where the app is to have it from, and it has to be replaced',
  'byte code twice': 'which of the two is read',
  'a chown of everything': 'which COPY gets the mode',
  'a large file that is deleted later': 'what of it the steps between need',
  'a module lost the library that it needs': 'which package has it',
};

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
