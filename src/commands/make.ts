import type { CreateRun } from '../options/run-options';
import { type Change, isUnchanged } from '../plan/compare';
import { diffOf } from '../plan/diff';
import type { CreateReport } from '../report/create-report';
import { GIT_STEPS } from '../steps/git';
import { shellOf } from '../text/shell-words';
import { commit } from '../world/commit';
import { ended } from '../world/ended';
import { plannedSteps, runSteps } from '../world/run-steps';
import type { Terminal } from '../world/terminal';
import type { World } from '../world/world';
import type { Given } from './answers';
import { conflictProblems, type Decision, decide, reportOf } from './decision';

const diffsOf = async (changes: readonly Change[]): Promise<ReadonlyMap<string, string>> => {
  const { createTwoFilesPatch } = await import('diff');
  return new Map(changes.map((change) => [change.path, diffOf(change, createTwoFilesPatch)]));
};

const withDiffs = async (run: CreateRun, changes: readonly Change[]): Promise<Partial<CreateReport>> =>
  run.diff ? { diffs: await diffsOf(changes) } : {};

const write = async (decision: Decision, world: World): Promise<CreateReport> => {
  const { target, changes, context } = decision;
  const backups = await commit(target, changes, world);
  const shell = shellOf(world.platform, world.env);
  const ran = await runSteps(GIT_STEPS, context, target.path, shell, world);
  const branchNote =
    context.repository === 'own' && decision.resolution.sources.branch !== 'default'
      ? ['the folder has a repository: its branch was left as it is, --branch only shapes the files']
      : [];
  return reportOf(decision, {
    outcome: ran.end === undefined ? 'created' : 'partial',
    end: ran.end ?? 'done',
    backups,
    steps: ran.results,
    problems: ran.problems,
    notes: branchNote,
  });
};

/**
 * Makes a repository of answers: the plan, the one decision, the writing, the steps.
 * @param given whatever is needed, given or asked
 * @param terminal where to ask for the decision; undefined where nothing may be asked
 */
export const make = async (given: Given, terminal: Terminal | undefined, world: World): Promise<CreateReport> => {
  const { run: settings } = given;
  const dry = settings.dryRun || settings.diff;
  const first = await decide(given, world);
  const problems = conflictProblems(first);
  const context = first.context;
  if (problems.length > 0)
    return reportOf(first, {
      outcome: 'refused',
      end: 'target',
      problems,
      ...(await withDiffs(settings, first.changes)),
    });
  if (isUnchanged(first.changes))
    return reportOf(first, { outcome: 'unchanged', end: 'done', ...(await withDiffs(settings, first.changes)) });
  if (dry)
    return reportOf(first, {
      outcome: 'planned',
      end: 'done',
      steps: plannedSteps(GIT_STEPS, context, shellOf(world.platform, world.env)),
      ...(await withDiffs(settings, first.changes)),
    });
  const accepted = terminal ? await (await import('./accept')).accept(first, terminal, world) : first;
  const late = conflictProblems(accepted);
  if (late.length > 0) return reportOf(accepted, { outcome: 'refused', end: 'target', problems: late });
  if (world.ending.aborted) throw ended(world);
  return write(accepted, world);
};
