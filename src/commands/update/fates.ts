import { everyShellWord } from '../../text/shell-words';
import { type Entry, type Sides, sameEntry, type ToMerge, type Tree } from './reconcile';

/** What becomes of a file, in the order in which a report lists them. */
export const FATES = {
  conflict: 'both sides mean the same lines: git shows them',
  merge: 'both sides changed it, apart from one another',
  update: "the generator's change, in a file that you have not touched",
  create: 'new, or asked for by --restore',
  remove: 'no longer generated, and never touched by you',
  keep: 'yours, as it is',
  gone: 'you deleted it, and it stays deleted',
  same: 'nothing to do',
} as const;

export type Fate = keyof typeof FATES;

/** One file of a report: `path` is where it lies afterwards, `from` where it lay. */
export interface FileFate {
  readonly path: string;
  readonly fate: Fate;
  readonly from?: string;
}

/** A conflict as git's index holds it: what the base, the owner and the generator have. */
export type Stages = Readonly<Partial<Record<'base' | 'ours' | 'theirs', Entry>>>;

/** What git made of it. */
export interface Merged {
  /** What the folder is to hold, markers included. */
  readonly result: Tree;
  readonly conflicts: ReadonlyMap<string, Stages>;
  /** Moves that git found between the base and the owner's files. */
  readonly movedByOwner: ReadonlyMap<string, string>;
  /** Moves that git found between the base and what is generated now. */
  readonly movedByTemplate: ReadonlyMap<string, string>;
}

/** What the owner has decided is no conflict: a deleted file stays deleted, and one that nobody generates any more stays. */
export const settled = ({ result, conflicts, ...rest }: Merged): Merged => {
  const tree = new Map(result);
  const open = new Map<string, Stages>();
  for (const [path, stages] of conflicts) {
    const { base, ours, theirs } = stages;
    if (base && theirs && !ours) tree.delete(path);
    else if (base && ours && !theirs) tree.set(path, ours);
    else open.set(path, stages);
  }
  return { ...rest, result: tree, conflicts: open };
};

interface Traced {
  /** Where it lies in the base, where there is one. */
  readonly base?: Entry;
  readonly theirs?: Entry;
  readonly ours?: Entry;
  readonly result?: Entry;
  /** Where it lies afterwards. */
  readonly path: string;
  readonly isOpen: boolean;
}

const isPlainlyOurs = ({ base, ours }: Traced): boolean => sameEntry(base, ours);

const fateOf = (traced: Traced): Fate => {
  const { base, theirs, ours, result, isOpen } = traced;
  if (isOpen) return 'conflict';
  if (result === undefined) return ours === undefined ? (theirs === undefined ? 'same' : 'gone') : 'remove';
  if (ours === undefined) return 'create';
  if (!sameEntry(ours, result)) return sameEntry(result, theirs) && isPlainlyOurs(traced) ? 'update' : 'merge';
  if (sameEntry(ours, theirs)) return 'same';
  return theirs === undefined && base === undefined ? 'same' : 'keep';
};

const inverse = (moves: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...moves].map(([from, to]) => [to, from]));

/** What is generated follows the file that it is about, wherever that was moved to. */
const traced = (path: string, merging: ToMerge, merged: Merged): Traced | undefined => {
  const { movedByOwner, movedByTemplate, result, conflicts } = merged;
  // Told at its new place.
  if (merging.base.has(path) && !merging.theirs.has(path) && movedByTemplate.has(path)) return undefined;
  const was = inverse(movedByTemplate).get(path) ?? path;
  const moved = merging.ours.has(path) ? undefined : movedByOwner.get(was);
  const [before, after] = [merging.ours.has(was) ? was : path, moved ?? path];
  const [base, theirs] = [merging.base.get(was), merging.theirs.get(path)];
  const [ours, there] = [merging.ours.get(moved ?? before), result.get(after)];
  return {
    ...(base ? { base } : {}),
    ...(theirs ? { theirs } : {}),
    ...(ours ? { ours } : {}),
    ...(there ? { result: there } : {}),
    path: after,
    isOpen: conflicts.has(after),
  };
};

