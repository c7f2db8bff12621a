import { Stop } from '../errors';
import { GROUPS, labelOf, type OptionTable, type Values } from '../options/define';
import type { Choice, Question } from '../options/question';
import { grouped } from '../options/views';
import { isUnchanged } from '../plan/compare';
import { answerText } from '../report/answer-text';
import { summaryText } from '../report/create-text';
import { problemsText } from '../report/problems-text';
import { shownFolder } from '../report/shown-folder';
import { styleFor } from '../report/style';
import { GIT_STEPS } from '../steps/git';
import { gitIdentity } from '../world/git-facts';
import { plannedSteps } from '../world/run-steps';
import { leaving } from '../world/terminal';
import { settle } from './answers';
import { change, type Talk } from './converse';
import { conflictProblems, type Decision, decide } from './decision';
import type { Interview } from './interview';
import { isLocked, tableOf } from './team-answers';

const rowsOf = (table: OptionTable, values: Values): readonly (readonly [string, string])[] =>
  grouped(table).flatMap(({ rows }) =>
    rows.map(([key, option]) => [labelOf(option), answerText(values[key])] as const),
  );

const BACK = '';

const changeQuestion = ({ given, resolution: { values } }: Pick<Decision, 'given' | 'resolution'>): Question => {
  const table = Object.fromEntries(Object.entries(tableOf(given)).filter(([key]) => !isLocked(given, key)));
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

const show = (
  { given, resolution, changes, target, context, answers, template }: Decision,
  { terminal, world }: Talk,
): void => {
  const steps = plannedSteps(GIT_STEPS, context, 'posix').filter(({ status }) => status === 'pending');
  const summary = {
    files: changes.length,
    directory: shownFolder(target.path, world.cwd),
    commit:
      steps.length > 0 ? `, and a first commit${context.repository === 'none' ? ` on ${answers.branch}` : ''}` : '',
  };
  terminal.say(summaryText(rowsOf(tableOf(given), resolution.values), summary, terminal.columns, template));
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

/**
 * Shows everything and asks for the one decision; answers can be changed until it is taken. What stands in the way
 * is a question too, once one was asked.
 */
export const accept = async (begun: Interview, talk: Talk): Promise<Decision> => {
  const { terminal, world } = talk;
  for (let now = begun, asked = begun.past.length > 0; ; ) {
    const result = await decided(now, talk);
    if (result instanceof Stop && !asked) throw result;
    if (!(result instanceof Stop) && nothingToAccept(result)) return result;
    const wrong = result instanceof Stop;
    if (wrong) terminal.say(`\n${problemsText(result.problems, styleFor(true, world.env, now.given.run.color))}\n`);
    else show(result, talk);
    asked = true;
    const choice = await terminal.ask(wrong ? MEND : NEXT);
    if (choice === 'leave') throw leaving(world);
    if (choice === 'make' && !wrong) return result;
    if (choice === 'change') now = await changed(now, wrong ? undefined : result, talk);
  }
};
