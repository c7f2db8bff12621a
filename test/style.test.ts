import { ROOT, runProgram } from './kit/program';

/** The formatter, the linter and the compiler find nothing. */

const local = (name: string, ...words: readonly string[]) =>
  runProgram([...words], { cwd: ROOT, program: ['node_modules/.bin/' + name] });

test('the code is formatted and linted', async () => {
  const { exitCode, stdout, stderr } = await local('biome', 'check', 'src', 'test', 'build', 'bench', 'bin');
  expect({ exitCode, said: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, said: '' });
});

test('the types hold', async () => {
  const { exitCode, stdout } = await local('tsc', '--noEmit');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});
