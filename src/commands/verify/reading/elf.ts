/**
 * What a program or a shared object of Linux asks the loader for: elf(5), ld.so(8). Read from its own bytes, by its
 * program headers; nothing is run.
 */
export interface Linked {
  /** `62` for x86-64, `183` for arm64: objects of two machines do not fit. */
  readonly machine: number;
  readonly bits: 32 | 64;
  /** The loader that it names, where it is a program. */
  readonly interpreter?: string;
  readonly soname?: string;
  readonly needed: readonly string[];
  /** Folders that it names itself; RUNPATH is heard in place of RPATH. */
  readonly runpath: readonly string[];
  readonly rpath: readonly string[];
}

const MAGIC = 0x7f454c46;

/** @returns whether a file begins as an ELF object does. */
export const isElf = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.readUInt32BE(0) === MAGIC;

/** Numbers of elf(5). */
const PT = { load: 1, dynamic: 2, interpreter: 3 } as const;
const DT = { end: 0, needed: 1, strings: 5, soname: 14, rpath: 15, runpath: 29 } as const;
const SHARED_OR_PROGRAM: ReadonlySet<number> = new Set([2, 3]);

/** More than any object has; a table that says otherwise is broken. */
const MOST_HEADERS = 200;
const MOST_TAGS = 2_000;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** Reads numbers in the object's own size and order. */
class Reader {
  constructor(
    readonly bytes: Buffer,
    readonly wide: boolean,
    readonly little: boolean,
  ) {}

  half(at: number): number {
    return this.little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  word(at: number): number {
    return this.little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  /** An address, an offset or a size. */
  long(at: number): number {
    if (!this.wide) return this.word(at);
    return Number(this.little ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
  }

  text(at: number): string {
    const end = this.bytes.indexOf(0, at);
    return this.bytes.toString('utf8', at, end < 0 ? at : end);
  }
}

const segmentsOf = (reader: Reader): readonly Segment[] => {
  const start = reader.long(reader.wide ? 32 : 28);
  const size = reader.half(reader.wide ? 54 : 42);
  const count = Math.min(reader.half(reader.wide ? 56 : 44), MOST_HEADERS);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return reader.wide
      ? {
          type: reader.word(at),
          offset: reader.long(at + 8),
          address: reader.long(at + 16),
          size: reader.long(at + 32),
        }
      : {
          type: reader.word(at),
          offset: reader.long(at + 4),
          address: reader.long(at + 8),
          size: reader.long(at + 16),
        };
  });
};

/** @returns where an address of memory stands in the file. */
const offsetOf = (segments: readonly Segment[], address: number): number | undefined => {
  const holder = segments.find(
    ({ type, address: start, size }) => type === PT.load && address >= start && address < start + size,
  );
  return holder && holder.offset + (address - holder.address);
};

const tagsOf = (reader: Reader, { offset, size }: Segment): readonly (readonly [tag: number, value: number])[] => {
  const step = reader.wide ? 16 : 8;
  const tags: [number, number][] = [];
  for (let at = offset; at + step <= offset + size && tags.length < MOST_TAGS; at += step) {
    const tag = reader.long(at);
    if (tag === DT.end) break;
    tags.push([tag, reader.long(at + step / 2)]);
  }
  return tags;
};

const folders = (text: string | undefined): readonly string[] => (text ?? '').split(':').filter((part) => part !== '');

const read = (bytes: Buffer): Linked | undefined => {
  const reader = new Reader(bytes, bytes[4] === 2, bytes[5] === 1);
  if (!SHARED_OR_PROGRAM.has(reader.half(16))) return undefined;
  const segments = segmentsOf(reader);
  const dynamic = segments.find(({ type }) => type === PT.dynamic);
  const named = segments.find(({ type }) => type === PT.interpreter);
  const tags = dynamic === undefined ? [] : tagsOf(reader, dynamic);
  const strings = offsetOf(segments, tags.find(([tag]) => tag === DT.strings)?.[1] ?? -1);
  const textsOf = (wanted: number): readonly string[] =>
    strings === undefined ? [] : tags.flatMap(([tag, value]) => (tag === wanted ? [reader.text(strings + value)] : []));
  const [soname] = textsOf(DT.soname);
  return {
    machine: reader.half(18),
    bits: reader.wide ? 64 : 32,
    ...(named === undefined ? {} : { interpreter: reader.text(named.offset) }),
    ...(soname === undefined ? {} : { soname }),
    needed: textsOf(DT.needed),
    runpath: folders(textsOf(DT.runpath)[0]),
    rpath: folders(textsOf(DT.rpath)[0]),
  };
};

/** @returns what the object asks for; undefined for what is no program or shared object, or is broken. */
export const readElf = (bytes: Buffer): Linked | undefined => {
  if (!isElf(bytes)) return undefined;
  try {
    return read(bytes);
  } catch (error) {
    // A table that points out of the file.
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
};
