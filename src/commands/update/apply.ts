import { join } from 'node:path';
import fs from 'fs-extra';
import { type Outcome, type Problem, Stop } from '../../errors';
import { environmentFor } from '../../machine/environment';
import { ended } from '../../machine/failure';
import { run } from '../../machine/run';
import { gitCall } from '../../steps/git-settings';
import type { Merged } from './fates';
import { type Called, call, type Git, must } from './git';
import { begin, forget, messagePath, undo, written } from './journal';
import { changesBetween, type Scratch, treeOf, treeWith } from './merge';
import { KEPT_REF, type Place } from './place';
import type { Entry } from './reconcile';

/** How the result was put into the repository. */
export interface Applied {
  readonly commit?: string;
  readonly branch?: string;
  /** Where a hook, or a signature, refused the commit: the result is staged. */
  readonly refused?: { readonly end: Outcome; readonly problem: Problem };
}

export interface Result {
  readonly merged: Merged;
  /** The commit of what is generated now. */
  readonly generated: string;
  readonly message: string;
}

/** The owner's own git: their hooks, filters, line ends and signature. */
export const ownersGit = ({ root, git }: Place): Git => ({
  cwd: root,
  set: {},
  settings: [],
  manner: 'owner',
  world: git.world,
});

/** @returns the tree of the whole repository with the result in it, and what of it changes. */
const wholeTree = async (
  scratch: Scratch,
  { merged }: Result,
): Promise<{
  readonly tree: string;
  readonly changes: ReadonlyMap<string, Entry | undefined>;
  readonly before: ReadonlySet<string>;
}> => {
  const { place, git } = scratch;
  const before = await treeOf(git, `${place.head}:${place.prefix}`);
  const changes = new Map(
    [...changesBetween(before, merged.result)].map(([path, entry]) => [place.prefix + path, entry] as const),
  );
  const tree = await treeWith(scratch, place.head, changes);
  return { tree, changes, before: new Set([...before.keys()].map((path) => place.prefix + path)) };
};

const STAGE = { base: 1, ours: 2, theirs: 3 } as const;

/** git-update-index(1), "USING --INDEX-INFO": the entry is taken out, and its stages put in. */
const stageLines = ({ prefix, format }: Place, { conflicts }: Merged): string =>
  [...conflicts]
    .map(([path, stages]) => {
      const lines = (['base', 'ours', 'theirs'] as const).flatMap((side) => {
        const entry = stages[side];
        return entry === undefined ? [] : [`${entry.mode} ${entry.id} ${STAGE[side]}\t${prefix}${path}\0`];
      });
      return `0 ${'0'.repeat(format === 'sha256' ? 64 : 40)}\t${prefix}${path}\0${lines.join('')}`;
    })
    .join('');

/** As a cherry-pick leaves it: `git cherry-pick --continue` ends it, `--abort` takes all of it back. */
const leaveOpen = async (place: Place, owners: Git, { merged, generated, message }: Result): Promise<void> => {
  await must(owners, ['update-index', '-z', '--index-info'], stageLines(place, merged));
  const open = [...merged.conflicts.keys()].map((path) => `#\t${place.prefix}${path}\n`).join('');
  fs.writeFileSync(join(place.gitDir, 'MERGE_MSG'), `${message}\n# Conflicts:\n${open}`);
  await must(owners, ['update-ref', 'CHERRY_PICK_HEAD', generated]);
};

const commitFailure = (called: Pick<Called, 'stdout' | 'stderr'>): Applied['refused'] => {
  const words = (called.stderr.trim() || called.stdout.trim()).split('\n').slice(-5).join('\n');
  return {
    end: 'io',
    problem: {
      code: 'step',
      message: `git commit refused: ${words || 'without a word'}`,
      fix: 'the result is staged; the commands below end it, or take it back',
    },
  };
};

/** Hooks take the time that they take; a signal ends them. */
const commit = async (owners: Git, words: readonly string[]): Promise<Called> => {
  const { cwd, set, world } = owners;
  const ran = await run(gitCall('owner', ['commit', ...words]), {
    cwd,
    env: environmentFor('git-owner', world, set),
    ending: world.ending,
    // However much they say.
    onBytes: () => undefined,
    spare: true,
  });
  return { ok: ran.exitCode === 0, exitCode: ran.exitCode, stdout: ran.stdout, stderr: ran.stderr };
};

const keep = async (owners: Git, generated: string): Promise<void> =>
  void (await must(owners, ['update-ref', KEPT_REF, generated]));

const headMoved = (): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: 'the repository was changed while the update was worked out',
      flag: 'directory',
      fix: 'run it again',
    },
  ]);

