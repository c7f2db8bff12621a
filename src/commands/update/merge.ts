import { join } from 'node:path';
import fs from 'fs-extra';
import type { Merged, Stages } from './fates';
import { bytesFrom, type Git, GitFailed, must } from './git';
import type { Place } from './place';
import { type Entry, sameEntry, type ToMerge, type Tree } from './reconcile';

/**
 * The merge itself is git's own, in a repository of ours that takes its objects from the owner's: nothing there names a
 * program, and nothing of the owner's is written. With `keep` the objects go into the owner's repository.
 */
export interface Scratch {
  readonly git: Git;
  /** A private folder of this run. */
  readonly folder: string;
  readonly place: Place;
}

/** Variables that keep the user's and the machine's settings out: they may name merge drivers. */
const ALONE = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_ATTR_NOSYSTEM: '1' } as const;

/** More files than a repository is given by hand; beyond it git compares names alone. */
const MOST_RENAMES = 3_000;

const MERGING = [
  'merge.conflictStyle=diff3',
  'merge.renormalize=true',
  'merge.directoryRenames=true',
  `merge.renameLimit=${MOST_RENAMES}`,
  `diff.renameLimit=${MOST_RENAMES}`,
  'core.quotePath=false',
] as const;

/** Who writes what was and will be generated: the owner, since `cherry-pick --continue` takes the author over. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

const identity = ({ name, email }: Author): Readonly<Record<string, string>> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
});

/** A path in a variable that holds several, git(1) GIT_ALTERNATE_OBJECT_DIRECTORIES. */
const quoted = (path: string): string => (/[":\n]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path);

/**
 * @param folder a private folder of this run
 * @param keep whether the objects are to stay in the owner's repository
 */
export const scratchIn = async (folder: string, place: Place, author: Author, keep: boolean): Promise<Scratch> => {
  const { world } = place.git;
  const own = join(folder, 'repository');
  const start: Git = { cwd: folder, set: { ...ALONE }, settings: [...MERGING], manner: 'folder', world };
  if (!fs.existsSync(own))
    await must(start, ['init', '--quiet', '--template=', `--object-format=${place.format}`, own]);
  const objects = join(place.commonDir, 'objects');
  const set = {
    ...ALONE,
    ...identity(author),
    GIT_DIR: join(own, '.git'),
    GIT_WORK_TREE: place.directory,
    GIT_INDEX_FILE: join(folder, 'index'),
    ...(keep ? { GIT_OBJECT_DIRECTORY: objects } : { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(objects) }),
  };
  return { git: { ...start, cwd: place.directory, set }, folder, place };
};

const NOTHING = '0'.repeat(40);

const indexLine = ([path, entry]: readonly [string, Entry | undefined]): string =>
  entry === undefined ? `0 ${NOTHING}\t${path}\0` : `${entry.mode} ${entry.id}\t${path}\0`;

/**
 * @param start a tree to begin with; undefined for an empty one
 * @returns the id of the tree with these entries put in, and those that are undefined taken out
 */
export const treeWith = async (
  { git, place }: Scratch,
  start: string | undefined,
  changes: ReadonlyMap<string, Entry | undefined>,
): Promise<string> => {
  await must(git, start === undefined ? ['read-tree', '--empty'] : ['read-tree', start]);
  if (changes.size > 0) {
    const lines = [...changes].map(indexLine).join('');
    const input = place.format === 'sha256' ? lines.replaceAll(`0 ${NOTHING}\t`, `0 ${'0'.repeat(64)}\t`) : lines;
    await must(git, ['update-index', '-z', '--replace', '--index-info'], input);
  }
  return (await must(git, ['write-tree'])).trim();
};

/** @returns the ids of some contents, in their order, which are objects from then on. */
export const storeBytes = async (
  { git, folder }: Scratch,
  contents: readonly Uint8Array[],
): Promise<readonly string[]> => {
  if (contents.length === 0) return [];
  const paths = contents.map((bytes, index) => {
    const path = join(folder, `content-${index}`);
    fs.writeFileSync(path, bytes);
    return path;
  });
  const ids = await must(git, ['hash-object', '-w', '--no-filters', '--stdin-paths'], `${paths.join('\n')}\n`);
  for (const path of paths) fs.unlinkSync(path);
  return ids.trim().split('\n');
};

const ENTRY = /^([0-7]{6}) \w+ ([0-9a-f]+)\t([\s\S]+)$/;

/** @returns the files of a tree; a name that is no UTF-8 is nobody's to generate, and is left out. */
export const treeOf = async (git: Git, tree: string): Promise<Tree> => {
  const words = ['ls-tree', '-r', '-z', '--full-tree', tree];
  const bytes = await bytesFrom(git, words);
  if (bytes === undefined)
    throw new GitFailed(words, { ok: false, exitCode: undefined, stdout: '', stderr: 'the tree cannot be listed' });
  const entries: [string, Entry][] = [];
  for (const line of bytes.toString('utf8').split('\0')) {
    const match = ENTRY.exec(line);
    if (match && !match[3]!.includes('\ufffd')) entries.push([match[3]!, { mode: match[1]!, id: match[2]! }]);
  }
  return new Map(entries);
};

export const bytesOf = async (git: Git, id: string): Promise<Buffer | undefined> =>
  bytesFrom(git, ['cat-file', 'blob', id]);

/** @returns what must change to make one tree of another. */
export const changesBetween = (from: Tree, to: Tree): ReadonlyMap<string, Entry | undefined> => {
  const changes = new Map<string, Entry | undefined>();
  for (const path of from.keys()) if (!to.has(path)) changes.set(path, undefined);
  for (const [path, entry] of to) if (!sameEntry(from.get(path), entry)) changes.set(path, entry);
  return changes;
};

const commit = async ({ git }: Scratch, tree: string, parents: readonly string[], message: string): Promise<string> =>
  (await must(git, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], message)).trim();

const STAGES = { 1: 'base', 2: 'ours', 3: 'theirs' } as const;

/** git-merge-tree(1), "OUTPUT": the tree, then a line for each stage of a conflict, in the form of ls-files. */
const readMerge = (bytes: Buffer): { readonly tree: string; readonly conflicts: Map<string, Stages> } => {
  const [tree = '', ...lines] = bytes.toString('utf8').split('\0');
  const conflicts = new Map<string, Stages>();
  for (const line of lines) {
    const match = /^([0-7]{6}) ([0-9a-f]+) ([123])\t([\s\S]+)$/.exec(line);
    if (!match) continue;
    const [, mode, id, stage, path] = match;
    const before = conflicts.get(path!) ?? {};
    conflicts.set(path!, { ...before, [STAGES[stage as unknown as 1 | 2 | 3]]: { mode: mode!, id: id! } });
  }
  return { tree, conflicts };
};

const moves = async (git: Git, from: string, to: string): Promise<ReadonlyMap<string, string>> => {
  const words = ['diff-tree', '-r', '-z', '-M', '--diff-filter=R', '--name-status', '--no-ext-diff', from, to];
  const parts = (await bytesFrom(git, words))?.toString('utf8').split('\0') ?? [];
  const found: [string, string][] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) found.push([parts[at + 1]!, parts[at + 2]!]);
  return new Map(found);
};

