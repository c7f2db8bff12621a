import { join } from 'node:path';
import fs from 'fs-extra';
import { unpackTemplate } from '../template/packed-template';
import type { CompiledTemplate } from '../template/template';
import type { World } from './world';

/** Loaded when it is called: the answers that most people give need nothing of it. */
const gunzip = (bytes: Uint8Array): Uint8Array => process.getBuiltinModule('node:zlib').gunzipSync(bytes);

/** @returns the template that comes with the program, compiled when the program was built, with the versions that it was tested with. */
export const compiledBuiltIn = (world: Pick<World, 'home'>): CompiledTemplate =>
  unpackTemplate(fs.readFileSync(join(world.home, 'dist', 'flask.json'), 'utf8'), gunzip);
