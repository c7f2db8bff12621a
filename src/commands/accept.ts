import { Stop } from '../errors';
import { GROUPS, labelOf, type OptionTable, type Values } from '../options/define';
import type { Choice } from '../options/question';
import { grouped } from '../options/views';
import { answerText, shownFolder, summaryText } from '../report/create-text';
import { GIT_STEPS } from '../steps/git';
import { gitIdentity } from '../world/git-facts';
import { plannedSteps } from '../world/run-steps';
import type { Terminal } from '../world/terminal';
import type { World } from '../world/world';
import { askAgain } from './answers';
import { type Decision, decide } from './decision';
import { isLocked, tableOf } from './team-answers';

const rowsOf = (table: OptionTable, values: Values): readonly (readonly [string, string])[] =>
  grouped(table).flatMap(({ rows }) =>
    rows.map(([key, option]) => [labelOf(option), answerText(values[key])] as const),
  );

const changeList = (table: OptionTable, values: Values): readonly Choice[] => [
  ...grouped(table).flatMap(({ group, rows }) =>
    rows.map(([key, option], index) => ({
      value: key,
      label: `${labelOf(option)}: ${answerText(values[key])}`,
      ...(index === 0 ? { heading: GROUPS[group] } : {}),
    })),
  ),
  { value: '', label: 'Back' },
];

/** Shows everything and asks for the one decision; answers can be changed until it is taken. */
export const accept = async (first: Decision, terminal: Terminal, world: World): Promise<Decision> => {
  for (let decision = first; ; ) {
    const { changes, target, context, answers } = decision;
    const table = tableOf(decision.given);
    const steps = plannedSteps(GIT_STEPS, context, 'posix').filter(({ status }) => status === 'pending');
    const summary = {
      files: changes.length,
      directory: shownFolder(target.path, world.cwd),
      commit:
        steps.length > 0 ? `, and a first commit${context.repository === 'none' ? ` on ${answers.branch}` : ''}` : '',
    };
    terminal.say(summaryText(rowsOf(table, decision.resolution.values), summary, terminal.columns, decision.template));
    const choices = [
      { value: 'make', label: 'Make it' },
      { value: 'change', label: 'Change something' },
      { value: 'leave', label: 'Leave' },
    ];
    const choice = await terminal.ask({ kind: 'select', key: 'next', message: 'What now?', initial: 'make', choices });
    if (choice === 'make') return decision;
    if (choice === 'leave') throw new Stop('interrupted', [{ code: 'signal', message: 'left; nothing was made' }]);
    const key = String(
      await terminal.ask({
        kind: 'select',
        key: 'key',
        message: 'Change what?',
        initial: 'name',
        choices: changeList(
          Object.fromEntries(Object.entries(table).filter(([key]) => !isLocked(decision.given, key))),
          decision.resolution.values,
        ),
      }),
    );
    if (key !== '')
      decision = await decide(
        await askAgain(
          decision.given,
          key,
          terminal,
          world.cwd,
          key === 'author' ? await gitIdentity(world) : undefined,
        ),
        world,
      );
  }
};
