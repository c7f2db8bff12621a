import { once } from 'node:events';
import { extract, type Header } from 'tar-stream';

/** One entry of a tar archive. */
export interface TarEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'symlink' | 'folder' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly target: string;
}

/** Takes the bytes of one file; `end` comes once, also for an empty one. */
export interface Sink {
  readonly bytes: (bytes: Buffer) => void | Promise<void>;
  readonly end: () => void | Promise<void>;
}

const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  file: 'file',
  'contiguous-file': 'file',
  link: 'link',
  symlink: 'symlink',
  directory: 'folder',
};

/** What octal digits have no room for stands among the attributes of pax. */
const numberOf = (pax: Header['pax'], name: string): number | undefined => {
  const text = (pax as Readonly<Record<string, string>> | undefined)?.[name];
  return text === undefined ? undefined : Number(text);
};

const entryOf = ({ name, type, mode, uid, gid, size, linkname, pax }: Header): TarEntry => ({
  path: name,
  kind: KINDS[type ?? 'file'] ?? 'other',
  mode: (mode ?? 0) & 0o7777,
  uid: numberOf(pax, 'uid') ?? uid ?? 0,
  gid: numberOf(pax, 'gid') ?? gid ?? 0,
  size: size ?? 0,
  target: linkname ?? '',
});

const delivered = async (entry: AsyncIterable<unknown>, sink: Sink | undefined): Promise<void> => {
  for await (const part of entry) await sink?.bytes(part as Buffer);
  await sink?.end();
};

/**
 * Reads an archive as it comes, in any pieces, and holds little of it: a name or a set of attributes that claims more
 * than 4 MiB ends it (tar-stream's own bound, which the tests hold it to).
 */
export class TarReader {
  // Its types do not know the option: a layer may be in the oldest format, without a magic.
  readonly #extract = extract({ allowUnknownFormat: true } as object);
  readonly #finished: Promise<unknown>;
  #last: Promise<void> = Promise.resolve();

  /** @param open takes an entry and says who takes its bytes; undefined where nobody wants them */
  constructor(open: (entry: TarEntry) => Sink | undefined) {
    this.#extract.on('entry', (header, entry, next) => {
      this.#last = delivered(entry, open(entryOf(header)));
      this.#last.then(() => next(), next);
    });
    this.#finished = once(this.#extract, 'finish');
    // Told by whoever waits for it.
    this.#finished.catch(() => undefined);
  }

  /** @returns when more can be taken */
  async write(bytes: Uint8Array): Promise<void> {
    // A copy: the piece it came in may be used again by whoever gave it.
    if (this.#extract.write(Buffer.from(bytes))) return;
    await Promise.race([once(this.#extract, 'drain'), this.#finished]);
  }

  /** @throws Error where the archive ends too early */
  async end(): Promise<void> {
    this.#extract.end(undefined);
    await this.#finished;
    await this.#last;
  }
}
