import { distance } from 'fastest-levenshtein';
import type { Problem } from '../errors';
import { EVERYWHERE, flagWords } from '../options/command-line';
import { closest } from '../options/layers';
import { flagOf, type OptionTable, takesWord } from '../options/option';
import { fixOfCommand } from '../options/other-words';
import { COMMANDS, type CommandName, commandRow, isCommand } from './commands';

/** What argv asks for, before any flag is read: a command and the rest. */
export interface Invocation {
  readonly command: CommandName;
  readonly rest: readonly string[];
  /** `--help` or `--version` stands among the flags. */
  readonly wants?: keyof typeof EVERYWHERE;
}

/** Every flag that takes a value, over all commands: so that its value is not taken for a command. */
const takesValue = (word: string): boolean =>
  Object.values(COMMANDS).some(({ options }) =>
    Object.entries(options as OptionTable).some(
      ([key, option]) => takesWord(option) && word === `--${flagOf(key, option)}`,
    ),
  );

const wantsOf = (words: readonly string[]): keyof typeof EVERYWHERE | undefined => {
  const names = Object.keys(EVERYWHERE) as (keyof typeof EVERYWHERE)[];
  return names.find(
    (name) => words.includes(`--${name}`) || EVERYWHERE[name].shorts.some((short) => words.includes(`-${short}`)),
  );
};

const firstArgument = (words: readonly string[]): number =>
  words.findIndex((word, index) => !word.startsWith('-') && !takesValue(words[index - 1] ?? ''));

/** @returns which command argv names. The first argument that is a command's name is the command. */
export const invocationOf = (argv: readonly string[]): Invocation => {
  const words = flagWords(argv);
  const at = firstArgument(words);
  const word = words[at];
  const wants = wantsOf(words);
  const found = word !== undefined && isCommand(word) ? word : undefined;
  const rest = found === undefined ? argv : argv.filter((_, index) => index !== at);
  return { command: found ?? 'create', rest, ...(wants === undefined ? {} : { wants }) };
};

const letters = (word: string): string => [...word].sort().join('');

/** @returns the command that a single argument most probably meant: one slip, or two letters changed over. */
const slipOf = (word: string): string | undefined =>
  Object.keys(COMMANDS).find(
    (name) => distance(word, name) === 1 || (distance(word, name) === 2 && letters(word) === letters(name)),
  );

/**
 * Arguments that no command takes.
 * @param positionals what stands between the flags, the command taken out
 */
export const argumentProblems = (command: CommandName, positionals: readonly string[]): readonly Problem[] => {
  const row = commandRow(command);
  const [first = ''] = positionals;
  const foreign = command === 'create' ? fixOfCommand(first, positionals[1]) : undefined;
  if (foreign !== undefined)
    return [
      { code: 'unknown', message: `there is no command "${first}"`, flag: 'directory', value: first, fix: foreign },
    ];
  const meant = positionals.length > row.positionals.length ? closest(first, Object.keys(COMMANDS)) : slipOf(first);
  if (command === 'create' && meant !== undefined) {
    const fix =
      positionals.length > row.positionals.length
        ? `did you mean ${meant}?`
        : `did you mean ${meant}? A folder of this name is written ./${first}`;
    return [{ code: 'unknown', message: `there is no command "${first}"`, flag: 'directory', value: first, fix }];
  }
  return positionals.slice(row.positionals.length).map((value) => ({
    code: 'unknown',
    message: `"${value}" is one argument too many`,
    flag: row.positionals[0]!.name,
    value,
    fix: `${command} takes one: ${row.positionals.map(({ name }) => name).join(' ')}`,
  }));
};
