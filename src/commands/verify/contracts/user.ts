import { type Contract, fail, pass, unjudged } from '../contract';
import { SeeHealth } from '../evidence';
import { type ProcessFacts, processName } from '../reading/processes';

const isRoot = ({ uids, gids, groups }: ProcessFacts): boolean =>
  uids.includes(0) || gids.includes(0) || groups.includes(0);

const line = (process: ProcessFacts): string =>
  `${processName(process)}: uid ${process.uids[0]}, gid ${process.gids[0]}${process.groups.length > 0 ? `, groups ${process.groups.join(' ')}` : ''}`;

const isNamedRoot = (named: string): boolean => named === '' || /^(0|root)(:|$)/.test(named);

const FIX = 'make a user and end the Dockerfile with USER 10001:10001, by number';

/** No process of the container is root, and the image says so in a form that can be checked. */
export const user: Contract = {
  id: 'user',
  title: 'Nothing runs as root',
  needs: 'image',
  expected: 'uid and gid of every process are not 0, and USER is a number',
  judge: async (evidence) => {
    const { user: named } = await evidence.image();
    const { processes, logs, exitCode } = await evidence.running();
    const details = processes.map(line);
    if (processes.length === 0 && exitCode !== undefined && !isNamedRoot(named))
      throw new SeeHealth(`no process could be seen: the container ended with exit code ${exitCode}`);
    if (processes.length === 0)
      return isNamedRoot(named)
        ? fail(`USER is ${named === '' ? 'not set' : named}: root`, FIX)
        : unjudged('no process could be seen', logs.at(-1) ?? 'see the contract health');
    const root = processes.find(isRoot);
    if (root) return fail(`${line(root)}; USER is ${named === '' ? 'not set' : named}`, FIX, details);
    if (!/^[0-9]+(:[0-9]+)?$/.test(named))
      return fail(
        `USER is "${named}", a name: Kubernetes cannot tell that it is not root`,
        `write the number: USER ${processes[0]!.uids[0]}:${processes[0]!.gids[0]}`,
        details,
      );
    return pass(
      `USER ${named}; ${processes.length} processes, all uid ${[...new Set(processes.map(({ uids }) => uids[0]))].join(', ')}`,
      details,
    );
  },
};
