import { isAbsolute, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { plainText } from '../machine/read-bounded';

/** What the Makefile of a generated repository keeps beside git's own files: an id, and the folder's inode. */
const FILE = 'create-flask-container-checkout';
const CONTENT = /^([0-9a-f]{32}) ([0-9]+)\n?$/;

/** More than any of these files holds. In bytes. */
const MOST_BYTES = 4096;

const textOf = (path: string): string => plainText(path, MOST_BYTES);

/** The folder of git's files: `.git`, or where a linked worktree or a submodule has it. */
const gitFolder = (folder: string): string => {
  const pointer = /^gitdir: (.+)$/m.exec(textOf(join(folder, '.git')))?.[1];
  if (pointer === undefined) return join(folder, '.git');
  return isAbsolute(pointer) ? pointer : resolve(folder, pointer);
};

/**
 * An id of its own tells a checkout from another one at the same path. A copy of the folder, or an archive that holds the id
 * of somebody else's, has another inode.
 */
export const checkoutOf = (folder: string): { readonly checkout?: string } => {
  const [, id, inode] = CONTENT.exec(textOf(join(gitFolder(folder), FILE))) ?? [];
  return id !== undefined && inode === String(fs.statSync(folder, { bigint: true }).ino) ? { checkout: id } : {};
};
