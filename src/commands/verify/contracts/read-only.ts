import { type Contract, fail, pass } from '../contract';
import { runWithout, servedText } from './hardened';

const FIX =
  'write only below /tmp: for gunicorn worker_tmp_dir = "/dev/shm" and control_socket_disable = True; no byte code at run time (PYTHONDONTWRITEBYTECODE=1); uploads and caches to a volume';

/** The container needs no writable root file system. */
export const readOnly: Contract = {
  id: 'read-only',
  title: 'It runs on a read-only file system',
  needs: 'image',
  expected: 'healthy and serving with --read-only and a tmpfs on /tmp',
  judge: async (evidence) => {
    const { run, why } = await runWithout(evidence, 'read-only');
    return why === undefined ? pass(servedText(run), run.logs) : fail(why, FIX, run.logs);
  },
};
