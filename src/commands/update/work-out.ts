import type { Decision } from './decide';
import { type FileFate, fatesOf, lockCommands, type Merged, notesOn, settled } from './fates';
import { bytesFrom } from './git';
import { turned, turnedBack } from './line-ends';
import { changesBetween, merge, type Scratch, treeWith } from './merge';
import type { Place } from './place';
import { type Sides, sameEntry, toMerge } from './reconcile';
import type { ToldFile } from './report';
import { isLockInput, sidesOf } from './sides';

/** A merge that is worked out and not yet written. */
export interface WorkedOut {
  readonly sides: Sides;
  readonly merged: Merged;
  readonly generated: string;
  readonly files: readonly FileFate[];
  readonly notes: readonly string[];
  /** The commands that lock anew. */
  readonly lock: readonly string[];
}

/** Works out the three sides and merges them. */
export const workOut = async (
  decision: Decision,
  scratch: Scratch,
  restore: readonly string[],
  title: string,
): Promise<WorkedOut> => {
  const sides = await sidesOf(decision.making, decision.files, restore, scratch);
  const turning = await turned(toMerge(sides), scratch);
  const { merged, generated } = await merge(scratch, turning.merging, title);
  const done = settled(await turnedBack(merged, turning, scratch));
  // What the owner's side is told by is what stands there.
  const merging = { ...turning.merging, ours: new Map([...turning.merging.ours, ...turning.paths]) };
  const files = fatesOf(sides, merging, done);
  return {
    sides,
    merged: done,
    generated,
    files,
    notes: notesOn(sides, merging, files),
    lock: lockCommands(sides, merging, isLockInput),
  };
};

/** @returns whether nothing would be written. */
export const isNothing = ({ sides, merged }: WorkedOut): boolean =>
  merged.conflicts.size === 0 && changesBetween(sides.ours, merged.result).size === 0;

/** @returns the paths that are new, from the top of the work tree. */
export const madeBy = ({ sides, merged }: WorkedOut, { prefix }: Place): readonly string[] =>
  [...merged.result.keys()].filter((path) => !sides.ours.has(path)).map((path) => prefix + path);

/** @returns the files, each with what changes in it. */
export const withDiffs = async (worked: WorkedOut, scratch: Scratch): Promise<readonly ToldFile[]> => {
  const { git } = scratch;
  const before = `${scratch.place.head}:${scratch.place.prefix}`;
  const after = await treeWith(scratch, before, changesBetween(worked.sides.ours, worked.merged.result));
  const words = [
    '--literal-pathspecs',
    'diff',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '-M',
    before,
    after,
    '--',
  ];
  const told: ToldFile[] = [];
  for (const file of worked.files) {
    const paths = file.from === undefined ? [file.path] : [file.from, file.path];
    const bytes = sameEntry(worked.sides.ours.get(file.path), worked.merged.result.get(file.path))
      ? undefined
      : await bytesFrom(git, [...words, ...paths]);
    told.push({ ...file, diff: bytes?.toString('utf8') ?? '' });
  }
  return told;
};
