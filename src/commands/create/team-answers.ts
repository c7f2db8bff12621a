import { type Problem, Stop } from '../../errors';
import type { Terminal } from '../../machine/terminal';
import type { World } from '../../machine/world';
import type { Layer } from '../../options/layers';
import { setLayers, withoutTemplate } from '../../options/set-layers';
import type { Team } from '../../sources/team-template';
import { shellOf } from '../../text/shell-words';
import type { Given } from './given';

const templateLayer = (team: Team): Layer => ({ source: 'template', values: team.manifest.defaults, problems: [] });

const NO_FOLDER = (recorded: string): Problem => ({
  code: 'missing',
  message: `--template is missing: the answers were made with a template of content ${recorded}`,
  flag: '--template',
  fix: 'add --template <folder>',
});

/** A person who waits is told; a program that reads is not. */
const progressOf = (
  given: Given,
  terminal: Terminal | undefined,
  world: World,
): ((text: string) => void) | undefined =>
  given.run.quiet || given.run.json
    ? undefined
    : world.isTerminal('stderr') || terminal
      ? (text) => void world.stderr.write(text)
      : undefined;

/**
 * Gets the template that a run names, and with it the questions and defaults of that template.
 * @param terminal where to ask for consent; undefined where nothing may be asked
 * @param judge tells what no answer would mend, before anybody is asked
 * @throws Stop as loading the template and asking for consent do
 */
export const withTeam = async (
  given: Given,
  terminal: Terminal | undefined,
  world: World,
  judge: (known: Given) => void = () => undefined,
): Promise<Given> => {
  const wrong = given.layers.flatMap(({ problems }) => problems);
  const { template } = given.run;
  if (template === undefined) {
    const problems = [
      ...wrong,
      ...withoutTemplate(given.set),
      ...(given.recorded === undefined ? [] : [NO_FOLDER(given.recorded.hash)]),
    ];
    if (problems.length > wrong.length) throw new Stop('usage', problems);
    return given;
  }
  // What is wrong already stays wrong whatever the template says: no need to fetch it.
  if (wrong.length > 0) throw new Stop('usage', wrong);
  // Loaded only for a run that names a template.
  const { consent, loadTeam, recordFor } = await import('../../sources/team-template');
  const progress = progressOf(given, terminal, world);
  const settings = {
    timeout: given.run.timeout,
    ...(progress ? { progress } : {}),
    ...recordFor(given.recorded, template),
  };
  const team = await loadTeam(template, settings, world);
  const known: Given = {
    ...given,
    team,
    layers: [...given.layers, ...setLayers(given.set, team.manifest.questions), templateLayer(team)],
  };
  judge(known);
  await consent(team, template, terminal, shellOf(world.platform, world.env));
  return known;
};
