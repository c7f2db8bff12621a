import { PROBLEM_SCHEMA } from '../../text/problem-schema';
import { OBJECT_KINDS } from './judge/finding';
import { CLEAN_OUTCOMES, OBJECT_STATUSES } from './report';

const BYTES = { description: 'null where the engine does not say', type: ['integer', 'null'], minimum: 0 } as const;

const ENGINE_SCHEMA = {
  type: ['object', 'null'],
  additionalProperties: false,
  required: ['name', 'version', 'endpoint'],
  properties: { name: { type: 'string' }, version: { type: 'string' }, endpoint: { type: 'string' } },
} as const;

const OBJECT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'id', 'name', 'status', 'reason', 'bytes'],
  properties: {
    kind: { enum: OBJECT_KINDS },
    id: { type: 'string', minLength: 1 },
    name: { type: 'string' },
    tags: { description: 'every tag; of images only', type: 'array', items: { type: 'string' } },
    status: { enum: OBJECT_STATUSES },
    reason: { description: 'why it goes or stays', type: 'string', minLength: 1 },
    bytes: BYTES,
    complaint: { description: 'what the engine said where the removal failed', type: 'string' },
    fix: { description: 'what removes an object that stays', type: 'string' },
  },
} as const;

const STEP_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'title', 'known', 'count', 'bytes'],
  properties: {
    kind: { enum: OBJECT_KINDS },
    title: { type: 'string' },
    known: { description: 'the commands that are known for it', type: 'string' },
    count: { type: 'integer', minimum: 0 },
    bytes: BYTES,
  },
} as const;

/** The schema of the document that `clean --json` prints. */
export const CLEAN_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'What create-flask-container clean --json prints',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'outcome', 'directory', 'engine', 'objects', 'frees', 'problems'],
  properties: {
    version: { const: 1 },
    outcome: { enum: CLEAN_OUTCOMES },
    directory: {
      description: 'absolute; null with --machine, and where the run ended before it was known',
      type: ['string', 'null'],
    },
    engine: ENGINE_SCHEMA,
    objects: { type: 'array', items: OBJECT_SCHEMA },
    steps: { description: 'with --machine only', type: 'array', items: STEP_SCHEMA },
    frees: BYTES,
    problems: { type: 'array', items: PROBLEM_SCHEMA },
    notes: { type: 'array', items: { type: 'string' } },
  },
} as const;
