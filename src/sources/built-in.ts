import type { Expression } from '../template/language/expression';
import type { Program, Slot } from '../template/language/program';
import type { CompiledFile, CompiledTemplate, Manifest, Pins } from '../template/template';

/** A text of a program, or where it stands in the file that the program was made of. */
type Text = string | readonly [start: number, end: number];

interface PackedProgram extends Omit<Program, 'texts' | 'judged'> {
  readonly texts: readonly Text[];
}

interface PackedFile {
  readonly path: string;
  readonly executable: boolean;
  /** Without one, the file is copied. */
  readonly program?: PackedProgram;
}

interface PackedTemplate {
  readonly manifest: Manifest;
  readonly pins?: Pins;
  readonly files: readonly PackedFile[];
}

/** Gives the bytes of a template file by its path. */
export type ReadFile = (path: string) => Uint8Array;

/** Characters. A longer text is not kept twice: a run that writes it reads the file. */
const LONG = 4096;

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

const sourceOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString().replaceAll('\r\n', '\n');

/** A long text that comments have cut stands nowhere in its file as it is, and is kept. */
const packedTexts = (texts: readonly string[], source: string): readonly Text[] =>
  texts.map((text) => {
    const start = text.length > LONG ? source.indexOf(text) : -1;
    return start === -1 ? text : [start, start + text.length];
  });

/**
 * Packs a compiled template beside its files, so that reading it takes no parser.
 * @returns JSON
 */
export const packTemplate = (template: CompiledTemplate, readFile: ReadFile): string => {
  const files = template.files.map(({ path, executable, program }): PackedFile => {
    if (!program) return { path, executable };
    const { language, ejs, texts, slots } = program;
    const packed = { language, ejs, texts: packedTexts(texts, sourceOf(readFile(path))), slots: slots.map(lean) };
    return { path, executable, program: packed };
  });
  const packed: PackedTemplate = { ...template, files };
  return JSON.stringify(packed);
};

const NOTHING = new Uint8Array();

const unpackedProgram = (program: PackedProgram, read: () => Uint8Array): Program => {
  if (program.texts.every((text) => typeof text === 'string')) return { ...(program as Program), judged: true };
  let whole: readonly string[] | undefined;
  const cut = (): readonly string[] => {
    const source = sourceOf(read());
    return program.texts.map((text) => (typeof text === 'string' ? text : source.slice(...text)));
  };
  return {
    ...program,
    judged: true,
    get texts() {
      whole ??= cut();
      return whole;
    },
  };
};

/** Contents are read when they are wanted, which most of them are not. */
const unpackedFile = ({ path, executable, program }: PackedFile, readFile: ReadFile): CompiledFile => {
  const read = (): Uint8Array => readFile(path);
  if (program) return { path, executable, content: NOTHING, program: unpackedProgram(program, read) };
  return {
    path,
    executable,
    get content() {
      return read();
    },
  };
};

/**
 * @param json as `packTemplate` gave it
 * @param readFile gives the files that it was made of
 * @returns the template that was packed
 */
export const unpackTemplate = (json: string, readFile: ReadFile): CompiledTemplate => {
  const { files, ...rest } = JSON.parse(json) as PackedTemplate;
  return { ...rest, files: files.map((file) => unpackedFile(file, readFile)) };
};
