import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONTRACT_IDS } from '../../src/commands/verify/contract-ids';
import { newFolder, ROOT, runProgram } from '../kit/program';
import type { Base, Edit, Mutant } from './mutants';

/** Makes mutants and has them judged by the program as a user runs it. */

export interface Answer {
  readonly id: string;
  readonly status: string;
  readonly found: string;
  readonly fix: string | null;
}

const apply = (folder: string, edit: Edit): void => {
  if ('remove' in edit) {
    if (!existsSync(join(folder, edit.remove))) throw new Error(`${edit.remove} is not there`);
    rmSync(join(folder, edit.remove));
    return;
  }
  const path = join(folder, edit.file);
  if ('write' in edit) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, edit.write);
    if (edit.executable) chmodSync(path, 0o755);
    return;
  }
  const text = readFileSync(path, 'utf8');
  const next = 'add' in edit ? text + edit.add : text.replace(edit.find, edit.put);
  if (next === text) throw new Error(`${edit.file} has nothing like ${String('find' in edit ? edit.find : '')}`);
  writeFileSync(path, next);
};

/** @returns a folder with a copy of a base. */
export const copyOf = async (base: Base): Promise<string> => {
  const folder = join(newFolder(), 'mutant');
  if (base === 'generated') {
    const words = [
      folder,
      '--registry-user',
      'acme',
      '--tags',
      'latest,v1.0,semver,sha',
      '--no-git',
      '--yes',
      '--quiet',
    ];
    const made = await runProgram(words);
    if (made.exitCode !== 0) throw new Error(made.stderr);
  } else cpSync(join(ROOT, 'test', 'mutants', 'bases', base), folder, { recursive: true });
  return folder;
};

/** @returns a folder with a mutant. */
export const folderOf = async (mutant: Mutant): Promise<string> => {
  const folder = await copyOf(mutant.base);
  for (const edit of mutant.edits) apply(folder, edit);
  return folder;
};

/** Judges a folder by some contracts, all without them. @returns the answers by id */
export const judge = async (
  folder: string,
  only: readonly string[] = CONTRACT_IDS,
): Promise<{ exitCode: number | null; answers: ReadonlyMap<string, Answer> }> => {
  const ran = await runProgram(['verify', folder, '--json', '--only', only.join(',')], {
    env: { HOME: process.env['HOME'] },
    timeout: 500_000,
  });
  const { checks } = JSON.parse(ran.stdout) as { checks: readonly Answer[] };
  return { exitCode: ran.exitCode, answers: new Map(checks.map((check) => [check.id, check])) };
};
