import { type Finding, searchFile } from '../reading/credentials';
import { isElf, type Linked, readElf } from '../reading/elf';
import { plainPath } from '../reading/layers';
import { namesPackages, type PackageList } from '../reading/packages';
import type { Sink, TarEntry } from '../reading/tar';

/** What was found in one blob of an archive, whichever layer it turns out to be. */
export interface Blob {
  readonly entries: TarEntry[];
  readonly findings: Finding[];
  readonly objects: { path: string; facts: Linked }[];
  readonly loader: { path: string; text: string }[];
  readonly lists: PackageList[];
  /** Bytes of lists that may still be kept, of all layers together. */
  readonly room: { left: number };
  bytes: number;
  unread?: string;
}

/** A larger file is searched in pieces, so that none fills the memory. */
const PIECE = 4 * 1024 * 1024;
const OVERLAP = 4096;
/** Enough for what a finding in one layer can tell; a hostile image could hold millions. */
export const MOST_FINDINGS = 1000;

const searchSink = (entry: TarEntry, blob: Blob, needles: readonly string[]): Sink => {
  const path = plainPath(entry.path);
  let parts: Buffer[] = [];
  let size = 0;
  const search = (): void => {
    if (blob.findings.length < MOST_FINDINGS) blob.findings.push(...searchFile(path, Buffer.concat(parts), needles));
    // What lies across the border of two pieces is in the second as well.
    parts = parts.length > 0 ? [parts.at(-1)!.subarray(-OVERLAP)] : [];
    size = 0;
  };
  return {
    bytes: (bytes) => {
      parts.push(Buffer.from(bytes));
      size += bytes.length;
      if (size >= PIECE) search();
    },
    end: search,
  };
};

/** What the loaders read: the cache of ldconfig, and musl's list of folders. */
const OF_LOADER = /^etc\/(ld\.so\.cache|ld-musl-\w+\.path)$/;
/** Of one object; the largest libraries that wheels bring are below. In bytes. */
const MOST_OBJECT = 256 * 1024 * 1024;

/** Of all lists of packages' files in an image; a large distribution has a third of it. In bytes. */
export const MOST_LISTS = 32 * 1024 * 1024;

/** Keeps what names the files of packages; undefined for everything else. */
const listSink = (entry: TarEntry, blob: Blob): Sink | undefined => {
  const path = plainPath(entry.path);
  if (!namesPackages(path) || entry.size > blob.room.left) return undefined;
  blob.room.left -= entry.size;
  const parts: Buffer[] = [];
  return {
    bytes: (bytes) => void parts.push(Buffer.from(bytes)),
    end: () => void blob.lists.push({ path, text: Buffer.concat(parts).toString('utf8') }),
  };
};

/** Keeps an object as long as it is read, to look at what it asks the loader for. */
const linkSink = (entry: TarEntry, blob: Blob): Sink => {
  const path = plainPath(entry.path);
  const isLoaders = OF_LOADER.test(path);
  let parts: Buffer[] | undefined;
  let begun = false;
  return {
    bytes: (bytes) => {
      if (!begun && (isLoaders || isElf(bytes)) && entry.size <= MOST_OBJECT) parts = [];
      begun = true;
      parts?.push(Buffer.from(bytes));
    },
    end: () => {
      if (parts === undefined) return;
      const whole = Buffer.concat(parts);
      const facts = readElf(whole);
      if (isLoaders) blob.loader.push({ path, text: whole.toString('latin1') });
      else if (facts) blob.objects.push({ path, facts });
    },
  };
};

/** Both look at the same bytes. */
const both = (one: Sink, other: Sink): Sink => ({
  bytes: async (bytes) => {
    await one.bytes(bytes);
    await other.bytes(bytes);
  },
  end: async () => {
    await one.end();
    await other.end();
  },
});

/** @returns what reads a file of a layer as it comes: for credentials, for libraries, for the files of packages. */
export const readersOf = (entry: TarEntry, blob: Blob, needles: readonly string[]): Sink => {
  const found = both(searchSink(entry, blob, needles), linkSink(entry, blob));
  const list = listSink(entry, blob);
  return list === undefined ? found : both(found, list);
};
