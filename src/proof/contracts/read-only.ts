import { type Contract, fail, pass, unjudged } from '../contract';
import { runWithout, servedText, whyNotServing } from './hardened';

const FIX =
  'write only below /tmp: for gunicorn worker_tmp_dir = "/dev/shm" and control_socket_disable = True; no byte code at run time (PYTHONDONTWRITEBYTECODE=1); uploads and caches to a volume';

/** The container needs no writable root file system. */
export const readOnly: Contract = {
  id: 'read-only',
  title: 'It runs on a read-only file system',
  needs: 'image',
  expected: 'healthy and serving with --read-only and a tmpfs on /tmp',
  judge: async (evidence) => {
    const plain = whyNotServing(await evidence.running());
    if (plain !== undefined)
      return unjudged(`it does not serve on a writable one either: ${plain}`, 'see the contract health');
    const run = await runWithout(evidence, 'read-only');
    const why = whyNotServing(run);
    return why === undefined ? pass(servedText(run), run.logs) : fail(why, FIX, run.logs);
  },
};
