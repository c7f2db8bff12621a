import type { Hardening, Image, Running } from '../evidence';
import { type Container, logsOf, processesOf, stateOf } from './container';
import { follow, type Life } from './life';
import { NotStarted } from './refused-start';
import type { ProofRun } from './run';
import { start } from './start-container';
import { untilServed } from './until-served';

/** Between two questions to an engine that tells nothing. In milliseconds. */
const SILENCE = 1_000;
/** How long a check may take to say "healthy" once the app serves. In milliseconds. */
const HEALTHY = 20_000;

const untilHealthy = async (run: ProofRun, container: Container, life: Life) => {
  const end = Date.now() + HEALTHY;
  for (;;) {
    const state = await stateOf(run.docker, container.id);
    if (state.health === 'healthy' || state.health === 'none' || !state.running || Date.now() > end) return state;
    await life.next(SILENCE);
  }
};

const notStarted = (error: NotStarted): Running => ({
  health: 'none',
  lastCheck: '',
  readyMs: 0,
  processes: [],
  logs: [error.message],
  exitCode: error.exitCode,
  notStarted: error.message,
});

/** What is running, and how it did. */
export interface Observed {
  readonly container?: Container;
  readonly running: Running;
}

/**
 * Starts a container of the image and watches it until it serves and is healthy, or is not going to.
 * @param without what is taken away from it
 * @param before where it served with nothing taken away: it is asked the same
 */
export const observe = async (
  run: ProofRun,
  image: Image,
  without: readonly Hardening[],
  before?: Running['served'],
): Promise<Observed> => {
  run.say(
    without.length === 0
      ? 'starting the app'
      : `starting the app with ${without.map((what) => (what === 'capabilities' ? 'no capabilities' : 'a read-only file system')).join(' and ')}`,
  );
  const began = Date.now();
  let life: Life | undefined;
  try {
    const container = await start(run, image, without);
    life = follow(run.docker, container);
    const { served, deaf } = await untilServed(run, image, container, life, before);
    const readyMs = Date.now() - began;
    const state = served ? await untilHealthy(run, container, life) : await stateOf(run.docker, container.id);
    const seen = state.running ? await processesOf(run.docker, container.id) : { processes: [] };
    const running: Running = {
      ...(served ? { served } : {}),
      ...(deaf === undefined ? {} : { deaf }),
      health: state.health,
      lastCheck: state.lastCheck,
      readyMs,
      ...seen,
      logs: await logsOf(run.docker, container.id),
      ...(state.running ? {} : { exitCode: state.exitCode }),
    };
    return { container, running };
  } catch (error) {
    if (error instanceof NotStarted) return { running: notStarted(error) };
    throw error;
  } finally {
    life?.end();
  }
};

/** Removes a container that is not needed any more: memory is scarce on small machines. */
export const discard = async (run: ProofRun, { container }: Observed): Promise<void> => {
  if (container) await run.docker.call(['rm', '--force', '--volumes', container.id]);
};
