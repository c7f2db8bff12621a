/** One entry of a tar archive: ustar (POSIX.1-1988), pax (POSIX.1-2001) and the long names of GNU tar. */
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

const BLOCK = 512;
/** A name or a set of attributes longer than this is an attack. */
const MOST_META = 1024 * 1024;

const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'folder',
};

const text = (block: Buffer, from: number, length: number): string => {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
};

/** Octal digits, or GNU's base 256 where the first bit is set. */
const number = (block: Buffer, from: number, length: number): number => {
  if ((block[from]! & 0x80) === 0) return Number.parseInt(text(block, from, length).trim() || '0', 8) || 0;
  let value = 0;
  for (let index = from + 1; index < from + length; index += 1) value = value * 256 + block[index]!;
  return value;
};

/** Records `<length> <key>=<value>\n`; the length counts bytes. */
const attributes = (data: Buffer): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = Number(data.toString('latin1', at, space));
    if (space < 0 || !Number.isInteger(length) || length <= space - at) break;
    const record = data.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) found.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return found;
};

const NOTHING: Sink = { bytes: () => undefined, end: () => undefined };

/** Reads an archive as it comes, in any pieces, and never holds more than a block of it. */
export class TarReader {
  #rest: Buffer = Buffer.alloc(0);
  #left = 0;
  #padding = 0;
  #sink: Sink | undefined;
  #long: { path?: string; target?: string; attributes?: ReadonlyMap<string, string> } = {};

  /** @param open takes an entry and says who takes its bytes; undefined where nobody wants them */
  constructor(readonly open: (entry: TarEntry) => Sink | undefined) {}

  async write(bytes: Uint8Array): Promise<void> {
    let data =
      this.#rest.length > 0
        ? Buffer.concat([this.#rest, bytes])
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#rest = Buffer.alloc(0);
    while (data.length > 0) {
      const used = this.#sink ? await this.#body(data, this.#sink) : await this.#header(data);
      if (used === 0) break;
      data = data.subarray(used);
    }
    // A copy: the piece it came in may be used again by whoever gave it.
    if (data.length > 0) this.#rest = Buffer.from(data);
  }

  /** @returns how much of the data belonged to the open entry */
  async #body(data: Buffer, sink: Sink): Promise<number> {
    const take = Math.min(this.#left, data.length);
    if (take > 0) {
      const waiting = sink.bytes(data.subarray(0, take));
      if (waiting) await waiting;
      this.#left -= take;
      if (this.#left === 0) await sink.end();
    }
    const skipped = this.#left === 0 ? Math.min(this.#padding, data.length - take) : 0;
    this.#padding -= skipped;
    if (this.#left === 0 && this.#padding === 0) this.#sink = undefined;
    return take + skipped;
  }

  async #header(data: Buffer): Promise<number> {
    if (data.length < BLOCK) return 0;
    const block = data.subarray(0, BLOCK);
    if (block[0] === 0) return BLOCK;
    const type = String.fromCharCode(block[156]!);
    const size = this.#attribute('size') ?? number(block, 124, 12);
    const sink = 'xgLK'.includes(type)
      ? this.#meta(type, size)
      : (this.open(this.#entry(block, type, size)) ?? NOTHING);
    if (!'xgLK'.includes(type)) this.#long = {};
    const body = type === '1' || type === '2' || type === '5' ? 0 : size;
    this.#left = body;
    this.#padding = (BLOCK - (body % BLOCK)) % BLOCK;
    if (body === 0) await sink.end();
    else this.#sink = sink;
    return BLOCK;
  }

  #attribute(name: 'size' | 'uid' | 'gid'): number | undefined {
    const value = this.#long.attributes?.get(name);
    return value === undefined ? undefined : Number(value);
  }

  #entry(block: Buffer, type: string, size: number): TarEntry {
    const prefix = text(block, 257, 5) === 'ustar' && block[262] === 0 ? text(block, 345, 155) : '';
    const name = text(block, 0, 100);
    return {
      path: this.#long.attributes?.get('path') ?? this.#long.path ?? (prefix === '' ? name : `${prefix}/${name}`),
      kind: KINDS[type] ?? 'other',
      mode: number(block, 100, 8) & 0o7777,
      uid: this.#attribute('uid') ?? number(block, 108, 8),
      gid: this.#attribute('gid') ?? number(block, 116, 8),
      size,
      target: this.#long.attributes?.get('linkpath') ?? this.#long.target ?? text(block, 157, 100),
    };
  }

  #meta(type: string, size: number): Sink {
    if (size > MOST_META) throw new Error(`a tar header of ${size} bytes`);
    const parts: Buffer[] = [];
    return {
      bytes: (bytes) => {
        parts.push(Buffer.from(bytes));
      },
      end: () => {
        const data = Buffer.concat(parts);
        if (type === 'x') this.#long = { ...this.#long, attributes: attributes(data) };
        if (type === 'L') this.#long = { ...this.#long, path: text(data, 0, data.length) };
        if (type === 'K') this.#long = { ...this.#long, target: text(data, 0, data.length) };
      },
    };
  }
}
