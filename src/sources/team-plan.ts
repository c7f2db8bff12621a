import { Stop } from '../errors';
import type { Value, Values } from '../options/option';
import { type ActingFile, actingFiles } from '../plan/acting-files';
import { overlay, pathsOf, removeProblems } from '../plan/overlay';
import { byPath, type PlannedFile, plan } from '../plan/plan';
import type { Answers } from '../project/schema';
import { type Scope, scopeOf } from '../project/scope';
import type { CompiledTemplate } from '../template/template';
import { sourceText } from './source';
import type { Team } from './team-template';

/** What a report says of a team's template. */
export interface ReportedTemplate {
  readonly name: string;
  /** With its pin. */
  readonly source: string;
  readonly contentHash: string;
  /** The keys of the answers that are answers to its own questions. */
  readonly questions: readonly string[];
  /** Its files that something runs or obeys by their being there. */
  readonly acting: readonly ActingFile[];
  /** What it says to do next: words of the template, not ours. */
  readonly next: readonly string[];
}

/** @returns the scope in which a team's template is planned. */
export const teamScope = ({ manifest: { questions } }: Team, answers: Answers): Scope => {
  const given = answers as Values;
  // A question that may be left out and was, is an empty answer: a template can ask for it.
  const values = Object.fromEntries(Object.keys(questions).map((key) => [key, given[key] ?? '']));
  return scopeOf(answers, { table: questions, values });
};

/**
 * @returns the template whose files become the repository: a team's own, or laid over the built-in one
 * @throws Stop(data) where it removes what the built-in one does not have
 */
export const wholeTemplate = (
  { template, manifest }: Team,
  builtIn: CompiledTemplate,
): ((scope: Scope) => CompiledTemplate) => {
  // The versions that a template asks for by name are those of the program that plans.
  const { pins } = builtIn;
  const own = pins === undefined ? template : { ...template, pins };
  if (manifest.extends === 'none') return () => own;
  const problems = removeProblems(builtIn, manifest.remove, manifest.placeOf);
  if (problems.length > 0) throw new Stop('data', problems);
  return (scope) => overlay(builtIn, { template: own, remove: manifest.remove }, scope);
};

/**
 * Makes the repository to be from a team's template.
 * @throws Stop(data) with every problem of the template
 */
export const planTeam = (team: Team, answers: Answers, builtIn: CompiledTemplate): readonly PlannedFile[] => {
  const scope = teamScope(team, answers);
  return plan(wholeTemplate(team, builtIn)(scope), scope);
};

/**
 * @param paths what a template makes
 * @param files everything that is made
 * @returns what of the template something runs or obeys, by path
 */
export const actingOf = (paths: ReadonlySet<string>, files: readonly PlannedFile[]): readonly ActingFile[] =>
  actingFiles(
    [...paths]
      .map((path) => ({ path }))
      .sort(byPath)
      .map(({ path }) => path),
    new Set(files.filter(({ mode }) => mode === '0755').map(({ path }) => path)),
  );

/** @returns what a report says of a team's template. What of the built-in one stays is ours, and not listed as acting. */
export const reportedTeam = (team: Team, answers: Answers, files: readonly PlannedFile[]): ReportedTemplate => ({
  name: team.manifest.name,
  source: sourceText(team.pinned),
  contentHash: team.hash,
  questions: Object.keys(team.manifest.questions),
  acting: actingOf(pathsOf(team.template, teamScope(team, answers)), files),
  next: team.manifest.next,
});

/** An answer that was left out is left out of the record. */
const isNothing = (value: Value | undefined): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * @returns what is kept of a template in the new repository, in the form of a config file. A folder's path is the
 *   machine's own, and stays out.
 */
export const recordOf = ({ pinned, hash, manifest }: Team, answers: Values): Readonly<Record<string, unknown>> => {
  const keys = Object.keys(manifest.questions).filter((key) => !isNothing(answers[key]));
  return {
    ...(pinned.kind === 'folder' ? {} : { template: sourceText(pinned) }),
    templateHash: hash,
    ...(keys.length === 0 ? {} : { set: Object.fromEntries(keys.map((key) => [key, answers[key]])) }),
  };
};

/** @returns the template after it was kept in the cache, where it came from the network. */
export const kept = ({ keep, ...team }: Team): Team => {
  const note = keep?.();
  return note === undefined ? team : { ...team, notes: [...team.notes, note] };
};
