import { join } from 'node:path';
import { errnoOf } from '../machine/failure';
import { standing } from '../machine/standing';
import type { World } from '../machine/world';
import { isPrintable } from '../text/printable';
import { askGit, onlyHere } from './ask-git';
import { whyForeign } from './own-repository';

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

/**
 * @param path absolute
 * @returns the branch that a folder's own repository is on, without a commit too; undefined where there is none, or none
 *   is checked out
 */
export const branchOf = async (path: string, world: World): Promise<string | undefined> => {
  try {
    if (standing(join(path, '.git')) === undefined) return undefined;
    if ((await whyForeign(path, true, world)) !== undefined) return undefined;
  } catch (error) {
    // A way that cannot be gone fails by name where it is needed.
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
  const head = await askGit(path, ['symbolic-ref', '--quiet', '--short', 'HEAD'], world, onlyHere(path));
  return head.exitCode === 0 ? head.stdout.trim() : undefined;
};

/** What a repository has that is not of this run. */
export interface History {
  /** It has a commit. */
  readonly commits: boolean;
  /** It knows where to push to. */
  readonly origin: boolean;
}

/** @returns what the repository of a folder has already. */
export const historyOf = async (path: string, world: World): Promise<History> => {
  const here = onlyHere(path);
  const head = await askGit(path, ['rev-parse', '--verify', '--quiet', 'HEAD'], world, here);
  const origin = await askGit(path, ['config', '--get', 'remote.origin.url'], world, here);
  return { commits: head.exitCode === 0, origin: origin.exitCode === 0 };
};
