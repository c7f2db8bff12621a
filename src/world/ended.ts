import { Stop } from '../errors';
import type { World } from './world';

/** @returns the end of a run that was told to end before it changed anything. */
export const ended = (world: Pick<World, 'endedBy'>): Stop => {
  const outcome = world.endedBy() ?? 'interrupted';
  return new Stop(outcome, [
    {
      code: 'signal',
      message: outcome === 'interrupted' ? 'interrupted; nothing was made' : 'ended by a signal; nothing was made',
    },
  ]);
};