const mustStandStill = async ({ git, head }: Place): Promise<void> => {
  const now = (await must(git, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
  const index = await call(git, ['diff-index', '--cached', '--quiet', '--ignore-submodules=all', 'HEAD']);
  if (now !== head || !index.ok) throw headMoved();
};

/** Puts the result into the index and the files; nothing of it stays where that does not end well. */
const write = async (scratch: Scratch, result: Result, owners: Git): Promise<void> => {
  const { place } = scratch;
  const { tree, changes, before } = await wholeTree(scratch, result);
  const made = [...changes.keys()].filter((path) => !before.has(path));
  await mustStandStill(place);
  const changed = [...changes.keys()].filter((path) => before.has(path));
  begin(place, { head: place.head, result: tree, generated: result.generated, made, changed });
  try {
    await must(owners, ['read-tree', '-m', '-u', place.head, tree]);
    if (result.merged.conflicts.size > 0) await leaveOpen(place, owners, result);
    if (owners.world.ending.aborted) throw ended(owners.world);
  } catch (error) {
    // A signal must not end what takes it back.
    await undo(place, { ...owners, world: { ...owners.world, ending: new AbortController().signal } });
    throw owners.world.ending.aborted ? ended(owners.world) : error;
  }
};

/**
 * Puts the result on the branch that is checked out.
 * @param wanted false to leave a clean result staged
 */
export const applyHere = async (scratch: Scratch, result: Result, wanted: boolean): Promise<Applied> => {
  const { place } = scratch;
  const owners = ownersGit(place);
  await write(scratch, result, owners);
  if (result.merged.conflicts.size > 0 || !wanted) {
    await keep(owners, result.generated);
    written(place);
    forget(place);
    return {};
  }
  fs.writeFileSync(messagePath(place), result.message);
  const called = await commit(owners, ['--quiet', '-F', messagePath(place)]);
  if (owners.world.ending.aborted) {
    await undo(place, { ...owners, world: { ...owners.world, ending: new AbortController().signal } });
    throw ended(owners.world);
  }
  await keep(owners, result.generated);
  written(place);
  if (!called.ok) {
    forget(place);
    const refused = commitFailure(called);
    return refused === undefined ? {} : { refused };
  }
  fs.rmSync(messagePath(place), { force: true });
  forget(place);
  return { commit: (await must(owners, ['rev-parse', 'HEAD'])).trim() };
};

/** Commits in a work tree of its own, so that the owner's hooks see the files and the checkout does not change. */
const commitApart = async (
  scratch: Scratch,
  tree: string,
  message: string,
  owners: Git,
): Promise<Called & { readonly id: string }> => {
  const { place, folder } = scratch;
  const apart = join(folder, 'tree');
  const path = join(folder, 'message');
  fs.writeFileSync(path, message);
  await must(owners, ['worktree', 'add', '--quiet', '--detach', '--no-checkout', apart, place.head]);
  try {
    const there: Git = { ...owners, cwd: apart };
    await must(there, ['read-tree', '--reset', '-u', tree]);
    const called = await commit(there, ['--quiet', '-F', path]);
    return { ...called, id: called.ok ? (await must(there, ['rev-parse', 'HEAD'])).trim() : '' };
  } finally {
    await call(owners, ['worktree', 'remove', '--force', apart]);
    await call(owners, ['worktree', 'prune']);
  }
};

/**
 * Puts the result on a new branch; the checkout stays as it is. With conflicts it holds their markers, and no hook runs:
 * hooks refuse markers.
 */
export const applyToBranch = async (scratch: Scratch, result: Result, branch: string): Promise<Applied> => {
  const { place, git } = scratch;
  const owners = ownersGit(place);
  const { tree } = await wholeTree(scratch, result);
  if (result.merged.conflicts.size > 0) {
    const id = (await must(git, ['commit-tree', tree, '-p', place.head, '-F', '-'], result.message)).trim();
    await must(owners, ['update-ref', `refs/heads/${branch}`, id, '0'.repeat(place.head.length)]);
    await keep(owners, result.generated);
    return { commit: id, branch };
  }
  const made = await commitApart(scratch, tree, result.message, owners);
  if (!made.ok) {
    const refused = commitFailure(made);
    return refused === undefined
      ? {}
      : {
          refused: {
            ...refused,
            problem: {
              ...refused.problem,
              fix: 'nothing was changed; mend what the hook names, or leave --to-branch out',
            },
          },
        };
  }
  await must(owners, ['update-ref', `refs/heads/${branch}`, made.id, '0'.repeat(place.head.length)]);
  await keep(owners, result.generated);
  return { commit: made.id, branch };
};
