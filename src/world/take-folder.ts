import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { errnoOf } from './failure';
import { type Journal, journalPath, OWN_FOLDER, readJournal, tidyOwnFolder } from './journal';
import { makeFolder } from './modes';
import { isOver, OWNER_PATTERN } from './owner';

/** A folder in use is taken by one run at a time: the one whose journal is in it. */
const DRAFT = new RegExp(`^(${OWNER_PATTERN})\\.json$`);

/** @returns the end of a run that found something else than it had looked at. */
export const moved = (path: string): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: `${path} was changed by someone else in the meantime`,
      flag: 'directory',
      value: path,
      fix: 'look at it, and run this again',
    },
  ]);

/** @returns whether it made the folder of ours; else it was there. */
const makeOwnFolder = (target: string): boolean => {
  const own = join(target, OWN_FOLDER);
  const stats = fs.lstatSync(own, { throwIfNoEntry: false });
  if (stats === undefined) makeFolder(own);
  else if (!stats.isDirectory())
    throw new Stop('target', [
      { code: 'target', message: `${own} is not a folder`, flag: 'directory', value: own, fix: 'move it away' },
    ]);
  return stats === undefined;
};

/** A .gitignore of its own keeps the folder of ours out of every commit. An empty one is that of a run that was killed. */
const ignoreOwnFolder = (target: string): void => {
  const path = join(target, OWN_FOLDER, '.gitignore');
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  const isEmpty = stats?.isFile() === true && stats.size === 0;
  if (stats === undefined || isEmpty) fs.writeFileSync(path, '*\n', { flag: isEmpty ? 'r+' : 'wx' });
};

/** Puts a file where nothing stands, without ever overwriting: link(2) fails on an existing name. */
export const putNew = (from: string, to: string): void => {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw moved(to);
    // No hard links on this file system: look, then rename.
    if (fs.lstatSync(to, { throwIfNoEntry: false }) !== undefined) throw moved(to);
    fs.renameSync(from, to);
    return;
  }
  fs.unlinkSync(from);
};

/** Writes a journal beside its place and puts it there. */
const withDraft = (target: string, journal: Journal, put: (draft: string) => void): void => {
  const draft = join(target, OWN_FOLDER, `${journal.owner}.json`);
  try {
    fs.writeFileSync(draft, JSON.stringify(journal));
    put(draft);
  } finally {
    fs.removeSync(draft);
  }
};

/** Takes the folder for this run: two journals cannot be there at once. */
const writeJournal = (target: string, journal: Journal): void =>
  withDraft(target, journal, (draft) => putNew(draft, journalPath(target)));

/** Writes down what the run that holds the folder is about to do. */
export const replaceJournal = (target: string, journal: Journal): void =>
  withDraft(target, journal, (draft) => fs.renameSync(draft, journalPath(target)));

/** Removes the drafts of runs that were killed before their journal was in its place. */
const clearDrafts = (target: string): void => {
  for (const name of fs.readdirSync(join(target, OWN_FOLDER))) {
    const owner = DRAFT.exec(name)?.[1];
    if (owner !== undefined && isOver(owner)) fs.removeSync(join(target, OWN_FOLDER, name));
  }
};

/** What goes wrong while something is put right does not hide what went wrong first; the next run finds the journal. */
export const regardless = (mend: () => void): void => {
  try {
    mend();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
};

/** Gives back what was not taken: the folder of ours, where this run made it and nothing of another one is in it. */
const giveBack = (target: string, journal: Journal, made: boolean): void => {
  if (readJournal(target)?.owner === journal.owner) {
    tidyOwnFolder(target);
    return;
  }
  const own = join(target, OWN_FOLDER);
  if (!made || !fs.lstatSync(own, { throwIfNoEntry: false })?.isDirectory()) return;
  if (fs.readdirSync(own).join() === '.gitignore') fs.unlinkSync(join(own, '.gitignore'));
  if (fs.readdirSync(own).length === 0) fs.rmdirSync(own);
};

/** Takes the folder, or leaves it as it was. */
export const takeFolder = (target: string, journal: Journal): void => {
  let made = false;
  try {
    made = makeOwnFolder(target);
    ignoreOwnFolder(target);
    clearDrafts(target);
    writeJournal(target, journal);
  } catch (error) {
    regardless(() => giveBack(target, journal, made));
    // Another run makes its folder at the same time, or ends and takes it with it, from under us.
    throw ['ENOENT', 'EEXIST'].includes(errnoOf(error) ?? '') ? moved(target) : error;
  }
};
