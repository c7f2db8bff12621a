import { SeeHealth, type Stopped } from '../evidence';
import { graceOf } from '../reading/service';
import { stateOf } from './container';
import type { Observed } from './container-runs';
import { beginRequest, beginRequestInside } from './in-flight';
import type { ProofRun } from './run';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Time for the server to take up the request, and for the signal to arrive. In milliseconds. */
const TAKEN_UP = 300;

/** Stops the app while a request is under way. */
export const stopUnderLoad = async (run: ProofRun, { container, running }: Observed): Promise<Stopped> => {
  if (!container || !running.served) throw new SeeHealth('there is no running app to stop');
  const { port, path } = running.served;
  const outer = container.ports.get(port);
  const request =
    outer === undefined ? await beginRequestInside(run.docker, container.id, port, path) : beginRequest(outer, path);
  await pause(TAKEN_UP);
  const graceSeconds = graceOf(run.repository);
  run.say('stopping the app with a request under way');
  const began = Date.now();
  const stopping = run.docker.call(['stop', '--time', String(graceSeconds), container.id], {
    timeout: (graceSeconds + 30) * 1000,
  });
  // Never left without an ear: the run may end before it does.
  stopping.catch(() => undefined);
  await pause(2 * TAKEN_UP);
  request.finish();
  await stopping;
  const seconds = (Date.now() - began) / 1000;
  const inFlight = await request.answer;
  return { seconds, graceSeconds, exitCode: (await stateOf(run.docker, container.id)).exitCode, inFlight };
};
