import { ended } from '../../machine/failure';
import { hasProgram } from '../../machine/find-program';
import type { World } from '../../machine/world';
import { type Change, diffOf, isUnchanged } from '../../plan/compare';
import type { CreateRun } from '../../project/run-options';
import { GIT_STEPS } from '../../steps/git';
import { plannedSteps, runSteps, type StepsRan } from '../../steps/run-steps';
import { type ShellKind, shellLine, shellOf, shownFolder } from '../../text/shell-words';
import { commit, sweepAround } from '../../writing/commit';
import type { Talk } from './converse';
import { conflictProblems, type Decision, decide, reportOf } from './decision';
import type { Given } from './given';
import type { Interview } from './interview';
import { type NextGroup, nextGroups } from './next-steps';
import type { CreateReport } from './report';

const diffsOf = async (changes: readonly Change[]): Promise<ReadonlyMap<string, string>> => {
  const { createTwoFilesPatch } = await import('diff');
  return new Map(changes.map((change) => [change.path, diffOf(change, createTwoFilesPatch)]));
};

const withDiffs = async (run: CreateRun, changes: readonly Change[]): Promise<Partial<CreateReport>> =>
  run.diff ? { diffs: await diffsOf(changes) } : {};

/** What can be done with the result now. */
const nextOf = (
  decision: Decision,
  ran: Pick<StepsRan, 'results' | 'nameless'>,
  world: World,
): readonly NextGroup[] => {
  const { answers, target, changes, context, origin } = decision;
  return nextGroups({
    answers,
    folder: shownFolder(target.path, world.cwd),
    files: new Set(changes.map(({ path }) => path)),
    steps: ran.results,
    shell: shellOf(world.platform, world.env),
    repository: context.repository === 'around' && context.insisted ? 'none' : context.repository,
    foreign: context.foreign !== undefined,
    origin,
    gh: hasProgram('gh', world),
    nameless: ran.nameless,
    unchanged: isUnchanged(changes),
  });
};

const write = async (decision: Decision, world: World): Promise<CreateReport> => {
  const { target, changes, context } = decision;
  const backups = await commit(target, changes, world);
  const shell = shellOf(world.platform, world.env);
  const ran = await runSteps(GIT_STEPS, context, { cwd: target.path, world }, shell);
  return reportOf(decision, {
    outcome: ran.end === undefined ? 'created' : 'partial',
    end: ran.end ?? 'done',
    backups,
    steps: ran.results,
    problems: ran.problems,
    notes: branchNotes(decision, shell),
    next: nextOf(decision, ran, world),
  });
};

/** A pipeline that waits for another branch than the one that is there never publishes, without a word. */
const branchNotes = ({ given: { branch }, answers, context }: Decision, shell: ShellKind): readonly string[] => {
  if (context.repository !== 'own' || branch === answers.branch) return [];
  const rename = shellLine(['git', 'branch', '-m', answers.branch], shell);
  const make = shellLine(['git', 'switch', '-c', answers.branch], shell);
  return branch === undefined
    ? [`the folder's repository is on no branch (a detached HEAD), so a commit there is on none: ${make} makes one`]
    : [
        `the folder's repository is on ${branch}, and its branch was left as it is; the files are made for ${answers.branch}: ${rename} renames it`,
      ];
};

/** @returns the report of a decision that nothing is to be written for; undefined where something is. */
const withoutWriting = async (decision: Decision, world: World): Promise<CreateReport | undefined> => {
  const { given, changes, context } = decision;
  const { run: settings } = given;
  const problems = conflictProblems(decision);
  const diffs = (): Promise<Partial<CreateReport>> => withDiffs(settings, changes);
  if (problems.length > 0)
    return reportOf(decision, { outcome: 'refused', end: 'target', problems, ...(await diffs()) });
  const dry = settings.dryRun || settings.diff;
  if (isUnchanged(changes)) {
    if (!dry) await sweepAround(decision.target);
    const next = nextOf(decision, { results: [], nameless: false }, world);
    return reportOf(decision, { outcome: 'unchanged', end: 'done', next, ...(await diffs()) });
  }
  if (!dry) return undefined;
  const steps = plannedSteps(GIT_STEPS, context, shellOf(world.platform, world.env));
  return reportOf(decision, { outcome: 'planned', end: 'done', steps, ...(await diffs()) });
};

/**
 * Makes a repository of answers: the plan, the one decision, the writing, the steps.
 * @param given whatever is needed, given or asked
 * @param person who decides; undefined where nothing may be asked
 */
export const make = async (
  given: Given,
  person: { readonly interview: Interview; readonly talk: Talk } | undefined,
  world: World,
): Promise<CreateReport> => {
  const decision = person
    ? await (await import('./accept')).accept(person.interview, person.talk)
    : await decide(given, world);
  const told = await withoutWriting(decision, world);
  if (told) return told;
  if (world.ending.aborted) throw ended(world);
  return write(decision, world);
};
