import { actingLines } from '../../plan/acting-text';
import { printable, printableLines } from '../../text/printable';
import type { Style } from '../../text/style';
import type { Finding, MadeStep, TemplateReport, TriedUpdate } from './report';

const MOST_SHOWN = 50;

const findingText = ({ message, fix, plan }: Finding, style: Style): string => {
  return [
    `${style.bad('fault:')} ${printableLines(message, '       ')}`,
    ...(plan === undefined ? [] : [`  with ${printable(plan)}`]),
    ...(fix === undefined ? [] : [`  ${style.strong('fix:')} ${printable(fix)}`]),
    '',
  ].join('\n');
};

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

const lintersText = ({ linters }: TemplateReport): string => {
  const ran = linters.filter(({ status }) => status === 'ran').map(({ name }) => name);
  const missing = linters.filter(({ status }) => status === 'missing').map(({ name }) => name);
  return `  linters: ${ran.join(', ') || 'none'}${missing.length > 0 ? ` (not installed: ${missing.join(', ')})` : ''}\n`;
};

const STATUS = { pass: 'passed', fail: 'failed', skip: 'skipped', error: 'not judged' } as const;

const runText = ({ plan, step, status, command, why, durationMs }: MadeStep): string => {
  const took = durationMs === undefined ? '' : ` in ${Math.max(1, Math.round(durationMs / 1000))} s`;
  const reason = status === 'skip' ? `: ${printable(why ?? '')}` : took;
  return `  ${step} of ${printable(plan)}: ${STATUS[status]}${reason}${command === undefined ? '' : `\n    ${printable(command)}`}\n`;
};

const indented = (text: string): string => text.replace(/^/gm, '  ').trimEnd().concat('\n');

const updateText = ({ plan, files }: TriedUpdate): string => {
  const lines = files.map(({ path, from, untouched, edited }) => {
    const where = `${printable(path)}${from === undefined ? '' : ` (was ${printable(from)})`}`;
    return `    ${untouched.padEnd(8)}  ${where}${edited === undefined || edited === untouched ? '' : `; ${edited} where its owner added a line`}\n`;
  });
  return `  an update with ${printable(plan)}: ${files.length === 0 ? 'nothing changes' : count(files.length, 'file')}\n${lines.join('')}`;
};

/** @returns the judgement on a template in words, for standard output. */
export const templateText = (report: TemplateReport, style: Style): string => {
  const { template, findings, plans, notes, acting = [], runs = [], updates = [] } = report;
  if (!template) return '';
  const shown = findings.slice(0, MOST_SHOWN).map((finding) => findingText(finding, style));
  const more = findings.length > MOST_SHOWN ? `and ${findings.length - MOST_SHOWN} more\n` : '';
  const verdict =
    report.outcome === 'failed'
      ? style.bad(`${template.name} could not be judged whole.`)
      : findings.length === 0
        ? style.good(`${template.name} passes.`)
        : style.bad(`${template.name} has ${count(findings.length, 'fault')}.`);
  return [
    ...shown,
    more,
    `${verdict}\n`,
    `  ${count(template.files, 'file')} of its own, ${count(plans.length, 'plan')} tried\n`,
    lintersText(report),
    ...runs.map(runText),
    acting.length > 0 ? `  files that run by being there: ${acting.length}\n${indented(actingLines(acting))}` : '',
    ...updates.map(updateText),
    `  pinned as: ${printable(template.source)}\n  content:   ${template.contentHash}\n`,
    ...notes.map((note) => `Note: ${printable(note)}\n`),
  ].join('');
};
