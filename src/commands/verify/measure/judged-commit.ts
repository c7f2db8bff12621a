import { environmentFor } from '../../../machine/environment';
import { run } from '../../../machine/run';
import type { World } from '../../../machine/world';
import { askGit } from '../../../steps/ask-git';
import { programsOff } from '../../../steps/git-programs';
import { gitCall } from '../../../steps/git-settings';

/** Where a folder stands in the history of its repository. */
export interface JudgedCommit {
  readonly id: string;
  /** Whether files differ from it; undefined where git could not tell. */
  readonly changed?: boolean;
}

/** Git looks at every file; a proof takes longer. In milliseconds. */
const PATIENCE = 20_000;

/** Nothing that the repository's settings name is run, and its index is not written. */
const isChanged = async (directory: string, world: World): Promise<{ readonly changed?: boolean }> => {
  const top = await askGit(directory, ['rev-parse', '--show-toplevel'], world);
  const off = top.exitCode === 0 ? await programsOff(top.stdout, world) : { why: 'no work tree' };
  if ('why' in off) return {};
  const words = ['--no-optional-locks', 'status', '--porcelain', '--ignore-submodules=all', '--', '.'];
  const asked = await run(gitCall('folder', words, off.settings), {
    cwd: directory,
    env: environmentFor('git', world),
    ending: world.ending,
    timeout: PATIENCE,
  });
  return asked.exitCode === 0 ? { changed: asked.stdout !== '' } : {};
};

/** @returns the commit that a folder has checked out; undefined where it has none, or git does not say. */
export const judgedCommit = async (directory: string, world: World): Promise<JudgedCommit | undefined> => {
  const asked = await askGit(directory, ['rev-parse', '--verify', '--quiet', 'HEAD'], world);
  const id = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.exec(asked.stdout.trim())?.[0];
  return asked.exitCode === 0 && id !== undefined ? { id, ...(await isChanged(directory, world)) } : undefined;
};
