import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import type { PlannedFile } from '../../plan/plan';

/** Writes the files of a plan into a folder of our own. */
export const writePlan = (folder: string, files: readonly PlannedFile[]): void => {
  for (const { path, content, mode } of files) {
    fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
    fs.writeFileSync(join(folder, path), content, { mode: Number.parseInt(mode, 8), flag: 'wx' });
  }
};
