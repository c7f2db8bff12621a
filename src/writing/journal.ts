import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { isOfThisMachine, isOver, OWNER_PATTERN, processOf } from '../machine/owner';
import { readPlainFile } from '../machine/read-bounded';
import { standing } from '../machine/standing';
import { OWN_FOLDER } from '../project/record';
import { printable } from '../text/printable';
import { type ShellKind, shellLine } from '../text/shell-words';
import { JOURNAL, removeIfEmpty, tidyOwnFolder } from './own-folder';

/**
 * What a run in an existing folder is about to do, written down before it does it, so that the next
 * run can undo what a killed one left. Lives in the folder of ours inside the target.
 */

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

/** @returns whether a path leads below the target and nowhere else, on every system. */
const isBelow = (path: unknown): path is string =>
  typeof path === 'string' &&
  !/[\0\\]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const isEntry = (value: unknown): value is Entry => {
  const entry = value as Entry;
  const paths = [entry?.path, ...(entry?.backup === undefined ? [] : [entry.backup])];
  return paths.every(isBelow) && typeof entry.sha256 === 'string' && ['create', 'replace'].includes(entry.action);
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
    journal.folders.every(isBelow)
  );
};

export const journalPath = (target: string): string => join(target, OWN_FOLDER, JOURNAL);

/** @returns whether a path below the target is reached through real folders only. */
export const isInside = (target: string, path: string): boolean => {
  let folder = target;
  for (const part of path.split('/').slice(0, -1)) {
    folder = join(folder, part);
    if (!standing(folder)?.isDirectory()) return false;
  }
  return true;
};

/** More than the journal of the largest template. In bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

const parsed = (path: string): unknown => {
  const content = readPlainFile(path, MOST_BYTES);
  if (content === undefined) return undefined;
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** @returns the command by which a person takes a journal away that nobody will. Old bytes that are kept stay where they are. */
const removal = (target: string, shell: ShellKind): string => {
  const program = { posix: 'rm', powershell: 'Remove-Item', cmd: 'del' }[shell];
  return shellLine([program, journalPath(target)], shell);
};

type Found = 'none' | 'unreadable' | 'of another user' | Journal;

const journalAt = (target: string): Found => {
  if (!standing(join(target, OWN_FOLDER))?.isDirectory()) return 'none';
  const stats = standing(journalPath(target));
  if (!stats?.isFile()) return 'none';
  // Whoever writes it says what is to be removed.
  if (process.getuid !== undefined && stats.uid !== process.getuid()) return 'of another user';
  const journal = parsed(journalPath(target));
  return isJournal(journal) ? journal : 'unreadable';
};

/** @returns whether the journal in a folder is that of a run. */
export const isHeldBy = (target: string, owner: string): boolean => {
  const found = journalAt(target);
  return typeof found === 'object' && found.owner === owner;
};

/** @returns why the folder may not be written into, and what ends that; undefined where it may. */
const holder = (found: Found, path: string): readonly [what: string, fix: string] | undefined => {
  if (found === 'none') return undefined;
  if (found === 'unreadable')
    return [`${path} is no journal that this version can read`, 'if nothing else writes in that folder'];
  if (found === 'of another user')
    return [`a run of another user is writing in it, says ${path}`, 'wait until it has ended; if it is over'];
  if (isOver(found.owner)) return undefined;
  return isOfThisMachine(found.owner)
    ? [
        `another run is writing in it: process ${processOf(found.owner)}, says ${path}`,
        'wait until it has ended, and run it again; if that process is none of ours',
      ]
    : [
        `a run on another machine, in another container or before a restart is writing in it, says ${path}`,
        'wait until it has ended; if it is over, look at what it left',
      ];
};

/**
 * @returns the journal of a run that is over, whose work is to be undone; undefined where there is none
 * @throws Stop(target) where the run holds the folder, or may, and for what cannot be read: what it would undo is unknown
 */
export const readLeft = (target: string, shell: ShellKind): Journal | undefined => {
  const path = journalPath(target);
  const found = journalAt(target);
  const held = holder(found, path);
  if (held !== undefined) {
    const [what, until] = held;
    throw new Stop('target', [
      {
        code: 'target',
        message: printable(`${target} is in use: ${what}`),
        flag: 'directory',
        value: path,
        fix: `${until}: ${removal(target, shell)}, and run this again`,
      },
    ]);
  }
  return typeof found === 'object' ? found : undefined;
};

const bytesAt = (target: string, path: string): Uint8Array | undefined => {
  if (!isInside(target, path) || !standing(join(target, path))?.isFile()) return undefined;
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
