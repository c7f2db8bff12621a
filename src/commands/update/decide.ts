import { type Problem, Stop } from '../../errors';
import type { Terminal } from '../../machine/terminal';
import type { World } from '../../machine/world';
import type { Layer } from '../../options/layers';
import { flagOf, type OptionTable, sameValue, type Value, type Values } from '../../options/option';
import { questionOf } from '../../options/question';
import { type Resolution, resolve } from '../../options/resolve';
import { setLayers, withoutTemplate } from '../../options/set-layers';
import { savedKeys } from '../../options/views';
import type { PlannedFile } from '../../plan/plan';
import type { Recorded } from '../../project/record';
import type { Answers } from '../../project/schema';
import { plannedFiles } from '../../sources/planned-files';
import { sourceOf, sourceText } from '../../sources/source';
import { lockedProblems } from '../../sources/team-answers';
import type { Team } from '../../sources/team-template';
import { shellOf } from '../../text/shell-words';
import { isMapping } from '../../yaml/mapping';
import type { Making } from './base';
import { type GivenNow, recordedAnswers } from './given';
import { UPDATE_ANSWERS } from './options';
import type { UpdateReport } from './report';

/** What is to be generated, and what was. */
export interface Decision {
  readonly making: Making;
  readonly files: readonly PlannedFile[];
  readonly changed: UpdateReport['changedAnswers'];
  readonly notes: readonly string[];
}

const NO_FOLDER: Problem = {
  code: 'missing',
  message: '--template is missing: the repository was made with a template in a folder, which is not recorded',
  flag: '--template',
  fix: 'add --template <folder>',
};

/** The template that is wanted, and whether it is the recorded one. */
interface Templates {
  readonly team?: Team;
  readonly oldTeam?: () => Promise<Team | undefined>;
  readonly isSame: boolean;
}

const progressOf = ({ run }: GivenNow, world: World): { readonly progress?: (text: string) => void } =>
  run.quiet || run.json || !world.isTerminal('stderr') ? {} : { progress: (text) => void world.stderr.write(text) };

/**
 * The template as it was, for the base alone: where it cannot be had, nothing is guessed.
 * @param offline whether only the cache is asked
 */
