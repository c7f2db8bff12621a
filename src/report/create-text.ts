import { isAbsolute, relative } from 'node:path';
import { PROGRAM } from '../options/commands';
import type { Change } from '../plan/compare';
import { printable, printableLines } from '../text/printable';
import { type ShellKind, shellLine } from '../text/shell-words';
import { actingLines } from './acting-text';
import { type CreateReport, countActions, type ReportedTemplate } from './create-report';
import { nextSteps } from './next-steps';
import type { Style } from './style';

interface Words {
  readonly style: Style;
  readonly shell: ShellKind;
  readonly cwd: string;
  readonly version: string;
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** @returns a folder as a user would type it from where they are. */
export const shownFolder = (path: string, cwd: string): string => {
  const short = relative(cwd, path);
  if (short === '') return '.';
  return short.startsWith('..') || isAbsolute(short) ? path : short;
};

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

const countsText = (changes: readonly Change[]): string => {
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
export const replayLine = (report: CreateReport, words: Words): string =>
  shellLine(['npx', `${PROGRAM}@${words.version}`, ...report.replay], words.shell);

/** Why a step was left out that surprises nobody. */
const EXPECTED: ReadonlySet<string> = new Set(['--no-git', 'nothing was written', 'the folder has one']);

const stepsText = (report: CreateReport, words: Words): string => {
  const failed = report.steps.filter(({ status }) => status === 'failed' || status === 'pending');
  if (failed.length === 0)
    return report.steps
      .filter(({ status, reason }) => status === 'skipped' && reason !== undefined && !EXPECTED.has(reason))
      .slice(-1)
      .map(({ reason, commands = [] }) => {
        const what = reason?.startsWith('the folder is inside')
          ? 'No git repository was made'
          : 'Nothing was committed';
        return `${what}: ${printable(String(reason))}.\n${commands.map((line) => `    ${line}\n`).join('')}`;
      })
      .join('');
  const commands = failed.flatMap(({ commands: lines = [] }) => lines);
  return `The files are there. To finish, in ${printable(shownFolder(report.directory!, words.cwd))}:\n\n${commands.map((line) => `    ${line}\n`).join('')}`;
};

const backupsText = (report: CreateReport): string =>
  report.backups.size === 0
    ? ''
    : `The old bytes of ${plural(report.backups.size, 'file')} are kept:\n${[...report.backups].map(([path, backup]) => `  ${printable(path)} is now ${printable(backup)}\n`).join('')}`;

/** A template that stands alone may make something that our own next steps say nothing about. */
const hasImage = ({ changes }: CreateReport): boolean => changes.some(({ path }) => path === 'Dockerfile');

const doneText = (report: CreateReport, words: Words): string => {
  const folder = shownFolder(report.directory!, words.cwd);
  const committed = report.steps.some(({ id, status }) => id === 'git-commit' && status === 'done');
  const commit = committed ? ', in a first commit' : '';
  const headline =
    report.outcome === 'unchanged'
      ? `Nothing to do: ${printable(folder)} is already this repository (${plural(report.changes.length, 'file')}).`
      : `Created ${String(report.answers.name)} in ${printable(folder)}: ${plural(report.changes.length, 'file')}${commit}.`;
  const parts = [
    `${words.style.good(headline)}\n`,
    backupsText(report),
    stepsText(report, words),
    report.notes.map((note) => `Note: ${printable(note)}\n`).join(''),
    hasImage(report)
      ? `${words.style.strong('Next')}\n${nextSteps(
          report.answers,
          shellLine([folder], words.shell),
          committed || report.steps.length === 0,
        )
          .map((line) => `  ${line}\n`)
          .join('')}`
      : '',
    templateText(report.template, words.style),
    `${words.style.strong('The same again')}\n  ${replayLine(report, words)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
};

/** @returns the files that run by being there, under a heading of their own. */
export const actingText = (template: ReportedTemplate | undefined): string => {
  if (!template || template.acting.length === 0) return '';
  return `\nFiles that run by being there, from the template ${printable(template.name)}:\n${actingLines(template.acting)}`;
};

/** What the template itself says, told as its words. */
const templateText = (template: ReportedTemplate | undefined, style: Style): string =>
  template === undefined || template.next.length === 0
    ? ''
    : `${style.strong(`From the template ${printable(template.name)}`)}\n${template.next.map((line) => `  ${printable(line)}\n`).join('')}`;

const plannedText = (report: CreateReport, words: Words): string => {
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
    `\nNothing was written. To write it:\n  ${replayLine(report, words)}\n`,
  ].join('');
};

/** @returns the report in words, for standard output; '' where there are only problems to tell. */
export const createText = (report: CreateReport, words: Words): string => {
  if (report.outcome === 'planned') return plannedText(report, words);
  if (report.outcome === 'refused' || report.outcome === 'failed') return '';
  return doneText(report, words);
};

/** @returns everything that would be made, for the summary before the last question. */
export const summaryText = (
  rows: readonly (readonly [label: string, value: string])[],
  plan: { readonly files: number; readonly directory: string; readonly commit: string },
  columns: number,
  template?: ReportedTemplate,
): string => {
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => {
    const beside = `  ${label.padEnd(width)}  ${value}`;
    return beside.length <= columns ? beside : `  ${label}\n    ${value}`;
  });
  return `\n${lines.join('\n')}\n${actingText(template)}\n  ${plural(plan.files, 'file')} in ${printable(plan.directory)}${plan.commit}\n\n`;
};
