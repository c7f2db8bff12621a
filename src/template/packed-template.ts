import type { Expression } from './expression';
import type { Program, Slot, Tags } from './program';
import type { CompiledFile, CompiledTemplate, Manifest, Pins } from './template';

/**
 * A program whose own texts were taken out of its function: JSON is read in a fraction of the time of code.
 * @param texts what stands between the tags
 */
export type Skeleton = (tags: Tags, texts: readonly string[]) => string;

/** A text as it is, the texts of a program, bytes that are no text, or a place among the rare ones. */
type Packed =
  | string
  | { readonly texts: readonly string[] }
  | { readonly base64: string }
  | { readonly rare: readonly [start: number, end: number] };

interface PackedFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Packed;
  readonly program?: Omit<Program, 'ejs' | 'run'>;
}

interface PackedTemplate {
  readonly manifest: Manifest;
  readonly pins?: Pins;
  readonly files: readonly PackedFile[];
}

/** A template as it lies on the disk. */
export interface Package {
  /** Everything that every run needs, as JSON. */
  readonly json: string;
  /** The source of each `Skeleton`, by path. */
  readonly skeletons: Readonly<Record<string, string>>;
  /** What few runs need, each text squeezed, one after the other. */
  readonly rare: Uint8Array;
}

/** How a text is made small, or whole again. */
export type Squeeze = (bytes: Uint8Array) => Uint8Array;

/** How a package is made. */
export interface Packing {
  /** Says which files are squeezed: those that few runs need. */
  readonly isRare: (file: CompiledFile) => boolean;
  readonly squeeze: Squeeze;
  /** @returns the source of a `Skeleton`, and its texts */
  readonly skeletonOf: (ejs: string) => { readonly source: string; readonly texts: readonly string[] };
}

const isText = (bytes: Uint8Array): boolean => Buffer.from(Buffer.from(bytes).toString()).equals(bytes);

const packedBytes = (bytes: Uint8Array): Packed =>
  isText(bytes) ? Buffer.from(bytes).toString() : { base64: Buffer.from(bytes).toString('base64') };

/**
 * What has been judged under every answer is never blamed; only the value that a slot writes can still be,
 * when no escape carries it into its place. So the places of everything within are left out.
 */
const lean = (slot: Slot): Slot => {
  const { at, source } = slot.expression;
  const text = JSON.stringify(slot.expression, (key, value: unknown) =>
    ['at', 'source'].includes(key) ? undefined : value,
  );
  const expression = JSON.parse(text) as Expression;
  return { ...slot, expression: slot.kind === 'write' ? { ...expression, at, source } : expression };
};

/** Packs a compiled template, so that reading it is one file and no parsing of expressions. */
export const packTemplate = (template: CompiledTemplate, { isRare, squeeze, skeletonOf }: Packing): Package => {
  const skeletons: Record<string, string> = {};
  const rare: Uint8Array[] = [];
  let end = 0;
  const contentOf = (file: CompiledFile): Packed => {
    if (isRare(file)) {
      const small = squeeze(file.program ? Buffer.from(file.program.ejs) : file.content);
      rare.push(small);
      end += small.length;
      return { rare: [end - small.length, end] };
    }
    if (!file.program) return packedBytes(file.content);
    const { source, texts } = skeletonOf(file.program.ejs);
    skeletons[file.path] = source;
    return { texts };
  };
  const files = template.files.map((file): PackedFile => {
    const common = { path: file.path, executable: file.executable, content: contentOf(file) };
    if (!file.program) return common;
    const { language, slots } = file.program;
    return { ...common, program: { language, slots: slots.map(lean) } };
  });
  const packed: PackedTemplate = { ...template, files };
  return { json: JSON.stringify(packed), skeletons, rare: Buffer.concat(rare) };
};

const NOTHING = new Uint8Array();

/** How the parts of a package are got at. */
export interface Unpacking {
  /** The programs that were compiled, by path. */
  readonly skeletons: Readonly<Record<string, Skeleton>>;
  /** Reads what few runs need. */
  readonly rare: () => Uint8Array;
  readonly unsqueeze: Squeeze;
}

/** Contents are made whole when they are read, which most of them are not. */
const unpackedFile = (file: PackedFile, { skeletons, rare, unsqueeze }: Unpacking): CompiledFile => {
  const { path, executable, content, program } = file;
  const bytes = (): Uint8Array => {
    if (typeof content === 'string') return Buffer.from(content);
    if ('texts' in content) return NOTHING;
    return 'rare' in content ? unsqueeze(rare().subarray(...content.rare)) : Buffer.from(content.base64, 'base64');
  };
  if (!program) {
    return {
      path,
      executable,
      get content() {
        return bytes();
      },
    };
  }
  const whole: Program =
    typeof content === 'object' && 'texts' in content
      ? { ...program, ejs: '', run: (tags) => skeletons[path]!(tags, content.texts) }
      : {
          ...program,
          get ejs() {
            return Buffer.from(bytes()).toString();
          },
        };
  return { path, executable, content: NOTHING, program: whole };
};

/** @returns the template that `packTemplate` packed. */
export const unpackTemplate = (json: string, unpacking: Unpacking): CompiledTemplate => {
  const { files, ...rest } = JSON.parse(json) as PackedTemplate;
  return { ...rest, files: files.map((file) => unpackedFile(file, unpacking)) };
};
