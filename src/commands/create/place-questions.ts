import { resolve as resolvePath } from 'node:path';
import type { Problem } from '../../errors';
import type { Value } from '../../options/option';
import type { Question } from '../../options/question';
import { CREATE_RUN } from '../../project/run-options';
import type { Look } from './look';

/** The answers to a folder in use that are no way of --on-conflict. */
export const ELSEWHERE = 'elsewhere';
export const LEAVE = 'leave';

const MOST_LISTED = 8;

const listed = (entries: readonly string[]): string => {
  const more = entries.length - MOST_LISTED;
  return `${entries.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** @returns the question where the repository goes. */
export const directoryQuestion = (initial: string, cwd: string): Question => ({
  kind: 'line',
  key: 'directory',
  message: 'Directory',
  about: 'where the repository goes; it is made if it is not there',
  help: [
    'Where the repository goes: a path, from the current folder. It is made if it is not there.',
    `The current folder is ${cwd}.`,
  ],
  initial,
  read: (text) => (text.trim() === '' ? { flaw: { rule: 'a path, such as my-app' } } : { value: text }),
  preview: (text) => resolvePath(cwd, text),
});

/** @returns the question what becomes of a folder that holds something. */
export const conflictQuestion = (typed: string, { entries }: Look, remembered: Value | undefined): Question => {
  const { keep, replace } = CREATE_RUN.onConflict.hints;
  const holds = `it holds ${listed(entries)}`;
  return {
    kind: 'select',
    key: 'onConflict',
    message: `${typed} is in use. What now?`,
    about: holds,
    help: [
      `The folder ${typed} is not empty: ${holds}.`,
      `keep: ${keep}; only what is missing is added.`,
      `replace: ours take the place of files of the same name; ${replace}, in .create-flask-container/replaced.`,
      'Files of other names stay as they are in any case. As a flag: --on-conflict keep, or replace.',
    ],
    initial: remembered === 'replace' ? 'replace' : 'keep',
    choices: [
      { value: 'keep', label: 'Keep what is there', hint: `${keep}; only what is missing is added` },
      { value: 'replace', label: 'Replace files of the same name', hint: `all others stay; ${replace}` },
      { value: ELSEWHERE, label: 'Another folder' },
      { value: LEAVE, label: 'Leave', hint: 'nothing is made' },
    ],
  };
};

const FIX =
  'choose another directory, or --on-conflict keep (existing files stay) or --on-conflict replace (the old bytes are kept beside)';

/** @returns one problem for each thing in a folder that is to be left alone. */
export const inUseProblems = (
  { path, entries }: Pick<Look, 'path' | 'entries'>,
  fix: string = FIX,
): readonly Problem[] =>
  entries.map((what, index) => ({
    code: 'target',
    message: `${path} is in use: ${what}`,
    flag: 'directory',
    value: what,
    ...(index === entries.length - 1 ? { fix } : {}),
  }));
