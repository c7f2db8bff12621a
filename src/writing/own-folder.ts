import { join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf } from '../machine/failure';
import { inTheWay, kindOf, standing } from '../machine/standing';
import { OWN_FOLDER } from '../project/record';
import { makeFolder } from './stage';

/**
 * The folder of ours inside a target that is in use. It may have come with a repository of somebody else, so nothing
 * in it is believed: what is no plain file or folder stands in the way, and nothing is removed but what we put there.
 */
export const JOURNAL = 'journal.json';
/** Where old bytes are kept. */
export const REPLACED = 'replaced';
/** Where new bytes wait for their place. */
export const STAGE = 'stage';
const IGNORE = '.gitignore';
const IGNORE_TEXT = '*\n';

/** New bytes wait under a number. */
const STAGED = /^[0-9]+$/;

/** What stands in the way in the folder of ours. */
export interface OwnObstacles {
  /** In a place that every run uses. */
  readonly used: readonly string[];
  /** In a place that a run with `keep` does not look at. */
  readonly spared: readonly string[];
}

const told = (path: string, stats: fs.Stats): string => `${path} (${kindOf(stats)})`;

/** Everything below a folder that is neither a file nor a folder; no link is followed. */
const oddBelow = (target: string, path: string): readonly string[] =>
  fs.readdirSync(join(target, path)).flatMap((name) => {
    const below = `${path}/${name}`;
    const stats = standing(join(target, below));
    if (stats === undefined || stats.isFile()) return [];
    return stats.isDirectory() ? oddBelow(target, below) : [told(below, stats)];
  });

/** The stage holds numbered files; anything else there is not ours to remove. */
const oddInStage = (target: string): readonly string[] => {
  const path = `${OWN_FOLDER}/${STAGE}`;
  const stats = standing(join(target, path));
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [told(path, stats)];
  return fs.readdirSync(join(target, path)).flatMap((name) => {
    const below = `${path}/${name}`;
    const item = standing(join(target, below));
    return item === undefined || (item.isFile() && STAGED.test(name)) ? [] : [told(below, item)];
  });
};

const oddFile = (target: string, name: string): readonly string[] => {
  const path = `${OWN_FOLDER}/${name}`;
  const stats = standing(join(target, path));
  return stats === undefined || stats.isFile() ? [] : [told(path, stats)];
};

/** Looks at the folder of ours, and changes nothing. */
export const ownObstacles = (target: string): OwnObstacles => {
  const own = standing(join(target, OWN_FOLDER));
  if (own === undefined) return { used: [], spared: [] };
  if (!own.isDirectory()) return { used: [told(OWN_FOLDER, own)], spared: [] };
  const used = [...oddFile(target, IGNORE), ...oddFile(target, JOURNAL), ...oddInStage(target)];
  return { used, spared: oddBelow(target, OWN_FOLDER).filter((what) => !used.includes(what)) };
};

/** @returns whether it made the folder of ours; else it was there. */
export const makeOwnFolder = (target: string): boolean => {
  const own = join(target, OWN_FOLDER);
  const stats = standing(own);
  if (stats === undefined) makeFolder(own);
  else if (!stats.isDirectory()) throw inTheWay(own, kindOf(stats));
  return stats === undefined;
};

/**
 * A .gitignore of its own keeps the folder of ours out of every commit. An empty one is that of a run that was killed;
 * it is not written into, since its bytes may have a second name elsewhere.
 */
export const ignoreOwnFolder = (target: string): void => {
  const path = join(target, OWN_FOLDER, IGNORE);
  const stats = standing(path);
  if (stats !== undefined && !stats.isFile()) throw inTheWay(path, kindOf(stats));
  if (stats?.size === 0) fs.unlinkSync(path);
  if (stats === undefined || stats.size === 0) fs.writeFileSync(path, IGNORE_TEXT, { flag: 'wx' });
};

/** Removes a .gitignore that is as we wrote it, or as a killed run left it. */
const removeIgnore = (target: string): void => {
  const path = join(target, OWN_FOLDER, IGNORE);
  const stats = standing(path);
  if (!stats?.isFile() || stats.size > IGNORE_TEXT.length) return;
  if (stats.size === 0 || fs.readFileSync(path, 'utf8') === IGNORE_TEXT) fs.unlinkSync(path);
};

/** @throws the system's errors, but for a folder that is not empty or not there */
export const removeIfEmpty = (folder: string): void => {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error;
  }
};

/** Removes the stage of a run, file by file: what is in it and not ours stays, and the stage with it. */
export const removeStage = (target: string): void => {
  const stage = join(target, OWN_FOLDER, STAGE);
  if (!standing(stage)?.isDirectory()) return;
  for (const name of fs.readdirSync(stage))
    if (STAGED.test(name) && standing(join(stage, name))?.isFile()) fs.unlinkSync(join(stage, name));
  removeIfEmpty(stage);
};

const removeEmptied = (folder: string): void => {
  for (const item of fs.readdirSync(folder, { withFileTypes: true }))
    if (item.isDirectory()) removeEmptied(join(folder, item.name));
  removeIfEmpty(folder);
};

/** Removes the folder of ours, but for old bytes that are kept there, and what is not ours. */
export const tidyOwnFolder = (target: string): void => {
  const own = join(target, OWN_FOLDER);
  if (!standing(own)?.isDirectory()) return;
  removeStage(target);
  const kept = join(own, REPLACED);
  if (standing(kept)?.isDirectory()) removeEmptied(kept);
  if (standing(kept) === undefined) removeIgnore(target);
  if (standing(join(own, JOURNAL))?.isFile()) fs.unlinkSync(join(own, JOURNAL));
  // From here on nothing is left to undo; an empty folder that stays does no harm.
  try {
    fs.rmdirSync(own);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
};
