import type { Problem } from '../errors';
import { printable, printableLines } from '../text/printable';
import type { Style } from './style';

const MOST_SHOWN = 20;

const lines = ({ code, message, fix }: Problem, style: Style): string => {
  // To leave is no error.
  if (code === 'signal') return `${printable(message.charAt(0).toUpperCase() + message.slice(1))}.`;
  return [
    `${style.bad('error:')} ${printableLines(message, '       ')}`,
    ...(fix === undefined ? [] : [`  ${style.strong('fix:')} ${printable(fix)}`]),
  ].join('\n');
};

/** @returns every problem in words, each with its fix below it. */
export const problemsText = (problems: readonly Problem[], style: Style): string => {
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => lines(problem, style));
  const more = problems.length - shown.length;
  return `${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
};
