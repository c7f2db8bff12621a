import { dirname } from 'node:path';
import { environmentFor } from '../machine/environment';
import { type Ran, run } from '../machine/run';
import type { World } from '../machine/world';
import { gitCall } from './git-settings';

/** A question to git is quick. In milliseconds. */
const QUICK = 5_000;

/** Asks git something about a folder. Nothing that a configuration names is run for it. */
export const askGit = (
  cwd: string,
  words: readonly string[],
  world: World,
  set: Readonly<Record<string, string>> = {},
): Promise<Ran> =>
  run(gitCall('folder', words), {
    cwd,
    env: environmentFor('git', world, set),
    ending: world.ending,
    timeout: QUICK,
    soon: true,
  });

/** @returns the variable by which git takes the repository of a folder, or none: not the one round it. */
export const onlyHere = (folder: string): Readonly<Record<string, string>> => ({
  GIT_CEILING_DIRECTORIES: dirname(folder),
});
