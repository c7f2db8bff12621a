import { flagOf, type Option, takesWord } from '../../options/option';
import { COMMANDS, type CommandName, commandRow, PROGRAM } from '../commands';

/** What every shell's script says, read from the tables. Only our own words stand in a script. */

export const NAMES = Object.keys(COMMANDS) as CommandName[];

/** The name of the function that completes, and the beginning of those that help it. */
export const FUNCTION = `_${PROGRAM.replaceAll('-', '_')}`;

/** @returns a flag's values, where they are a closed list. */
export const valuesOf = (option: Option): readonly string[] =>
  'choices' in option && option.choices ? option.choices : [];

/** @returns the flags of a command that take a word, each with its values where they are a closed list. */
export const valuedFlags = (name: CommandName): readonly (readonly [flag: string, values: readonly string[]])[] =>
  Object.entries(commandRow(name).options).flatMap(([key, option]) =>
    takesWord(option) ? [[flagOf(key, option), valuesOf(option)] as const] : [],
  );

/** @returns what the arguments of a command may be, where they are a closed list. */
export const argumentsOf = (name: CommandName): readonly string[] =>
  commandRow(name).positionals.flatMap(({ choices }) => choices ?? []);
