import type { World } from '../machine/world';
import type { TemplateFile } from '../template/template';
import type { Source } from './source';

/** The most that may be transferred for one template, in bytes: a repository holds more than its template. */
export const MOST_FETCHED = 128 * 1024 * 1024;

/** What a source gave, read and bounded but not judged. */
export interface Fetched {
  /** Paths relative to the template's folder: template.yaml, files/…, examples/… . */
  readonly files: readonly TemplateFile[];
  /** What stands before these paths when its author opens them from where they are; nothing for what was fetched. */
  readonly shownAt?: string;
  /** The same source with its pin: what it was resolved to. */
  readonly pinned: Source;
  /** What they were read from, and what proves them beside the pin; absent for a folder. */
  readonly evidence?: Buffer;
  /** What the user named, in words, where it was not pinned: `branch main`. */
  readonly resolved?: string;
}

/** How long a fetch may take, in milliseconds. */
interface Patience {
  /** Without any sign of life. */
  readonly silence: number;
  /** A moment, as Date.now() counts, at which all of it must be done. */
  readonly deadline: number;
}

/** How a fetch goes about it. */
export interface FetchContext {
  readonly world: World;
  readonly patience: Patience;
  /** An empty folder that is removed afterwards. */
  readonly folder: string;
}
