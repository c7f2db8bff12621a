import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import type { Stop } from '../errors';
import { errnoOf, ioFailure } from '../machine/failure';
import { readPlainFile } from '../machine/read-bounded';
import { inTheWay, kindOf, standing } from '../machine/standing';
import type { World } from '../machine/world';
import type { Found, Target } from '../plan/compare';
import type { PlannedFile } from '../plan/plan';
import { OWN_FOLDER } from '../project/record';
import { shellOf } from '../text/shell-words';
import { beforeJournal, type Journal, readLeft } from './journal';
import { ownObstacles } from './own-folder';

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

/** @returns the end of a run whose target cannot be made, since a part of the way is no folder; undefined where it can. */
const noWay = (path: string): Stop | undefined => {
  let folder = dirname(path);
  let stats = reached(folder);
  while (stats === undefined && dirname(folder) !== folder) {
    folder = dirname(folder);
    stats = reached(folder);
  }
  if (stats === undefined || stats.isDirectory()) return undefined;
  if (!stats.isSymbolicLink()) return inTheWay(folder, `${kindOf(stats)}, not a folder`, 'choose another directory');
  return leadsToFolder(folder)
    ? undefined
    : inTheWay(
        folder,
        `a symbolic link that leads to no folder: ${fs.readlinkSync(folder)}`,
        'choose another directory',
      );
};

/** What stands at a path; undefined where nothing does, or the way to it ends before. */
const reached = (path: string): fs.Stats | undefined => {
  try {
    return standing(path);
  } catch (error) {
    if (errnoOf(error) === 'ELOOP') return undefined;
    throw error;
  }
};

const leadsToFolder = (link: string): boolean => {
  try {
    return fs.statSync(link).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
};

/** A file that stands where a small one shall go is held against it in memory. */
const MOST_BYTES = 256 * 1024 * 1024;

/** @returns what stands at a path below the target, each folder on the way looked at without following links. */
const findAt = (target: string, path: string, journal: Journal | undefined): Found | undefined => {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/');
    const stats = standing(join(target, folder));
    if (stats === undefined) return undefined;
    if (!stats.isDirectory()) return { kind: 'obstacle', what: `${folder} is ${kindOf(stats)}` };
  }
  const stats = standing(join(target, path));
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return { kind: 'obstacle', what: kindOf(stats) };
  const content = readPlainFile(join(target, path), MOST_BYTES);
  if (content === undefined) return { kind: 'obstacle', what: `larger than ${MOST_BYTES / 1024 / 1024} MiB` };
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

const isThere = (path: string): boolean => {
  try {
    return standing(path) !== undefined;
  } catch {
    // On the way to a repository round the target a folder may be closed, as for git.
    return false;
  }
};

/** @returns the folder that holds the `.git` of the work tree around a path. */
const repositoryAround = (path: string): string | undefined => {
  for (let folder = path; ; folder = dirname(folder)) {
    // Also a link to nothing: git, or whoever makes its other end, could take it for a repository.
    if (isThere(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
};

const stateOf = (path: string, cwd: string, entries: readonly string[]): Target['state'] => {
  if (entries.length > 0) return 'occupied';
  return fs.readdirSync(path).length === 0 && fs.realpathSync(cwd) !== fs.realpathSync(path) ? 'empty' : 'open';
};

const NOTHING = { used: [], spared: [] };

const keepsModes = (platform: NodeJS.Platform): boolean => platform !== 'win32';

/**
 * Looks at a target without changing anything.
 * @param path absolute
 * @throws Stop(target) where the target is no folder, is a link, or another run works in it; Stop(io)
 */
export const inspect = (
  path: string,
  files: readonly PlannedFile[],
  world: Pick<World, 'cwd' | 'env' | 'platform'>,
): Target => {
  try {
    const wayless = noWay(path);
    if (wayless) throw wayless;
    const stats = standing(path);
    const repository = repositoryAround(path);
    const common = {
      path,
      keepsModes: keepsModes(world.platform),
      ...(repository === undefined ? {} : { repository }),
    };
    if (stats === undefined) return { ...common, state: 'absent', entries: [], found: new Map(), own: NOTHING };
    if (stats.isSymbolicLink())
      throw inTheWay(path, 'a symbolic link', `name the folder it points to: ${fs.readlinkSync(path)}`);
    if (!stats.isDirectory()) throw inTheWay(path, kindOf(stats), 'choose another directory');
    const own = ownObstacles(path);
    const journal = own.used.length === 0 ? readLeft(path, shellOf(world.platform, world.env)) : undefined;
    const entries = foreignEntries(path, journal);
    const found = new Map(
      files.flatMap(({ path: file }) => {
        const at = findAt(path, file, journal);
        return at === undefined ? [] : [[file, at] as const];
      }),
    );
    return { ...common, state: stateOf(path, world.cwd, entries), entries, found, own };
  } catch (error) {
    throw ioFailure(error, path);
  }
};