/** What a merge gives, with the commits that it was made of. */
export interface Merging {
  readonly merged: Merged;
  /** The tree that git made, before anything is settled. */
  readonly tree: string;
  /** What is generated now, on what was generated last. */
  readonly generated: string;
}

/**
 * Merges.
 * @param sides as `toMerge` gives them
 * @param title the first line of the commit of what is generated now
 */
export const merge = async (scratch: Scratch, { base, ours, theirs }: ToMerge, title: string): Promise<Merging> => {
  const { git, place } = scratch;
  const head = `${place.head}:${place.prefix}`;
  const [was, mine, next] = [
    await treeWith(scratch, undefined, base),
    await treeWith(scratch, head, changesBetween(await treeOf(git, head), ours)),
    await treeWith(scratch, undefined, theirs),
  ];
  const first = await commit(scratch, was, [], 'What was generated last\n');
  const generated = await commit(scratch, next, [first], `${title}\n`);
  // The names stand in the markers of a conflict.
  await must(git, ['update-ref', '--no-deref', 'HEAD', await commit(scratch, mine, [first], 'HEAD\n')]);
  await must(git, ['update-ref', 'refs/heads/generated', generated]);
  const words = ['merge-tree', '--write-tree', '-z', '--no-messages', 'HEAD', 'generated'];
  const bytes = await bytesFrom(git, words, [0, 1]);
  if (bytes === undefined)
    throw new GitFailed(words, { ok: false, exitCode: undefined, stdout: '', stderr: 'git cannot merge these' });
  const { tree, conflicts } = readMerge(bytes);
  return {
    merged: {
      result: await treeOf(git, tree),
      conflicts,
      movedByOwner: await moves(git, was, mine),
      movedByTemplate: await moves(git, was, next),
    },
    tree,
    generated,
  };
};