/** Where each file of ours lay before anything moved: found by its path, or by the move that was made for it. */
const lay = (path: string, sides: Sides, merging: ToMerge, merged: Merged): string | undefined => {
  if (sides.ours.has(path)) return undefined;
  const was = inverse(merged.movedByTemplate).get(path);
  if (was !== undefined && sides.ours.has(was)) return was;
  const mine = merging.ours.get(path);
  return mine && [...sides.ours].find(([each, entry]) => sameEntry(entry, mine) && !merging.ours.has(each))?.[0];
};

const asGenerated = (ours: Entry | undefined, theirs: Entry | undefined): Fate => {
  if (sameEntry(ours, theirs)) return 'same';
  return ours === undefined ? 'create' : theirs === undefined ? 'remove' : 'update';
};

const order = Object.keys(FATES);

/**
 * @param merged settled
 * @returns the fate of every file that is, was or will be generated, and of what moves along with it; all but `same`
 */
export const fatesOf = (sides: Sides, merging: ToMerge, merged: Merged): readonly FileFate[] => {
  const found = new Map<string, FileFate>();
  const add = (path: string, fate: Fate): void => {
    const from = lay(path, sides, merging, merged);
    if (fate === 'same' && from === undefined) return;
    found.set(path, { path, fate: fate === 'same' ? 'keep' : fate, ...(from === undefined ? {} : { from }) });
  };
  for (const path of new Set([...merging.base.keys(), ...merging.theirs.keys(), ...merged.conflicts.keys()])) {
    const one = traced(path, merging, merged);
    if (one && !found.has(one.path)) add(one.path, fateOf(one));
  }
  for (const path of merging.gone) add(path, 'gone');
  // These are the generator's, whatever stood there: nothing was merged.
  for (const path of [sides.record, ...sides.restore]) {
    const fate = asGenerated(sides.ours.get(path), sides.theirs.get(path));
    if (fate !== 'same') add(path, fate);
  }
  // The owner's own, in a folder that moved.
  for (const path of merging.ours.keys()) if (!sides.ours.has(path) && !found.has(path)) add(path, 'keep');
  return [...found.values()].sort(
    (one, other) =>
      order.indexOf(one.fate) - order.indexOf(other.fate) ||
      Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)),
  );
};

/** @returns what is worth a word beside the fates. */
export const notesOn = (sides: Sides, merging: ToMerge, fates: readonly FileFate[]): readonly string[] => {
  const notes: string[] = [];
  for (const { path, fate } of fates) {
    const [base, mine, next] = [sides.base.get(path), sides.ours.get(path), sides.theirs.get(path)];
    if (fate === 'gone' && (base === 'unknown' || !sameEntry(base, next)))
      notes.push(
        `${path} has changed, and you deleted it; to bring it back: --restore ${everyShellWord(path) ?? 'PATH'}`,
      );
    if (fate === 'keep' && base !== undefined && base !== 'unknown' && mine && !next)
      notes.push(`${path} is yours now: nobody generates it any more`);
  }
  for (const path of merging.relock) notes.push(`${path} is as you left it: it must be locked anew`);
  for (const path of merging.baseless)
    notes.push(`${path}: what was generated last cannot be had, so that your changes cannot be told from it`);
  return notes;
};

/** @returns the commands that lock anew: where both sides changed a lock, or its input. */
export const lockCommands = (
  sides: Sides,
  merging: ToMerge,
  isLockInput: (path: string) => boolean,
): readonly string[] => {
  const baseOf = (path: string): Entry | undefined => {
    const entry = sides.base.get(path);
    return entry === 'unknown' ? undefined : entry;
  };
  const isOwners = (path: string): boolean =>
    baseOf(path) !== undefined && !sameEntry(baseOf(path), sides.ours.get(path));
  const mine = [...sides.locks.keys(), ...[...sides.ours.keys()].filter(isLockInput)].some(isOwners);
  const commands = [...sides.locks].flatMap(([path, command]) => {
    const theirs = sides.theirs.get(path);
    if (theirs === undefined) return [];
    return merging.relock.includes(path) || (mine && !sameEntry(theirs, baseOf(path))) ? [command] : [];
  });
  return [...new Set(commands)];
};
