import { printable } from '../../text/printable';
import { byteSize } from '../../text/sizes';
import type { Style } from '../../text/style';
import { type Finding, freed, type ObjectKind, removalOrder } from './judge/finding';
import { MACHINE_STEPS } from './judge/machine';
import type { CleanReport } from './report';

/** Objects beyond this stay unlisted where they stay anyway; what goes is always listed whole. */
const MOST_STAYING = 30;

const KIND_WORDS: Readonly<Record<ObjectKind, string>> = {
  container: 'container',
  network: 'network',
  image: 'image',
  volume: 'volume',
  'build-cache': 'cache',
};

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const sizeText = ({ bytes }: Finding): string => (bytes === undefined ? '' : ` (${byteSize(bytes)})`);

const line = (finding: Finding): string => {
  const { kind, name, tags = [], reason } = finding;
  const also = tags.length > 1 ? `, also ${tags.slice(1).join(', ')}` : '';
  return printable(`  ${KIND_WORDS[kind].padEnd(9)}  ${name}${also}${sizeText(finding)}: ${reason}`);
};

const stayingLine = (finding: Finding): string =>
  `${line(finding)}${finding.fix === undefined ? '' : `\n               ${printable(finding.fix)}`}`;

const freesText = (findings: readonly Finding[]): string => {
  const bytes = freed(findings);
  return bytes === undefined || bytes === 0 ? '' : `This frees about ${byteSize(bytes)}.\n`;
};

const section = (title: string, lines: readonly string[], style: Style): string =>
  lines.length === 0 ? '' : `${style.strong(title)}\n${lines.map((text) => `${text}\n`).join('')}\n`;

const scopedText = ({ findings }: CleanReport, style: Style): string => {
  const staying = findings.filter(({ goes }) => !goes);
  const hidden = staying.length - MOST_STAYING;
  return [
    section('Goes', removalOrder(findings).map(line), style),
    section(
      'Stays',
      [
        ...staying.slice(0, MOST_STAYING).map(stayingLine),
        ...(hidden > 0 ? [`  and ${plural(hidden, 'other object')}; --json names them all`] : []),
      ],
      style,
    ),
  ].join('');
};

const stepsText = ({ findings }: CleanReport, style: Style): string =>
  MACHINE_STEPS.map(({ kind, title, known, explanation }, index) => {
    const going = findings.filter((finding) => finding.kind === kind && finding.goes);
    const bytes = freed(going);
    const count = kind === 'build-cache' ? '' : `, ${going.length}`;
    const head = `${index + 1}. ${title}${count}${bytes === undefined ? '' : `, ${byteSize(bytes)}`}`;
    return section(`${head}`, [`   ${explanation}`, style.dim(`   known as: ${known}`), ...going.map(line)], style);
  }).join('');

/** @returns what would go, what it frees and what stays: for people to decide on. */
export const cleanListing = (report: CleanReport, style: Style): string => {
  const { name = '', endpoint = '' } = report.engine ?? {};
  const where = `engine ${name} (${endpoint})`;
  const head = report.machine
    ? `Everything on the whole ${where}, of every project.`
    : `What ${report.directory} left on the ${where}.`;
  return [
    `${printable(head)}\n\n`,
    report.machine ? stepsText(report, style) : scopedText(report, style),
    freesText(report.findings),
    ...report.notes.map((note) => `Note: ${printable(note)}\n`),
  ].join('');
};

/** @returns how it ended, in a line or two; '' where the problems say it. */
export const cleanVerdict = (report: CleanReport, style: Style): string => {
  const removed = report.removals.filter(({ status }) => status === 'removed');
  const going = report.findings.filter(({ goes }) => goes).length;
  switch (report.outcome) {
    case 'cleaned':
      return `${style.good(`Removed ${plural(removed.length, 'object')}.`)}\n`;
    case 'nothing':
      return `${style.good(report.machine ? 'Nothing to do: the engine is empty.' : "Nothing to do: nothing on the engine can be shown to be this folder's.")}\n`;
    case 'planned':
      return `Nothing was removed. Without --dry-run, ${plural(going, 'object')} would go.\n`;
    case 'declined':
      return 'Nothing was removed.\n';
    case 'partial':
      return `Removed ${removed.length} of ${plural(report.removals.length, 'object')}; run it again when the cause is mended.\n`;
    default:
      return '';
  }
};
