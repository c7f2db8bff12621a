import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { errnoOf } from '../machine/failure';
import { standing } from '../machine/standing';
import { OWN_FOLDER } from '../project/record';
import { isHeldBy, type Journal, journalPath } from './journal';
import { ignoreOwnFolder, makeOwnFolder, tidyOwnFolder } from './own-folder';
import { sweepUnfinished, writeWhole } from './write-whole';

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

/** Puts a file where nothing stands, without ever overwriting: link(2) fails on an existing name. */
export const putNew = (from: string, to: string): void => {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw moved(to);
    // No hard links on this file system: look, then rename.
    if (standing(to) !== undefined) throw moved(to);
    fs.renameSync(from, to);
    return;
  }
  fs.unlinkSync(from);
};

/** Takes the folder for this run: two journals cannot be there at once. */
const writeJournal = (target: string, journal: Journal): void =>
  writeWhole(journalPath(target), JSON.stringify(journal), { put: putNew });

/** Writes down what the run that holds the folder is about to do. */
export const replaceJournal = (target: string, journal: Journal): void =>
  writeWhole(journalPath(target), JSON.stringify(journal));

/**
 * Removes what a run left that was killed before its journal was in its place, or after it was gone. A run that begins
 * at the same moment finds its folder gone, and says so.
 */
export const sweepOwnFolder = (target: string): void => {
  if (!standing(join(target, OWN_FOLDER))?.isDirectory() || standing(journalPath(target)) !== undefined) return;
  try {
    sweepUnfinished(join(target, OWN_FOLDER));
    tidyOwnFolder(target);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
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
  if (isHeldBy(target, journal.owner)) {
    tidyOwnFolder(target);
    return;
  }
  const own = join(target, OWN_FOLDER);
  if (!made || !standing(own)?.isDirectory()) return;
  if (fs.readdirSync(own).join() === '.gitignore') fs.unlinkSync(join(own, '.gitignore'));
  if (fs.readdirSync(own).length === 0) fs.rmdirSync(own);
};

/** Takes the folder, or leaves it as it was. */
export const takeFolder = (target: string, journal: Journal): void => {
  let made = false;
  try {
    made = makeOwnFolder(target);
    ignoreOwnFolder(target);
    writeJournal(target, journal);
  } catch (error) {
    regardless(() => giveBack(target, journal, made));
    // Another run makes its folder at the same time, or ends and takes it with it, from under us.
    throw ['ENOENT', 'EEXIST'].includes(errnoOf(error) ?? '') ? moved(target) : error;
  }
};
