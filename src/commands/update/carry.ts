import { join } from 'node:path';
import { Stop } from '../../errors';
import { ended } from '../../machine/failure';
import { standing } from '../../machine/standing';
import { makeTemporary } from '../../machine/temporary-folder';
import type { Terminal } from '../../machine/terminal';
import type { World } from '../../machine/world';
import { RECORD_FILE } from '../../project/record';
import { applyHere, applyToBranch, ownersGit } from './apply';
import { decide } from './decide';
import { GitFailed } from './git';
import type { GivenNow } from './given';
import { recover } from './journal';
import { scratchIn } from './merge';
import { messageOf, titleOf } from './message';
import { common, planned, type Told, written } from './outcome';
import { judgeMarkers, judgeUntracked, type Place, placeOf } from './place';
import type { UpdateReport } from './report';
import { authorOf, missingRecord, mustBeNew, NOBODY, recordOf } from './start';
import { isNothing, madeBy, withDiffs, workOut } from './work-out';

/** Merges once more, with the objects in the owner's repository, and puts the result there. */
const write = async (told: Told, place: Place, folder: string): Promise<UpdateReport> => {
  const { given, decision } = told;
  const scratch = await scratchIn(folder, place, await authorOf(place), true);
  const base = common(told);
  const title = titleOf(String(decision.making.answers.name), base.from, base.to);
  const worked = await workOut(decision, scratch, given.run.restore ?? [], title);
  const message = messageOf(title, decision.changed, worked.files);
  const result = { merged: worked.merged, generated: worked.generated, message };
  const applied =
    given.run.toBranch === undefined
      ? await applyHere(scratch, result, given.run.commit)
      : await applyToBranch(scratch, result, given.run.toBranch);
  return written({ ...told, worked }, applied, place);
};

/** What git could not do, in its words. */
const gitStop = ({ message }: GitFailed, world: World): Stop =>
  world.ending.aborted
    ? ended(world)
    : new Stop('io', [{ code: 'step', message, fix: 'mend what git names, and run this again; nothing was changed' }]);

const carryOut = async (
  given: GivenNow,
  directory: string,
  terminal: Terminal | undefined,
  accept: (report: UpdateReport) => Promise<void>,
  world: World,
): Promise<UpdateReport> => {
  if (standing(join(directory, RECORD_FILE)) === undefined) throw missingRecord(given.directory);
  const isDry = given.run.dryRun || given.run.diff || given.run.check;
  const place = await placeOf(directory, world, async (found) => !isDry && (await recover(found, ownersGit(found))));
  const recorded = await recordOf(place, world);
  const restore = given.run.restore ?? [];
  await judgeMarkers(
    place,
    [...(recorded.files?.keys() ?? [])].filter((path) => !restore.includes(path)),
  );
  await mustBeNew(place, given.run.toBranch);
  const decision = await decide(given, recorded, terminal, world);
  const folder = makeTemporary();
  try {
    const scratch = await scratchIn(folder.path, place, NOBODY, false);
    const worked = await workOut(decision, scratch, restore, 'What is generated now');
    const told: Told = { given, directory, decision, recorded, worked, world };
    if (isNothing(worked)) return { ...common(told), outcome: 'unchanged', end: 'done' };
    if (given.run.toBranch === undefined) await judgeUntracked(place, madeBy(worked, place));
    if (isDry) return given.run.diff ? { ...planned(told), files: await withDiffs(worked, scratch) } : planned(told);
    await accept({ ...common(told), outcome: 'planned', end: 'done' });
    return await write(told, place, folder.path);
  } finally {
    folder.remove();
  }
};

/**
 * Carries a repository to what is generated today: looks, decides, merges, asks, writes.
 * @param accept shows a person the plan; throws where it is declined
 */
export const carry = async (
  given: GivenNow,
  directory: string,
  terminal: Terminal | undefined,
  accept: (report: UpdateReport) => Promise<void>,
  world: World,
): Promise<UpdateReport> => {
  try {
    return await carryOut(given, directory, terminal, accept, world);
  } catch (error) {
    throw error instanceof GitFailed ? gitStop(error, world) : error;
  }
};
