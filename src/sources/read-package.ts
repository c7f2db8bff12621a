import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Header } from 'tar-stream';
import { Stop } from '../errors';
import type { TemplateFile } from '../template/template';
import { shown } from '../text/shown';
import { badTemplate } from './fetch-failure';
import { isInArea, notPlain, Tally } from './template-area';

/** The most that a package may unpack to, in bytes: what else it holds is passed over, but not without end. */
const MOST_UNPACKED = 64 * 1024 * 1024;
const MOST_ENTRIES = 20_000;

const ODD_ENTRIES: Readonly<Record<string, string>> = {
  symlink: 'a symbolic link',
  link: 'a hard link',
  'character-device': 'a device',
  'block-device': 'a device',
  fifo: 'a named pipe',
  'contiguous-file': 'an entry of an odd kind',
};

/** Stops a stream that unpacks to more than a package may. */
const counted = (): PassThrough => {
  let size = 0;
  return new PassThrough({
    transform(part: Buffer, _, done) {
      size += part.length;
      done(
        size > MOST_UNPACKED
          ? badTemplate('the package', `it unpacks to more than ${MOST_UNPACKED / 1024 / 1024} MiB`)
          : null,
        part,
      );
    },
  });
};

/** @returns the path below the one folder that npm packs everything into. */
const belowTop = (name: string): string => {
  const path = name.replace(/\/+$/, '');
  if (
    path.startsWith('/') ||
    path.includes('\\') ||
    path.includes('\0') ||
    /^[A-Za-z]:/.test(path) ||
    path.split('/').some((part) => part === '..' || part === '.' || part === '')
  )
    throw badTemplate(shown(name), 'the path leaves the package or is not plain');
  return path.split('/').slice(1).join('/');
};

/** @returns the path in the template of what a package holds at a path; undefined for what is no part of it */
type Part = (path: string) => string | undefined;

/** A package that is a template. */
const wholePackage: Part = (path) => (isInArea(path) ? path : undefined);

class PackageReader {
  readonly files: TemplateFile[] = [];
  private readonly tally = new Tally();
  private entries = 0;

  constructor(readonly part: Part) {}

  /** @returns the path of a template's file, or undefined for what is passed over */
  accept(header: Header): string | undefined {
    this.entries += 1;
    if (this.entries > MOST_ENTRIES) throw badTemplate('the package', `it has more than ${MOST_ENTRIES} entries`);
    const path = belowTop(header.name);
    const type = header.type ?? 'file';
    if (type === 'directory') return undefined;
    // Refused wherever it is: a package that holds one was not made by npm.
    if (type !== 'file') throw notPlain(path, ODD_ENTRIES[type] ?? `an entry of type ${shown(String(type))}`);
    if (path === '') throw badTemplate(shown(header.name), 'it stands outside the folder of the package');
    const inTemplate = this.part(path);
    if (inTemplate !== undefined) this.tally.add(inTemplate, header.size ?? 0);
    return inTemplate;
  }

  add(path: string, content: Buffer, mode: number): void {
    this.files.push({ path, content, executable: (mode & 0o100) !== 0 });
  }
}

/**
 * Reads a template from a package archive (tar, gzip). Nothing is unpacked to disk.
 * @param bytes of the archive
 * @param part what of the package is the template
 * @throws Stop(data) for links, odd entries, unsafe paths, limits, and an archive that is cut off or is none
 */
export const readPackage = async (bytes: Uint8Array, part: Part = wholePackage): Promise<readonly TemplateFile[]> => {
  const { extract } = await import('tar-stream');
  const reader = new PackageReader(part);
  const unpack = extract();
  unpack.on('entry', (header, stream, next) => {
    let path: string | undefined;
    // What ends the archive ends the entry; it is told once, by the archive.
    stream.on('error', () => undefined);
    try {
      path = reader.accept(header);
    } catch (error) {
      // The stream carries the reason to the pipeline, which throws it.
      unpack.destroy(error as Error);
      return;
    }
    const parts: Buffer[] = [];
    stream.on('data', (part: unknown) => path !== undefined && parts.push(part as Buffer));
    stream.on('end', () => {
      if (path !== undefined) reader.add(path, Buffer.concat(parts), header.mode ?? 0);
      next();
    });
    stream.resume();
  });
  try {
    await pipeline(Readable.from([bytes]), createGunzip(), counted(), unpack);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw badTemplate(
      'the package',
      `its archive cannot be read: ${shown((error as Error).message)}`,
      'publish it again with npm publish',
    );
  }
  return reader.files;
};
