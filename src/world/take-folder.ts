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

/** Takes the folder for this run: two journals cannot be there at once. */
const writeJournal = (target: string, journal: Journal): void => {
  const draft = join(target, OWN_FOLDER, `${journal.owner}.json`);
  try {
    fs.writeFileSync(draft, JSON.stringify(journal));
    putNew(draft, journalPath(target));
  } finally {
    fs.removeSync(draft);
  }
};

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

/** Gives back what was not taken: the folder of ours, where nothing of another run is in it. */
const giveBack = (target: string, journal: Journal): void => {
  if (readJournal(target)?.owner === journal.owner) {
    tidyOwnFolder(target);
    return;
  }
  const own = join(target, OWN_FOLDER);
  if (!fs.lstatSync(own, { throwIfNoEntry: false })?.isDirectory()) return;
  if (fs.readdirSync(own).join() === '.gitignore') fs.unlinkSync(join(own, '.gitignore'));
  if (fs.readdirSync(own).length === 0) fs.rmdirSync(own);
};

/** Takes the folder, or leaves it as it was. */
export const takeFolder = (target: string, journal: Journal): void => {
  try {
    openOwnFolder(target);
    clearDrafts(target);
    writeJournal(target, journal);
  } catch (error) {
    regardless(() => giveBack(target, journal));
    // Another run that ends takes its folder with it, from under us.
    throw errnoOf(error) === 'ENOENT' ? moved(target) : error;
  }
};
