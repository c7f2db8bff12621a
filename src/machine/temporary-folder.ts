import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf, ioFailure } from './failure';
import { isOver, OWNER_PATTERN, ownName } from './owner';
import { MARK, removeTree } from './remove-tree';
import { standing } from './standing';

/**
 * A private folder of one run, where others may have folders too: beside a target, or among temporary files. Its name
 * says whose it is, so that a later run removes what a killed one left. The name alone proves nothing: a folder goes only
 * if it belongs to this user, is closed to all others, and holds the mark that was put into it.
 */
interface WorkingFolder {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/** Among temporary files, and beside a target, where it is hidden. */
const TEMPORARY = 'create-flask-container-';
export const BESIDE = '.create-flask-container-';

/** Bits of those who are not the owner. */
const OTHERS = 0o077;

/** Says which folder it was made for: one that is renamed to a name of ours does not hold its own number. */
const markOf = (inode: number): string => `${MARK}${inode}`;

const isUsers = (stats: fs.Stats): boolean => process.getuid === undefined || stats.uid === process.getuid();

/** Makes one. @throws the system's errors; then nothing is left */
export const makeWorkingFolder = (parent: string, prefix: string): WorkingFolder => {
  const path = fs.mkdtempSync(join(parent, `${prefix}${ownName()}-`));
  try {
    if ((process.umask() & 0o700) !== 0) fs.chmodSync(path, 0o700);
    const { dev: device, ino: inode } = fs.lstatSync(path);
    fs.writeFileSync(join(path, markOf(inode)), '', { flag: 'wx', mode: 0o600 });
    return { path, device, inode };
  } catch (error) {
    try {
      fs.rmdirSync(path);
    } catch {
      // Not empty, or not to be removed: the next run sees to it.
    }
    throw error;
  }
};

/**
 * Removes it with all that is in it. What cannot be removed changes nothing about how the run ended; the next one removes
 * what is left.
 */
export const removeWorkingFolder = ({ path, device, inode }: WorkingFolder): void => {
  try {
    // Some network file systems number a folder anew.
    removeTree(
      path,
      (stats, inside) =>
        (stats.dev === device && stats.ino === inode) || standing(join(inside, markOf(inode))) !== undefined,
    );
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
};

/** Removes one that is empty but for its mark: the content stands in its place, which takes less to see to. */
export const removeEmptied = (folder: WorkingFolder): void => {
  try {
    fs.unlinkSync(join(folder.path, markOf(folder.inode)));
    fs.rmdirSync(folder.path);
  } catch {
    removeWorkingFolder(folder);
  }
};

/** A killed run left it: this user's, closed to others, and marked, or without anything in it. */
const isLeft = (stats: fs.Stats, inside: string): boolean => {
  if (!isUsers(stats) || (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0)) return false;
  const mark = standing(join(inside, markOf(stats.ino)));
  const isMarked = mark?.isFile() && mark.size === 0 && mark.nlink === 1 && isUsers(mark);
  return isMarked || fs.readdirSync(inside).length === 0;
};

/**
 * Removes what killed runs of this user left. Others' leftovers, and folders that look alike, stay; nothing that
 * happens here is a failure of the run.
 */
export const sweepWorkingFolders = (parent: string, prefix: string): void => {
  const pattern = new RegExp(`^${prefix.replaceAll('.', '\\.')}(${OWNER_PATTERN})(-\\w+)?$`);
  try {
    for (const name of fs.readdirSync(parent)) {
      const owner = pattern.exec(name)?.[1];
      if (owner === undefined || !isOver(owner)) continue;
      try {
        removeTree(join(parent, name), isLeft);
      } catch {
        // It stays; the next run tries again.
      }
    }
  } catch {
    // A folder that cannot be listed may still be written into.
  }
};

/** A private, empty folder among temporary files. */
export interface Temporary {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Makes one; what killed runs left there goes first.
 * @throws Stop(io)
 */
export const makeTemporary = (): Temporary => {
  sweepWorkingFolders(tmpdir(), TEMPORARY);
  try {
    const folder = makeWorkingFolder(fs.realpathSync(tmpdir()), TEMPORARY);
    // Beside the mark: some programs want an empty folder.
    const path = join(folder.path, 'work');
    const remove = (): void => removeWorkingFolder(folder);
    try {
      fs.mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      remove();
      throw error;
    }
    return { path, remove };
  } catch (error) {
    throw ioFailure(error, tmpdir(), null);
  }
};

/** Works in one that is removed afterwards. */
export const inTemporary = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const temporary = makeTemporary();
  try {
    return await work(temporary.path);
  } finally {
    temporary.remove();
  }
};
