import { PROBLEM_CODES } from '../errors';

/** The schema of a problem in every JSON document. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['code', 'message'],
  properties: {
    code: { enum: Object.keys(PROBLEM_CODES) },
    message: { type: 'string', minLength: 1 },
    flag: { description: 'as typed: --registry-user, or directory', type: 'string' },
    value: { type: 'string' },
    fix: { type: 'string' },
  },
} as const;
