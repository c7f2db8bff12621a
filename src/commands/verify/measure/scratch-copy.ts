import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { makeTemporary } from '../../../machine/temporary-folder';

/** A private folder for one run, below the system's temporary folder. */
export class Scratch {
  readonly #temporary = makeTemporary();
  readonly path = this.#temporary.path;
  readonly remove = this.#temporary.remove;
  #copies = 0;

  /** @returns a new, empty folder. */
  folder(): string {
    this.#copies += 1;
    const path = join(this.path, String(this.#copies));
    fs.mkdirSync(path, { mode: 0o700 });
    return path;
  }

  /** @returns a file that only this user can read. */
  file(text: string): string {
    const path = join(this.folder(), 'file');
    fs.writeFileSync(path, text, { mode: 0o600 });
    return path;
  }
}

/** @returns a path in a copy, or undefined where a link in it would lead the write elsewhere. */
const safePath = (copy: string, path: string): string | undefined => {
  let at = copy;
  for (const part of dirname(path)
    .split('/')
    .filter((word) => word !== '.')) {
    at = join(at, part);
    if (fs.lstatSync(at, { throwIfNoEntry: false })?.isDirectory() === false) return undefined;
  }
  const whole = join(copy, path);
  const there = fs.lstatSync(whole, { throwIfNoEntry: false });
  return there === undefined || there.isFile() ? whole : undefined;
};

/** Puts a file into a copy. @returns whether it could be. */
export const plant = (copy: string, path: string, text: string): boolean => {
  const whole = safePath(copy, path);
  if (whole === undefined) return false;
  fs.mkdirSync(dirname(whole), { recursive: true });
  fs.rmSync(whole, { force: true });
  fs.writeFileSync(whole, text);
  return true;
};

/** Changes a file of a copy. @returns whether it is there to be changed. */
export const edit = (copy: string, path: string, change: (text: string) => string): boolean => {
  const whole = safePath(copy, path);
  if (whole === undefined || !fs.existsSync(whole)) return false;
  fs.writeFileSync(whole, change(fs.readFileSync(whole, 'utf8')));
  return true;
};

/** @returns the text of a file of a copy; empty where there is none. */
export const textOf = (copy: string, path: string): string => {
  const whole = safePath(copy, path);
  return whole !== undefined && fs.existsSync(whole) ? fs.readFileSync(whole, 'utf8') : '';
};

/** @returns text that nothing has seen before. */
export const newMark = (): string => randomBytes(12).toString('hex');
