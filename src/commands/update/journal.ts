import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../../errors';
import { errnoOf } from '../../machine/failure';
import { isOver, OWNER_PATTERN, ownName } from '../../machine/owner';
import { readPlainFile } from '../../machine/read-bounded';
import { standing } from '../../machine/standing';
import { sweepUnfinished, writeWhole } from '../../writing/write-whole';
import { bytesFrom, call, type Git, must } from './git';
import { KEPT_REF, type Place } from './place';

/**
 * What a run is about to do to the owner's files, written into the repository's own folder before it is done: it keeps a
 * second run out, and the next run takes back what a killed one left half done.
 */
export interface Journal {
  readonly owner: string;
  /** `written`: all is as it is to be; only this file was left. */
  readonly phase: 'writing' | 'written';
  /** The commit that it started from. */
  readonly head: string;
  /** The tree that the folder is to hold. */
  readonly result: string;
  /** The commit of what is generated now. */
  readonly generated: string;
  /** From the top of the work tree: files that are new, and the others. */
  readonly made: readonly string[];
  readonly changed: readonly string[];
}

const FOLDER = 'create-flask-container';
const NAME = 'update.json';
const MOST_BYTES = 16 * 1024 * 1024;

const pathOf = ({ gitDir }: Place): string => join(gitDir, FOLDER, NAME);

/** Where the message of a commit is kept that was refused. */
export const messagePath = ({ gitDir }: Place): string => join(gitDir, FOLDER, 'message');

const isBelow = (path: unknown): path is string =>
  typeof path === 'string' &&
  !/\0/.test(path) &&
  path.split('/').every((part) => !['', '.', '..', '.git'].includes(part));

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value);

const isJournal = (value: unknown): value is Journal => {
  const journal = value as Journal;
  return (
    new RegExp(`^${OWNER_PATTERN}$`).test(String(journal?.owner)) &&
    [journal.head, journal.result, journal.generated].every(isId) &&
    [journal.made, journal.changed].every((paths) => Array.isArray(paths) && paths.every(isBelow))
  );
};

const read = (place: Place): Journal | undefined => {
  const content = readPlainFile(pathOf(place), MOST_BYTES);
  if (content === undefined) return undefined;
  try {
    const value = JSON.parse(content.toString('utf8'));
    return isJournal(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const busy = (place: Place): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: `${place.root}: another update is under way`,
      flag: 'directory',
      value: place.root,
      fix: `wait for it; if there is none, remove ${pathOf(place)}`,
    },
  ]);

/** Writes it down. @throws Stop(target) where another run has one */
export const begin = (place: Place, plan: Omit<Journal, 'owner' | 'phase'>): void => {
  const journal: Journal = { owner: ownName(), phase: 'writing', ...plan };
  fs.mkdirSync(join(place.gitDir, FOLDER), { recursive: true });
  try {
    // Whole from the first moment: another run would take half of it for nothing.
    writeWhole(pathOf(place), JSON.stringify(journal), { put: fs.linkSync });
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw busy(place);
    throw error;
  }
};

/** Says that all is as it is to be. */
export const written = (place: Place): void => {
  const journal = read(place);
  if (!journal) return;
  writeWhole(pathOf(place), JSON.stringify({ ...journal, phase: 'written' }));
};

/** Forgets it, and the folder where nothing else is kept in it. */
export const forget = (place: Place): void => {
  sweepUnfinished(join(place.gitDir, FOLDER));
  fs.rmSync(pathOf(place), { force: true });
  try {
    fs.rmdirSync(join(place.gitDir, FOLDER));
  } catch {
    // A message is kept there.
  }
};

/** @returns whether a file holds what the run wrote, all of it or its beginning, or what stood there before. */
const isOfRun = async (git: Git, root: string, path: string, { head, result }: Journal): Promise<boolean> => {
  const stats = standing(join(root, path));
  if (stats === undefined) return true;
  if (!stats.isFile()) return false;
  const id = (await call(git, ['hash-object', `--path=${path}`, '--', path])).stdout.trim();
  for (const tree of [result, head]) {
    const known = await call(git, ['rev-parse', '--verify', '--quiet', `${tree}:${path}`]);
    if (known.ok && known.stdout.trim() === id) return true;
  }
  const wanted = await bytesFrom(git, ['cat-file', 'blob', `${result}:${path}`]);
  const there = fs.readFileSync(join(root, path));
  return wanted?.subarray(0, there.length).equals(there) === true;
};

