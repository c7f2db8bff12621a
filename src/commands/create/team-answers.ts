import { type Problem, Stop } from '../../errors';
import { flagOf, type OptionTable } from '../../options/option';
import type { Layer } from '../../options/layers';
import type { Resolution } from '../../options/resolve';
import { sameValue } from '../../options/same-value';
import { CREATE_ANSWERS } from '../../project/schema';
import { shellOf } from '../../text/shell-words';
import type { Terminal } from '../../machine/terminal';
import type { World } from '../../machine/world';
import type { Given } from './given';
import { setLayers, withoutTemplate } from '../../options/set-layers';
import type { Team } from '../../sources/team-template';

/** @returns the table of a run: the built-in options, then the questions of its template. */
export const tableOf = (given: Pick<Given, 'team'>): OptionTable => ({
  ...CREATE_ANSWERS,
  ...given.team?.manifest.questions,
});

/** @returns whether the template has decided an option, so that nobody is asked. */
export const isLocked = (given: Pick<Given, 'team'>, key: string): boolean =>
  given.team?.manifest.locked.includes(key) === true;

/** What a template decided, the user may say too, but not otherwise. */
export const lockedProblems = (given: Pick<Given, 'team'>, { values, sources }: Resolution): readonly Problem[] => {
  const { team } = given;
  if (!team) return [];
  return (
    team.manifest.locked
      // Where other answers leave it without a meaning, there is nothing to decide.
      .filter((key) => (CREATE_ANSWERS as OptionTable)[key]?.applies?.(values) !== false)
      .filter((key) => sources[key] !== 'template' && !sameValue(values[key], team.manifest.defaults[key]))
      .map((key) => {
        const flag = `--${flagOf(key, (CREATE_ANSWERS as OptionTable)[key]!)}`;
        const decided = String(team.manifest.defaults[key]);
        return {
          code: 'contradiction',
          message: `${flag} "${String(values[key])}": the template ${team.manifest.name} decides this answer: ${decided}`,
          flag,
          value: String(values[key]),
          fix: `leave ${flag} out, or use another template`,
        };
      })
  );
};

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
 * @throws Stop as loading the template and asking for consent do
 */
export const withTeam = async (given: Given, terminal: Terminal | undefined, world: World): Promise<Given> => {
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
  await consent(team, template, terminal, shellOf(world.platform, world.env));
  return {
    ...given,
    team,
    layers: [...given.layers, ...setLayers(given.set, team.manifest.questions), templateLayer(team)],
  };
};
