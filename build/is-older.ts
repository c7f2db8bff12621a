import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = (folder: string): number =>
  Math.max(...readdirSync(folder, { recursive: true }).map((name) => changed(join(folder, String(name)))));

/**
 * @param made a file
 * @param folders what it was made from
 * @returns whether it is missing, or something in the folders has changed since
 */
export const isOlder = (made: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => newest(folder) >= changed(made));
