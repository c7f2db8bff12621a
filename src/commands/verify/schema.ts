import { PROBLEM_SCHEMA } from '../../text/problem-schema';
import { PROOF_OUTCOMES, STATUSES } from './contract';
import { CONTRACT_IDS } from './contract-ids';

const CHECK_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'status', 'expected', 'found', 'fix', 'patch', 'details', 'durationMs'],
  properties: {
    id: { enum: CONTRACT_IDS },
    title: { type: 'string', minLength: 1 },
    status: {
      description: Object.entries(STATUSES)
        .map(([status, when]) => `${status}: ${when.replaceAll('`', '')}`)
        .join('; '),
      enum: Object.keys(STATUSES),
    },
    expected: { type: 'string', minLength: 1 },
    found: { type: 'string', minLength: 1 },
    fix: { description: 'null where there is nothing to do', type: ['string', 'null'] },
    patch: {
      description: 'the fix as a unified diff for git apply, in the directory; null where words alone say it',
      type: ['string', 'null'],
    },
    details: { description: 'more of the evidence, a line each', type: 'array', items: { type: 'string' } },
    durationMs: {
      description:
        'time that was waited for it: what others had asked for, or what was measured meanwhile, counts nothing',
      type: 'integer',
      minimum: 0,
    },
  },
} as const;

const JUDGED_SCHEMA = {
  description: 'what was judged; not there where the run ended before it was known',
  type: 'object',
  additionalProperties: false,
  required: ['directory', 'file', 'target', 'service', 'command', 'leftOut'],
  properties: {
    directory: { description: 'absolute', type: 'string', minLength: 1 },
    file: { description: 'the Dockerfile, from the directory', type: 'string', minLength: 1 },
    target: { description: 'null: the last stage', type: ['string', 'null'] },
    service: {
      description: 'the service of the compose file that the image is run as; null: the image alone',
      type: ['string', 'null'],
    },
    command: {
      description: 'what the container runs, entry point and command; null where there is no image that tells',
      type: ['array', 'null'],
      items: { type: 'string' },
    },
    leftOut: {
      description: 'services that the compose file builds too',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
  },
} as const;

/** The schema of the JSON document of `verify`. */
export const VERIFY_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'The JSON document of create-flask-container verify',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'outcome', 'image', 'checks', 'durationMs'],
  properties: {
    version: { const: 1 },
    outcome: { description: 'error outranks fail', enum: Object.keys(PROOF_OUTCOMES) },
    image: {
      description: 'the id of the image that was judged, or its reference where --keep left it; null without one',
      type: ['string', 'null'],
    },
    judged: JUDGED_SCHEMA,
    checks: { type: 'array', items: CHECK_SCHEMA },
    durationMs: { description: 'of the whole run', type: 'integer', minimum: 0 },
    notes: {
      description: 'what is to be known beside the checks, a sentence each',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
    problems: {
      description: 'what ended the run before all was judged, or stayed on the engine',
      type: 'array',
      items: PROBLEM_SCHEMA,
    },
  },
} as const;
