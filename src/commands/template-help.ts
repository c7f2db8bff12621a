import { Stop } from '../errors';
import type { World } from '../machine/world';
import { readArguments } from '../options/command-line';
import { flagLayer } from '../options/layers';
import { resolve } from '../options/resolve';
import type { CreateRun } from '../project/run-options';
import { CREATE_RUN } from '../project/run-options';
import { loadTeam } from '../sources/team-template';
import { commandRow } from './commands';
import { questionsHelp } from './help';

/**
 * What `create --help` adds where `--template` names one: the template's own questions. To look is no use of it, so
 * nothing needs to be pinned.
 * @param argv the words after the command
 * @returns the text; '' without a template
 */
export const templateHelp = async (argv: readonly string[], columns: number, world: World): Promise<string> => {
  const read = await readArguments(commandRow('create').options, argv);
  const { set: _, ...table } = CREATE_RUN;
  const own = Object.fromEntries(Object.entries(read.texts).filter(([key]) => Object.hasOwn(table, key)));
  const { values, problems } = resolve(table, [flagLayer(table, own)]);
  const { template, timeout } = values as unknown as CreateRun;
  if (template === undefined) return '';
  if (problems.length > 0) throw new Stop('usage', problems);
  return questionsHelp((await loadTeam(template, { timeout }, world)).manifest, columns);
};
