import type { Hardening, Image, Running } from '../proof/evidence';
import { candidatePaths, candidatePorts } from '../proof/service';
import { ask, type Container, logsOf, processesOf, stateOf } from './container';
import type { ProofRun } from './proof-run';
import { NotStarted } from './refused-start';
import { start } from './start-container';

/** An app that does not answer by then does not start. In milliseconds. */
const START = 60_000;
/** Between two looks. In milliseconds. */
const PAUSE = 100;
/** How long a check may take to say "healthy" once the app serves. In milliseconds. */
const HEALTHY = 20_000;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

type Served = NonNullable<Running['served']>;

/** An answer says most; a fault of the app more than "not found" on a path that was only guessed. */
const worth = ({ status }: Served): number => (status < 400 ? 2 : status >= 500 ? 1 : 0);

/** Where the app may answer: where it did before, or every candidate. */
const places = (
  run: ProofRun,
  image: Image,
  before: Served | undefined,
): { ports: readonly number[]; paths: readonly string[] } =>
  before
    ? { ports: [before.port], paths: [before.path] }
    : {
        ports: candidatePorts(image, run.repository, run.options.port),
        paths: candidatePaths(image, run.repository, run.options.healthPath),
      };

/** @returns the best answer of all candidates. */
const firstAnswer = async (
  run: ProofRun,
  image: Image,
  container: Container,
  before: Served | undefined,
): Promise<Running['served'] | undefined> => {
  const { ports, paths } = places(run, image, before);
  for (const port of ports) {
    let best: Served | undefined;
    for (const path of paths) {
      const status = await ask(run.docker, container, port, path);
      if (status === undefined && best === undefined) break;
      if (status !== undefined && (best === undefined || worth({ port, path, status }) > worth(best)))
        best = { port, path, status };
      if (best !== undefined && best.status < 400) break;
    }
    if (best) return best;
  }
  return undefined;
};

const untilServed = async (
  run: ProofRun,
  image: Image,
  container: Container,
  before: Served | undefined,
): Promise<Running['served'] | undefined> => {
  const end = Date.now() + START;
  while (Date.now() < end) {
    const served = await firstAnswer(run, image, container, before);
    if (served) return served;
    if (!(await stateOf(run.docker, container.id)).running) return undefined;
    await pause(PAUSE);
  }
  return undefined;
};

const untilHealthy = async (run: ProofRun, container: Container) => {
  const end = Date.now() + HEALTHY;
  for (;;) {
    const state = await stateOf(run.docker, container.id);
    if (state.health === 'healthy' || state.health === 'none' || !state.running || Date.now() > end) return state;
    await pause(2 * PAUSE);
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
  try {
    const container = await start(run, image, without);
    const served = await untilServed(run, image, container, before);
    const readyMs = Date.now() - began;
    const state = served ? await untilHealthy(run, container) : await stateOf(run.docker, container.id);
    const seen = state.running ? await processesOf(run.docker, container.id) : { processes: [] };
    const running: Running = {
      ...(served ? { served } : {}),
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
  }
};

/** Removes a container that is not needed any more: memory is scarce on small machines. */
export const discard = async (run: ProofRun, { container }: Observed): Promise<void> => {
  if (container) await run.docker.call(['rm', '--force', '--volumes', container.id]);
};
