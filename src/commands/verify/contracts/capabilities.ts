import { type Contract, fail, pass, unjudged } from '../contract';
import { processName } from '../reading/processes';
import { runWithout, servedText } from './hardened';

const FIX = 'start as the final user, on a port above 1023: no gosu, su or chown at start-up, and no USER root';

/** The app needs none of root's powers, and cannot gain any. */
export const capabilities: Contract = {
  id: 'capabilities',
  title: 'It needs no privileges',
  needs: 'image',
  expected: 'CapEff 0 and no-new-privileges for every process with --cap-drop ALL, still serving',
  judge: async (evidence) => {
    // Without dropping anything a process that is not root has none; one that has some asks for them.
    const { plain, run, why } = await runWithout(evidence, 'capabilities');
    if (why !== undefined) return fail(`with --cap-drop ALL and no-new-privileges: ${why}`, FIX, run.logs);
    if (run.processes.length === 0 || run.processes.some(({ capabilities: held }) => held === undefined))
      return unjudged(
        run.unseen ?? 'the capabilities of its processes could not be read',
        'give the image a python or cat on its PATH',
      );
    const holder = [...plain.processes, ...run.processes].find(
      ({ capabilities: held }) => held !== undefined && !/^0+$/.test(held),
    );
    if (holder) return fail(`${processName(holder)} has CapEff ${holder.capabilities}`, FIX);
    const grown = run.processes.find(({ noNewPrivileges }) => noNewPrivileges === false);
    if (grown) return fail(`${processName(grown)} can gain privileges`, FIX);
    return pass(
      `CapEff 0 and no-new-privileges for ${run.processes.length} processes; ${servedText(run)}`,
      run.processes.map((process) => `${processName(process)}: CapEff ${process.capabilities}`),
    );
  },
};
