import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';

/**
 * Random histories of small files: what a template changes and what an owner changes between two updates. Every line
 * that is ever written is another one, so that each can be looked for afterwards.
 */

const PATHS = ['app.txt', 'docs/guide.txt', 'docs/deep/notes.txt', 'run.sh', 'src/one.txt', 'src/two.txt'] as const;

/** What one side does to one file. Numbers are places; they are taken modulo what there is. */
export type Edit =
  | { readonly do: 'insert' | 'change' | 'cut'; readonly file: number; readonly at: number }
  | { readonly do: 'remove' | 'executable' | 'crlf' | 'no last newline' | 'binary' | 'shebang'; readonly file: number }
  | { readonly do: 'move' | 'add'; readonly file: number; readonly to: number; readonly told: boolean };

/** One side's edits of a round, and how the round goes. */
export interface Round {
  readonly owner: readonly Edit[];
  readonly template: readonly Edit[];
  /** Whether the owner goes on in a new clone. */
  readonly clone: boolean;
}

export interface History {
  /** How many lines each file begins with; none is no file. */
  readonly lines: readonly number[];
  readonly rounds: readonly Round[];
}

const file = fc.nat({ max: PATHS.length - 1 });
const place = fc.nat({ max: 30 });

const lineEdit: fc.Arbitrary<Edit> = fc.record({ do: fc.constantFrom('insert', 'change', 'cut'), file, at: place });
const move: fc.Arbitrary<Edit> = fc.record({
  do: fc.constantFrom('move', 'add'),
  file,
  to: fc.nat({ max: 5 }),
  told: fc.boolean(),
});
const whole = (
  ...kinds: ('remove' | 'executable' | 'crlf' | 'no last newline' | 'binary' | 'shebang')[]
): fc.Arbitrary<Edit> => fc.record({ do: fc.constantFrom(...kinds), file });

const ownersEdit = fc.oneof(
  { weight: 6, arbitrary: lineEdit },
  { weight: 2, arbitrary: move },
  { weight: 3, arbitrary: whole('remove', 'executable', 'crlf', 'no last newline', 'binary') },
);
const templatesEdit = fc.oneof(
  { weight: 6, arbitrary: lineEdit },
  { weight: 2, arbitrary: move },
  { weight: 2, arbitrary: whole('remove', 'shebang', 'no last newline', 'binary') },
);

export const history: fc.Arbitrary<History> = fc.record({
  lines: fc.array(fc.constantFrom(0, 1, 3, 12, 30), { minLength: PATHS.length, maxLength: PATHS.length }),
  rounds: fc.array(
    fc.record({
      owner: fc.array(ownersEdit, { maxLength: 5 }),
      template: fc.array(templatesEdit, { maxLength: 5 }),
      clone: fc.integer({ min: 0, max: 3 }).map((number) => number === 3),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Files of one side, written to a folder; every line that it writes bears its name and a number. */
export class Side {
  private written = 0;
  /** Moves that the template tells of: old path to new. */
  readonly renamed: Record<string, string> = {};

  constructor(
    readonly name: 'owner' | 'template',
    private readonly folder: string,
  ) {}

  private line(): string {
    this.written += 1;
    return `${this.name} wrote this, number ${this.written}, ${(this.written * 7919).toString(36)}`;
  }

  private read(path: string): string | undefined {
    const full = join(this.folder, path);
    return existsSync(full) ? readFileSync(full, 'latin1') : undefined;
  }

  private write(path: string, text: string): void {
    const full = join(this.folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text, 'latin1');
  }

  begin(lines: readonly number[]): void {
    for (const [index, count] of lines.entries())
      if (count > 0) this.write(PATHS[index]!, Array.from({ length: count }, () => `${this.line()}\n`).join(''));
  }

  private editLine(path: string, kind: 'insert' | 'change' | 'cut', at: number): void {
    const text = this.read(path);
    if (text === undefined || text.includes('\0')) return;
    const end = text.includes('\r\n') ? '\r\n' : '\n';
    const lines = text.split(end);
    const place = at % lines.length;
    if (kind === 'insert') lines.splice(place, 0, this.line());
    else if (place < lines.length - 1) lines.splice(place, 1, ...(kind === 'change' ? [this.line()] : []));
    this.write(path, lines.join(end));
  }

  private relocate(from: string, to: string, told: boolean): void {
    if (this.read(from) === undefined || this.read(to) !== undefined) return;
    mkdirSync(dirname(join(this.folder, to)), { recursive: true });
    renameSync(join(this.folder, from), join(this.folder, to));
    if (told) this.renamed[from] = to;
  }

  private whole(path: string, kind: 'remove' | 'executable' | 'crlf' | 'no last newline' | 'binary' | 'shebang'): void {
    const text = this.read(path);
    if (text === undefined) return;
    const full = join(this.folder, path);
    if (kind === 'remove') rmSync(full);
    else if (kind === 'executable') chmodSync(full, statSync(full).mode & 0o100 ? 0o644 : 0o755);
    else if (kind === 'shebang')
      this.write(path, text.startsWith('#!') ? text.replace(/^.*\n/, '') : `#!/bin/sh\n${text}`);
    else if (kind === 'binary') this.write(path, `\0${this.line()}\n${text}`);
    else if (kind === 'crlf') this.write(path, text.replace(/\r?\n/g, '\r\n'));
    else this.write(path, text.replace(/\r?\n$/, ''));
  }

  apply(edit: Edit): void {
    const path = PATHS[edit.file]!;
    if (edit.do === 'insert' || edit.do === 'change' || edit.do === 'cut') this.editLine(path, edit.do, edit.at);
    else if (edit.do === 'move') this.relocate(path, `moved/${edit.to}.txt`, edit.told);
    else if (edit.do !== 'add') this.whole(path, edit.do);
    else if (this.read(path) === undefined) this.write(path, `${this.line()}\n${this.line()}\n`);
  }
}
