import { basename, dirname, join } from 'node:path';
import fs from 'fs-extra';
import { errnoOf, ioFailure } from '../../../machine/failure';
import { Undecided, Unjudged } from '../evidence';
import type { Scratch } from './scratch-copy';

/** More than this is no source tree. */
const MOST_FILES = 50_000;
const MOST_BYTES = 2 * 1024 * 1024 * 1024;
/** History and tools of this machine, often large: copied only where a build takes them. */
const LEFT_OUT = new Set([
  '.git',
  '.venv',
  'venv',
  'node_modules',
  '.tox',
  '.mypy_cache',
  '.ruff_cache',
  '.pytest_cache',
]);

/** Something of the folder that this user may not read, or that cannot be read at all. */
interface Unread {
  /** Where in the copy an empty file stands for it, so that the builder can tell whether it belongs to the context. */
  readonly standIn: string;
  /** As the user knows it. */
  readonly path: string;
  readonly reason: string;
}

/** A folder that was not copied. */
interface LeftOut {
  readonly standIn: string;
  /** Relative to the context. */
  readonly path: string;
}

export interface ContextCopy {
  readonly path: string;
  readonly leftOut: readonly LeftOut[];
  readonly unread: readonly Unread[];
}

/** A disk that is full or broken where the copy goes is no property of the folder. */
const OURS: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE']);

class Copying {
  readonly unread: Unread[] = [];
  readonly leftOut: LeftOut[] = [];
  #files = 0;
  #bytes = 0;

  constructor(
    readonly from: string,
    readonly to: string,
    readonly takes: ReadonlySet<string>,
  ) {}

  /** @param path relative to the context, `.` for all of it */
  folder(path: string, mode: number): void {
    const to = join(this.to, path);
    fs.mkdirSync(to, { recursive: true });
    this.#attempt(path, join(path, '.unread'), () => {
      for (const name of fs.readdirSync(join(this.from, path)))
        this.#attempt(join(path, name), join(path, name), () => this.#entry(join(path, name)));
    });
    fs.chmodSync(to, mode | 0o700);
  }

  /** A link is copied as a link: nothing it points to is read. Sockets, pipes and devices are left out. */
  #entry(path: string): void {
    const [from, to] = [join(this.from, path), join(this.to, path)];
    const facts = fs.lstatSync(from);
    this.#count(facts.isFile() ? facts.size : 0);
    const isLeftOut = facts.isDirectory() && LEFT_OUT.has(basename(path)) && !this.takes.has(path);
    if (isLeftOut) this.#leaveOut(path);
    else if (facts.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(from), to);
    else if (facts.isFile()) fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
    else if (facts.isDirectory()) this.folder(path, facts.mode & 0o777);
  }

  #leaveOut(path: string): void {
    fs.mkdirSync(join(this.to, path));
    const standIn = join(path, '.left-out');
    fs.writeFileSync(join(this.to, standIn), '');
    this.leftOut.push({ standIn, path });
  }

  #count(bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
    if (this.#files > MOST_FILES || this.#bytes > MOST_BYTES)
      throw new Undecided('the folder is too large to copy: more than 50,000 files or 2 GiB');
  }

  /** What cannot be read is remembered, and the rest goes on; what has vanished meanwhile is not there. */
  #attempt(path: string, standIn: string, copy: () => void): void {
    try {
      copy();
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT') return;
      if (code === undefined || OURS.has(code)) throw ioFailure(error, this.to, null);
      this.unread.push({ standIn: this.#standFor(standIn), path: join(this.from, path), reason: code });
    }
  }

  /** Where the path is too long for the copy as well, the folder above it stands for it. */
  #standFor(standIn: string): string {
    let path = standIn;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      try {
        fs.rmSync(join(this.to, path), { force: true });
        fs.writeFileSync(join(this.to, path), '');
        return path;
      } catch (error) {
        if (errnoOf(error) !== 'ENAMETOOLONG' || path === '.unread') throw ioFailure(error, this.to, null);
        path = join(folder, '.unread');
      }
    }
  }
}

/**
 * Copies a build context to a folder of its own, without following a link.
 * @param takes paths of folders that are copied although they would be left out
 */
export const copyContext = (context: string, scratch: Scratch, takes: readonly string[] = []): ContextCopy => {
  const copying = new Copying(context, scratch.folder(), new Set(takes));
  copying.folder('.', 0o755);
  return { path: copying.to, unread: copying.unread, leftOut: copying.leftOut };
};

/**
 * @param listed the paths that the builder takes
 * @throws Unjudged for what it takes and could not be read
 */
export const mustBeReadable = ({ unread }: ContextCopy, listed: readonly string[]): void => {
  const taken = new Set(listed);
  const [first, ...others] = unread.filter(({ standIn }) => taken.has(standIn));
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  throw new Unjudged(
    `${first.path.slice(0, 200)} belongs to the build context and cannot be read (${first.reason})${more}`,
    'let this user read it, or keep it out of the context with .dockerignore',
  );
};

/** @returns the plain files below a folder of the context, in bytes; what cannot be read counts nothing. */
export const sizeBelow = (context: string, path: string): { readonly files: number; readonly bytes: number } => {
  let [files, bytes] = [0, 0];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined && files <= MOST_FILES; folder = folders.pop()) {
    for (const entry of entriesOf(join(context, folder))) {
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      else if (entry.isFile()) {
        files += 1;
        bytes += fs.lstatSync(join(context, folder, entry.name), { throwIfNoEntry: false })?.size ?? 0;
      }
    }
  }
  return { files, bytes };
};

const entriesOf = (folder: string): readonly fs.Dirent[] => {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};
