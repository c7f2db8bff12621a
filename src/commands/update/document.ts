import { jsonText } from '../../text/printable';
import { PROBLEM_SCHEMA } from '../../text/problem-schema';
import { FATES } from './fates';
import type { UpdateReport } from './report';

const LINES = { type: 'array', items: { type: 'string', minLength: 1 } } as const;

const MAKER = {
  type: 'object',
  additionalProperties: false,
  required: ['generator'],
  properties: { generator: { type: 'string' }, template: { description: 'with its pin', type: 'string' } },
} as const;

/** The schema of the document that `update --json` prints. */
export const UPDATE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What create-flask-container update --json prints',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'outcome', 'directory', 'answers', 'changedAnswers', 'files', 'notes', 'next', 'problems'],
  properties: {
    version: { const: 1 },
    outcome: { enum: ['updated', 'planned', 'unchanged', 'waiting', 'conflicts', 'refused', 'failed'] },
    directory: { description: 'absolute; null where the run ended before it was known', type: ['string', 'null'] },
    from: MAKER,
    to: MAKER,
    answers: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'array'] } },
    changedAnswers: {
      description: 'the recorded answer and the one that holds now; null for none',
      type: 'object',
      additionalProperties: { type: 'array', minItems: 2, maxItems: 2 },
    },
    files: {
      description: 'all but those that are the same',
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'fate'],
        properties: {
          path: { description: 'where it lies now', type: 'string', minLength: 1 },
          fate: { enum: Object.keys(FATES).filter((fate) => fate !== 'same') },
          from: { description: 'where it lay', type: 'string', minLength: 1 },
          diff: { description: 'a unified diff; with --diff', type: 'string' },
        },
      },
    },
    commit: { description: 'the commit that was made', type: 'string', pattern: '^[0-9a-f]{40,64}$' },
    branch: { description: 'where it is', type: 'string' },
    notes: LINES,
    next: LINES,
    problems: { type: 'array', items: PROBLEM_SCHEMA },
  },
} as const;

/** @returns the document that `update --json` prints. */
export const updateJson = (report: UpdateReport): string => {
  const { outcome, directory, from, to, answers, changedAnswers, files, commit, branch, notes, next, problems } =
    report;
  return jsonText({
    version: 1,
    outcome,
    directory: directory ?? null,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    answers,
    changedAnswers: Object.fromEntries(
      Object.entries(changedAnswers).map(([key, [old, now]]) => [key, [old ?? null, now ?? null]]),
    ),
    files,
    ...(commit === undefined ? {} : { commit }),
    ...(branch === undefined ? {} : { branch }),
    notes,
    next,
    problems,
  });
};
