import { ended } from './failure';
import type { World } from './world';

/** Work of this many milliseconds is done in one go. */
const AT_ONCE = 50;

let since = 0;

/**
 * Stands between two pieces of work of which there may be many: signals are only heard in between.
 * @throws Stop where the run is told to end
 */
export const breath = async (world: Pick<World, 'ending' | 'endedBy'>): Promise<void> => {
  if (Date.now() - since < AT_ONCE) return;
  await new Promise((resolve) => setImmediate(resolve));
  if (world.ending.aborted) throw ended(world);
  since = Date.now();
};
