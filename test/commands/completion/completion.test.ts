import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, PROGRAM, runProgram } from '../../kit/program';
import { templateFolder } from '../../kit/team';
import { atTerminal, KEYS } from '../../kit/terminal';

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
  expect(await complete('my-app', '--python', '3.1')).toEqual(['3.11', '3.12', '3.13', '3.14', '3.15']);
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

/** A folder with the program in it, by its own name. */
const onPath = (): string => {
  const folder = newFolder();
  writeFileSync(join(folder, 'create-flask-container'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(join(folder, 'create-flask-container'), 0o755);
  return folder;
};

const asking = (): string =>
  templateFolder({
    'template.yaml':
      'format: 1\nname: x\nquestions: { team: { type: choice, message: Team, choices: [core, payments] }, on: { type: boolean, message: On }, word: { type: text, message: Word } }\n',
  });

test("bash completes the answers to a template's questions", async () => {
  const [file, folder, PATH] = [await script('bash'), asking(), `${onPath()}:${process.env['PATH']}`];
  const complete = async (...words: string[]) => {
    const all = ['create-flask-container', 'my-app', '--template', folder, ...words];
    const line = `. ${file}; COMP_WORDS=(${all.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${all.length - 1}; _create_flask_container; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await runProgram(['-c', line], { program: ['bash'], env: { PATH } })).stdout.trim().split('\n');
  };
  expect(await complete('--set', '')).toEqual(['team=core', 'team=payments', 'on=true', 'on=false', 'word=']);
  expect(await complete('--set', 'team', '=', '')).toEqual(['core', 'payments']);
  expect(await complete('--set', 'team', '=')).toEqual(['core', 'payments']);
  expect(await complete('--set', 'team', '=', 'p')).toEqual(['payments']);
  // Bash takes words apart at an equals sign: what is offered goes behind the last one.
  expect(await complete('--set', '=', 'team', '=', 'c')).toEqual(['core']);
  expect(await complete('--set', '"team=c')).toEqual(['team=core']);
  expect(await complete('--ci', '=', 'gi')).toEqual(['github']);
});

test(`so does fish (${has('fish') ? 'it is here' : 'it is not here'})`, async () => {
  if (!has('fish')) return;
  const [file, folder, PATH] = [await script('fish'), asking(), `${onPath()}:${process.env['PATH']}`];
  const line = `source ${file}; complete -C 'create-flask-container my-app --template ${folder} --set te'`;
  const ended = await runProgram(['-c', line], { program: ['fish'], env: { PATH } });
  expect(ended.stdout.replaceAll(/\t.*/g, '').trim().split('\n')).toEqual(['team=core', 'team=payments']);
});

/** What zsh shows at a real terminal after a line and two tabs. */
const zshShows = async (line: string, awaited: string | RegExp, PATH = `${onPath()}:${process.env['PATH']}`) => {
  const home = newFolder();
  const lines = ['PS1="ready> "', 'autoload -Uz compinit && compinit -u -D', `source ${await script('zsh')}`];
  writeFileSync(join(home, '.zshrc'), `${lines.join('\n')}\n`);
  const env = { ZDOTDIR: home, PATH };
  const person = atTerminal(['-i'], { program: ['zsh'], cwd: home, columns: 120, env });
  await person.waitFor('ready> ');
  person.type(`create-flask-container ${line}${KEYS.tab}${KEYS.tab}`);
  await person.waitFor(awaited);
  person.kill('SIGKILL');
  return person.seen();
};

const zshIsHere = has('zsh');

test(`zsh completes at a real terminal (${zshIsHere ? 'it is here' : 'it is not here'})`, async () => {
  if (!zshIsHere) return;
  const commands = await zshShows('', 'verify ');
  expect(commands).toContain("verify      -- prove a repository's image on a Docker Engine");
  const flags = await zshShows('my-app --registry', '--registry-user ');
  expect(flags).toContain('--registry       -- docker.io, ghcr.io, any host[:port], or none (publish nothing)');
  await zshShows('my-app --python 3.1', /3\.11 +3\.12 +3\.13 +3\.14/);
  await zshShows('completion z', 'completion zsh');
  await zshShows(`my-app --template ${asking()} --set team=`, /team=core +team=payments/);
});

test('what is not on this machine has no words, and asks no network', async () => {
  const ended = await runProgram(['completion', '--template', 'github:acme/x']);
  expect(ended).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test.each([
  ['/usr/bin/fish', '# fish completion'],
  ['C:\\\\Program Files\\\\Git\\\\bin\\\\bash.exe'.replaceAll('\\\\', '/'), '# bash completion'],
  [undefined, '# bash completion'],
])('without a word it is the script of the shell in use: %s', async (SHELL, start) => {
  const ended = await runProgram(['completion'], { env: { SHELL } });
  expect(ended.stdout.startsWith(start)).toBe(true);
  expect(ended.exitCode).toBe(0);
});

test.each([
  ['a shell that there is no script for', ['completion'], { SHELL: '/bin/tcsh' }, 'shell "tcsh"'],
  ['two shells', ['completion', 'bash', 'zsh'], {}, 'zsh'],
  ['a flag that it has not', ['completion', '--nothing'], {}, '--nothing'],
])('%s is exit 2', async (_, words, env, said) => {
  const ended = await runProgram(words, { env });
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toContain(said);
});

test('an unknown shell is exit 2 with the nearest', async () => {
  const ended = await runProgram(['completion', 'bsh']);
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toContain('bash');
});
