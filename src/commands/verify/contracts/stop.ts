import { type Contract, fail, pass } from '../contract';
import { SeeHealth } from '../evidence';
import { whyNotServing } from './hardened';

/** Killed by SIGKILL: 128 + 9. */
const KILLED = 137;
/** Ended by itself, or by SIGTERM: 128 + 15. */
const GOOD = [0, 143];

const FIX =
  'let the server be process 1 and get the signal: CMD ["gunicorn", ...] in exec form, no shell around it (or exec in the script), and a graceful timeout below the grace period';

/** A stop is quick, and takes no answer away. */
export const stop: Contract = {
  id: 'stop',
  title: 'It stops when told to',
  needs: 'image',
  expected: 'SIGTERM ends it within the grace period, exit 0 or 143, and a request under way is answered',
  judge: async (evidence) => {
    const run = await evidence.running();
    const why = whyNotServing(run);
    if (why !== undefined && !run.served) throw new SeeHealth(`it does not serve: ${why}`);
    const { seconds, graceSeconds, exitCode, inFlight } = await evidence.stopped();
    const took = `${seconds.toFixed(1)} s of ${graceSeconds} s, exit ${exitCode}`;
    if (exitCode === KILLED) return fail(`${took}: it had to be killed`, FIX, run.logs);
    if (!GOOD.includes(exitCode)) return fail(`${took}`, FIX, run.logs);
    if (inFlight.unseen)
      return pass(`${took}; whether a request under way is answered could not be judged: ${inFlight.why}`);
    if (inFlight.status === undefined)
      return fail(
        `${took}; the request under way was dropped: ${inFlight.why ?? 'no answer'}`,
        `${FIX}; use a server that ends its requests first`,
        run.logs,
      );
    return pass(`${took}; the request under way was answered with ${inFlight.status}`);
  },
};
