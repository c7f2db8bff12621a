import { isPrintable } from '../text/printable';
import { askGit } from './ask-git';
import type { World } from './world';

/** @returns whether the repository around a path ignores it, so that a repository of its own disturbs nobody. */
export const isIgnoredByGit = async (repository: string, path: string, world: World): Promise<boolean> =>
  (await askGit(repository, ['check-ignore', '--quiet', '--', path], world)).exitCode === 0;

/** @returns the user as git knows them, `name <email>`, or undefined. Only proposed, never taken unasked. */
export const gitIdentity = async (world: World): Promise<string | undefined> => {
  const name = (await askGit(world.cwd, ['config', '--get', 'user.name'], world)).stdout.trim();
  const email = (await askGit(world.cwd, ['config', '--get', 'user.email'], world)).stdout.trim();
  if (name === '') return undefined;
  const identity = email === '' ? name : `${name} <${email}>`;
  // A repository's own settings are its maker's words.
  return isPrintable(identity) ? identity : undefined;
};
