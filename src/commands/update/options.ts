import type { AnswersOf, Flaw, OptionTable } from '../../options/option';
import { TELLING } from '../../options/telling';
import { branch } from '../../project/grammar';
import { CREATE_RUN } from '../../project/run-options';
import { CREATE_ANSWERS } from '../../project/schema';

/** The answers of a repository; whether git is used is no question any more. */
const { git: _git, ...ANSWERS } = CREATE_ANSWERS;
export const UPDATE_ANSWERS: OptionTable = ANSWERS;

/** @returns why a path names no file of the repository; undefined where it may. */
const restored = (value: string): Flaw | undefined =>
  value !== '' && value.split('/').every((part) => !['', '.', '..'].includes(part))
    ? undefined
    : { rule: 'the path of a generated file, from the folder that is updated', fix: '--restore Dockerfile' };

/** How an update goes about it. */
export const UPDATE_RUN = {
  template: { ...CREATE_RUN.template, summary: 'another version of the template', defaultText: 'as recorded' },
  set: CREATE_RUN.set,
  config: CREATE_RUN.config,
  restore: {
    kind: 'list',
    group: 'run',
    scope: 'run',
    whole: true,
    summary: 'take the generated file, whatever became of yours; repeatable',
    placeholder: 'path',
    check: restored,
  },
  toBranch: {
    kind: 'text',
    group: 'run',
    scope: 'run',
    summary: 'put the result on a new branch and leave the checkout alone',
    placeholder: 'name',
    check: branch,
    defaultText: 'the current branch',
  },
  commit: { kind: 'boolean', group: 'run', scope: 'run', summary: 'commit a clean result', default: true },
  check: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'is there anything to do? 0 for no, 1 for yes; changes nothing',
    default: false,
  },
  dryRun: { ...CREATE_RUN.dryRun, summary: 'merge, show what becomes of each file, write nothing' },
  diff: { ...CREATE_RUN.diff, summary: 'a dry run that also shows the changes' },
  yes: { ...CREATE_RUN.yes, summary: 'no questions' },
  json: TELLING.json,
  timeout: CREATE_RUN.timeout,
  quiet: TELLING.quiet,
  color: TELLING.color,
} as const satisfies OptionTable;

export type UpdateRun = AnswersOf<typeof UPDATE_RUN> & { readonly restore?: readonly string[] };

export const UPDATE_OPTIONS: OptionTable = { ...UPDATE_ANSWERS, ...UPDATE_RUN };
