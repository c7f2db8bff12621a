import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFiles } from './git-server';
import { COMPLETE, git, newFolder, runProgram } from './program';

/** A repository that was generated and then worked on, for the tests of `update`. */

/** A small template of its own, so that each test shows all that it is about. */
export const FIRST: Readonly<Record<string, string>> = {
  'template.yaml': `format: 1
name: alone
extends: none
locks: { requirements.txt: make lock }
`,
  'files/app.py': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n',
  'files/notes.md': 'first\nsecond\nthird\nfourth\nfifth\n',
  'files/requirements.txt': 'flask==1\ngunicorn==1\n',
  'files/tools/run': '#!/bin/sh\necho run\n',
  'files/old.txt': 'goes away\nsome day\n',
};

export interface WorkedOn {
  /** The repository. */
  readonly folder: string;
  /** The template that it was made with. */
  readonly template: string;
}

/** Makes a repository of a template, with its first commit. */
export const madeOf = async (files: Readonly<Record<string, string | Buffer>> = FIRST): Promise<WorkedOn> => {
  const template = newFolder();
  writeFiles(template, files);
  const cwd = newFolder();
  const made = await runProgram(['shop', ...COMPLETE, '--template', template], { cwd });
  if (made.exitCode !== 0) throw new Error(made.stderr);
  return { folder: join(cwd, 'shop'), template };
};

/** Changes files of a folder: a text, or undefined to remove one. */
export const change = (folder: string, files: Readonly<Record<string, string | Buffer | undefined>>): void => {
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) rmSync(join(folder, path));
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
};

export const commitAll = async (folder: string, message = 'Work'): Promise<void> => {
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
};

export const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

/** Runs `update --json` with the template as it is now. */
export const updated = async ({ folder, template }: WorkedOn, ...words: readonly string[]) => {
  const ended = await runProgram(['update', folder, '--template', template, '--json', ...words]);
  return { exitCode: ended.exitCode, stderr: ended.stderr, report: JSON.parse(ended.stdout) };
};
