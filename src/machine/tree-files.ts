import { posix } from 'node:path';
import type { Files, Found } from './files';

/** A file, or a symbolic link, of files that lie in no folder of the disk. */
export interface TreeFile {
  readonly link: boolean;
  /** In bytes. */
  readonly size: number;
  /** Gives undefined where the bytes cannot be had. */
  readonly read: () => Promise<Buffer | undefined>;
}

/** Links that lead to links: more than Linux follows. */
const MOST_LINKS = 40;
/** A longer target is none. */
const LONGEST_TARGET = 4096;

/** Every folder that the paths need, with the names that lie directly in it. */
const foldersOf = (paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> => {
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of paths) {
    const parts = path.split('/');
    for (let depth = 0; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      const names = folders.get(folder) ?? new Set<string>();
      folders.set(folder, names.add(parts[depth]!));
    }
  }
  return folders;
};

class Tree {
  readonly #folders: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(readonly entries: ReadonlyMap<string, TreeFile>) {
    this.#folders = foldersOf(entries.keys());
  }

  /** Goes down a path part by part: a link on the way leads on from the folder that it lies in. */
  async at(path: string): Promise<Found | undefined> {
    let left = MOST_LINKS;
    // As a folder's paths are taken: `..` is what is written before it, whatever that leads to.
    let parts = posix.normalize(path).split('/');
    let at = '';
    while (parts.length > 0) {
      const [part = '', ...rest] = parts;
      parts = rest;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (at === '') return undefined;
        at = posix.dirname(at).replace(/^\.$/, '');
        continue;
      }
      const next = at === '' ? part : `${at}/${part}`;
      const entry = this.entries.get(next);
      if (entry?.link) {
        const target = entry.size > LONGEST_TARGET ? '/' : ((await entry.read())?.toString('utf8') ?? '/');
        left -= 1;
        if (target.startsWith('/') || left < 0) return undefined;
        parts = [...target.split('/'), ...parts];
        continue;
      }
      if (entry === undefined && !this.#folders.has(next)) return undefined;
      // A file has nothing below it.
      if (entry !== undefined && parts.length > 0) return undefined;
      at = next;
    }
    return { path: at, kind: this.entries.has(at) ? 'file' : 'folder' };
  }

  async list(path: string): ReturnType<Files['list']> {
    const there = await this.at(path);
    if (there?.kind !== 'folder') return [];
    const names = [...(this.#folders.get(there.path) ?? [])].sort();
    return names.flatMap((name) => {
      const entry = this.entries.get(there.path === '' ? name : `${there.path}/${name}`);
      return entry?.link ? [] : [{ name, kind: entry === undefined ? ('folder' as const) : ('file' as const) }];
    });
  }
}

/**
 * @param entries by path, without folders
 * @returns the files of a tree that lies in no folder; an absolute link, and one that leads outside, leads nowhere
 */
export const treeFiles = (entries: ReadonlyMap<string, TreeFile>): Files => {
  const tree = new Tree(entries);
  return {
    at: async (path) => (path.startsWith('/') ? undefined : tree.at(path)),
    read: async (path, most) => {
      const there = path.startsWith('/') ? undefined : await tree.at(path);
      const entry = there?.kind === 'file' ? entries.get(there.path)! : undefined;
      return entry === undefined || entry.size > most ? undefined : entry.read();
    },
    list: (path) => tree.list(path),
  };
};

/**
 * @returns files that are held in memory: of an archive, or of a plan
 * @internal for its test, until a command looks into one
 */
export const heldFiles = (files: Iterable<{ readonly path: string; readonly content: Uint8Array }>): Files =>
  treeFiles(
    new Map(
      [...files].map(({ path, content }) => [
        path,
        { link: false, size: content.length, read: async () => Buffer.from(content) },
      ]),
    ),
  );
