import { EVERYWHERE } from '../options/command-line';
import { GROUPS, hasNegation, type Option, type Value } from '../options/option';
import { defaultText, flagUsage, grouped } from '../options/views';
import type { TeamManifest } from '../template/manifest/manifest';
import { wrap } from '../text/wrap';
import { PROGRAM } from './command';
import { COMMANDS, type CommandName, commandRow } from './commands';

const WIDEST = 100;
const LEFT_COLUMN = 30;

/** Two columns, or one below the other where the terminal is narrow. */
const entry = (left: string, right: string, columns: number): string => {
  const indent = columns < 72 ? 6 : LEFT_COLUMN;
  const lines = [...wrap(right, Math.max(20, columns - indent))];
  const beside = indent === LEFT_COLUMN && left.length + 4 <= LEFT_COLUMN;
  const first = beside ? `  ${left}`.padEnd(LEFT_COLUMN) + (lines.shift() ?? '') : `  ${left}`;
  return [first, ...lines.map((line) => ' '.repeat(indent) + line)].join('\n');
};

/** A switch that can be turned both ways is on or off. */
const defaultWord = (option: Option, fallback: string): string => (option.kind === 'boolean' ? 'on' : fallback);

const optionEntry = ([key, option]: readonly [string, Option], columns: number): string => {
  const fallback = defaultText(option);
  // A list of words that has no placeholder shows them in its place.
  const words = 'choices' in option && option.placeholder !== undefined ? (option.choices ?? []) : [];
  const choices = words.length === 0 ? '' : `: ${words.join(', ')}`;
  const shown =
    fallback === undefined || (option.kind === 'boolean' && !hasNegation(option))
      ? ''
      : ` (default: ${defaultWord(option, fallback)})`;
  return entry(
    flagUsage(key, option),
    `${option.summary}${choices}${shown}${option.needed ? `; needed ${option.needed}` : ''}`,
    columns,
  );
};

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${title}\n${lines.join('\n')}\n`;

/**
 * The help of a command, made from its row.
 * @param columns the terminal's width
 */
export const helpText = (name: CommandName, columns: number): string => {
  const width = Math.min(Math.max(columns, 40), WIDEST);
  const row = commandRow(name);
  const usage = `Usage: ${PROGRAM}${name === 'create' ? '' : ` ${name}`} ${row.usage}`;
  const commands =
    name === 'create'
      ? Object.entries(COMMANDS).map(([command, { usage: words, summary }]) =>
          entry(`${command} ${words}`, summary, width),
        )
      : [];
  return [
    `${wrap(usage, width).join('\n  ')}\n\n${wrap(row.summary.charAt(0).toUpperCase() + row.summary.slice(1), width).join('\n')}.\n`,
    section('Commands', commands),
    section(
      'Arguments',
      row.positionals.map(({ name: word, summary }) => entry(`[${word}]`, summary, width)),
    ),
    ...grouped(row.options).map(({ group, rows }) =>
      section(
        GROUPS[group],
        rows.map((option) => optionEntry(option, width)),
      ),
    ),
    section(
      'Always',
      Object.entries(EVERYWHERE).map(([flag, { shorts, summary }]) =>
        entry(`-${shorts[0]}, --${flag}`, summary, width),
      ),
    ),
    section(
      'Examples',
      row.examples.map((example) => `  ${PROGRAM} ${example}`),
    ),
  ].join('');
};

/** What a template adds to the help of `create`, and what it has decided. */
export const questionsHelp = (manifest: TeamManifest, columns: number): string => {
  const width = Math.min(Math.max(columns, 40), WIDEST);
  const { name, summary, questions, defaults, locked } = manifest;
  const told = (value: Value): string => (Array.isArray(value) ? value.join(',') : String(value));
  return [
    section(
      `Questions of the template ${name}${summary === undefined ? '' : `: ${summary}`}`,
      Object.entries(questions).map((option) => optionEntry(option, width)),
    ),
    section(
      `Defaults of the template ${name}`,
      Object.entries(defaults).map(([key, value]) =>
        entry(key, `${told(value)}${locked.includes(key) ? ' (decided by the template)' : ''}`, width),
      ),
    ),
  ].join('');
};
