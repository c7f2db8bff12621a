import { join } from 'node:path';
import fs from 'fs-extra';

/** @returns the bytes of all files below a folder, while other programs write there; 0 where it cannot be told just now. */
export const folderSize = (folder: string): number => {
  try {
    return fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .reduce(
        (size, { parentPath, name }) =>
          size + (fs.lstatSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  } catch {
    // A folder that went away between two looks; the next look counts.
    return 0;
  }
};
