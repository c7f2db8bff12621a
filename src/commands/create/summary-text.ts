import type { Change } from '../../plan/compare';
import type { ReportedTemplate } from '../../sources/team-plan';
import type { StepResult } from '../../steps/step';
import { printable } from '../../text/printable';
import { wrap } from '../../text/wrap';
import { countActions } from './report';
import { actingText, countsText, filesText, plural } from './text';

/** One answer as the summary shows it. */
export interface SummaryRow {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** Who gave it: a person or a file, the template for good, or nobody. */
  readonly by: 'user' | 'template' | 'default';
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly directory: string;
  readonly changes: readonly Change[];
  readonly steps: readonly StepResult[];
  readonly template?: ReportedTemplate;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Lines of the question below the summary, and of what stands around it. */
const BELOW = 11;
const FEWEST_ROWS = 4;
const MOST_ACTING = 4;

const LOCKED = ' (the template decides)';

/** @returns a label and its value: beside each other, or below each other where the screen is narrow. */
const rowLines = ({ label, value, by }: SummaryRow, width: number, columns: number): readonly string[] => {
  const text = by === 'template' ? value + LOCKED : value;
  const beside = `  ${label.padEnd(width)}  ${text}`;
  if (beside.length <= columns) return [beside];
  return [`  ${label}`, ...wrap(text, columns - 5).map((line) => `    ${line}`)];
};

const tableLines = (rows: readonly SummaryRow[], columns: number): readonly string[] => {
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  return rows.flatMap((row) => rowLines(row, width, columns));
};

const block = (text: string, columns: number): readonly string[] => wrap(text, columns - 3).map((line) => `  ${line}`);

/** Answers that are nothing are not worth a word there. */
const defaultsLines = (rows: readonly SummaryRow[], columns: number): readonly string[] => {
  const told = rows.filter(({ value }) => value !== 'none').map(({ label, value }) => `${label} ${value}`);
  return told.length === 0 ? [] : block(`Defaults: ${told.join('; ')}.`, columns);
};

/** @returns what will be written and done, in one sentence. */
const planSentence = ({ changes, directory, steps }: Summary): string => {
  const counts = countActions(changes);
  const what = counts.create === changes.length ? plural(changes.length, 'file') : countsText(changes);
  const commit = steps.find(({ id, status }) => id === 'git-commit' && status === 'pending');
  return `${what} in ${printable(directory)}${commit ? `, and a ${commit.title}` : ''}.`;
};

/** A line that is longer than the screen goes on below, a little further in. */
const folded = (line: string, columns: number): readonly string[] =>
  line.length <= columns
    ? [line]
    : wrap(line.trim().replace(/ {2,}/g, ' '), columns - 5).map(
        (part, index) => `${index === 0 ? '  ' : '    '}${part}`,
      );

/** @param most how many are named; the others are counted */
const actingLines = (template: ReportedTemplate | undefined, columns: number, most: number): readonly string[] => {
  if (!template || template.acting.length === 0) return [];
  const shown = template.acting.slice(0, most);
  const more = template.acting.length - shown.length;
  return [
    ...actingText({ ...template, acting: shown })
      .trimEnd()
      .split('\n')
      .flatMap((line) => folded(line, columns)),
    ...(more > 0 ? [`  and ${more} more: Show the files`] : []),
    '',
  ];
};

/** @returns so many of them as there are lines for, and one at least. */
const actingWithin = (template: ReportedTemplate | undefined, columns: number, lines: number): readonly string[] => {
  for (let most = MOST_ACTING; ; most -= 1) {
    const told = actingLines(template, columns, most);
    if (told.length <= lines || most === 1) return told;
  }
};

/**
 * @returns what was said or differs from the defaults, and in one sentence all the rest; so short that the question
 *   below it stands on the same screen
 */
export const summaryText = (summary: Summary, { columns, rows }: Size): string => {
  const said = summary.rows.filter(({ by }) => by !== 'default');
  const folded = defaultsLines(
    summary.rows.filter(({ by }) => by === 'default'),
    columns,
  );
  const plan = block(planSentence(summary), columns);
  const least = rows - BELOW - plan.length - FEWEST_ROWS;
  const acting = actingWithin(summary.template, columns, least);
  const room = Math.max(FEWEST_ROWS, rows - BELOW - acting.length - plan.length);
  const table = tableLines(said, columns);
  // Where both do not fit, the defaults go first.
  const rest =
    table.length + folded.length <= room ? folded : block('Defaults for the rest: Show all answers.', columns);
  const shown =
    table.length + rest.length <= room ? table : [...table.slice(0, room - 2), '  and more: Show all answers'];
  return `\n${[...shown, ...rest, ...acting, ...plan].join('\n')}\n\n`;
};

/** @returns every answer. */
export const answersText = ({ rows }: Summary, columns: number): string =>
  `\n${tableLines(rows, columns).join('\n')}\n\n`;

/** @returns what happens to every file, which of them run by being there, and what happens after. */
export const planText = (summary: Summary, columns: number): string => {
  const then = summary.steps.filter(({ status }) => status === 'pending').map(({ title }) => `  then      ${title}\n`);
  const files = filesText(summary.changes)
    .split('\n')
    .flatMap((line) => folded(line, columns));
  return `\n${files.join('\n')}${then.join('')}${actingText(summary.template)}\n${block(planSentence(summary), columns).join('\n')}\n\n`;
};

/** @returns what a change has changed, a sentence a line; the whole is not told again. */
export const changedText = (before: Summary, after: Summary, columns: number): string => {
  const sentences = after.rows.flatMap(({ key, label, value }) => {
    const earlier = before.rows.find((row) => row.key === key);
    return earlier?.value === value ? [] : [`${label} is now ${value}.`];
  });
  const plan = planSentence(before) === planSentence(after) ? [] : [planSentence(after)];
  const lines = [...sentences, ...plan];
  return lines.length === 0 ? '' : `\n${lines.flatMap((line) => block(line, columns)).join('\n')}\n\n`;
};
