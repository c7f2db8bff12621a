import { basename, dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { kindOf, standing } from '../machine/standing';

/**
 * Where git would write for a work tree: looked at before git is let near it. An archive can hold a `.git` whose parts
 * lead into other repositories of its victim.
 */
export interface GitFolder {
  /** The repository's own folder: `.git`, or what a file of that name leads to. */
  readonly own: string;
  /** Where its objects and branches are: another folder for a linked worktree. */
  readonly common: string;
  /** The work tree that must be named by the repository itself, since `.git` is only a file. */
  readonly isLinkedTo?: 'a worktree' | 'a submodule';
}

/** What is found out: the folder, or why it is not this work tree's own. */
export type Looked = { readonly folder: GitFolder } | { readonly why: string };

/** gitrepository-layout(5): what may well be a link, and is nothing that a commit writes into. */
const HARMLESS: ReadonlySet<string> = new Set(['hooks', 'lfs', 'annex', 'svn', 'description', 'branches']);

/** Folders that a commit makes files in, with all that is below them. */
const WRITTEN_BELOW = ['refs', 'logs', 'reftable', 'info'] as const;

/** A repository with more loose branches than this is not looked through. */
const MOST_ENTRIES = 200_000;
/** A path is shorter. In bytes. */
const MOST_BYTES = 8 * 1024;

/** @returns the text of a small plain file; undefined where there is none. */
const lineOf = (path: string): string | undefined => {
  const stats = standing(path);
  if (!stats?.isFile() || stats.size > MOST_BYTES) return undefined;
  return fs.readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
};

const isSameFolder = (one: string, other: string): boolean =>
  standing(one) !== undefined && fs.realpathSync.native(one) === fs.realpathSync.native(other);

/** What a commit would not write into the folder itself: links, pipes, devices. A socket is that of a file monitor. */
const isOdd = (stats: fs.Stats): boolean => !stats.isFile() && !stats.isDirectory() && !stats.isSocket();

const oddAt = (folder: string, path: string): string | undefined => {
  const stats = standing(join(folder, path));
  return stats && isOdd(stats) ? `${path} in its .git is ${kindOf(stats)}` : undefined;
};

/** Git writes some files in place: a second name of such a file would be written through. */
const writtenInPlace = (path: string): boolean => path === 'COMMIT_EDITMSG' || path.startsWith('logs/');

const walk = (folder: string, path: string, counted: { entries: number }): string | undefined => {
  const stats = standing(join(folder, path));
  if (stats === undefined) return undefined;
  counted.entries += 1;
  if (counted.entries > MOST_ENTRIES) return `its .git has more than ${MOST_ENTRIES} loose references`;
  if (isOdd(stats)) return `${path} in its .git is ${kindOf(stats)}`;
  if (stats.isFile() && stats.nlink > 1 && writtenInPlace(path))
    return `${path} in its .git has a second name elsewhere`;
  if (!stats.isDirectory()) return undefined;
  for (const name of fs.readdirSync(join(folder, path))) {
    const why = walk(folder, `${path}/${name}`, counted);
    if (why !== undefined) return why;
  }
  return undefined;
};

const oddObjects = (folder: string): string | undefined => {
  for (const name of fs.readdirSync(join(folder, 'objects'))) {
    const why = oddAt(folder, `objects/${name}`);
    if (why !== undefined) return why;
  }
  for (const name of ['alternates', 'http-alternates'])
    if (standing(join(folder, 'objects', 'info', name)) !== undefined)
      return `its .git takes objects from another repository (objects/info/${name})`;
  return undefined;
};

const oddParts = (folder: string): string | undefined => {
  for (const name of fs.readdirSync(folder)) {
    const why = HARMLESS.has(name) ? undefined : oddAt(folder, name);
    if (why !== undefined) return why;
  }
  const counted = { entries: 0 };
  for (const path of ['COMMIT_EDITMSG', ...WRITTEN_BELOW]) {
    const why = walk(folder, path, counted);
    if (why !== undefined) return why;
  }
  return standing(join(folder, 'objects'))?.isDirectory() ? oddObjects(folder) : undefined;
};

const ELSEWHERE = 'its .git leads to another repository, which does not name this folder as its work tree';

/** gitrepository-layout(5), "worktrees/<id>": the folder of a linked worktree names the `.git` file that leads to it. */
const worktreeOf = (target: string, own: string): Looked => {
  const common = resolve(own, lineOf(join(own, 'commondir')) ?? '');
  const back = lineOf(join(own, 'gitdir'));
  if (back === undefined || !isSameFolder(dirname(own), join(common, 'worktrees'))) return { why: ELSEWHERE };
  const named = resolve(own, back);
  return basename(named) === '.git' && isSameFolder(dirname(named), target)
    ? { folder: { own, common, isLinkedTo: 'a worktree' } }
    : { why: ELSEWHERE };
};

const fromFile = (target: string, path: string): Looked => {
  const named = /^gitdir: (.+)$/s.exec(lineOf(path) ?? '')?.[1];
  if (named === undefined) return { why: 'its .git is a file that names no repository' };
  const own = resolve(target, named);
  const stats = standing(own);
  if (!stats?.isDirectory()) return { why: `its .git leads to ${stats === undefined ? 'nothing' : kindOf(stats)}` };
  return standing(join(own, 'commondir')) === undefined
    ? { folder: { own, common: own, isLinkedTo: 'a submodule' } }
    : worktreeOf(target, own);
};

const located = (target: string): Looked => {
  const path = join(target, '.git');
  const stats = standing(path);
  if (stats?.isFile()) return fromFile(target, path);
  if (!stats?.isDirectory()) return { why: `its .git is ${stats === undefined ? 'gone' : kindOf(stats)}` };
  return standing(join(path, 'commondir')) === undefined
    ? { folder: { own: path, common: path } }
    : { why: 'its .git keeps its branches in another repository (commondir)' };
};

/** @returns the folder that git would write into for a work tree, if all of it is the work tree's own. */
export const lookAtGitFolder = (target: string): Looked => {
  const looked = located(target);
  if ('why' in looked) return looked;
  const { own, common } = looked.folder;
  for (const folder of new Set([own, common])) {
    const why = oddParts(folder);
    if (why !== undefined) return { why };
  }
  return looked;
};

/** @returns whether a folder is itself a bare repository: git would find it there. */
export const isBare = (target: string): boolean =>
  ['objects', 'refs'].every((name) => standing(join(target, name))?.isDirectory()) &&
  standing(join(target, 'HEAD')) !== undefined;
