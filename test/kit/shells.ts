import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, PROGRAM, runProgram } from './program';
import { atTerminal, type Person } from './terminal';

/** The real shells, each with our completion loaded. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const isInstalled = (shell: string): boolean =>
  spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0;

/** @returns a file with the completion script of a shell. */
export const completionFile = async (shell: Shell): Promise<string> => {
  const ended = await runProgram(['completion', shell]);
  expect(ended.exitCode).toBe(0);
  const file = join(newFolder(), `completion.${shell}`);
  writeFileSync(file, ended.stdout);
  return file;
};

/** @returns a folder with a program of our name: ours, or the script given. */
export const programFolder = (script = `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`): string => {
  const folder = newFolder();
  writeFileSync(join(folder, 'create-flask-container'), script);
  chmodSync(join(folder, 'create-flask-container'), 0o755);
  return folder;
};

const STARTS: Readonly<Record<Shell, (file: string) => readonly [words: string[], files: Record<string, string>]>> = {
  bash: (file) => [
    ['--noprofile', '--rcfile', 'rc', '-i'],
    {
      rc: `PS1='ready> '\nsource ${file}\n`,
      inputrc: 'set show-all-if-ambiguous on\nset page-completions off\nset completion-query-items 0\n',
    },
  ],
  zsh: (file) => [
    ['-i'],
    { '.zshrc': `PS1='ready> '\nLISTMAX=10000\nautoload -Uz compinit && compinit -u -D\nsource ${file}\n` },
  ],
  fish: (file) => [
    [
      '--no-config',
      '-i',
      '-C',
      `source ${file}; function fish_prompt; echo -n 'ready> '; end; function fish_greeting; end`,
    ],
    {},
  ],
};

/**
 * Starts a shell at a pseudo-terminal, with our completion and with a program of our name.
 * @param path the folder with that program
 */
export const shellAtTerminal = async (shell: Shell, path: string, cwd: string): Promise<Person> => {
  const home = newFolder();
  const [words, files] = STARTS[shell](await completionFile(shell));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const env = {
    HOME: home,
    ZDOTDIR: home,
    INPUTRC: join(home, 'inputrc'),
    PATH: `${path}:${process.env['PATH']}`,
    HISTFILE: undefined,
  };
  const person = atTerminal(
    words.map((word) => (word === 'rc' ? join(home, 'rc') : word)),
    { program: [shell], cwd, columns: 200, env },
  );
  await person.waitFor('ready> ');
  return person;
};
