import { printable, printableLines } from '../../text/printable';
import type { Style } from '../../text/style';
import { wrap } from '../../text/wrap';
import { FATES, type Fate } from './fates';
import { changedLines, fromTo, type UpdateReport } from './report';

const order = Object.keys(FATES) as readonly Fate[];

const MOST_KEPT = 8;

/** One line a file; those that nothing is done about are counted where there are many. */
const filesText = ({ files }: UpdateReport, style: Style): string => {
  const lines = order.flatMap((fate) => {
    const found = files.filter((file) => file.fate === fate);
    const quiet = ['keep', 'gone'].includes(fate) && found.length > MOST_KEPT;
    if (quiet) return [`  ${fate.padEnd(8)}  ${found.length} files`];
    return found.map(({ path, from }) => {
      const word = fate === 'conflict' ? style.bad(fate.padEnd(8)) : fate.padEnd(8);
      return `  ${word}  ${printable(path)}${from === undefined ? '' : ` (was ${printable(from)})`}`;
    });
  });
  return lines.map((line) => `${line}\n`).join('');
};

const diffsText = ({ files }: UpdateReport): string =>
  files.flatMap(({ diff }) => (diff === undefined || diff === '' ? [] : [`\n${printableLines(diff, '')}`])).join('');

const answersText = ({ changedAnswers }: UpdateReport): string =>
  changedLines(changedAnswers)
    .map((line) => `  ${printable(line)}\n`)
    .join('');

const notesText = ({ notes }: UpdateReport, columns: number): string =>
  notes.map((note) => `${wrap(`Note: ${printable(note)}`, columns).join('\n')}\n`).join('');

const nextText = ({ next }: UpdateReport, head: string): string =>
  next.length === 0 ? '' : `\n${head}\n${next.map((line) => `  ${line}\n`).join('')}`;

const HEADS: Readonly<Record<UpdateReport['outcome'], (report: UpdateReport) => string>> = {
  updated: (report) =>
    `Updated ${printable(report.directory!)}: ${fromTo(report)}${report.branch === undefined ? '' : `, on the branch ${printable(report.branch)}`}.`,
  planned: (report) => `Plan for ${printable(report.directory!)}: ${fromTo(report)}.`,
  unchanged: ({ directory }) => `${printable(directory!)} is up to date. Nothing was written.`,
  waiting: (report) => `An update is waiting for ${printable(report.directory!)}: ${fromTo(report)}.`,
  conflicts: (report) => {
    const open = report.files.filter(({ fate }) => fate === 'conflict').length;
    return `Updated ${printable(report.directory!)} as far as it goes: ${fromTo(report)}. Both sides mean the same lines in ${open} ${open === 1 ? 'file' : 'files'}.`;
  },
  refused: () => '',
  failed: () => '',
};

const NEXT: Readonly<Partial<Record<UpdateReport['outcome'], string>>> = {
  updated: 'Next:',
  planned: 'Nothing was written. To write it:',
  waiting: 'To update:',
  conflicts: 'Look for the markers, decide, then:',
  failed: 'To end it, or to take it back:',
};

/** @returns an update in words. */
export const updateText = (report: UpdateReport, style: Style, columns: number): string => {
  const head = HEADS[report.outcome](report);
  return [
    head === '' ? '' : `${wrap(head, columns).join('\n')}\n`,
    answersText(report),
    filesText(report, style),
    diffsText(report),
    notesText(report, columns).replace(/^(?=.)/, '\n'),
    nextText(report, NEXT[report.outcome] ?? ''),
  ].join('');
};

/** @returns what a person accepts before anything is written. */
export const planText = (report: UpdateReport, style: Style, columns: number): string =>
  updateText({ ...report, outcome: 'planned', next: [] }, style, columns);
