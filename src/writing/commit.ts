import { ended, errnoOf, ioFailure } from '../machine/failure';
import type { World } from '../machine/world';
import { type Change, isUnchanged, type Target } from '../plan/compare';
import { shellOf } from '../text/shell-words';
import type { Backups } from './fill-folder';
import { stageNew, sweepBeside } from './stage';

/** Where a rename cannot put the folder in place, writing into it still can. */
const CANNOT_RENAME: ReadonlySet<string> = new Set(['EXDEV', 'EBUSY', 'EACCES', 'EPERM', 'EROFS']);

/** Removes what killed runs left in and beside a target that is as it should be. */
export const sweepAround = async (target: Target): Promise<void> => {
  sweepBeside(target.path);
  if (target.state !== 'absent') (await import('./take-folder')).sweepOwnFolder(target.path);
};

/**
 * Writes the changes. A target that is absent or empty appears whole or not at all; an existing one
 * changes file by file, and back on failure.
 * @returns where replaced bytes are kept, by path
 */
export const commit = async (target: Target, changes: readonly Change[], world: World): Promise<Backups> => {
  if (isUnchanged(changes)) {
    await sweepAround(target);
    return new Map();
  }
  sweepBeside(target.path);
  const breathe = async (): Promise<void> => {
    // Not that of timers/promises, which is one module more to load.
    await new Promise((resolve) => setImmediate(resolve));
    if (world.ending.aborted) throw ended(world);
  };
  try {
    if (target.state === 'absent') await stageNew(target.path, changes, world.platform, breathe);
    if (target.state === 'absent') return new Map();
    if (target.state === 'empty') {
      try {
        await stageNew(target.path, changes, world.platform, breathe);
        return new Map();
      } catch (error) {
        // An empty folder that is a mount point, or whose parent is not ours to write.
        if (!CANNOT_RENAME.has(errnoOf(error) ?? '')) throw error;
      }
    }
    // Loaded only for a folder that holds something.
    const { merge } = await import('./fill-folder');
    return await merge(target.path, changes, shellOf(world.platform, world.env), breathe);
  } catch (error) {
    throw ioFailure(error, target.path);
  }
};
