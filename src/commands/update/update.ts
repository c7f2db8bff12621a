import { resolve as resolvePath } from 'node:path';
import fs from 'fs-extra';
import { type Outcome, Stop } from '../../errors';
import { bugProblem } from '../../machine/failure';
import { writeOut } from '../../machine/output';
import { tell } from '../../machine/tell';
import type { Terminal } from '../../machine/terminal';
import { standSomewhere, type World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { styleFor } from '../../text/style';
import { updateJson } from './document';
import { type GivenNow, givenNow } from './given';
import { endedEarly, type UpdateReport } from './report';
import { planText, updateText } from './text';

const mustBeFolder = (typed: string, path: string): void => {
  if (fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new Stop('usage', [
    {
      code: 'invalid',
      message: `${typed} is no folder`,
      flag: 'directory',
      value: typed,
      fix: 'name the folder of a generated repository',
    },
  ]);
};

const stylesOf = (given: GivenNow | undefined, world: World) => {
  const colour = given?.run.color !== false;
  const columns = world.isTerminal('stdout') ? world.stdout.columns || 80 : Number.POSITIVE_INFINITY;
  return {
    out: styleFor(world.isTerminal('stdout'), world.env, colour),
    err: styleFor(world.isTerminal('stderr'), world.env, colour),
    columns,
  };
};

/** Shows the plan and asks. @throws Stop(interrupted) where it is declined */
const accept = async (
  report: UpdateReport,
  terminal: Terminal | undefined,
  given: GivenNow,
  world: World,
): Promise<void> => {
  if (terminal === undefined) return;
  terminal.say(planText(report, stylesOf(given, world).out, terminal.columns));
  const question = { kind: 'confirm', key: 'update', message: 'Write this?', initial: true } as const;
  if (await terminal.ask(question)) return;
  throw new Stop('interrupted', [{ code: 'signal', message: 'left; nothing was written' }]);
};

const run = async (given: GivenNow, directory: string, world: World): Promise<UpdateReport> => {
  standSomewhere(world);
  mustBeFolder(given.directory, directory);
  world.untrusted.add(directory);
  const silent = given.run.yes || given.run.json || given.run.check;
  const terminal = silent ? undefined : (await import('../../machine/terminal')).terminalOf(world);
  const { carry } = await import('./carry');
  return carry(given, directory, terminal, (report) => accept(report, terminal, given, world), world);
};

const told = async (
  report: UpdateReport,
  given: GivenNow | undefined,
  json: boolean,
  world: World,
): Promise<Outcome> => {
  await tell(
    {
      problems: report.problems,
      json: () => updateJson(report),
      text: (style, columns) => updateText(report, style, columns),
      matters: ['conflicts', 'failed'].includes(report.outcome),
    },
    { json, quiet: given?.run.quiet === true, color: given?.run.color !== false },
    world,
  );
  return report.end;
};

const early = (error: unknown, directory: string | undefined, isJson: boolean): UpdateReport => {
  if (error instanceof Stop) return endedEarly(error.outcome, error.problems, directory);
  // With --json the fault is told in the document too; its stack is told by the program.
  if (!isJson) throw error;
  writeOut('standard output', updateJson(endedEarly('bug', bugProblem(error).problems, directory)));
  throw error;
};

/** `create-flask-container update [directory]`: carries a generated repository to what is generated today. */
export const update = async (read: Arguments, world: World): Promise<Outcome> => {
  const isJson = read.texts.json !== undefined;
  let given: GivenNow | undefined;
  let report: UpdateReport;
  try {
    given = await givenNow(read, world);
    report = await run(given, resolvePath(world.cwd, given.directory), world);
  } catch (error) {
    const directory = given === undefined ? undefined : resolvePath(world.cwd, given.directory);
    report = early(error, directory, isJson || given?.run.json === true);
  }
  return told(report, given, isJson || given?.run.json === true, world);
};
