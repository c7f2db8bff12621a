import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import {
  BESIDE,
  makeWorkingFolder,
  removeEmptied,
  removeWorkingFolder,
  sweepWorkingFolders,
} from '../machine/temporary-folder';

/** Removes what killed runs left of files that they were writing into a folder. */
export const sweepUnfinished = (folder: string): void => sweepWorkingFolders(folder, BESIDE);

interface Manner {
  /** Of the file, before the umask. */
  readonly mode?: number;
  /** Puts it in its place; over what stands there where nothing else is said. */
  readonly put?: (from: string, to: string) => void;
}

/**
 * Writes a file whole or not at all, with other runs at the same time too: in a private folder beside its place, from
 * which it is put there.
 * @throws the system's errors; then nothing of it is left
 */
export const writeWhole = (
  path: string,
  content: string | Uint8Array,
  { mode = 0o666, put = fs.renameSync }: Manner = {},
): void => {
  const parent = dirname(path);
  sweepUnfinished(parent);
  const folder = makeWorkingFolder(parent, BESIDE);
  let isInPlace = false;
  try {
    const staged = join(folder.path, 'file');
    fs.writeFileSync(staged, content, { flag: 'wx', mode });
    put(staged, path);
    isInPlace = true;
  } finally {
    if (isInPlace) removeEmptied(folder);
    else removeWorkingFolder(folder);
  }
};
