import type { World } from '../../src/machine/world';
import { environment, newFolder, ROOT } from './program';

/** A world for what has no command of its own yet, or is too quick to be told from outside. */
export const testWorld = (more: Partial<World> = {}): World =>
  ({
    env: environment(),
    cwd: newFolder(),
    platform: process.platform,
    version: '99.0.0',
    home: ROOT,
    untrusted: new Set<string>(),
    ending: new AbortController().signal,
    endedBy: () => undefined,
    ...more,
  }) as World;
