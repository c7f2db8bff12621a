import type { Program } from './program';
import type { CompiledFile, CompiledTemplate, Manifest, Pins } from './template';

/** A text as it is, bytes that are no text, or a text that few runs need and that is made small. */
type Packed = string | { readonly base64: string } | { readonly gzip: string };

interface PackedFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Packed;
  readonly program?: Omit<Program, 'ejs'>;
}

interface PackedTemplate {
  readonly manifest: Manifest;
  readonly pins?: Pins;
  readonly files: readonly PackedFile[];
}

/** How a text is made small, and whole again. */
export type Squeeze = (bytes: Uint8Array) => Uint8Array;

const isText = (bytes: Uint8Array): boolean => Buffer.from(Buffer.from(bytes).toString()).equals(bytes);

const packedBytes = (bytes: Uint8Array, squeeze: Squeeze | undefined): Packed => {
  if (squeeze) return { gzip: Buffer.from(squeeze(bytes)).toString('base64') };
  return isText(bytes) ? Buffer.from(bytes).toString() : { base64: Buffer.from(bytes).toString('base64') };
};

/**
 * Writes a compiled template as one JSON text, so that reading it is one file and no parsing of expressions.
 * @param rare says which files are made small: those that few runs need
 */
export const packTemplate = (
  template: CompiledTemplate,
  rare: (file: CompiledFile) => boolean,
  gzip: Squeeze,
): string => {
  const files = template.files.map((file): PackedFile => {
    const bytes = file.program ? Buffer.from(file.program.ejs) : file.content;
    const common = {
      path: file.path,
      executable: file.executable,
      content: packedBytes(bytes, rare(file) ? gzip : undefined),
    };
    if (!file.program) return common;
    const { ejs: _, ...program } = file.program;
    return { ...common, program };
  });
  const packed: PackedTemplate = { ...template, files };
  return JSON.stringify(packed);
};

const bytesOf = (packed: Packed, gunzip: Squeeze): Uint8Array => {
  if (typeof packed === 'string') return Buffer.from(packed);
  return 'gzip' in packed ? gunzip(Buffer.from(packed.gzip, 'base64')) : Buffer.from(packed.base64, 'base64');
};

const NOTHING = new Uint8Array();

/** Contents are made whole when they are read, which most of them are not. */
const unpackedFile = ({ path, executable, content, program }: PackedFile, gunzip: Squeeze): CompiledFile =>
  program
    ? {
        path,
        executable,
        content: NOTHING,
        program: {
          ...program,
          get ejs() {
            return typeof content === 'string' ? content : Buffer.from(bytesOf(content, gunzip)).toString();
          },
        },
      }
    : {
        path,
        executable,
        get content() {
          return bytesOf(content, gunzip);
        },
      };

/** @returns the template that `packTemplate` wrote. */
export const unpackTemplate = (text: string, gunzip: Squeeze): CompiledTemplate => {
  const { files, ...rest } = JSON.parse(text) as PackedTemplate;
  return { ...rest, files: files.map((file) => unpackedFile(file, gunzip)) };
};
