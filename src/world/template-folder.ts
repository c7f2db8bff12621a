import { join } from 'node:path';
import fs from 'fs-extra';
import type { TemplateFile } from '../template/template';

/** @returns the files of a template folder of our own, sorted by path. A foreign folder is read with more suspicion elsewhere. */
export const readOwnFiles = (folder: string): readonly TemplateFile[] => {
  const files: TemplateFile[] = [];
  const walk = (below: string): void => {
    for (const item of fs.readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? item.name : `${below}/${item.name}`;
      if (item.isDirectory()) walk(path);
      else {
        const content = fs.readFileSync(join(folder, path));
        // npm keeps no executable bit that can be relied on: a file that begins with #! runs.
        files.push({ path, content, executable: content[0] === 0x23 && content[1] === 0x21 });
      }
    }
  };
  walk('');
  return files;
};
