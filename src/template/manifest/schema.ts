import type { OptionTable } from '../../options/option';
import { configSchema } from '../../options/views';
import { CREATE_ANSWERS } from '../../project/schema';
import { NAME_PATTERN } from './manifest';
import { QUESTION_KEYS, QUESTION_NAME_PATTERN } from './questions';

/** The JSON Schema of `template.yaml`. It says what an editor can tell; the program judges more. */

const { name: _, ...ANSWERS }: OptionTable = CREATE_ANSWERS;
const defaults = configSchema(ANSWERS, '') as {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const withoutDefault = ({ default: _default, ...schema }: Readonly<Record<string, unknown>>) => schema;

const LINE = (most: number) => ({ type: 'string', minLength: 1, maxLength: most });
const LINES = (most: number, items: number) => ({
  type: 'array',
  items: LINE(most),
  maxItems: items,
  uniqueItems: true,
});

const VALUE_SCHEMAS: Readonly<Record<string, unknown>> = {
  text: { type: 'string' },
  choice: { type: 'string' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer', minimum: 0 },
  list: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }] },
};

const KEY_SCHEMAS: Readonly<Record<string, unknown>> = {
  message: { description: 'the words of the question', ...LINE(200) },
  help: { description: 'one more line on it', ...LINE(200) },
  hints: { description: 'one line on each choice', type: 'object', additionalProperties: LINE(200) },
  choices: { description: 'what can be answered', ...LINES(100, 100), minItems: 1 },
  pattern: { description: 'a regular expression of RE2 that the whole value must match', ...LINE(500) },
  minimum: { type: 'integer', minimum: 0 },
  maximum: { type: 'integer', minimum: 0 },
  when: { description: 'asked only where this expression holds; such a question needs a default', ...LINE(500) },
};

const question = (type: string, keys: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  required: ['type', 'message', ...(type === 'choice' ? ['choices'] : [])],
  properties: Object.fromEntries(
    keys.map((key) => [
      key,
      key === 'type' ? { const: type } : key === 'default' ? VALUE_SCHEMAS[type] : KEY_SCHEMAS[key],
    ]),
  ),
});

export const MANIFEST_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'template.yaml of a starter template for create-flask-container',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'name'],
  properties: {
    format: { const: 1 },
    name: { type: 'string', pattern: NAME_PATTERN, maxLength: 100 },
    summary: { description: 'one line on what it is for', ...LINE(200) },
    extends: {
      description: 'builtin: laid over the built-in files; none: from nothing',
      enum: ['builtin', 'none'],
      default: 'builtin',
    },
    remove: {
      description: 'paths of built-in files or folders to leave out, as they are in the new repository',
      ...LINES(1000, 500),
    },
    defaults: {
      description: 'defaults for the built-in options',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.keys(ANSWERS).map((key) => [key, withoutDefault(defaults.properties[key]!)]),
      ),
    },
    locked: {
      description: 'options whose default may not be changed',
      type: 'array',
      items: { enum: Object.keys(ANSWERS) },
      uniqueItems: true,
    },
    questions: {
      description: 'options of its own',
      type: 'object',
      maxProperties: 100,
      propertyNames: { pattern: QUESTION_NAME_PATTERN, maxLength: 50 },
      additionalProperties: { oneOf: Object.entries(QUESTION_KEYS).map(([type, keys]) => question(type, keys)) },
    },
    locks: {
      description: 'lock files of the new repository, each with the command that locks anew',
      type: 'object',
      maxProperties: 500,
      additionalProperties: LINE(300),
    },
    renamed: {
      description: 'where an earlier version made a file, and where this one does',
      type: 'object',
      maxProperties: 500,
      additionalProperties: LINE(1000),
    },
    next: { description: 'lines to print at the end; never run', ...LINES(300, 20) },
  },
} as const;
