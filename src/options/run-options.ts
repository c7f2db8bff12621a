import type { AnswersOf, OptionTable } from './define';

/** How this run goes about it. */
export const CREATE_RUN = {
  config: {
    kind: 'text',
    group: 'run',
    scope: 'run',
    check: () => undefined,
    summary: 'YAML or JSON file of answers, - for standard input',
    placeholder: 'file',
  },
  yes: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    short: 'y',
    summary: 'no questions: defaults for whatever was not given',
    default: false,
  },
  dryRun: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'show the whole plan, write nothing',
    default: false,
  },
  diff: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'a dry run that also shows the contents',
    default: false,
  },
  onConflict: {
    kind: 'choice',
    group: 'run',
    scope: 'run',
    choices: ['refuse', 'keep', 'replace'],
    hints: { refuse: 'stop and list them', keep: 'existing files stay', replace: 'the old bytes are kept beside' },
    summary: 'what to do where a file exists',
    default: 'refuse',
  },
  json: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'one JSON document on standard output',
    default: false,
  },
  timeout: {
    kind: 'integer',
    group: 'run',
    scope: 'run',
    minimum: 1,
    maximum: 3600,
    summary: 'seconds for fetching a template',
    placeholder: 'seconds',
    default: 60,
  },
  quiet: { kind: 'boolean', group: 'run', scope: 'run', summary: 'only errors', default: false },
  color: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'colours on a terminal (NO_COLOR is honoured)',
    default: true,
  },
} as const satisfies OptionTable;

export type CreateRun = AnswersOf<typeof CREATE_RUN>;
