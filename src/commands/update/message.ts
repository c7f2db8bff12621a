import { PROGRAM } from '../command';
import type { FileFate } from './fates';
import { changedLines, fromTo, type Maker, type UpdateReport } from './report';

const LISTED: ReadonlySet<string> = new Set(['conflict', 'merge', 'update', 'create', 'remove']);

/** @returns the first line of the commit. */
export const titleOf = (name: string, from: Maker, to: Maker): string =>
  from.generator === to.generator && from.template === to.template
    ? `Update ${name} with ${PROGRAM} ${to.generator}`
    : `Update ${name}: ${fromTo({ from, to })}`;

/** @returns the message of the commit: from what to what, which answers changed, what became of the files. */
export const messageOf = (
  title: string,
  changed: UpdateReport['changedAnswers'],
  files: readonly FileFate[],
): string => {
  const answers = changedLines(changed);
  const fates = files
    .filter(({ fate }) => LISTED.has(fate))
    .map(({ path, fate, from }) => `${fate} ${path}${from === undefined ? '' : ` (was ${from})`}`);
  const parts = [title, answers.join('\n'), fates.join('\n')].filter((part) => part !== '');
  // A line that begins with # would be taken for a comment.
  return `${parts.join('\n\n').replace(/^#/gm, ' #')}\n`;
};
