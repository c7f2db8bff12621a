import { kindOf } from './kinds';
import { environmentName, type Source } from './layers';
import {
  defaultOf,
  flagOf,
  flagWithValue,
  GROUPS,
  type Group,
  hasNegation,
  type Option,
  type OptionTable,
  sameValue,
  takesWord,
  type Value,
  type Values,
} from './option';

/** The readers of an option table: each is one generic function; none knows an option by name. */

const textOf = (value: Value): string => (Array.isArray(value) ? value.join(',') : String(value));

/** @returns the default of a row in words, or undefined where there is none. */
export const defaultText = (option: Option): string | undefined =>
  option.defaultText ??
  (option.default === undefined || typeof option.default === 'function'
    ? undefined
    : textOf(option.default as Value) || undefined);

/** @returns `--registry <host>`, `--[no-]git`, `-y, --yes`. */
export const flagUsage = (key: string, option: Option): string => {
  const name = flagOf(key, option);
  if (option.group === 'template' && option.scope === 'answer')
    return flagWithValue(`--${name}`, `<${kindOf(option).placeholder(option) || 'true|false'}>`);
  const short = option.short ? `-${option.short}, ` : '';
  if (option.kind === 'boolean') return `${short}--${hasNegation(option) ? '[no-]' : ''}${name}`;
  const value = `<${option.placeholder ?? kindOf(option).placeholder(option)}>`;
  return takesWord(option) ? `--${name} ${value}` : `--${name}[=${value}]`;
};

/** @returns the rows of a table under their headings, in the table's order. */
export const grouped = (
  table: OptionTable,
): readonly { readonly group: Group; readonly rows: readonly (readonly [string, Option])[] }[] =>
  (Object.keys(GROUPS) as Group[])
    .map((group) => ({ group, rows: Object.entries(table).filter(([, option]) => option.group === group) }))
    .filter(({ rows }) => rows.length > 0);

/** @returns the rows that describe the repository and are saved in it. */
export const savedKeys = (table: OptionTable): readonly string[] =>
  Object.keys(table).filter((key) => table[key]!.scope === 'answer' && table[key]!.saved !== false);

/** @returns the names of a table whose values are safe to write bare in any language. */
export const closedKeys = (table: OptionTable): readonly string[] =>
  Object.keys(table).filter((key) => table[key]!.closed === true);

const flagWords = (key: string, option: Option, value: Value): readonly string[] => {
  const flag = flagOf(key, option);
  if (option.group === 'template') return ['--set', `${key}=${kindOf(option).words(value)}`];
  if (option.kind === 'boolean') return [value === true ? `--${flag}` : `--no-${flag}`];
  const words = kindOf(option).words(value);
  return words.startsWith('-') ? [`--${flag}=${words}`] : [`--${flag}`, words];
};

/** @returns the arguments that say of a run what its defaults do not. */
export const changedFlags = (table: OptionTable, values: Values): readonly string[] =>
  Object.entries(table).flatMap(([key, option]) => {
    const value = values[key];
    return value === undefined || sameValue(value, defaultOf(option, values)) ? [] : flagWords(key, option, value);
  });

/**
 * The arguments that give these answers again. What a default gave is left out: the replay line names
 * the program's version and the template's, and with them the defaults.
 * @param isImplied says of an answer that was given that the defaults would give it too
 */
export const replayFlags = (
  table: OptionTable,
  values: Values,
  sources: Readonly<Record<string, Source>>,
  isImplied: (key: string, values: Values) => boolean = () => false,
): readonly string[] =>
  Object.entries(table).flatMap(([key, option]) => {
    const value = values[key];
    const implied =
      option.scope !== 'answer' ||
      value === undefined ||
      value === '' ||
      ['default', 'template'].includes(sources[key] ?? '') ||
      // That somebody insists on a default may matter where the bytes do not depend on it.
      (option.saved !== false && isImplied(key, values));
    const negated = option.kind === 'boolean' && value === false && !hasNegation(option) && option.group !== 'template';
    return implied || negated ? [] : flagWords(key, option, value);
  });

/** @returns a JSON Schema (2020-12) of config files for a table. */
export const configSchema = (table: OptionTable, title: string): Readonly<Record<string, unknown>> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  type: 'object',
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(
      Object.entries(table).map(([key, option]) => {
        const fallback =
          option.default === undefined || typeof option.default === 'function' || option.default === ''
            ? {}
            : { default: option.default };
        return [
          key,
          { description: option.summary, ...(option.schema ?? kindOf(option).jsonSchema(option)), ...fallback },
        ];
      }),
    ),
    generator: { description: 'the version that wrote the file; not an answer', type: 'string' },
    templateHash: {
      description: 'what the content of the template must be, as a saved answers file records it',
      type: 'string',
      pattern: '^sha256-[0-9a-f]{64}$',
    },
    files: {
      description: 'the git blob id of each generated file, as a saved answers file records it; not an answer',
      type: 'object',
      additionalProperties: { type: 'string', pattern: '^[0-9a-f]{40}$' },
    },
  },
});

const cell = (words: string): string => words.replaceAll('|', '\\|');

/** @returns the rows of a table as a Markdown table. */
export const optionsMarkdown = (table: OptionTable): string =>
  grouped(table)
    .map(({ group, rows }) =>
      [
        `## ${GROUPS[group]}`,
        '',
        '| flag | meaning | default | config key | environment |',
        '|---|---|---|---|---|',
        ...rows.map(([key, option]) => {
          const hints =
            option.kind === 'choice' && option.hints
              ? ` (${Object.entries(option.hints)
                  .map(([choice, hint]) => `\`${choice}\`: ${hint}`)
                  .join('; ')})`
              : '';
          const needed = option.needed ? ` Needed ${option.needed}.` : '';
          const usage =
            option.kind === 'boolean' && hasNegation(option)
              ? `\`--${flagOf(key, option)}\`, \`--no-${flagOf(key, option)}\``
              : `\`${flagUsage(key, option)}\``;
          return `| ${cell(usage)} | ${cell(option.summary + hints)}.${needed} | ${cell(defaultText(option) ?? '-')} | \`${key}\` | \`${environmentName(key, option)}\` |`;
        }),
      ].join('\n'),
    )
    .join('\n\n');
