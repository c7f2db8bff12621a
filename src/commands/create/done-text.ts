import type { ReportedTemplate } from '../../sources/team-plan';
import { printable } from '../../text/printable';
import { shownFolder } from '../../text/shell-words';
import type { Style } from '../../text/style';
import { wrap } from '../../text/wrap';
import type { NextGroup } from './next-steps';
import { type CreateReport, countActions } from './report';
import { countsText, notesText, plannedText, plural, replayLine, type Words } from './text';

/** Why a step was left out that surprises nobody. */
const EXPECTED: ReadonlySet<string> = new Set(['--no-git', 'nothing was written', 'the folder has one']);

const MOST_LISTED = 20;

const listed = (lines: readonly string[]): string => {
  const more = lines.length - MOST_LISTED;
  return [...lines.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more`] : [])]
    .map((line) => `  ${line}\n`)
    .join('');
};

const stepsText = ({ steps }: CreateReport, { columns }: Words): string => {
  if (steps.some(({ status }) => status === 'failed' || status === 'pending')) return '';
  const left = steps.filter(
    ({ status, reason }) => status === 'skipped' && reason !== undefined && !EXPECTED.has(reason),
  );
  return left
    .slice(-1)
    .map(({ reason }) => {
      const what = reason?.startsWith('the folder is inside') ? 'No git repository was made' : 'Nothing was committed';
      return `${wrap(`${what}: ${printable(String(reason))}.`, columns).join('\n')}\n`;
    })
    .join('');
};

const backupsText = ({ backups }: CreateReport, { columns }: Words): string => {
  if (backups.size === 0) return '';
  const lines = [...backups].flatMap(([path, backup]) =>
    wrap(`${printable(path)} is now ${printable(backup)}`, columns - 4).map(
      (line, index) => `${index === 0 ? '  ' : '    '}${line}\n`,
    ),
  );
  return `The old bytes of ${plural(backups.size, 'file')} are kept:\n${lines.join('')}`;
};

const keptText = ({ changes }: CreateReport, { columns }: Words): string => {
  const kept = changes.filter(({ action }) => action === 'keep').map(({ path }) => printable(path));
  if (kept.length === 0) return '';
  const title = `${kept.length === 1 ? 'This file differs' : 'These files differ'} from ours and stayed as ${kept.length === 1 ? 'it was' : 'they were'}; --on-conflict replace puts ours in ${kept.length === 1 ? 'its' : 'their'} place:`;
  return `${wrap(title, columns).join('\n')}\n${listed(kept)}`;
};

const headlineOf = (report: CreateReport, { cwd }: Words): string => {
  const { changes, steps, history } = report;
  const folder = printable(shownFolder(report.directory!, cwd));
  const counts = countActions(changes);
  if (report.outcome === 'unchanged' && counts.keep > 0)
    return `Nothing was written in ${folder}: ${countsText(changes)}.`;
  if (report.outcome === 'unchanged')
    return `Nothing to do: ${folder} is already this repository (${plural(changes.length, 'file')}).`;
  const written = counts.create + counts.replace;
  const whole = counts.create === changes.length;
  const what = whole ? plural(changes.length, 'file') : countsText(changes);
  const committed = steps.some(({ id, status }) => id === 'git-commit' && status === 'done');
  const where = history ? 'a commit' : 'a first commit';
  const commit = whole
    ? `, in ${where}`
    : `; ${written === 1 ? 'what was written is' : `the ${written} that were written are`} in ${where}`;
  return `Created ${String(report.answers['name'])} in ${folder}: ${what}${committed ? commit : ''}.`;
};

const groupText = ({ title, notes, commands }: NextGroup, { columns, style }: Words): string => {
  const lines = [
    ...wrap(title, columns - 2).map((line) => `  ${style.strong(line)}`),
    ...notes.flatMap((note) => wrap(note, columns - 2).map((line) => `  ${line}`)),
    ...commands.map((line) => `    ${line}`),
  ];
  return `${lines.join('\n')}\n`;
};

/** Each command stands on a line of its own, however long: a terminal may break it, and it can still be copied. */
const nextText = ({ next }: CreateReport, words: Words): string =>
  next.length === 0 ? '' : `${words.style.strong('Next')}\n${next.map((group) => groupText(group, words)).join('\n')}`;

/** What the template itself says, told as its words. */
const templateText = (template: ReportedTemplate | undefined, style: Style): string =>
  template === undefined || template.next.length === 0
    ? ''
    : `${style.strong(`From the template ${printable(template.name)}`)}\n${template.next.map((line) => `  ${printable(line)}\n`).join('')}`;

const doneText = (report: CreateReport, words: Words): string => {
  const { style, columns } = words;
  const partial = report.outcome === 'partial' ? 'The files are there. What is left is to commit them.\n' : '';
  const parts = [
    wrap(headlineOf(report, words), columns)
      .map((line) => `${style.good(line)}\n`)
      .join(''),
    wrap(partial, columns).join('\n'),
    keptText(report, words),
    backupsText(report, words),
    stepsText(report, words),
    notesText(report, words),
    nextText(report, words),
    templateText(report.template, style),
    `${style.strong('The same again')}\n  ${replayLine(report, words)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
};

/** @returns the report in words, for standard output; '' where there are only problems to tell. */
export const createText = (report: CreateReport, words: Words): string => {
  if (report.outcome === 'planned') return plannedText(report, words);
  if (report.outcome === 'refused' || report.outcome === 'failed') return '';
  return doneText(report, words);
};
