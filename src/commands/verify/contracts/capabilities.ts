import { type Contract, fail, type Judgement, pass } from '../contract';
import { type Running, Undecided } from '../evidence';
import { type Fix, fixWith } from '../fixes/edit';
import { withUser } from '../fixes/of-runs';
import { processName } from '../reading/processes';
import { runWithout, servedText } from './hardened';

const WORDS = 'start as the final user, on a port above 1023: no gosu, su or chown at start-up, and no USER root';

const OF_A_FILE =
  'a file of the image gives it away to whoever runs it: leave out the setcap, or take it back with setcap -r; a port below 1024 needs none in a container';

/**
 * Nothing in the image can read /proc. With --cap-drop ALL the kernel leaves no process any, so it has done without; that it
 * asks for none shows in who it is: only root gets some.
 */
const byUser = (plain: Running, run: Running, fix: Fix): Judgement => {
  const root = plain.processes.find(({ uids }) => uids.includes(0));
  if (root) return fail(`${processName(root)} is root, with all that root has of an engine`, fix);
  return pass(
    `${servedText(run)} with --cap-drop ALL and no-new-privileges; CapEff itself could not be read, and no process is root`,
    run.unseen === undefined ? [] : [run.unseen],
  );
};

/** The app needs none of root's powers, and cannot gain any. */
export const capabilities: Contract = {
  id: 'capabilities',
  title: 'It needs no privileges',
  needs: 'image',
  expected: 'CapEff 0 and no-new-privileges for every process with --cap-drop ALL, still serving',
  judge: async (evidence) => {
    // Without dropping anything a process that is not root has none; one that has some asks for them.
    const { plain, run, why } = await runWithout(evidence, 'capabilities');
    const { user: named, entrypoint } = await evidence.image();
    // A script that begins as root does something with that: for people to say what becomes of it.
    const edits =
      /^(|0|root)(:|$)/.test(named) && entrypoint.length === 0 ? withUser(await evidence.repository(), plain) : [];
    const FIX = fixWith(WORDS, ...edits);
    if (why !== undefined) return fail(`with --cap-drop ALL and no-new-privileges: ${why}`, FIX, run.logs);
    const holder = [...plain.processes, ...run.processes].find(
      ({ capabilities: held }) => held !== undefined && !/^0+$/.test(held),
    );
    if (holder)
      return fail(
        `${processName(holder)} has CapEff ${holder.capabilities}`,
        holder.uids.includes(0) ? FIX : OF_A_FILE,
      );
    if (run.processes.length === 0)
      throw new Undecided(`no process could be seen: ${run.unseen ?? 'the engine shows none'}`);
    if (run.processes.some(({ capabilities: held }) => held === undefined)) return byUser(plain, run, FIX);
    const grown = run.processes.find(({ noNewPrivileges }) => noNewPrivileges === false);
    if (grown) return fail(`${processName(grown)} can gain privileges`, FIX);
    return pass(
      `CapEff 0 and no-new-privileges for ${run.processes.length} processes; ${servedText(run)}`,
      run.processes.map((process) => `${processName(process)}: CapEff ${process.capabilities}`),
    );
  },
};
