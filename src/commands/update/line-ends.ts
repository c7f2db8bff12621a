import type { Merged } from './fates';
import { bytesOf, type Scratch, storeBytes } from './merge';
import { type Entry, sameEntry, type ToMerge } from './reconcile';

const LF = 0x0a;
const CR = 0x0d;

/** @returns whether every line of a text ends with CRLF, and there is one. */
const isCrlf = (bytes: Buffer): boolean => {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR) return false;
    lines += 1;
  }
  return lines > 0 && !bytes.includes(0);
};

const text = (bytes: Buffer): string => bytes.toString('latin1');
const toLf = (bytes: Buffer): Buffer => Buffer.from(text(bytes).replaceAll('\r\n', '\n'), 'latin1');
const toCrlf = (bytes: Buffer): Buffer => Buffer.from(text(bytes).replace(/\r?\n/g, '\r\n'), 'latin1');

/** Files that their owner turned whole to CRLF: merged as LF, they keep CRLF afterwards. */
export interface Turned {
  readonly merging: ToMerge;
  readonly paths: ReadonlyMap<string, Entry>;
}

/** @returns the sides with the owner's CRLF files in the line ends of what is generated. */
export const turned = async (merging: ToMerge, scratch: Scratch): Promise<Turned> => {
  const ours = new Map(merging.ours);
  const paths = new Map<string, Entry>();
  for (const [path, entry] of merging.ours) {
    const [base, next] = [merging.base.get(path), merging.theirs.get(path)];
    if (!base || !next || sameEntry(base, entry) || sameEntry(base, next) || sameEntry(entry, next)) continue;
    const [mine, was] = [await bytesOf(scratch.git, entry.id), await bytesOf(scratch.git, base.id)];
    if (!mine || !was || !isCrlf(mine) || was.includes(CR)) continue;
    const [id] = await storeBytes(scratch, [toLf(mine)]);
    ours.set(path, { ...entry, id: id! });
    paths.set(path, entry);
  }
  return { merging: { ...merging, ours }, paths };
};

/** @returns the merge with these files in CRLF again. */
export const turnedBack = async (merged: Merged, { paths }: Turned, scratch: Scratch): Promise<Merged> => {
  const result = new Map(merged.result);
  const conflicts = new Map(merged.conflicts);
  for (const [path, before] of paths) {
    const entry = result.get(path);
    const bytes = entry && (await bytesOf(scratch.git, entry.id));
    if (!entry || !bytes) continue;
    const [id] = await storeBytes(scratch, [toCrlf(bytes)]);
    result.set(path, { ...entry, id: id! });
    const stages = conflicts.get(path);
    if (stages) conflicts.set(path, { ...stages, ours: before });
  }
  return { ...merged, result, conflicts };
};
