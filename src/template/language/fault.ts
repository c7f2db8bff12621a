import type { Problem } from '../../errors';
import type { Place } from '../../text/place';
import { shown, shownPath } from '../../text/shown';
import type { TemplateFile } from '../template';

/** A rule of the template format that one construct breaks. Caught within template/ and plan/, where it becomes a Problem. */
export class Fault extends Error {
  constructor(
    /** In words, without the place: `calls to "include" are not allowed`. */
    readonly reason: string,
    readonly at?: Place,
    readonly construct?: string,
    readonly fix?: string,
  ) {
    super(reason);
    this.name = 'Fault';
  }
}

/** An answer that is good in itself but that no escape can carry into a place of the template. */
export class Unwritable extends Fault {
  constructor(
    reason: string,
    at: Place,
    construct: string,
    readonly answer: { readonly flag: string; readonly value: string },
    fix?: string,
  ) {
    super(reason, at, construct, fix);
  }
}

/** Whoever has mended so many of one file runs it again. */
const MOST_FAULTS = 50;

/** Notes what is wrong with a file, so that the rest of it is judged all the same. */
export class Notes {
  private readonly found: Fault[] = [];
  private readonly seen = new Set<string>();

  /** In the order in which they stand in the file. */
  get faults(): readonly Fault[] {
    const last = { line: Number.MAX_SAFE_INTEGER, column: 0 };
    return [...this.found].sort(({ at: one = last }, { at: other = last }) =>
      one.line === other.line ? one.column - other.column : one.line - other.line,
    );
  }

  get count(): number {
    return this.found.length;
  }

  /** The same fault at the same place counts once. */
  note(fault: Fault): void {
    const key = `${fault.at?.line}:${fault.at?.column}:${fault.reason}`;
    if (this.seen.has(key) || this.found.length >= MOST_FAULTS) return;
    this.seen.add(key);
    this.found.push(fault);
  }

  /** @returns what the work gives; nothing where it was refused. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.note(error);
      return undefined;
    }
  }
}

/** @returns a template's file as a problem names it. */
export const nameOfFile = ({ path, origin }: Pick<TemplateFile, 'path' | 'origin'>): string =>
  shownPath(origin ?? path);

/**
 * @param fault what was thrown; anything but a Fault is a bug of ours and is thrown again
 * @param file of the template
 */
export const problemOf = (fault: unknown, file: Pick<TemplateFile, 'path' | 'origin'>): Problem => {
  if (!(fault instanceof Fault)) throw fault;
  const name = nameOfFile(file);
  const where = fault.at ? `${name}:${fault.at.line}:${fault.at.column}` : name;
  if (fault instanceof Unwritable) {
    const { flag, value } = fault.answer;
    return {
      code: 'invalid',
      message: `${flag}: ${fault.reason} (${where})`,
      flag,
      value: shown(value),
      ...(fault.fix === undefined ? {} : { fix: fault.fix }),
    };
  }
  return {
    code: 'template',
    message: `${where}: ${fault.construct === undefined ? '' : `${fault.construct}: `}${fault.reason}`,
    flag: where,
    ...(fault.construct === undefined ? {} : { value: fault.construct }),
    ...(fault.fix === undefined ? {} : { fix: fault.fix }),
  };
};
