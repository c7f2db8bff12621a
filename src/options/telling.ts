import { REPORTER_NAMES } from '../text/reporters/judged';
import type { Option, OptionTable } from './option';

/** How a run tells what happened: the same flags on every command. */
export const TELLING = {
  json: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'one JSON document on standard output',
    default: false,
  },
  quiet: { kind: 'boolean', group: 'run', scope: 'run', short: 'q', summary: 'only errors', default: false },
  color: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'colours on a terminal (NO_COLOR is honoured)',
    default: true,
  },
} as const satisfies OptionTable;

/** For the commands that judge: the result in a form that a pipeline reads. */
export const REPORTER = {
  kind: 'choice',
  group: 'run',
  scope: 'run',
  choices: REPORTER_NAMES,
  hints: {
    github: 'annotations in a pull request',
    junit: 'a JUnit report',
    sarif: 'SARIF 2.1.0, for code scanning',
  },
  summary: 'the result for a pipeline, on standard output',
  placeholder: 'form',
  defaultText: 'words',
  judge: (_, { json }) =>
    json === true ? { rule: '--json is given as well', fix: 'give one of the two', contradiction: true } : undefined,
} as const satisfies Option;
