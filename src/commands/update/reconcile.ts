/**
 * What git is to merge, worked out from the three sides of an update: what was generated last (base), what would be
 * generated now (theirs), and what stands at HEAD (ours). Nothing here knows of git or of a disk.
 */

/** A file as git has it: `100644` or `100755` (or another mode of the owner's) and the id of its bytes. */
export interface Entry {
  readonly mode: string;
  readonly id: string;
}

/** Files by path, relative to the folder that is updated. */
export type Tree = ReadonlyMap<string, Entry>;

export interface Sides {
  /** `unknown`: the record names the file, and its bytes cannot be had. */
  readonly base: ReadonlyMap<string, Entry | 'unknown'>;
  readonly theirs: Tree;
  readonly ours: Tree;
  /** The file of answers: nobody's to merge, theirs is what holds. */
  readonly record: string;
  /** Lock files, with the command that locks anew. */
  readonly locks: ReadonlyMap<string, string>;
  /** Where the template, or an answer, moved a file to: old path to new. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Paths whose generated file is wanted, whatever became of ours. */
  readonly restore: ReadonlySet<string>;
}

/** The same three sides, in the form that a plain three-way merge of git makes the right thing of. */
export interface ToMerge {
  readonly base: Tree;
  readonly theirs: Tree;
  readonly ours: Tree;
  /** Lock files that both sides changed: the owner's stays. */
  readonly relock: readonly string[];
  /** Deleted by the owner where nothing is known of what was generated. */
  readonly gone: readonly string[];
  /** Files whose base cannot be had, and that differ. */
  readonly baseless: readonly string[];
}

export const sameEntry = (one: Entry | undefined, other: Entry | undefined): boolean =>
  one?.id === other?.id && one?.mode === other?.mode;

/** @returns where each path of ours lies once what the template moved has moved; what the owner put into a moved folder goes along. */
const movedPaths = ({ ours, base, theirs, renamed }: Sides): ReadonlyMap<string, string> => {
  const moves = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const [from, to] of renamed) {
    if (base.has(from) && !theirs.has(from) && ours.has(from) && !ours.has(to)) moves.set(from, to);
    const [old, next] = [from, to].map((path) => path.split('/'));
    // A folder has moved where only its name differs: src/old/a/b.py, src/new/a/b.py.
    while (old!.length > 1 && next!.length > 1 && old!.at(-1) === next!.at(-1)) {
      old!.pop();
      next!.pop();
      folders.set(old!.join('/'), next!.join('/'));
    }
  }
  for (const path of ours.keys()) {
    if (moves.has(path) || base.has(path)) continue;
    const folder = [...folders.keys()]
      .filter((each) => path.startsWith(`${each}/`))
      .sort((a, b) => b.length - a.length)[0];
    // A folder in which something generated stays has not moved as a whole.
    if (folder === undefined || [...theirs.keys()].some((each) => each.startsWith(`${folder}/`))) continue;
    const to = folders.get(folder)! + path.slice(folder.length);
    if (!ours.has(to) && !theirs.has(to)) moves.set(path, to);
  }
  return moves;
};

const withMoves = <T>(tree: ReadonlyMap<string, T>, moves: ReadonlyMap<string, string>): Map<string, T> =>
  new Map([...tree].map(([path, entry]) => [moves.get(path) ?? path, entry]));

/** What of the base has moved: by the template's word, also where the owner's file lies elsewhere. */
const baseMoves = ({ base, theirs, renamed }: Sides): ReadonlyMap<string, string> =>
  new Map([...renamed].filter(([from, to]) => base.has(from) && !theirs.has(from) && theirs.has(to) && !base.has(to)));

/**
 * @returns what git is to merge. What git would ask about and the owner has decided is decided here: the record and what
 *   is to be restored are theirs, a lock file that both changed is the owner's, and nothing is guessed of a base.
 */
export const toMerge = (sides: Sides): ToMerge => {
  const moves = movedPaths(sides);
  const ours = withMoves(sides.ours, moves);
  const theirs = new Map(sides.theirs);
  const known = withMoves(sides.base, new Map([...baseMoves(sides)]));
  const base = new Map<string, Entry>();
  const [relock, gone, baseless]: [string[], string[], string[]] = [[], [], []];
  for (const [path, entry] of known) {
    if (entry !== 'unknown') base.set(path, entry);
    else if (!ours.has(path)) {
      if (theirs.delete(path)) gone.push(path);
    } else if (theirs.has(path) && !sameEntry(ours.get(path), theirs.get(path))) baseless.push(path);
  }
  for (const path of sides.locks.keys()) {
    const [was, mine, next] = [base.get(path), ours.get(path), theirs.get(path)];
    if (mine === undefined || next === undefined || sameEntry(mine, next)) continue;
    if (sameEntry(was, mine) || sameEntry(was, next)) continue;
    relock.push(path);
    if (was === undefined) theirs.delete(path);
    else theirs.set(path, was);
  }
  for (const path of [sides.record, ...sides.restore]) {
    const wanted = sides.theirs.get(path);
    for (const tree of [base, ours, theirs]) {
      if (wanted === undefined) tree.delete(path);
      else tree.set(path, wanted);
    }
  }
  return { base, theirs, ours, relock, gone, baseless };
};
