import { Stop } from '../../../errors';
import { CALL_TIMEOUT, type Docker } from '../../../machine/docker';
import { engineWords } from '../../../machine/engine-words';
import { ended } from '../../../machine/failure';
import type { Ran } from '../../../machine/run';
import type { World } from '../../../machine/world';

/** More than any engine has to say of its objects; a flood must not fill the memory. In bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** How many objects are asked about in one call: command lines have a limit. */
const MOST_IDS = 200;

const NOTHING_REMOVED = 'ended by a signal; nothing was removed';

/**
 * Asks the engine something whose answer may be long.
 * @returns how docker ended
 * @throws Stop(unavailable) where the engine does not answer in time; Stop with the signal where the run is ended
 */
export const readEngine = async (
  docker: Docker,
  words: readonly string[],
  world: Pick<World, 'ending' | 'endedBy'>,
): Promise<Ran> => {
  const ran = await docker.call(words, { mostOutput: MOST_BYTES });
  if (world.ending.aborted) throw ended(world, NOTHING_REMOVED);
  if (ran.stopped !== undefined) {
    const how = ran.stopped === 'deadline' ? `within ${CALL_TIMEOUT / 1000} s` : `in less than ${MOST_BYTES} bytes`;
    throw new Stop('unavailable', [
      {
        code: 'tool',
        message: `the Docker engine did not answer "docker ${words.slice(0, 2).join(' ')}" ${how}`,
        fix: 'run it again; when it stays so, restart the engine',
      },
    ]);
  }
  return ran;
};

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/**
 * Every object of one sort.
 * @param list the words that print one id a line
 * @param inspect the words before the ids that print one JSON value a line
 */
export const readObjects = async <T>(
  docker: Docker,
  list: readonly string[],
  inspect: readonly string[],
  world: Pick<World, 'ending' | 'endedBy'>,
): Promise<readonly T[]> => {
  const listing = await readEngine(docker, list, world);
  if (listing.exitCode !== 0)
    throw new Stop('unavailable', [
      {
        code: 'tool',
        message: `docker ${list.join(' ')} failed: ${engineWords(listing.stderr)}`,
        fix: 'mend what it says and run it again',
      },
    ]);
  const ids = [...new Set(linesOf(listing.stdout))];
  const found: T[] = [];
  for (let at = 0; at < ids.length; at += MOST_IDS) {
    // An object that went away since it was listed makes this fail, and the others are told all the same.
    const told = await readEngine(docker, [...inspect, ...ids.slice(at, at + MOST_IDS)], world);
    found.push(...linesOf(told.stdout).map((line) => JSON.parse(line) as T));
  }
  return found;
};
