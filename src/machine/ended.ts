import { Stop } from '../errors';
import type { World } from './world';

/**
 * @param what what became of what the run had begun; without it nothing was made
 * @returns the end of a run that was told to end
 */
export const ended = (world: Pick<World, 'endedBy'>, what?: string): Stop => {
  const outcome = world.endedBy() ?? 'interrupted';
  const how = outcome === 'interrupted' ? 'interrupted' : 'ended by a signal';
  return new Stop(outcome, [{ code: 'signal', message: what ?? `${how}; nothing was made` }]);
};
