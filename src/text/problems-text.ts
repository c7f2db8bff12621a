import type { Problem, ProblemCode } from '../errors';
import { printable, printableLines } from './printable';
import type { Style } from './style';

const MOST_SHOWN = 20;

/** These tell in another program's own words, which may be lines; all other messages are one. */
const QUOTING: ReadonlySet<ProblemCode> = new Set(['step', 'tool', 'removal']);

const lines = ({ code, message, fix }: Problem, style: Style): string => {
  // To leave is no error.
  if (code === 'signal') return `${printable(message.charAt(0).toUpperCase() + message.slice(1))}.`;
  const text = QUOTING.has(code) ? printableLines(message, '       | ') : printable(message);
  return [
    `${style.bad('error:')} ${text}`,
    ...(fix === undefined ? [] : [`  ${style.strong('fix:')} ${printable(fix)}`]),
  ].join('\n');
};

/** @returns every problem in words, each with its fix below it. */
export const problemsText = (problems: readonly Problem[], style: Style): string => {
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => lines(problem, style));
  const more = problems.length - shown.length;
  return `${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
};
