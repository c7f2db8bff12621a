import type { Outcome } from '../errors';
import type { World } from '../machine/world';
import type { Arguments } from '../options/command-line';
import type { OptionTable } from '../options/option';

/** One row of the table of commands. */
export interface Command {
  readonly summary: string;
  /** The arguments before the options, as usage shows them. */
  readonly usage: string;
  /** How many arguments it takes at most, and what each may be (for completion). */
  readonly positionals: readonly {
    readonly name: string;
    readonly summary: string;
    readonly choices?: readonly string[];
  }[];
  readonly options: OptionTable;
  readonly examples: readonly string[];
  /** Loads it when it is run: `--help` needs none of them. */
  readonly run: () => Promise<Run>;
}

/** Every command, by its name. */
export type Commands = Readonly<Record<string, Command>>;

/**
 * A command: what it is given, read once, and with everything that is wrong with it.
 * @param commands all of them, for one that tells about the others
 * @returns how the run ends
 * @throws Stop where it told nothing itself
 */
type Run = (read: Arguments, world: World, commands: Commands) => Promise<Outcome>;

export const PROGRAM = 'create-flask-container';
