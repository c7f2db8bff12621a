import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from './kit/program';

/** Completion scripts, in the real shells. A shell that is not installed is named in the test's own title. */

const has = (shell: string): boolean => spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0;

const script = async (shell: string) => {
  const ended = await runProgram(['completion', shell]);
  expect(ended.exitCode).toBe(0);
  const file = join(newFolder(), `completion.${shell}`);
  writeFileSync(file, ended.stdout);
  return file;
};

test('bash completes commands, flags and choices', async () => {
  const file = await script('bash');
  const complete = async (...words: string[]) => {
    const line = `. ${file}; COMP_WORDS=(create-flask-container ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _create_flask_container; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await runProgram(['-c', line], { program: ['bash'] })).stdout.trim().split('\n');
  };
  expect(await complete('comp')).toContain('completion');
  expect(await complete('my-app', '--registry')).toEqual(['--registry', '--registry-user']);
  expect(await complete('my-app', '--python', '3.1')).toEqual(['3.11', '3.12', '3.13', '3.14']);
  expect(await complete('completion', 'z')).toEqual(['zsh']);
  expect(await complete('my-app', '--no-')).toEqual(expect.arrayContaining(['--no-git', '--no-compose', '--no-color']));
});

const others = (['zsh', 'fish'] as const).filter(has);

test(`the other shells here (${others.join(', ') || 'none'}) read their script`, async () => {
  for (const shell of others) {
    const file = await script(shell);
    const checked = await runProgram(['-n', file], { program: [shell] });
    expect({ shell, stderr: checked.stderr, exitCode: checked.exitCode }).toEqual({ shell, stderr: '', exitCode: 0 });
    if (shell === 'fish') {
      const flags = await runProgram(['-c', `source ${file}; complete -C 'create-flask-container my-app --registry'`], {
        program: ['fish'],
      });
      expect(flags.stdout).toContain('--registry-user');
    }
  }
});

test('an unknown shell is exit 2 with the nearest', async () => {
  const ended = await runProgram(['completion', 'bsh']);
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toContain('bash');
});
