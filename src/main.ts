import { COMMANDS, type CommandName, commandRow } from './commands/commands';
import { helpText } from './commands/help';
import { argumentProblems, invocationOf } from './commands/invocation';
import { OUTCOMES, type Outcome, Stop } from './errors';
import { complain, writeOut } from './machine/output';
import { columnsOf, realWorld, type World } from './machine/world';
import { readArguments } from './options/command-line';
import { printable, printableLines } from './text/printable';
import { problemsText } from './text/problems-text';
import { styleFor } from './text/style';
import { wrap } from './text/wrap';

export { realWorld };

/** What the template on the command line adds to the help. */
const ofTemplate = async (
  command: CommandName,
  rest: readonly string[],
  columns: number,
  world: World,
): Promise<string> =>
  command === 'create' && rest.some((word) => /^--template(=|$)/.test(word))
    ? (await import('./commands/template-help')).templateHelp(rest, columns, world)
    : '';

/** The width of a page, for what no screen shows. */
const PAGE = 80;

/** The command line is read here, and nowhere else. */
const carryOut = async (command: CommandName, rest: readonly string[], world: World): Promise<Outcome> => {
  const row = commandRow(command);
  const read = await readArguments(row.options, rest);
  const problems = [...read.problems, ...argumentProblems(command, read.positionals)];
  return (await row.run())({ ...read, problems }, world, COMMANDS);
};

const run = async (argv: readonly string[], world: World): Promise<Outcome> => {
  const { command, rest, wants } = invocationOf(argv);
  const columns = world.isTerminal('stdout') ? columnsOf(world, 'stdout') : PAGE;
  if (wants === 'help')
    writeOut('standard output', helpText(command, columns) + (await ofTemplate(command, rest, columns, world)));
  else if (wants === 'version') writeOut('standard output', `${world.version}\n`);
  else return carryOut(command, rest, world);
  return 'done';
};

/** Flags of Node can take away what every program builds on; then they, and not we, are the place to look first. */
const nodeOptions = ({ env }: World): string =>
  env.NODE_OPTIONS ? `NODE_OPTIONS is "${printable(env.NODE_OPTIONS)}": try it without them first.\n` : '';

const bugReport = (error: unknown, world: World): string =>
  `${nodeOptions(world)}${wrap(`This is a fault of create-flask-container ${world.version} (node ${process.version}, ${world.platform}). Please report it with these lines:`, columnsOf(world, 'stderr')).join('\n')}\n${printableLines(error instanceof Error ? String(error.stack) : String(error), '  ')}\n`;

/** Says why a run ended that told nothing itself. Where even that cannot be written, the exit code still tells. */
const tell = (error: unknown, world: World): Outcome => {
  complain(
    error instanceof Stop
      ? problemsText(error.problems, styleFor(world.isTerminal('stderr'), world.env, true), columnsOf(world, 'stderr'))
      : bugReport(error, world),
  );
  return error instanceof Stop ? error.outcome : 'bug';
};

/**
 * The program.
 * @param argv the words after the program's name
 * @returns the exit code
 */
export const main = async (argv: readonly string[], world: World): Promise<number> => {
  try {
    return OUTCOMES[await run(argv, world)].exitCode;
  } catch (error) {
    return OUTCOMES[tell(error, world)].exitCode;
  }
};
