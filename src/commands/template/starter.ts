import { join, relative, sep } from 'node:path';
import fs from 'fs-extra';
import type { World } from '../../machine/world';
import { byPath, type PlannedFile } from '../../plan/planned-file';
import { compiledBuiltIn } from '../../sources/read-built-in';

/** What stands in the starter's files for the name, the program's version and a pinned action. */
const NAME = 'acme-flask';
const VERSION = 'create-flask-container@0.0.0';
const ACTION = 'actions/checkout@v0';

/** @returns the files of a new template, ready to be judged by `template check`. */
export const starterFiles = (name: string, world: Pick<World, 'home' | 'version'>): readonly PlannedFile[] => {
  const checkout = compiledBuiltIn(world).pins?.actions['actions/checkout'];
  const action = checkout ? `actions/checkout@${checkout.sha} # ${checkout.tag}` : ACTION;
  const folder = join(world.home, 'templates', 'starter');
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item): PlannedFile => {
      const full = join(item.parentPath, item.name);
      const text = fs
        .readFileSync(full, 'utf8')
        .replaceAll(NAME, name)
        .replaceAll(VERSION, `create-flask-container@${world.version}`)
        .replaceAll(ACTION, action);
      // npm leaves some names that begin with a dot out of packages.
      const path = relative(folder, full).replaceAll(sep, '/').replace(/^dot-/, '.');
      return { path, mode: '0644', content: Buffer.from(text) };
    })
    .sort(byPath);
};
