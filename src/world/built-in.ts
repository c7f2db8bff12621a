import { join } from 'node:path';
import type { Template } from '../template/template';
import { readOwnFiles } from './template-folder';
import type { World } from './world';

/** @returns the template that comes with the program. */
export const builtInTemplate = (world: Pick<World, 'home'>): Template => ({
  manifest: { format: 1, name: 'flask', summary: 'A Flask app in a container' },
  files: readOwnFiles(join(world.home, 'templates', 'flask', 'files')),
});
