import { ACTING_SCHEMA } from '../../plan/acting-text';
import { jsonText } from '../../text/printable';
import { PROBLEM_SCHEMA } from '../../text/problem-schema';
import type { TemplateReport } from './report';

/** @returns the versioned JSON document of a run of `template check`; its fields are a contract. */
export const templateJson = ({
  outcome,
  template,
  plans,
  acting,
  updates,
  linters,
  runs,
  findings,
  problems,
  notes,
}: TemplateReport): string =>
  jsonText({
    version: 1,
    outcome,
    template: template ?? null,
    plans,
    linters,
    ...(runs ? { runs } : {}),
    findings,
    problems,
    ...(acting ? { acting: acting.map(({ path, why }) => ({ path, why })) } : {}),
    ...(updates ? { updates } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  });

const object = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = Object.keys(properties),
) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const TEXT = { type: 'string' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

/** The schema of that document. */
export const TEMPLATE_REPORT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What create-flask-container template check --json prints',
  ...object(
    {
      version: { const: 1 },
      outcome: { enum: ['pass', 'fail', 'refused', 'failed'] },
      template: {
        description: 'null where it could not be read',
        anyOf: [
          { type: 'null' },
          object({
            name: TEXT,
            source: TEXT,
            contentHash: { type: 'string', pattern: '^sha256-[0-9a-f]{64}$' },
            files: COUNT,
          }),
        ],
      },
      plans: { type: 'array', items: object({ id: TEXT, files: COUNT }) },
      linters: { type: 'array', items: object({ name: TEXT, status: { enum: ['ran', 'missing'] }, files: COUNT }) },
      runs: {
        description: 'with --run: what was run of repositories that were made, and what was not',
        type: 'array',
        items: object(
          {
            plan: TEXT,
            step: { enum: ['set-up', 'tests', 'build'] },
            status: { enum: ['pass', 'fail', 'skip', 'error'] },
            command: TEXT,
            why: TEXT,
            cause: { enum: ['tool', 'network', 'io'] },
            fix: TEXT,
            durationMs: COUNT,
          },
          ['plan', 'step', 'status'],
        ),
      },
      findings: {
        type: 'array',
        items: {
          ...PROBLEM_SCHEMA,
          properties: {
            ...PROBLEM_SCHEMA.properties,
            plan: { description: 'the answers with which it was found', type: 'string' },
          },
        },
      },
      problems: { description: 'why it could not be judged at all', type: 'array', items: PROBLEM_SCHEMA },
      acting: ACTING_SCHEMA,
      updates: {
        description: 'with --from: what `update` would do to repositories that were made with the older version',
        type: 'array',
        items: object({
          plan: TEXT,
          files: {
            description: 'all but those that stay as they are',
            type: 'array',
            items: object(
              {
                path: TEXT,
                from: TEXT,
                untouched: { enum: ['update', 'create', 'remove'] },
                edited: {
                  description: 'where its owner has added a line at its end',
                  enum: ['create', 'merge', 'conflict', 'keep'],
                },
              },
              ['path', 'untouched'],
            ),
          },
        }),
      },
      notes: { type: 'array', items: TEXT },
    },
    ['version', 'outcome', 'template', 'plans', 'linters', 'findings', 'problems'],
  ),
} as const;
