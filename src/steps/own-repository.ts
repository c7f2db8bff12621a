import { join, resolve } from 'node:path';
import fs from 'fs-extra';
import { errnoOf } from '../machine/failure';
import type { World } from '../machine/world';
import { askGit, onlyHere } from './ask-git';
import { type GitFolder, isBare, lookAtGitFolder } from './git-folder';
import { programsOff, USAGE } from './git-programs';

const realOf = (path: string): string => fs.realpathSync.native(path);

const leadsTo = (told: string | undefined, folder: string, from: string): boolean => {
  if (told === undefined || told === '') return false;
  try {
    return realOf(resolve(from, told)) === realOf(folder);
  } catch {
    return false;
  }
};

/** A submodule's repository names its work tree, git-config(1) core.worktree; a stranger's does not name this one. */
const namesWorkTree = async (target: string, { own }: GitFolder, world: World): Promise<boolean> => {
  for (const name of ['config.worktree', 'config']) {
    const words = ['config', '--file', join(own, name), '--get', 'core.worktree'];
    const asked = await askGit(target, words, world);
    if (asked.exitCode === 0) return leadsTo(asked.stdout, target, own);
  }
  return false;
};

const QUESTIONS = ['--is-inside-work-tree', '--absolute-git-dir', '--git-common-dir', '--show-cdup'] as const;

/** Git must see the same as we do: the repository, and this folder as the top of its work tree. */
const seenByGit = async (target: string, folder: GitFolder, world: World): Promise<string | undefined> => {
  const asked = await askGit(target, ['rev-parse', ...QUESTIONS], world, onlyHere(target));
  // What is missing or too old is told where it is needed.
  if (asked.absent || asked.exitCode === USAGE) return undefined;
  if (/dubious ownership|unsafe repository/.test(asked.stderr))
    return "its .git belongs to another user, and git's safe.directory does not name it";
  if (asked.exitCode !== 0)
    return `git does not take its .git for a repository: ${asked.stderr.split('\n')[0] || 'no answer'}`;
  const [inside, own, common, up, ...rest] = asked.stdout.split('\n');
  const isSame =
    inside === 'true' &&
    leadsTo(own, folder.own, target) &&
    leadsTo(common, folder.common, target) &&
    up === '' &&
    rest.length === 0;
  return isSame ? undefined : 'its .git names another folder as its work tree, or git takes another repository for it';
};

const reasonOf = async (target: string, hasGit: boolean, world: World): Promise<string | undefined> => {
  if (!hasGit) return isBare(target) ? 'the folder is itself a bare repository of git' : undefined;
  const looked = lookAtGitFolder(target);
  if ('why' in looked) return looked.why;
  const seen = await seenByGit(target, looked.folder, world);
  if (seen !== undefined) return seen;
  if (looked.folder.isLinkedTo === 'a submodule' && !(await namesWorkTree(target, looked.folder, world)))
    return 'its .git leads to another repository, which does not name this folder as its work tree';
  const programs = await programsOff(target, world);
  return 'why' in programs && !programs.unasked ? programs.why : undefined;
};

/**
 * @param hasGit whether there is a `.git` in the folder, whatever it is
 * @returns why what git would write for a folder may go elsewhere, or run something; undefined where it is the folder's own
 */
export const whyForeign = async (target: string, hasGit: boolean, world: World): Promise<string | undefined> => {
  try {
    return await reasonOf(target, hasGit, world);
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return `its .git cannot be looked at (${code})`;
  }
};
