import fs from 'fs-extra';
import { Stop } from '../errors';

/** @throws Stop(io) when the current folder was removed: a target made in its place would be seen by no shell that stands there. */
export const standSomewhere = (world: { readonly cwd: string }): void => {
  try {
    if (fs.statSync(world.cwd, { throwIfNoEntry: false })) return;
  } catch {
    // It cannot be looked at: whoever needs it fails on it by name.
    return;
  }
  const message = `the current folder is gone: ${world.cwd}`;
  throw new Stop('io', [{ code: 'io', message, fix: 'cd to a folder that exists, and run it again' }]);
};
