import { ACTING_SCHEMA } from '../../plan/acting-text';
import { PROBLEM_SCHEMA } from '../../text/problem-schema';

const hex = (digits: number): string => `^[0-9a-f]{${digits}}$`;

const FILE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['path', 'mode', 'sha256', 'action'],
  properties: {
    path: { type: 'string', minLength: 1 },
    mode: { enum: ['0644', '0755'] },
    sha256: { type: 'string', pattern: hex(64) },
    action: { enum: ['create', 'same', 'keep', 'replace', 'conflict'] },
    diff: { description: 'a unified diff; with --diff', type: 'string' },
    backup: { description: 'where the replaced bytes are kept, relative to the directory', type: 'string' },
    acts: { description: "who runs or obeys it, where it comes from a team's template", type: 'string' },
  },
} as const;

const STEP_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'status'],
  properties: {
    id: { type: 'string' },
    status: { enum: ['done', 'failed', 'pending', 'skipped'] },
    reason: { type: 'string' },
    commands: { description: 'what finishes the step, run in the directory', type: 'array', items: { type: 'string' } },
  },
} as const;

const TEMPLATE_SCHEMA = {
  description: "the team's template, where one is used",
  type: 'object',
  additionalProperties: false,
  required: ['name', 'source', 'contentHash', 'acting', 'next'],
  properties: {
    name: { type: 'string' },
    source: { description: 'with its pin', type: 'string' },
    contentHash: { type: 'string', pattern: '^sha256-[0-9a-f]{64}$' },
    acting: ACTING_SCHEMA,
    next: { description: "the template's own words, to print", type: 'array', items: { type: 'string' } },
  },
} as const;

/** The schema of the document that `create --json` prints. */
export const CREATE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What create-flask-container create --json prints',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'outcome', 'directory', 'answers', 'files', 'steps', 'replay', 'next', 'generator', 'problems'],
  properties: {
    version: { const: 1 },
    outcome: { enum: ['created', 'planned', 'unchanged', 'partial', 'refused', 'failed'] },
    directory: { description: 'absolute; null where the run ended before it was known', type: ['string', 'null'] },
    answers: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'array', 'object'] } },
    files: { type: 'array', items: FILE_SCHEMA },
    steps: { type: 'array', items: STEP_SCHEMA },
    replay: {
      description: 'the arguments that make the same repository again with no question',
      type: 'array',
      items: { type: 'string' },
    },
    generator: { description: "the program's version", type: 'string', minLength: 1 },
    next: {
      description: 'what to do with the result, in order: each is a line for the shell of the user',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
    problems: { type: 'array', items: PROBLEM_SCHEMA },
    notes: { type: 'array', items: { type: 'string' } },
    template: TEMPLATE_SCHEMA,
  },
} as const;
