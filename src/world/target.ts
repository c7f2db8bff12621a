import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import type { Found, Target } from '../plan/compare';
import type { PlannedFile } from '../plan/planned-file';
import { ioFailure } from './failure';
import { beforeJournal, isHeld, type Journal, OWN_FOLDER, readJournal } from './journal';

/** Files that systems leave in folders by themselves. */
const DROPPINGS: ReadonlySet<string> = new Set([
  '.DS_Store',
  '.localized',
  'Thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'Desktop.ini',
  '.directory',
  'lost+found',
  '$RECYCLE.BIN',
  'System Volume Information',
]);

const kindOf = (stats: fs.Stats): string => {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isDirectory()) return 'a folder';
  return stats.isFile() ? 'a file' : 'neither a file nor a folder';
};

const inTheWay = (path: string, what: string, fix: string): Stop =>
  new Stop('target', [{ code: 'target', message: `${path} is ${what}`, flag: 'directory', value: path, fix }]);

const lstat = (path: string): fs.Stats | undefined => {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw inTheWay(dirname(path), 'not a folder', 'choose another directory');
    throw error;
  }
};

/** @returns what stands at a path below the target, each folder on the way looked at without following links. */
const findAt = (target: string, path: string, journal: Journal | undefined): Found | undefined => {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    const stats = lstat(join(target, folder));
    if (stats === undefined) return undefined;
    if (!stats.isDirectory()) return { kind: 'obstacle', what: `${folder} is ${kindOf(stats)}` };
  }
  const stats = lstat(join(target, path));
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return { kind: 'obstacle', what: kindOf(stats) };
  const content = fs.readFileSync(join(target, path));
  const entry = journal?.entries.find((candidate) => candidate.path === path);
  const before = entry && beforeJournal(target, entry, content);
  if (before !== undefined && before.content === undefined) return undefined;
  return { kind: 'file', content: before?.content ?? content, executable: (stats.mode & 0o100) !== 0 };
};

/** @returns whether everything at a path was made by the run of a journal, so that undoing it takes the path away. */
const isLeftover = (target: string, path: string, journal: Journal): boolean => {
  const full = join(target, path);
  const stats = fs.lstatSync(full);
  if (stats.isFile()) {
    const entry = journal.entries.find((candidate) => candidate.path === path && candidate.action === 'create');
    return entry !== undefined && beforeJournal(target, entry, fs.readFileSync(full)) !== undefined;
  }
  return (
    stats.isDirectory() &&
    journal.folders.includes(path) &&
    fs.readdirSync(full).every((name) => isLeftover(target, `${path}/${name}`, journal))
  );
};

const foreignEntries = (target: string, journal: Journal | undefined): readonly string[] =>
  fs
    .readdirSync(target)
    .filter((name) => name !== '.git' && name !== OWN_FOLDER && !DROPPINGS.has(name))
    .filter((name) => journal === undefined || !isLeftover(target, name, journal))
    .sort();

/** @returns the folder that holds the `.git` of the work tree around a path. */
const repositoryAround = (path: string): string | undefined => {
  for (let folder = path; ; folder = dirname(folder)) {
    if (fs.existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
};

const stateOf = (path: string, cwd: string, entries: readonly string[]): Target['state'] => {
  if (entries.length > 0) return 'occupied';
  return fs.readdirSync(path).length === 0 && fs.realpathSync(cwd) !== fs.realpathSync(path) ? 'empty' : 'open';
};

const keepsModes = (platform: NodeJS.Platform): boolean => platform !== 'win32';

/**
 * Looks at a target without changing anything.
 * @param path absolute
 * @throws Stop(target) where the target is no folder, is a link, or another run works in it; Stop(io)
 */
export const inspect = (
  path: string,
  files: readonly PlannedFile[],
  world: { readonly cwd: string; readonly platform: NodeJS.Platform },
): Target => {
  try {
    const stats = lstat(path);
    const repository = repositoryAround(path);
    const common = {
      path,
      keepsModes: keepsModes(world.platform),
      ...(repository === undefined ? {} : { repository }),
    };
    if (stats === undefined) return { ...common, state: 'absent', entries: [], found: new Map() };
    if (stats.isSymbolicLink())
      throw inTheWay(path, 'a symbolic link', `name the folder it points to: ${fs.readlinkSync(path)}`);
    if (!stats.isDirectory()) throw inTheWay(path, kindOf(stats), 'choose another directory');
    const journal = readJournal(path);
    if (isHeld(journal))
      throw inTheWay(path, 'in use: another run is writing in it', 'wait until it has ended, and run it again');
    const entries = foreignEntries(path, journal);
    const found = new Map(
      files.flatMap(({ path: file }) => {
        const at = findAt(path, file, journal);
        return at === undefined ? [] : [[file, at] as const];
      }),
    );
    return { ...common, state: stateOf(path, world.cwd, entries), entries, found };
  } catch (error) {
    throw ioFailure(error, path);
  }
};
