import { Stop } from '../../errors';
import { leaving } from '../../machine/terminal';
import { defaultOf, GROUPS, labelOf, type Option, sameValue } from '../../options/option';
import type { Choice, Question } from '../../options/question';
import { grouped } from '../../options/views';
import { isUnchanged } from '../../plan/compare';
import { CREATE_ANSWERS } from '../../project/schema';
import { isLocked, tableOf } from '../../sources/team-answers';
import { GIT_STEPS } from '../../steps/git';
import { gitIdentity } from '../../steps/git-facts';
import { plannedSteps } from '../../steps/run-steps';
import { printable } from '../../text/printable';
import { problemsText } from '../../text/problems-text';
import { shownFolder } from '../../text/shell-words';
import { styleFor } from '../../text/style';
import { answerText } from './answer-text';
import { change, type Talk } from './converse';
import { conflictProblems, type Decision, decide } from './decision';
import { settle } from './given';
import type { Interview } from './interview';
import { answersText, changedText, planText, type Summary, type SummaryRow, summaryText } from './summary-text';

/** Whether nobody has said an answer: not a person, and not a template in place of the built-in default. */
const isDefault = ({ resolution: { values, sources } }: Decision, key: string, option: Option): boolean =>
  sources[key] === 'default' ||
  (sources[key] === 'template' &&
    Object.hasOwn(CREATE_ANSWERS, key) &&
    sameValue(values[key], defaultOf(option, values)));

/** What has no meaning beside the other answers is no row, unless somebody has said it all the same. */
const isRow = (decision: Decision, key: string, option: Option): boolean =>
  option.applies?.(decision.resolution.values) !== false || !isDefault(decision, key, option);

const rowsOf = (decision: Decision, directory: string): readonly SummaryRow[] => {
  const { given, resolution } = decision;
  const { values } = resolution;
  const rows = grouped(tableOf(given)).flatMap(({ rows: inGroup }) => inGroup);
  return [
    ...rows
      .filter(([key, option]) => isRow(decision, key, option))
      .map(([key, option]): SummaryRow => {
        const by = isLocked(given, key) ? 'template' : isDefault(decision, key, option) ? 'default' : 'user';
        return { key, label: labelOf(option), value: answerText(values[key]), by };
      }),
    { key: 'directory', label: 'Directory', value: printable(directory), by: 'user' },
  ];
};

const summaryOf = (decision: Decision, { world }: Talk): Summary => {
  const { changes, target, context, template } = decision;
  const directory = shownFolder(target.path, world.cwd);
  return {
    rows: rowsOf(decision, directory),
    directory,
    changes,
    steps: plannedSteps(GIT_STEPS, context, 'posix'),
    ...(template ? { template } : {}),
  };
};

const BACK = '';

const changeQuestion = ({ given, resolution: { values } }: Pick<Decision, 'given' | 'resolution'>): Question => {
  const table = Object.fromEntries(
    Object.entries(tableOf(given)).filter(
      ([key, option]) => !isLocked(given, key) && option.applies?.(values) !== false,
    ),
  );
  const choices: readonly Choice[] = [
    { value: BACK, label: 'Back' },
    { value: 'directory', label: `Directory: ${given.directory}` },
    ...grouped(table).flatMap(({ group, rows }) =>
      rows.map(([key, option], index) => ({
        value: key,
        label: `${labelOf(option)}: ${answerText(values[key])}`,
        ...(index === 0 ? { heading: GROUPS[group] } : {}),
      })),
    ),
  ];
  return { kind: 'select', key: 'key', message: 'Change what?', initial: BACK, choices, filter: true };
};

const NEXT: Question = {
  kind: 'select',
  key: 'next',
  message: 'What now?',
  initial: 'make',
  choices: [
    { value: 'make', label: 'Make it' },
    { value: 'change', label: 'Change something' },
    { value: 'leave', label: 'Leave', hint: 'nothing is made' },
    { value: 'files', label: 'Show the files' },
    { value: 'answers', label: 'Show all answers' },
  ],
};

/** After a problem there is nothing to make. */
const MEND: Question = {
  ...NEXT,
  initial: 'change',
  choices: [
    { value: 'change', label: 'Change something' },
    { value: 'again', label: 'Try again', hint: 'once what is in the way has been moved' },
    { value: 'leave', label: 'Leave', hint: 'nothing is made' },
  ],
};

const changed = async (interview: Interview, decision: Decision | undefined, talk: Talk): Promise<Interview> => {
  const { terminal, world } = talk;
  const { given } = interview;
  const resolution = decision?.resolution ?? settle(given, world.cwd);
  const key = await terminal.askOrBack(changeQuestion({ given, resolution }));
  if (key === undefined || key === BACK) return interview;
  return change(interview, String(key), talk, key === 'author' ? await gitIdentity(world) : undefined);
};

/** What a decision comes to: itself, or why there is none. A fault of the machine, and a run that is left, is neither. */
const decided = async (interview: Interview, talk: Talk): Promise<Decision | Stop> => {
  try {
    const decision = await decide(interview.given, talk.world);
    const problems = conflictProblems(decision);
    return problems.length === 0 ? decision : new Stop('target', problems);
  } catch (error) {
    if (error instanceof Stop && ['usage', 'data', 'target'].includes(error.outcome)) return error;
    throw error;
  }
};

const nothingToAccept = ({ given: { run }, changes }: Decision): boolean =>
  run.dryRun || run.diff || isUnchanged(changes);

/** Tells where it stands: the whole at first, then what has changed. */
const tell = (summary: Summary, before: Summary | undefined, { terminal }: Talk): void =>
  terminal.say(before === undefined ? summaryText(summary, terminal) : changedText(before, summary, terminal.columns));

/** Asks what to do until it is known; what is only to be shown is shown. */
const choose = async (question: Question, summary: Summary | undefined, { terminal, world }: Talk): Promise<string> => {
  for (;;) {
    const choice = String(await terminal.ask(question));
    if (choice === 'leave') throw leaving(world);
    if (choice === 'files' && summary) terminal.say(planText(summary, terminal.columns));
    else if (choice === 'answers' && summary) terminal.say(answersText(summary, terminal.columns));
    else return choice;
  }
};

/**
 * Shows what would be made and asks for the one decision; answers can be changed until it is taken. What stands in the
 * way is a question too, once one was asked.
 */
export const accept = async (begun: Interview, talk: Talk): Promise<Decision> => {
  const { terminal, world } = talk;
  let before: Summary | undefined;
  for (let now = begun, asked = begun.past.length > 0; ; asked = true) {
    const result = await decided(now, talk);
    if (result instanceof Stop) {
      if (!asked) throw result;
      terminal.say(
        `\n${problemsText(result.problems, styleFor(true, world.env, now.given.run.color), terminal.columns)}\n`,
      );
      if ((await choose(MEND, undefined, talk)) === 'change') now = await changed(now, undefined, talk);
      continue;
    }
    if (nothingToAccept(result)) return result;
    const summary = summaryOf(result, talk);
    tell(summary, before, talk);
    before = summary;
    if ((await choose(NEXT, summary, talk)) === 'make') return result;
    now = await changed(now, result, talk);
  }
};
