import { flagOf, type Option, takesWord } from '../../options/option';
import { type Command, PROGRAM } from '../command';

/** What every shell's script says, read from the tables. Only our own words stand in a script. */

/** The name of the function that completes, and the beginning of those that help it. */
export const FUNCTION = `_${PROGRAM.replaceAll('-', '_')}`;

/** @returns a flag's values, where they are a closed list. */
export const valuesOf = (option: Option): readonly string[] =>
  'choices' in option && option.choices ? option.choices : [];

/** @returns the flags of a command that take a word, each with its values where they are a closed list. */
export const valuedFlags = ({ options }: Command): readonly (readonly [flag: string, values: readonly string[]])[] =>
  Object.entries(options).flatMap(([key, option]) =>
    takesWord(option) ? [[flagOf(key, option), valuesOf(option)] as const] : [],
  );

/** @returns what the arguments of a command may be, where they are a closed list. */
export const argumentsOf = ({ positionals }: Command): readonly string[] =>
  positionals.flatMap(({ choices }) => choices ?? []);
