import type { Expression } from './expression';
import type { Program, Slot } from './program';
import type { CompiledFile, CompiledTemplate, Manifest, Pins } from './template';

/** A text as it is, bytes that are no text, or the texts of a program. */
type Content = string | { readonly base64: string } | readonly string[];

interface PackedFile {
  readonly path: string;
  readonly executable: boolean;
  /** Absent where it stands among the rare ones. */
  readonly content?: Content;
  readonly program?: Omit<Program, 'texts' | 'judged'>;
}

interface PackedTemplate {
  readonly manifest: Manifest;
  readonly pins?: Pins;
  readonly files: readonly PackedFile[];
}

/** A template as it lies on the disk, compiled: two JSON texts. */
export interface Package {
  /** Everything that every run needs. */
  readonly json: string;
  /** What few runs need, by path. */
  readonly rare: string;
}

const isText = (bytes: Uint8Array): boolean => Buffer.from(Buffer.from(bytes).toString()).equals(bytes);

const packedBytes = (bytes: Uint8Array): Content =>
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

/**
 * Packs a compiled template, so that reading it takes no parser.
 * @param isRare says which contents few runs need
 */
export const packTemplate = (template: CompiledTemplate, isRare: (file: CompiledFile) => boolean): Package => {
  const rare: Record<string, Content> = {};
  const files = template.files.map((file): PackedFile => {
    const { path, executable, program } = file;
    const content = program?.texts ?? packedBytes(file.content);
    if (isRare(file)) rare[path] = content;
    const common = { path, executable, ...(isRare(file) ? {} : { content }) };
    if (!program) return common;
    const { language, ejs, slots } = program;
    return { ...common, program: { language, ejs, slots: slots.map(lean) } };
  });
  const packed: PackedTemplate = { ...template, files };
  return { json: JSON.stringify(packed), rare: JSON.stringify(rare) };
};

const NOTHING = new Uint8Array();

/** Contents are made whole when they are read, which most of them are not. */
const unpackedFile = (file: PackedFile, rare: () => Readonly<Record<string, Content>>): CompiledFile => {
  const { path, executable, program } = file;
  const content = (): Content => file.content ?? rare()[path]!;
  if (program) {
    const whole: Program = {
      ...program,
      judged: true,
      get texts() {
        return content() as readonly string[];
      },
    };
    return { path, executable, content: NOTHING, program: whole };
  }
  return {
    path,
    executable,
    get content() {
      const packed = content() as Exclude<Content, readonly string[]>;
      return typeof packed === 'string' ? Buffer.from(packed) : Buffer.from(packed.base64, 'base64');
    },
  };
};

/**
 * @param json as `packTemplate` gave it
 * @param readRare reads the other half; called where something of it is wanted
 * @returns the template that was packed
 */
export const unpackTemplate = (json: string, readRare: () => string): CompiledTemplate => {
  const { files, ...rest } = JSON.parse(json) as PackedTemplate;
  let found: Readonly<Record<string, Content>> | undefined;
  const rare = (): Readonly<Record<string, Content>> => {
    found ??= JSON.parse(readRare()) as Readonly<Record<string, Content>>;
    return found;
  };
  return { ...rest, files: files.map((file) => unpackedFile(file, rare)) };
};
