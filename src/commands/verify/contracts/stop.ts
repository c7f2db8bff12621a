import { type Contract, fail, pass } from '../contract';
import { type Evidence, type Image, type Running, SeeHealth } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { execAtEnd, isStartScript, withoutStopSignal } from '../fixes/of-runs';
import { whyNotServing } from './hardened';

/** Killed by SIGKILL: 128 + 9. */
const KILLED = 137;
/** By what an app that has no handler ends: 128 and the number of STOPSIGNAL. */
const SIGNALS: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, TERM: 15 };

const goodCodes = ({ stopSignal }: Image): readonly number[] => {
  const name = stopSignal.toUpperCase().replace(/^SIG/, '');
  const number = SIGNALS[name] ?? Number(name);
  return [0, 143, ...(number > 0 && number !== 9 ? [128 + number] : [])];
};

const SHELLS = /^(sh|bash|dash|ash|busybox)$/;

/** Process 1 says why the signal did not arrive, or was not heard. */
const fixOf = ({ processes }: Running): string => {
  const first = processes.find(({ pid }) => pid === 1)?.name ?? '';
  if (SHELLS.test(first))
    return `process 1 is ${first}, which does not hand SIGTERM on: CMD ["gunicorn", ...] in exec form, or exec before the last command of the script`;
  if (/^(python|flask|Main)/i.test(first))
    return `process 1 is ${first}, and a process 1 without a handler of SIGTERM never gets it: let a server that ends its requests first be process 1 (gunicorn, waitress), add a handler, or STOPSIGNAL SIGINT`;
  return `let process 1 (${first === '' ? 'unknown' : first}) end at SIGTERM, with a graceful timeout below the grace period: CMD ["gunicorn", ...] in exec form, or STOPSIGNAL with the signal at which it ends`;
};

/** A script that does not hand the signal on, or a signal that the server takes for something else. */
const editsOf = async (evidence: Evidence): Promise<readonly Edit[]> => {
  const image = await evidence.image();
  if (image.stopSignal !== '' && !/^(SIG)?(TERM|INT|QUIT)$|^(2|3|15)$/i.test(image.stopSignal))
    return withoutStopSignal(await evidence.repository());
  const scripts = await evidence.sources(isStartScript(image));
  return scripts.length === 1 ? execAtEnd(scripts[0]!) : [];
};

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
    const killed = exitCode === KILLED ? ': it had to be killed' : '';
    if (killed !== '' || !goodCodes(await evidence.image()).includes(exitCode))
      return fail(`${took}${killed}`, fixWith(fixOf(run), ...(await editsOf(evidence))), run.logs);
    if (inFlight.unseen)
      return pass(`${took}; whether a request under way is answered could not be judged: ${inFlight.why}`);
    if (inFlight.status === undefined)
      return fail(
        `${took}; the request under way was dropped: ${inFlight.why ?? 'no answer'}`,
        'use a server that ends the requests under way first: gunicorn, waitress or uwsgi, with a graceful timeout below the grace period',
        run.logs,
      );
    return pass(`${took}; the request under way was answered with ${inFlight.status}`);
  },
};
