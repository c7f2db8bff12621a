import { join } from 'node:path';
import fs from 'fs-extra';
import { unpackTemplate } from '../template/packed-template';
import type { CompiledTemplate } from '../template/template';
import { ioFailure } from './failure';
import type { World } from './world';

/** Loaded when it is called: the answers that most people give need nothing of it. */
const gunzip = (bytes: Uint8Array): Uint8Array => process.getBuiltinModule('node:zlib').gunzipSync(bytes);

/** Read as bytes first: Node 20 aborts where it reads text and the file cannot be closed. */
const textOf = (path: string): string => {
  try {
    return fs.readFileSync(path).toString();
  } catch (error) {
    throw ioFailure(error, path, null);
  }
};

/** @returns the template that comes with the program, compiled when the program was built, with the versions that it was tested with. */
export const compiledBuiltIn = (world: Pick<World, 'home'>): CompiledTemplate =>
  unpackTemplate(textOf(join(world.home, 'dist', 'flask.json')), gunzip);
