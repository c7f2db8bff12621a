import { actingLines } from '../../plan/acting-text';
import type { Change } from '../../plan/compare';
import type { ReportedTemplate } from '../../sources/team-plan';
import { printable, printableLines } from '../../text/printable';
import { type ShellKind, shellLine } from '../../text/shell-words';
import type { Style } from '../../text/style';
import { wrap } from '../../text/wrap';
import { PROGRAM } from '../command';
import { type CreateReport, countActions } from './report';

/** How and for whom a report is put into words. */
export interface Words {
  readonly style: Style;
  readonly shell: ShellKind;
  readonly cwd: string;
  readonly version: string;
  readonly columns: number;
}

export const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const ACTION_WORDS = {
  create: 'create',
  same: 'same',
  keep: 'keep',
  replace: 'replace',
  conflict: 'CONFLICT',
} as const;

/** @returns one line per file: what happens to it. */
export const filesText = (changes: readonly Change[]): string =>
  changes
    .map(
      ({ action, path, mode, obstacle }) =>
        `  ${ACTION_WORDS[action].padEnd(8)}  ${printable(path)}${mode === '0755' ? ' (executable)' : ''}${action === 'conflict' && obstacle ? `: ${printable(obstacle)}` : ''}\n`,
    )
    .join('');

/** @returns how many files each action has, in words. */
export const countsText = (changes: readonly Change[]): string => {
  const counts = countActions(changes);
  const parts = [
    [counts.create, 'new'],
    [counts.replace, 'replaced'],
    [counts.keep, 'kept as they are'],
    [counts.same, 'already there'],
    [counts.conflict, 'in the way'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
};

/** @returns the line that makes the same repository again, quoted for the user's shell. */
export const replayLine = (report: CreateReport, words: Words, more: readonly string[] = []): string =>
  shellLine(['npx', `${PROGRAM}@${words.version}`, ...report.replay, ...more], words.shell);

/** @returns what is worth a word beside how it ended. */
export const notesText = ({ notes }: CreateReport, { columns }: Pick<Words, 'columns'>): string =>
  notes.map((note) => `${wrap(`Note: ${printable(note)}`, columns).join('\n')}\n`).join('');

/** @returns the files that run by being there, under a heading of their own. */
export const actingText = (template: ReportedTemplate | undefined): string => {
  if (!template || template.acting.length === 0) return '';
  return `\nFiles that run by being there, from the template ${printable(template.name)}:\n${actingLines(template.acting)}`;
};

/** @returns what a dry run tells. */
export const plannedText = (report: CreateReport, words: Words): string => {
  // The plan is one for a folder in use; its replay is for any.
  const conflict = report.onConflict === 'refuse' ? [] : [`--on-conflict=${report.onConflict}`];
  const diffs = report.diffs ? [...report.diffs.values()].filter((diff) => diff !== '').join('\n') : '';
  return [
    `Plan for ${printable(report.directory!)}: ${countsText(report.changes)}.\n`,
    filesText(report.changes),
    actingText(report.template),
    diffs === '' ? '' : `\n${printableLines(diffs, '')}`,
    report.steps
      .map(({ title, status, reason, commands = [] }) =>
        status === 'skipped'
          ? `  skip      ${title}: ${printable(String(reason))}\n`
          : `  then      ${title}: ${commands.join('; ')}\n`,
      )
      .join(''),
    notesText(report, words).replace(/^(?=.)/, '\n'),
    `\nNothing was written. To write it:\n  ${replayLine(report, words, conflict)}\n`,
  ].join('');
};
