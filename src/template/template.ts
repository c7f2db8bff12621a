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
