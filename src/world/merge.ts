import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import type { Change } from '../plan/compare';
import {
  type Entry,
  isHeld,
  isInside,
  type Journal,
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
import { moved, putNew, regardless, replaceJournal, takeFolder } from './take-folder';

/**
 * Writes into a folder that is in use: each file is staged inside the target and put in its place by
 * one link or rename, old bytes are kept, and a journal tells the next run what to undo.
 */

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

const keepOld = (target: string, change: Change, entry: Entry): void => {
  const path = join(target, change.path);
  const backup = join(target, entry.backup!);
  fs.mkdirSync(dirname(backup), { recursive: true });
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

/** What was planned still fits what is there; else another run came first, and nothing of its is ours to undo. */
const expectAsPlanned = (target: string, todo: readonly Change[]): void => {
  for (const change of todo) {
    const path = join(target, change.path);
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    const fits =
      change.action === 'create'
        ? stats === undefined
        : stats?.isFile() && sha256(fs.readFileSync(path)) === sha256(change.previous!);
    if (!fits) throw moved(path);
  }
};

const putAll = async (
  target: string,
  todo: readonly Change[],
  journal: Journal,
  breathe: () => Promise<void>,
): Promise<void> => {
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
};

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
  let journal: Journal = { owner: ownName(), folders: [], entries: [] };
  takeFolder(target, journal);
  try {
    expectAsPlanned(target, todo);
    journal = {
      owner: journal.owner,
      folders: missingFolders(
        target,
        todo.map(({ path }) => path),
      ),
      entries: todo.map((change) => entryOf(target, change)),
    };
    replaceJournal(target, journal);
    await putAll(target, todo, journal, breathe);
    tidyOwnFolder(target);
  } catch (error) {
    regardless(() => undo(target, journal));
    throw error;
  }
  return new Map(journal.entries.flatMap((entry) => (entry.backup === undefined ? [] : [[entry.path, entry.backup]])));
};