const touchedSince = (paths: readonly string[]): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: `an update was killed, and ${paths.join(', ')} changed since`,
      flag: 'directory',
      fix: 'put your changes aside, take the files back with git checkout HEAD -- <file>, and run this again',
    },
  ]);

/** The locks that a killed git left: nobody holds them, since the run that they belonged to is over. */
const unlock = ({ gitDir, commonDir, branch }: Place): void => {
  const heads = branch === undefined ? [] : [join(commonDir, 'refs/heads', `${branch}.lock`)];
  const own = ['index', 'HEAD', 'CHERRY_PICK_HEAD'].map((name) => join(gitDir, `${name}.lock`));
  for (const path of [...own, ...heads]) fs.rmSync(path, { force: true });
};

/** Only runs of ours lock what keeps the generated bytes, and each for a moment. */
const unlockKept = ({ commonDir }: Place): void => fs.rmSync(join(commonDir, `${KEPT_REF}.lock`), { force: true });

const removeMade = ({ root }: Place, made: readonly string[]): void => {
  for (const path of made) {
    fs.rmSync(join(root, path), { force: true });
    // The folders that it was put into, where nothing else is in them.
    for (let folder = path.split('/').slice(0, -1); folder.length > 0; folder = folder.slice(0, -1)) {
      try {
        fs.rmdirSync(join(root, ...folder));
      } catch {
        break;
      }
    }
  }
};

/** Takes back what was begun: branch, index and files are as they were before. */
export const undo = async (place: Place, owners: Git): Promise<void> => {
  const journal = read(place);
  if (!journal) return;
  unlock(place);
  const strange: string[] = [];
  for (const path of [...journal.made, ...journal.changed])
    if (!(await isOfRun(owners, place.root, path, journal))) strange.push(path);
  if (strange.length > 0) throw touchedSince(strange);
  // The index first: what is new is forgotten, what was changed is as at HEAD.
  await must(owners, ['read-tree', journal.head]);
  removeMade(place, journal.made);
  if (journal.changed.length > 0) {
    const input = `${journal.changed.join('\0')}\0`;
    await must(owners, ['checkout-index', '--force', '--quiet', '-z', '--stdin'], input);
  }
  await call(owners, ['update-index', '-q', '--refresh']);
  const picked = await call(owners, ['rev-parse', '--verify', '--quiet', 'CHERRY_PICK_HEAD']);
  if (picked.ok && picked.stdout.trim() === journal.generated) {
    await must(owners, ['update-ref', '-d', 'CHERRY_PICK_HEAD']);
    fs.rmSync(join(place.gitDir, 'MERGE_MSG'), { force: true });
  }
  forget(place);
};

/** Where the commit was made and the run was killed before it could say so: only what was generated is still to be kept. */
const finish = async (place: Place, { result, generated }: Journal, owners: Git): Promise<void> => {
  const tree = await call(owners, ['rev-parse', '--verify', '--quiet', `${place.head}^{tree}`]);
  if (!tree.ok || tree.stdout.trim() !== result) return;
  unlock(place);
  fs.rmSync(messagePath(place), { force: true });
  await must(owners, ['update-ref', KEPT_REF, generated]);
};

/**
 * Sees to what an earlier run left.
 * @returns whether something was taken back
 * @throws Stop(target) where that run still works, or where its files were changed since
 */
export const recover = async (place: Place, owners: Git): Promise<boolean> => {
  const isThere = standing(pathOf(place)) !== undefined;
  const journal = isThere ? read(place) : undefined;
  if (journal && !isOver(journal.owner)) throw busy(place);
  unlockKept(place);
  if (!isThere) return false;
  if (journal && journal.phase === 'writing' && journal.head === place.head) {
    await undo(place, owners);
    return true;
  }
  if (journal?.phase === 'writing') await finish(place, journal, owners);
  forget(place);
  return false;
};
