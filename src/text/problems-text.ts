import type { Problem, ProblemCode } from '../errors';
import { printable, printableLines } from './printable';
import type { Style } from './style';
import { wrap, wrapWhole } from './wrap';

const MOST_SHOWN = 20;

/** These tell in another program's own words, which may be lines; all other messages are one. */
const QUOTING: ReadonlySet<ProblemCode> = new Set(['step', 'tool', 'removal']);

const QUOTED = '       | ';

const indented = (line: string, index: number): string => (index === 0 ? line : `  ${line}`);

/** What another program printed keeps its lines; one that is too long goes on below. */
const messageLines = ({ code, message }: Problem, columns: number): readonly string[] => {
  const [first = '', ...rest] = QUOTING.has(code) ? printableLines(message, '').split('\n') : [printable(message)];
  return [
    ...wrap(`error: ${first}`, columns - 2).map(indented),
    ...rest.flatMap((line) => wrap(line, columns - QUOTED.length)).map((line) => QUOTED + line),
  ];
};

const lines = (problem: Problem, style: Style, columns: number): string => {
  const { code, message, fix } = problem;
  // To leave is no error.
  if (code === 'signal')
    return wrap(`${printable(message.charAt(0).toUpperCase() + message.slice(1))}.`, columns).join('\n');
  const fixLines = fix === undefined ? [] : wrapWhole(`fix: ${printable(fix)}`, columns - 4).map(indented);
  return [
    ...messageLines(problem, columns).map((line, index) =>
      index === 0 ? line.replace('error:', style.bad('error:')) : line,
    ),
    ...fixLines.map((line, index) => `  ${index === 0 ? line.replace('fix:', style.strong('fix:')) : line}`),
  ].join('\n');
};

/**
 * @param columns the width of the screen that they are for
 * @returns every problem in words, each with its fix below it
 */
export const problemsText = (problems: readonly Problem[], style: Style, columns: number): string => {
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => lines(problem, style, columns));
  const more = problems.length - shown.length;
  return `${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n`;
};
