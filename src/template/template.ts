import { createHash } from 'node:crypto';
import type { Problem } from '../errors';
import { shownPath } from '../text/shown';
import type { Program } from './language/program';

/** One file of a template as it is read: nothing is interpreted yet. */
export interface TemplateFile {
  /** Relative to `files/`, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Whether it may be run. A source says so only where it knows it on every system alike (a git tree, an archive, a `#!` line). */
  readonly executable: boolean;
  /** How its author opens it from where they are, which is what a problem names. Without it, its path. */
  readonly origin?: string;
}

/** Versions that a template may ask for by name. One dated data file holds them; `pin` and `pinned` read it. */
export interface Pins {
  readonly actions: Readonly<Record<string, { readonly tag: string; readonly sha: string }>>;
  readonly versions: Readonly<Record<string, { readonly version: string }>>;
}

export const NO_PINS: Pins = { actions: {}, versions: {} };

export interface Manifest {
  readonly format: 1;
  readonly name: string;
  readonly summary?: string;
  /** Lock files, with the command that locks anew. */
  readonly locks?: Readonly<Record<string, string>>;
}

export interface Template {
  readonly manifest: Manifest;
  readonly files: readonly TemplateFile[];
  readonly pins?: Pins;
}

/** A template file whose code, if it has any, has passed the gate. Plain data: it can be kept as JSON. */
export interface CompiledFile extends TemplateFile {
  /** Only for a file that ends in `.ejs`; its `content` is not needed any more and is empty. */
  readonly program?: Program;
}

export interface CompiledTemplate extends Template {
  readonly files: readonly CompiledFile[];
}

/** @returns whether a file begins with `#!`: it is to be run, on every system. */
export const isShebang = (content: Uint8Array): boolean => content[0] === 0x23 && content[1] === 0x21;

const MANIFEST = 'template.yaml';
const FILES = 'files/';

/**
 * What a template is known by: its manifest and everything in `files/`, whatever it was fetched from.
 * @param files with paths relative to the template's folder
 * @returns `sha256-<hex>`, over one line per file: the hash of its bytes, whether it runs, its path
 */
export const contentHash = (files: readonly TemplateFile[]): string => {
  const lines = files
    .filter(({ path }) => path === MANIFEST || path.startsWith(FILES))
    .map(({ path, content, executable }) => {
      const bytes = createHash('sha256').update(content).digest('hex');
      return { path: Buffer.from(path), line: `${bytes} ${executable || isShebang(content) ? 'x' : '-'} ${path}\0` };
    })
    .sort((one, other) => Buffer.compare(one.path, other.path));
  const whole = createHash('sha256').update('create-flask-container template 1\0');
  for (const { line } of lines) whole.update(line);
  return `sha256-${whole.digest('hex')}`;
};

/**
 * How large a template may be, and what it makes. The tags are our own limit: it bounds the time that judging takes.
 * `fileBytes` holds for a file as it is and as it comes out, and for the text that an expression gives.
 */
export const LIMITS = {
  files: 2_000,
  fileBytes: 1_048_576,
  totalBytes: 20_971_520,
  fileTags: 2_000,
  totalTags: 20_000,
  /** Steps that the rendering of all files may take. */
  steps: 200_000,
  /** Of all files of the repository to be. */
  planBytes: 20_971_520,
  examples: 200,
  exampleBytes: 65_536,
} as const;

/** @returns a problem for each limit that the files exceed. */
export const beyondLimits = (files: readonly TemplateFile[]): readonly Problem[] => {
  const total = files.reduce((sum, file) => sum + file.content.length, 0);
  const problems: Problem[] = files
    .filter((file) => file.content.length > LIMITS.fileBytes)
    .map((file) => ({
      code: 'template',
      message: `${shownPath(file.origin ?? file.path)}: ${file.content.length} bytes are more than ${LIMITS.fileBytes}`,
      flag: shownPath(file.origin ?? file.path),
    }));
  if (files.length > LIMITS.files)
    problems.push({ code: 'template', message: `the template has ${files.length} files, more than ${LIMITS.files}` });
  if (total > LIMITS.totalBytes)
    problems.push({ code: 'template', message: `the template has ${total} bytes, more than ${LIMITS.totalBytes}` });
  return problems;
};
