import { printable } from '../text/printable';
import type { World } from './world';

/** Longer than this feels like waiting. In milliseconds. */
const A_MOMENT = 600;

/**
 * Says what is going on, on a terminal, once it takes longer than a moment.
 * @param what in the present: `making the first commit`
 */
export const during = async <T>(
  what: string,
  work: Promise<T>,
  world: Pick<World, 'stderr' | 'isTerminal'>,
): Promise<T> => {
  if (!world.isTerminal('stderr')) return work;
  const timer = setTimeout(() => world.stderr.write(`${printable(what)} ...\n`), A_MOMENT);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
};
