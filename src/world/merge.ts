import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import type { Change } from '../plan/compare';
import { errnoOf } from './failure';
import {
  type Entry,
  isHeld,
  isInside,
  type Journal,
  journalPath,
  OWN_FOLDER,
  REPLACED,
  readJournal,
  STAGE,
  sha256,
  tidyOwnFolder,
  undo,
} from './journal';
import { makeFolder, writeNew } from './modes';
import { ownName } from './owner';

/**
 * Writes into a folder that is in use: each file is staged inside the target and put in its place by
 * one link or rename, old bytes are kept, and a journal tells the next run what to undo.
 */

const moved = (path: string): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: `${path} was changed by someone else in the meantime`,
      flag: 'directory',
      value: path,
      fix: 'look at it, and run this again',
    },
  ]);

/** @returns a path for the old bytes that is free: older backups are kept as well. */
const freeBackup = (target: string, path: string): string => {
  const plain = `${OWN_FOLDER}/${REPLACED}/${path}`;
  for (let count = 0; ; count += 1) {
    const candidate = count === 0 ? plain : `${plain}.${count}`;
    if (fs.lstatSync(join(target, candidate), { throwIfNoEntry: false }) === undefined) return candidate;
  }
};

const missingFolders = (target: string, paths: readonly string[]): readonly string[] => {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
  }
  return [...folders]
    .filter((folder) => fs.lstatSync(join(target, folder), { throwIfNoEntry: false }) === undefined)
    .sort();
};

const entryOf = (target: string, change: Change): Entry =>
  change.action === 'replace'
    ? {
        path: change.path,
        action: 'replace',
        sha256: sha256(change.content),
        backup: freeBackup(target, change.path),
        previousSha256: sha256(change.previous!),
      }
    : { path: change.path, action: 'create', sha256: sha256(change.content) };

/** Makes the folder of ours, whose own .gitignore keeps it out of every commit. */
const openOwnFolder = (target: string): void => {
  const own = join(target, OWN_FOLDER);
  if (fs.lstatSync(own, { throwIfNoEntry: false }) === undefined) makeFolder(own);
  if (!fs.lstatSync(own).isDirectory())
    throw new Stop('target', [
      { code: 'target', message: `${own} is not a folder`, flag: 'directory', value: own, fix: 'move it away' },
    ]);
  if (fs.lstatSync(join(own, '.gitignore'), { throwIfNoEntry: false }) === undefined)
    fs.writeFileSync(join(own, '.gitignore'), '*\n', { flag: 'wx' });
};

/** Puts a file where nothing stands, without ever overwriting: link(2) fails on an existing name. */
const putNew = (from: string, to: string): void => {
  try {
    fs.linkSync(from, to);
    fs.unlinkSync(from);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw moved(to);
    // No hard links on this file system: look, then rename.
    if (fs.lstatSync(to, { throwIfNoEntry: false }) !== undefined) throw moved(to);
    fs.renameSync(from, to);
  }
};

/** Takes the folder for this run: two journals cannot be there at once. */
const writeJournal = (target: string, journal: Journal): void => {
  const draft = join(target, OWN_FOLDER, `${journal.owner}.json`);
  fs.writeFileSync(draft, JSON.stringify(journal));
  try {
    putNew(draft, journalPath(target));
  } finally {
    fs.removeSync(draft);
  }
};

const keepOld = (target: string, change: Change, entry: Entry): void => {
  const path = join(target, change.path);
  const backup = join(target, entry.backup!);
  fs.ensureDirSync(dirname(backup));
  if (!fs.lstatSync(path).isFile() || sha256(fs.readFileSync(path)) !== entry.previousSha256) throw moved(path);
  try {
    fs.linkSync(path, backup);
  } catch {
    fs.copySync(path, backup, { errorOnExist: true, preserveTimestamps: true });
  }
};

const putOne = (target: string, change: Change, entry: Entry, staged: string): void => {
  const path = join(target, change.path);
  if (!isInside(target, change.path)) throw moved(dirname(path));
  if (entry.action === 'create') {
    putNew(staged, path);
    return;
  }
  keepOld(target, change, entry);
  fs.renameSync(staged, path);
};

/** What was done about the old bytes: by path, where they are, relative to the target. */
export type Backups = ReadonlyMap<string, string>;

/**
 * Carries out the changes in an existing folder.
 * @throws Stop(target), the system's errors as they are; everything is undone before it throws
 */
export const merge = async (
  target: string,
  changes: readonly Change[],
  breathe: () => Promise<void>,
): Promise<Backups> => {
  const left = readJournal(target);
  if (isHeld(left)) throw moved(target);
  if (left) undo(target, left);
  const todo = changes.filter(({ action }) => action === 'create' || action === 'replace');
  const journal: Journal = {
    owner: ownName(),
    folders: missingFolders(
      target,
      todo.map(({ path }) => path),
    ),
    entries: todo.map((change) => entryOf(target, change)),
  };
  openOwnFolder(target);
  writeJournal(target, journal);
  try {
    const stage = join(target, OWN_FOLDER, STAGE);
    fs.removeSync(stage);
    makeFolder(stage);
    for (const [index, change] of todo.entries()) {
      await breathe();
      writeNew(join(stage, String(index)), change);
    }
    for (const folder of journal.folders) makeFolder(join(target, folder));
    for (const [index, change] of todo.entries()) {
      await breathe();
      putOne(target, change, journal.entries[index]!, join(stage, String(index)));
    }
  } catch (error) {
    undo(target, journal);
    throw error;
  }
  tidyOwnFolder(target);
  return new Map(journal.entries.flatMap((entry) => (entry.backup === undefined ? [] : [[entry.path, entry.backup]])));
};
