import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, git, newFolder, runProgram } from '../kit/program';

export interface Place {
  readonly cwd: string;
  readonly app: string;
  /** Another repository of the user, with a commit. */
  readonly victim: string;
}

/** What stands in a folder: names, kinds, bytes. Not the index, which git may write anew to note times. */
export const snapshot = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path);
      if (stats.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`;
      return `${name} ${stats.isFile() ? readFileSync(path, 'latin1') : ''}`;
    })
    .sort();

export const repositoryAt = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(folder, 'precious'), 'precious');
  await git(folder, 'add', '.');
  await git(folder, 'commit', '--quiet', '--message', 'precious');
};

export const prepared = async (): Promise<Place> => {
  const cwd = newFolder();
  const place = { cwd, app: join(cwd, 'my-app'), victim: join(cwd, 'victim') };
  await repositoryAt(place.victim);
  mkdirSync(place.app);
  writeFileSync(join(place.app, 'notes.txt'), 'mine');
  return place;
};

export const ownRepository = async ({ app }: Place): Promise<string> => {
  await repositoryAt(app);
  return join(app, '.git');
};

export const create = (cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram(['my-app', ...COMPLETE, '--on-conflict', 'keep', ...words], { cwd, env });

export const committed = async (folder: string): Promise<readonly string[]> =>
  (await git(folder, 'show', '--name-only', '--format=', 'HEAD')).trim().split('\n');
