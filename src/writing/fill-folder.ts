import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf } from '../machine/failure';
import { ownName } from '../machine/owner';
import { inTheWay, kindOf, standing } from '../machine/standing';
import type { Change } from '../plan/compare';
import { OWN_FOLDER } from '../project/record';
import type { ShellKind } from '../text/shell-words';
import { type Entry, isInside, type Journal, readLeft, sha256, undo } from './journal';
import { REPLACED, removeStage, STAGE, tidyOwnFolder } from './own-folder';
import { makeFolder, writeNew } from './stage';
import { moved, putNew, regardless, replaceJournal, takeFolder } from './take-folder';

/**
 * Writes into a folder that is in use: each file is staged inside the target and put in its place by
 * one link or rename, old bytes are kept, and a journal tells the next run what to undo.
 */

const makeOne = (path: string): void => {
  try {
    // mkdir(2) follows nothing: whatever has come to stand there meanwhile, a link too, is EEXIST.
    makeFolder(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    const stats = standing(path);
    if (!stats?.isDirectory()) throw inTheWay(path, stats === undefined ? 'gone again' : kindOf(stats));
  }
};

/**
 * Makes a folder and the ones above it, below a root that is there. Every part on the way is looked at by itself, so
 * that no link leads the run out of the root.
 * @param path with `/`, relative to the root
 * @throws Stop(target) for whatever is no folder
 */
const makeFoldersBelow = (root: string, path: string): void => {
  let folder = root;
  for (const part of path.split('/')) {
    folder = join(folder, part);
    const stats = standing(folder);
    if (stats === undefined) makeOne(folder);
    else if (!stats.isDirectory()) throw inTheWay(folder, kindOf(stats));
  }
};

/**
 * @returns a path for old bytes that is free: older ones are kept as well, and one may be a file where a folder is
 *   needed now. No part of it is reached through a link.
 */
const freeBackup = (target: string, path: string, taken: Map<string, 'file' | 'folder'>): string => {
  const parts = path.split('/');
  return parts.reduce((folder, part, index) => {
    const isLast = index === parts.length - 1;
    for (let count = 0; ; count += 1) {
      const candidate = `${folder}/${part}${count === 0 ? '' : `.${count}`}`;
      const stats = standing(join(target, candidate));
      if (stats && !stats.isFile() && !stats.isDirectory()) throw inTheWay(join(target, candidate), kindOf(stats));
      const isFree = isLast
        ? stats === undefined && !taken.has(candidate)
        : !stats?.isFile() && taken.get(candidate) !== 'file';
      if (!isFree) continue;
      taken.set(candidate, isLast ? 'file' : 'folder');
      return candidate;
    }
  }, `${OWN_FOLDER}/${REPLACED}`);
};

const missingFolders = (target: string, paths: readonly string[]): readonly string[] => {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
  }
  return [...folders].filter((folder) => standing(join(target, folder)) === undefined).sort();
};

const entriesOf = (target: string, todo: readonly Change[]): readonly Entry[] => {
  const taken = new Map<string, 'file' | 'folder'>();
  return todo.map((change) => {
    const { path } = change;
    if (change.action !== 'replace') return { path, action: 'create', sha256: sha256(change.content) };
    const backup = freeBackup(target, path, taken);
    return {
      path,
      action: 'replace',
      sha256: sha256(change.content),
      backup,
      previousSha256: sha256(change.previous!),
    };
  });
};

const keepOld = (target: string, change: Change, entry: Entry): void => {
  const path = join(target, change.path);
  const backup = join(target, entry.backup!);
  makeFoldersBelow(target, dirname(entry.backup!));
  if (!fs.lstatSync(path).isFile() || sha256(fs.readFileSync(path)) !== entry.previousSha256) throw moved(path);
  try {
    fs.linkSync(path, backup);
  } catch {
    // No hard links on this file system. Nothing that has come to stand there is written over or followed.
    const { atime, mtime } = fs.lstatSync(path);
    fs.copyFileSync(path, backup, fs.constants.COPYFILE_EXCL);
    fs.utimesSync(backup, atime, mtime);
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
    const stats = standing(path);
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
  removeStage(target);
  makeFolder(stage);
  for (const [index, change] of todo.entries()) {
    await breathe();
    writeNew(join(stage, String(index)), change);
  }
  for (const folder of journal.folders) makeFoldersBelow(target, folder);
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
  shell: ShellKind,
  breathe: () => Promise<void>,
): Promise<Backups> => {
  const left = readLeft(target, shell);
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
      entries: entriesOf(target, todo),
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
