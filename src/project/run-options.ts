import type { AnswersOf, OptionTable } from '../options/option';
import { conflictRule } from '../options/other-values';
import { REPORTER, TELLING } from '../options/telling';
import type { ReporterName } from '../text/reporters/judged';

/** How this run goes about it. */
export const CREATE_RUN = {
  template: {
    kind: 'text',
    group: 'template',
    scope: 'run',
    // Judged where it is read as a source: a value that may hold a password must not be shown as it is.
    check: () => undefined,
    summary: 'folder, git+https://...#<commit>, github:owner/name#<commit> or npm:name@version',
    placeholder: 'source',
    defaultText: 'the built-in one',
  },
  set: {
    kind: 'list',
    group: 'template',
    scope: 'run',
    check: () => undefined,
    summary: 'an answer to a question of the template; repeatable',
    placeholder: 'key=value',
    schema: {
      type: 'object',
      additionalProperties: {
        anyOf: [{ type: ['string', 'number', 'boolean'] }, { type: 'array', items: { type: 'string' } }],
      },
    },
  },
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
    nearest: conflictRule,
    hints: { refuse: 'stop and list them', keep: 'existing files stay', replace: 'the old bytes are kept beside' },
    summary: 'what to do where a file exists',
    default: 'refuse',
  },
  json: TELLING.json,
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
  quiet: TELLING.quiet,
  color: TELLING.color,
} as const satisfies OptionTable;

export type CreateRun = AnswersOf<typeof CREATE_RUN>;

/** How `template check` and `template new` go about it. */
export const TEMPLATE_RUN = {
  run: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'check also runs the tests and the build of a repository that the template makes',
    default: false,
  },
  from: {
    kind: 'text',
    group: 'run',
    scope: 'run',
    // Judged where it is read as a source, as --template is.
    check: () => undefined,
    summary: 'an older version: what an update from it would do',
    placeholder: 'source',
    defaultText: 'none',
  },
  json: CREATE_RUN.json,
  reporter: REPORTER,
  timeout: CREATE_RUN.timeout,
  quiet: CREATE_RUN.quiet,
  color: CREATE_RUN.color,
} as const satisfies OptionTable;

export type TemplateRun = Omit<AnswersOf<typeof TEMPLATE_RUN>, 'reporter' | 'from'> & {
  readonly reporter?: ReporterName;
  readonly from?: string;
};

/** What the completion scripts ask for themselves: the answers that a template's questions take. */
export const COMPLETION_RUN = {
  template: {
    ...CREATE_RUN.template,
    summary: 'print what --set takes for a template, in place of a script; the network is not asked',
    defaultText: 'none',
  },
} as const satisfies OptionTable;
