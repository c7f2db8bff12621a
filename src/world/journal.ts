import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf } from './failure';
import { isOver, OWNER_PATTERN } from './owner';

/**
 * What a run in an existing folder is about to do, written down before it does it, so that the next
 * run can undo what a killed one left. Lives in the folder of ours inside the target.
 */
export const OWN_FOLDER = '.create-flask-container';
const JOURNAL = 'journal.json';
export const REPLACED = 'replaced';
export const STAGE = 'stage';

export interface Entry {
  readonly path: string;
  readonly action: 'create' | 'replace';
  readonly sha256: string;
  /** For `replace`: where the old bytes are kept, relative to the target, and their hash. */
  readonly backup?: string;
  readonly previousSha256?: string;
}

export interface Journal {
  readonly owner: string;
  /** Folders that the run makes, outer ones first. */
  readonly folders: readonly string[];
  readonly entries: readonly Entry[];
}

/** @returns the SHA-256 of bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const SAFE_PATH = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\0\\]+$/;

const isEntry = (value: unknown): value is Entry => {
  const entry = value as Entry;
  const paths = [entry?.path, ...(entry?.backup === undefined ? [] : [entry.backup])];
  return (
    paths.every((path) => typeof path === 'string' && SAFE_PATH.test(path)) &&
    typeof entry.sha256 === 'string' &&
    ['create', 'replace'].includes(entry.action)
  );
};

/** A journal lies in a folder that may come from anywhere: only paths inside the target are believed. */
const isJournal = (value: unknown): value is Journal => {
  const journal = value as Journal;
  return (
    typeof journal?.owner === 'string' &&
    new RegExp(`^${OWNER_PATTERN}$`).test(journal.owner) &&
    Array.isArray(journal.entries) &&
    journal.entries.every(isEntry) &&
    Array.isArray(journal.folders) &&
    journal.folders.every((path) => typeof path === 'string' && SAFE_PATH.test(path))
  );
};

export const journalPath = (target: string): string => join(target, OWN_FOLDER, JOURNAL);

/** @returns whether a path below the target is reached through real folders only. */
export const isInside = (target: string, path: string): boolean => {
  let folder = target;
  for (const part of path.split('/').slice(0, -1)) {
    folder = join(folder, part);
    if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  }
  return true;
};

/** @returns the journal of a run that did not end, or undefined. */
export const readJournal = (target: string): Journal | undefined => {
  if (!fs.lstatSync(join(target, OWN_FOLDER), { throwIfNoEntry: false })?.isDirectory()) return undefined;
  if (!fs.lstatSync(journalPath(target), { throwIfNoEntry: false })?.isFile()) return undefined;
  try {
    const journal: unknown = JSON.parse(fs.readFileSync(journalPath(target), 'utf8'));
    return isJournal(journal) ? journal : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** @returns whether the run of a journal still holds the folder. */
export const isHeld = (journal: Journal | undefined): boolean => journal !== undefined && !isOver(journal.owner);

const bytesAt = (target: string, path: string): Uint8Array | undefined => {
  if (!isInside(target, path) || !fs.lstatSync(join(target, path), { throwIfNoEntry: false })?.isFile())
    return undefined;
  return fs.readFileSync(join(target, path));
};

/** What a path held before the run of a journal: nothing, or bytes; undefined where the journal does not know better. */
export const beforeJournal = (
  target: string,
  entry: Entry,
  current: Uint8Array,
): { readonly content?: Uint8Array } | undefined => {
  if (sha256(current) !== entry.sha256) return undefined;
  if (entry.action === 'create') return {};
  const content = entry.backup === undefined ? undefined : bytesAt(target, entry.backup);
  return content === undefined ? undefined : { content };
};

const undoEntry = (target: string, entry: Entry): void => {
  const current = bytesAt(target, entry.path);
  const backup = entry.backup === undefined ? undefined : bytesAt(target, entry.backup);
  const ours = current !== undefined && sha256(current) === entry.sha256;
  if (entry.action === 'create') {
    if (ours) fs.unlinkSync(join(target, entry.path));
    return;
  }
  if (backup === undefined || sha256(backup) !== entry.previousSha256) return;
  // Written by us and still as we wrote it: the old bytes come back. Untouched: the copy is not needed.
  // Edited since by someone else: both stay.
  if (ours) fs.renameSync(join(target, entry.backup!), join(target, entry.path));
  else if (current !== undefined && sha256(current) === entry.previousSha256)
    fs.unlinkSync(join(target, entry.backup!));
};

const removeIfEmpty = (folder: string): void => {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
};

/** Removes the folder of ours, but for old bytes that are kept there. */
export const tidyOwnFolder = (target: string): void => {
  const own = join(target, OWN_FOLDER);
  if (!fs.lstatSync(own, { throwIfNoEntry: false })?.isDirectory()) return;
  fs.removeSync(join(own, STAGE));
  const kept = join(own, REPLACED);
  const emptied = (folder: string): void => {
    for (const item of fs.readdirSync(folder, { withFileTypes: true }))
      if (item.isDirectory()) emptied(join(folder, item.name));
    removeIfEmpty(folder);
  };
  if (fs.lstatSync(kept, { throwIfNoEntry: false })?.isDirectory()) emptied(kept);
  if (fs.lstatSync(kept, { throwIfNoEntry: false }) === undefined) fs.removeSync(join(own, '.gitignore'));
  fs.removeSync(journalPath(target));
  // From here on nothing is left to undo; an empty folder that stays does no harm.
  try {
    fs.rmdirSync(own);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
};

/**
 * Undoes what the run of a journal did: its new files go, if they are still as it wrote them; the old
 * bytes come back. Can be interrupted and repeated.
 */
export const undo = (target: string, journal: Journal): void => {
  for (const entry of journal.entries) undoEntry(target, entry);
  for (const folder of [...journal.folders].reverse())
    if (isInside(target, `${folder}/x`)) removeIfEmpty(join(target, folder));
  tidyOwnFolder(target);
};