const oldTeamOf = async (
  recorded: Recorded,
  settings: { readonly timeout: number },
  offline: boolean,
  world: World,
): Promise<Team | undefined> => {
  const { template, templateHash } = recorded;
  if (template === undefined || templateHash === undefined) return undefined;
  try {
    const { loadTeam } = await import('../../sources/team-template');
    return await loadTeam(template, { ...settings, offline, recorded: templateHash }, world);
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
};

const otherName = (team: Team, old: Team): Problem => ({
  code: 'contradiction',
  message: `--template ${sourceText(team.pinned)}: it is ${team.manifest.name}, and the repository was made with ${old.manifest.name}`,
  flag: '--template',
  value: sourceText(team.pinned),
  fix: 'name another version of the same template, or make a new repository',
});

/** Which template is wanted: a typed one is consent, a recorded one is what it was. */
const templatesOf = async (
  given: GivenNow,
  recorded: Recorded,
  terminal: Terminal | undefined,
  world: World,
): Promise<Templates> => {
  const source = given.run.template ?? recorded.template;
  if (source === undefined) {
    if (recorded.templateHash !== undefined) throw new Stop('usage', [NO_FOLDER]);
    const problems = withoutTemplate({ ...given.set, environment: {} });
    if (problems.length > 0) throw new Stop('usage', problems);
    return { isSame: true };
  }
  const { consent, loadTeam } = await import('../../sources/team-template');
  const settings = { timeout: given.run.timeout, ...progressOf(given, world) };
  const isRecorded = source === recorded.template;
  const hash = isRecorded && recorded.templateHash !== undefined ? { recorded: recorded.templateHash } : {};
  const team = await loadTeam(source, { ...settings, ...hash }, world);
  if (!isRecorded) await consent(team, source, terminal, shellOf(world.platform, world.env));
  if (team.hash === recorded.templateHash) return { team, isSame: true };
  const kept = await oldTeamOf(recorded, settings, true, world);
  if (kept && kept.manifest.name !== team.manifest.name) throw new Stop('usage', [otherName(team, kept)]);
  return { team, oldTeam: async () => kept ?? oldTeamOf(recorded, settings, false, world), isSame: false };
};

/** A value that the template has locked yields to the template's, and is said. */
const unlocked = (
  layer: Layer,
  team: Team | undefined,
): { readonly layer: Layer; readonly notes: readonly string[] } => {
  const locked = team?.manifest.locked ?? [];
  const yields = locked.filter(
    (key) => Object.hasOwn(layer.values, key) && !sameValue(layer.values[key]!, team!.manifest.defaults[key]!),
  );
  return {
    layer: {
      ...layer,
      values: Object.fromEntries(Object.entries(layer.values).filter(([key]) => !yields.includes(key))),
    },
    notes: yields.map(
      (key) =>
        `the template decides ${key} now: ${String(team!.manifest.defaults[key])}, where ${String(layer.values[key])} was recorded`,
    ),
  };
};

const MOST_QUESTIONS = 100;

/** Asks for what is new and needed, or no longer holds. @throws Stop(usage) with every flag where nobody can be asked */
const settle = async (
  table: OptionTable,
  layers: readonly Layer[],
  judge: (resolution: Resolution) => readonly Problem[],
  terminal: Terminal | undefined,
): Promise<Resolution> => {
  const answers: Record<string, Value> = {};
  for (let asked = 0; ; asked += 1) {
    const answered: Layer = { source: 'answer', values: answers, problems: [] };
    // What is recorded is weaker than an answer, and its fault goes with it.
    const known = layers.map((layer) => ({
      ...layer,
      problems: layer.problems.filter(
        ({ flag }) => !Object.keys(answers).some((key) => `--${flagOf(key, table[key]!)}` === flag),
      ),
    }));
    const resolution = resolve(table, [...known, answered]);
    const problems = [...resolution.problems, ...judge(resolution)];
    if (problems.length === 0) return resolution;
    const key = Object.keys(table).find(
      (each) =>
        problems.some(({ flag }) => flag === `--${flagOf(each, table[each]!)}`) && resolution.sources[each] !== 'flag',
    );
    if (terminal === undefined || key === undefined || asked >= MOST_QUESTIONS) throw new Stop('usage', problems);
    const question = questionOf(key, table[key]!, resolution.values[key], resolution.values);
    answers[key] = await terminal.ask({ ...question, reason: problems[0]!.message });
  }
};

const changedOf = (table: OptionTable, old: Values, now: Values): UpdateReport['changedAnswers'] =>
  Object.fromEntries(
    savedKeys(table).flatMap((key) => {
      const [before, after] = [old[key], now[key] === '' ? undefined : now[key]];
      if (before === undefined && after === undefined) return [];
      if (before !== undefined && after !== undefined && sameValue(before, after)) return [];
      return [[key, [before, after]]];
    }),
  );

/** Everything that answers, in one table: what this run gives, what is recorded under it, what the template says. */
interface Answering {
  readonly table: OptionTable;
  readonly layers: readonly Layer[];
  /** What was answered last, in the form of today. */
  readonly old: Values;
  readonly notes: readonly string[];
}

const answering = (given: GivenNow, recorded: Recorded, team: Team | undefined): Answering => {
  const questions: OptionTable = team?.manifest.questions ?? {};
  const layers = [...given.layers, ...(team ? setLayers({ ...given.set, environment: {} }, questions) : [])];
  const keys = new Set(layers.flatMap(({ values }) => Object.keys(values)));
  const builtIn = recordedAnswers(recorded, UPDATE_ANSWERS, keys);
  const own = recordedAnswers({ answers: isMapping(recorded.set) ? recorded.set : {} }, questions, keys);
  const { layer, notes } = unlocked(builtIn.layer, team);
  const template: readonly Layer[] = team ? [{ source: 'template', values: team.manifest.defaults, problems: [] }] : [];
  return {
    table: { ...UPDATE_ANSWERS, ...questions },
    layers: [...layers, layer, own.layer, ...template],
    old: { ...builtIn.values, ...own.values },
    notes: [...notes, ...(team?.notes ?? [])],
  };
};

/**
 * Works out what is to be generated: the recorded answers under what this run gives.
 * @throws Stop as the template, the answers and the user have it
 */
export const decide = async (
  given: GivenNow,
  recorded: Recorded,
  terminal: Terminal | undefined,
  world: World,
): Promise<Decision> => {
  const early = given.layers.flatMap(({ problems }) => problems);
  if (early.length > 0) throw new Stop('usage', early);
  const { team, oldTeam, isSame } = await templatesOf(given, recorded, terminal, world);
  const { table, layers, old, notes } = answering(given, recorded, team);
  const locked = (each: Resolution): readonly Problem[] => (team ? lockedProblems({ team }, each) : []);
  const { values } = await settle(table, layers, locked, terminal);
  const answers = Object.freeze(values) as unknown as Answers;
  const ofTeam = { ...(team ? { team } : {}), ...(oldTeam ? { oldTeam } : {}) };
  return {
    making: { recorded, old, answers, ...ofTeam, isSameTemplate: isSame, timeout: given.run.timeout },
    files: await plannedFiles(answers, team, world),
    changed: changedOf(table, old, values),
    notes,
  };
};

/** @returns what the repository is made of now, in words. */
export const templateText = ({ team }: Pick<Making, 'team'>): { readonly template?: string } =>
  team === undefined
    ? {}
    : { template: sourceText(team.pinned.kind === 'folder' ? { ...team.pinned, hash: team.hash } : team.pinned) };

/** @returns the same of what is recorded. */
export const recordedTemplate = ({ template, templateHash }: Recorded): { readonly template?: string } => {
  if (template !== undefined) return { template: sourceText(sourceOf(template)) };
  return templateHash === undefined ? {} : { template: `a folder#${templateHash}` };
};
