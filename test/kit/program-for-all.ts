import { chmodSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, ROOT } from './program';

let copy: string | undefined;

/** @returns the program where every user of the machine may read it: a checkout may lie in a folder that is closed. */
export const programForAll = (): string => {
  if (copy === undefined) {
    copy = newFolder();
    for (const part of ['bin', 'dist', 'schema', 'package.json', 'templates'])
      if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    chmodSync(copy, 0o755);
  }
  return join(copy, 'bin', 'create-flask-container.js');
};
