import type { TemplateFile } from '../template/template';
import { LIMITS } from '../template/template';
import { shown } from '../text/shown';
import { badTemplate } from './fetch-failure';
import { isInArea, notPlain, Tally } from './template-area';

/** One line of `git ls-tree -r -z -l`. */
export interface TreeEntry {
  readonly path: string;
  readonly object: string;
  readonly size: number;
  readonly executable: boolean;
}

const LINE = /^([0-7]{6}) ([a-z]+) ([0-9a-f]{40}|[0-9a-f]{64}) +([0-9]+|-)\t([\s\S]+)$/;

/** Modes of gitrepository-layout(5)'s trees that are no plain file. */
const ODD_MODES: Readonly<Record<string, string>> = { '120000': 'a symbolic link', '160000': 'a submodule' };

const lineText = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw badTemplate(shown(text), 'the name is not UTF-8', 'rename the file');
  return text;
};

/** @returns the entries of the template's own part of a tree, judged while they are read. */
export class TreeReader {
  readonly entries: TreeEntry[] = [];
  private readonly tally = new Tally();
  private rest = Buffer.alloc(0);

  /** @throws Stop(data) for a link, a submodule or a limit */
  read(part: Uint8Array): void {
    let bytes = Buffer.concat([this.rest, part]);
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0)) {
      this.line(lineText(bytes.subarray(0, end)));
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > 64 * 1024) throw badTemplate('the template', 'a path is longer than 64 KiB');
    this.rest = bytes;
  }

  private line(text: string): void {
    const match = LINE.exec(text);
    if (!match) throw badTemplate(shown(text), 'git shows this entry in a way that is not known');
    const [, mode, type, object, size, path] = match;
    if (!isInArea(path!)) return;
    if (type !== 'blob' || ODD_MODES[mode!] !== undefined) throw notPlain(path!, ODD_MODES[mode!] ?? `a ${type}`);
    if (mode !== '100644' && mode !== '100755' && mode !== '100664') throw notPlain(path!, `an entry of mode ${mode}`);
    this.tally.add(path!, Number(size));
    this.entries.push({ path: path!, object: object!, size: Number(size), executable: mode === '100755' });
  }
}

/** The bytes that `cat-file --batch` prints round one object. */
const HEADER_BYTES = 100;

/** @returns the most that `cat-file --batch` may print for these entries. */
export const batchBytes = (entries: readonly TreeEntry[]): number =>
  entries.reduce<number>((sum, { size }) => sum + size + HEADER_BYTES, LIMITS.fileBytes);

/**
 * @param output of `cat-file --batch`, fed with the entries' objects in their order
 * @throws Stop(data) when an object is missing or is not as long as the tree says
 */
export const filesOfBatch = (entries: readonly TreeEntry[], output: Buffer): readonly TemplateFile[] => {
  let at = 0;
  return entries.map(({ path, object, size, executable }) => {
    const end = output.indexOf(0x0a, at);
    const header = output.subarray(at, end).toString('latin1');
    const start = end + 1;
    if (end < 0 || header !== `${object} blob ${size}` || output[start + size] !== 0x0a)
      throw badTemplate(shown(path), 'git could not give its content');
    at = start + size + 1;
    return { path, content: Buffer.from(output.subarray(start, start + size)), executable };
  });
};
