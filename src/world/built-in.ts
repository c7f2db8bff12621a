import { join } from 'node:path';
import fs from 'fs-extra';
import type { Pins, Template } from '../template/template';
import { readOwnFiles } from './template-folder';
import type { World } from './world';

/** @returns the template that comes with the program, with the versions that it was tested with. */
export const builtInTemplate = (world: Pick<World, 'home'>): Template => {
  const folder = join(world.home, 'templates');
  return {
    manifest: { format: 1, name: 'flask', summary: 'A Flask app in a container' },
    files: readOwnFiles(join(folder, 'flask', 'files')),
    pins: fs.readJsonSync(join(folder, 'pins.json')) as Pins,
  };
};
