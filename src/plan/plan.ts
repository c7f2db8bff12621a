import { type Problem, Stop } from '../errors';
import type { Scope } from '../project/scope';
import { isSpent, newBudget, spendBytes } from '../template/language/budget';
import { Fault, nameOfFile, problemOf } from '../template/language/fault';
import { judgeProgram } from '../template/language/judge-expression';
import { judgePaths, unsafe } from '../template/path-safety';
import { type CompiledFile, type CompiledTemplate, isShebang, NO_PINS } from '../template/template';
import { shown } from '../text/shown';
import { type Placed, place } from './place';
import { render, type Setting } from './render';
import { goesToUv, toUv } from './uv-requirements';

/** The file is kept by reference: reading the contents of one that does not apply may cost. */
interface PlacedFile {
  readonly file: CompiledFile;
  readonly placed: Placed;
}

/** Runs one judgement or rendering, and notes what it finds wrong. */
type Note = <T>(file: CompiledFile, work: () => T) => T | undefined;

const noting =
  (problems: Problem[]): Note =>
  (file, work) => {
    try {
      return work();
    } catch (error) {
      problems.push(problemOf(error, file));
      return undefined;
    }
  };

/** Places and judges every file of the template, also those whose conditions do not hold. */
const placeAll = (files: readonly CompiledFile[], setting: Setting, problems: Problem[]): readonly PlacedFile[] => {
  const note = noting(problems);
  return files.flatMap((file) => {
    const faults = file.program && !file.program.judged ? judgeProgram(file.program, setting) : [];
    problems.push(...faults.map((fault) => problemOf(fault, file)));
    const placed = note(file, () => place(file.path, setting.scope));
    if (!placed) return [];
    // Those that apply are judged together.
    const why = placed.applies ? undefined : unsafe(placed.path);
    if (why)
      problems.push({
        code: 'template',
        message: `${nameOfFile(file)}: the path ${shown(placed.path)} cannot be used: ${why}`,
        flag: nameOfFile(file),
      });
    return [{ file, placed }];
  });
};

/** A file of the built-in template is nobody's to open. */
const madeBy = (file: CompiledFile): { readonly from?: string } =>
  file.origin === undefined ? {} : { from: nameOfFile(file) };

const judgePlaces = (applying: readonly PlacedFile[]): readonly Problem[] => {
  const whole = applying.filter(({ placed }) => !placed.part);
  const bases = new Set(whole.map(({ placed }) => placed.path));
  const orphans = applying.filter(({ placed: { part, path } }) => part && !bases.has(path) && !goesToUv(path, bases));
  return [
    ...judgePaths(whole.map(({ file, placed }) => ({ path: placed.path, ...madeBy(file) }))),
    ...orphans.map(
      ({ file, placed }): Problem => ({
        code: 'template',
        message: `${nameOfFile(file)}: it adds lines to ${shown(placed.path)}, which no file makes`,
        flag: nameOfFile(file),
      }),
    ),
  ];
};

/**
 * Judges every file of a template as far as it can be judged without being rendered.
 * @returns a problem for each unknown name, wrong type and path that cannot be used
 */
export const judgeFiles = ({ files, pins }: CompiledTemplate, scope: Scope): readonly Problem[] => {
  const problems: Problem[] = [];
  placeAll(files, { scope, pins: pins ?? NO_PINS, budget: newBudget() }, problems);
  return problems;
};

const bytesOf = ({ file, placed }: PlacedFile, setting: Setting): Uint8Array => {
  if (file.program) return Buffer.from(render(file.program, setting));
  if (placed.rendered) throw new Fault('this file was not compiled');
  const { content } = file;
  spendBytes(setting.budget, content.length);
  return content;
};

const NEWLINE = 0x0a;
const endsLine = (bytes: Uint8Array): boolean => bytes.length === 0 || bytes.at(-1) === NEWLINE;

/** Joins files of lines, each of which begins on a line of its own. */
const joined = (contents: readonly Uint8Array[]): Uint8Array => {
  if (contents.length === 1) return contents[0]!;
  return Buffer.concat(contents.flatMap((bytes) => (endsLine(bytes) ? [bytes] : [bytes, Uint8Array.of(NEWLINE)])));
};

const renderAll = (applying: readonly PlacedFile[], setting: Setting, problems: Problem[]): readonly PlannedFile[] => {
  const note = noting(problems);
  // Bases first, then their parts in the order of their template paths.
  const ordered = [...applying].sort(
    (one, other) => Number(one.placed.part) - Number(other.placed.part) || byPath(one.file, other.file),
  );
  const made = new Map<string, { contents: Uint8Array[]; executable: boolean }>();
  for (const each of ordered) {
    if (isSpent(setting.budget)) break;
    const { file, placed } = each;
    const base = made.get(placed.path);
    const bytes = note(file, () => {
      // The line break that may be put before it.
      if (base) spendBytes(setting.budget, 1);
      return bytesOf(each, setting);
    });
    if (!bytes) continue;
    if (base) base.contents.push(bytes);
    else made.set(placed.path, { contents: [bytes], executable: file.executable || isShebang(bytes) });
  }
  return [...made].map(([path, { contents, executable }]) => ({
    path,
    mode: executable ? '0755' : '0644',
    content: joined(contents),
  }));
};

/** Names that only parts give go into the lists of uv, where it is chosen. */
const withUv = (
  files: readonly PlannedFile[],
  applying: readonly PlacedFile[],
  problems: Problem[],
): readonly PlannedFile[] => {
  const bases = new Set(applying.filter(({ placed }) => !placed.part).map(({ placed }) => placed.path));
  const named = applying.filter(({ placed: { part, path } }) => part && !bases.has(path) && goesToUv(path, bases));
  const note = noting(problems);
  const first = new Map([...named].reverse().map(({ file, placed }) => [placed.path, file]));
  if (problems.length > 0) return files;
  return [...first].reduce((all, [path, file]) => note(file, () => toUv(all, path)) ?? all, files);
};

/**
 * Makes the repository to be, in memory.
 * @param template whose files that are rendered have been compiled
 * @param scope the answers, and what is known about them
 * @returns its files, sorted by the bytes of their paths; the same input gives the same bytes
 * @throws Stop `data` with every problem: unknown names, unsafe paths, two files on one path, a limit; `usage` where only
 *   answers are to blame, because no escape carries them into their place
 */
export const plan = (template: CompiledTemplate, scope: Scope): readonly PlannedFile[] => {
  const setting: Setting = { scope, pins: template.pins ?? NO_PINS, budget: newBudget() };
  const problems: Problem[] = [];
  const placed = placeAll(template.files, setting, problems);
  const applying = placed.filter((each) => each.placed.applies);
  problems.push(...judgePlaces(applying));
  if (problems.length > 0) throw new Stop('data', problems);
  const files = withUv(renderAll(applying, setting, problems), applying, problems);
  // An answer that cannot be written is the answer's fault, a limit that is reached is the template's.
  const blame = problems.every(({ code }) => code === 'invalid') ? 'usage' : 'data';
  if (problems.length > 0) throw new Stop(blame, problems);
  return [...files].sort(byPath);
};

/** One file of the repository to be, as a value. */
export interface PlannedFile {
  /** Relative, with `/`, in NFC. */
  readonly path: string;
  readonly mode: '0644' | '0755';
  readonly content: Uint8Array;
}

/** @returns -1, 0 or 1: the order of the paths' bytes, the same in every locale. */
export const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  Buffer.compare(Buffer.from(one.path), Buffer.from(other.path));
