import { type Contract, fail, type Judgement, pass } from '../contract';
import { SeeHealth, Undecided } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { withUser } from '../fixes/of-runs';
import { type ProcessFacts, processName } from '../reading/processes';

const isRoot = ({ uids, gids, groups }: ProcessFacts): boolean =>
  uids.includes(0) || gids.includes(0) || groups.includes(0);

const line = (process: ProcessFacts): string =>
  `${processName(process)}: uid ${process.uids[0]}, gid ${process.gids[0]}${process.groups.length > 0 ? `, groups ${process.groups.join(' ')}` : ''}`;

const isNamedRoot = (named: string): boolean => named === '' || /^(0|root)(:|$)/.test(named);

const FIX = 'make a user and end the Dockerfile with USER 10001:10001, by number';

const IS_NUMBER = /^[0-9]+(:[0-9]+)?$/;

/** Decided without a process, which only tells the number. */
const nameOnly = (named: string, processes: readonly ProcessFacts[], edits: readonly Edit[]): Judgement => {
  const [first] = processes;
  return fail(
    `USER is "${named}", a name: Kubernetes cannot tell that it is not root`,
    fixWith(
      `write the number: USER ${first ? `${first.uids[0]}:${first.gids[0]}` : `of ${named} and of its group, as in USER 10001:10001`}`,
      ...(first ? edits : []),
    ),
    processes.map(line),
  );
};

/** No process of the container is root, and the image says so in a form that can be checked. */
export const user: Contract = {
  id: 'user',
  title: 'Nothing runs as root',
  needs: 'image',
  expected: 'uid and gid of every process are not 0, and USER is a number',
  judge: async (evidence) => {
    const { user: named } = await evidence.image();
    const { processes, unseen, exitCode } = await evidence.running();
    const edits = withUser(await evidence.repository(), { processes });
    const details = processes.map(line);
    if (processes.length === 0 && isNamedRoot(named))
      return fail(`USER is ${named === '' ? 'not set' : named}: root`, fixWith(FIX, ...edits));
    if (processes.length === 0 && !IS_NUMBER.test(named)) return nameOnly(named, processes, edits);
    if (processes.length === 0 && exitCode !== undefined)
      throw new SeeHealth(`no process could be seen: the container ended with exit code ${exitCode}`);
    if (processes.length === 0)
      throw new Undecided(`no process could be seen${unseen === undefined ? '' : `: ${unseen}`}`);
    const root = processes.find(isRoot);
    if (root)
      return fail(`${line(root)}; USER is ${named === '' ? 'not set' : named}`, fixWith(FIX, ...edits), details);
    if (!IS_NUMBER.test(named)) return nameOnly(named, processes, edits);
    return pass(
      `USER ${named}; ${processes.length} processes, all uid ${[...new Set(processes.map(({ uids }) => uids[0]))].join(', ')}`,
      details,
    );
  },
};
