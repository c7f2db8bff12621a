import { printable, printableLines } from '../../text/printable';
import type { Style } from '../../text/style';
import { wrap } from '../../text/wrap';
import type { Check, Status } from './contract';
import { type Judged, judgedText } from './judged';
import type { VerifyReport } from './report';

const WORDS: Readonly<Record<Status, string>> = { pass: 'ok', fail: 'FAIL', skip: 'skip', error: '????' };
/** The widest id and a space. */
const ID_WIDTH = 13;
const INDENT = ' '.repeat(6);
const LABEL_WIDTH = 10;
const MOST_DETAILS = 20;

const coloured = (status: Status, text: string, style: Style): string =>
  status === 'pass' ? style.good(text) : status === 'skip' ? style.dim(text) : style.bad(text);

/** @returns `1.2 s`. */
export const secondsText = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** A text of several lines in lines that fit; whoever shows them indents each. */
const wrapped = (text: string, width: number): readonly string[] =>
  printableLines(text, '')
    .split('\n')
    .flatMap((line) => wrap(line, Math.max(24, width)));

const field = (label: string, text: string, columns: number): readonly string[] => {
  return wrapped(text, columns - INDENT.length - LABEL_WIDTH).map(
    (line, index) => `${INDENT}${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`,
  );
};

/** The evidence behind a failed build or start, where the user would look first. */
const evidence = ({ id, status, details }: Check, style: Style): readonly string[] =>
  status === 'pass' ||
  status === 'skip' ||
  !['build', 'health', 'cache', 'lint', 'context', 'secrets', 'files'].includes(id)
    ? []
    : (details ?? []).slice(-MOST_DETAILS).map((line) => style.dim(`${INDENT}| ${printable(line)}`));

/**
 * One contract in words: a line where it holds, what was expected and found and what to do where it does not.
 * @param columns the width of the terminal
 */
export const checkText = (check: Check, style: Style, columns: number): string => {
  const { id, status, title, expected, found, fix, durationMs } = check;
  const time = secondsText(durationMs);
  const head = `${coloured(status, WORDS[status].padEnd(5), style)} ${style.strong(id.padEnd(ID_WIDTH))}${title}${style.dim(`, ${time}`)}`;
  const rest =
    status === 'pass'
      ? wrapped(found, columns - INDENT.length).map((line) => style.dim(`${INDENT}${line}`))
      : [
          ...(status === 'skip' ? [] : field('expected', expected, columns)),
          ...field(status === 'skip' ? 'because' : 'found', found, columns),
          ...(fix === undefined ? [] : field('fix', fix, columns)),
          ...evidence(check, style),
        ];
  return `${[head, ...rest].join('\n')}\n`;
};

/** @returns the first line of a run; only a screen parts it. */
export const judgingText = (judged: Judged): string =>
  `Judging ${printable(judged.directory)}: ${printable(judgedText(judged))}`;

const idsOf = (checks: readonly Check[], status: Status): string =>
  checks
    .filter((check) => check.status === status)
    .map(({ id }) => id)
    .join(', ');

const counted = (checks: readonly Check[]): string => {
  const held = checks.filter(({ status }) => status === 'pass').length;
  const judged = checks.filter(({ status }) => status !== 'skip').length;
  return `${held} of ${judged} contracts hold`;
};

/** @returns the verdict over all, at a glance. */
export const verdictText = (
  { outcome, checks, milliseconds, image, directory, notes = [] }: VerifyReport,
  style: Style,
): string => {
  const failed = idsOf(checks, 'fail');
  const unjudged = idsOf(checks, 'error');
  const skipped = idsOf(checks, 'skip');
  const head =
    outcome === 'pass'
      ? style.good(`Proven: ${counted(checks)}`)
      : style.bad(`${failed === '' ? 'Not judged' : 'Not proven'}: ${counted(checks)}`);
  return `\n${head} for ${printable(directory)}, in ${secondsText(milliseconds)}.\n${[
    ...(failed === '' ? [] : [`  failed: ${failed}`]),
    ...(unjudged === '' ? [] : [`  could not be judged: ${unjudged}`]),
    ...(skipped === '' ? [] : [`  skipped: ${skipped}`]),
    ...notes.map((note) => `  note: ${printable(note)}`),
    ...(image === undefined || image.startsWith('sha256:') ? [] : [`  the image stays: ${printable(image)}`]),
  ]
    .map((line) => `${line}\n`)
    .join('')}`;
};
