import { isAbsolute, relative, resolve as resolvePath, sep } from 'node:path';
import fs from 'fs-extra';
import { ioFailure } from './failure';
import { readPlainFile } from './read-bounded';

/** Where a path leads. */
export interface Found {
  /** From the root of the files, with `/`, links followed; empty for the root itself. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * The files of a repository, wherever they are: a folder, a commit, an archive, a plan. Whoever reads a repository reads
 * it by this, and needs not know. Paths are relative to its root, with `/`; nothing outside is ever reached.
 */
export interface Files {
  /** @returns where a path leads; undefined where nothing is there, or it leads outside. */
  readonly at: (path: string) => Promise<Found | undefined>;
  /**
   * @returns the bytes of a file; undefined where there is none, or a larger one
   * @throws Stop(io) where it may not be read
   */
  readonly read: (path: string, most: number) => Promise<Buffer | undefined>;
  /** @returns what lies directly in a folder, by name; neither links nor anything odd. */
  readonly list: (path: string) => Promise<readonly { readonly name: string; readonly kind: Found['kind'] }[]>;
}

/** @returns the real path of something in a folder, or undefined where it is not there or lies outside. */
const realInside = (root: string, path: string): string | undefined => {
  try {
    const real = fs.realpathSync(resolvePath(root, path));
    const way = relative(root, real);
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
  } catch {
    return undefined;
  }
};

const byName = <T extends { readonly name: string }>(one: T, other: T): number => (one.name < other.name ? -1 : 1);

const listed = (real: string) => {
  try {
    return fs
      .readdirSync(real, { withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry) => ({ name: entry.name, kind: entry.isFile() ? ('file' as const) : ('folder' as const) }))
      .sort(byName);
  } catch (error) {
    throw ioFailure(error, real, null);
  }
};

/**
 * @param directory absolute, and there
 * @returns the files of a folder on the disk, as they are at each look
 */
export const folderFiles = (directory: string): Files => {
  const root = fs.realpathSync(directory);
  const found = (path: string): (Found & { readonly real: string }) | undefined => {
    const real = realInside(root, path);
    if (real === undefined) return undefined;
    const stats = fs.statSync(real, { throwIfNoEntry: false });
    const kind = stats?.isFile() ? 'file' : stats?.isDirectory() ? 'folder' : undefined;
    return kind && { path: relative(root, real).split(sep).join('/'), kind, real };
  };
  return {
    at: async (path) => {
      const there = found(path);
      return there && { path: there.path, kind: there.kind };
    },
    read: async (path, most) => {
      const there = found(path);
      if (there?.kind !== 'file') return undefined;
      try {
        return readPlainFile(there.real, most);
      } catch (error) {
        throw ioFailure(error, there.real, null);
      }
    },
    list: async (path) => {
      const there = found(path);
      return there?.kind === 'folder' ? listed(there.real) : [];
    },
  };
};
