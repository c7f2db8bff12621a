import type { Problem } from '../errors';
import { printable } from './printable';
import type { Style } from './style';

const MOST_SHOWN = 20;

const lines = ({ message, fix }: Problem, style: Style): string => {
  const [first, ...rest] = printable(message).split('\n');
  return [
    `${style.bad('error:')} ${first}`,
    ...rest.map((line) => `       ${line}`),
    ...(fix === undefined ? [] : [`  ${style.strong('fix:')} ${printable(fix)}`]),
  ].join('\n');
};

/** @returns every problem in words, each with its fix below it. */
export const problemsText = (problems: readonly Problem[], style: Style): string => {
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => lines(problem, style));
  const more = problems.length - shown.length;
  return `${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
};
