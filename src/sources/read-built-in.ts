import { join } from 'node:path';
import fs from 'fs-extra';
import { ioFailure } from '../machine/failure';
import type { World } from '../machine/world';
import type { CompiledTemplate } from '../template/template';
import { unpackTemplate } from './built-in';

/** Read as bytes: Node 20 aborts where it reads text and the file cannot be closed. */
const bytesOf = (path: string): Buffer => {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    throw ioFailure(error, path, null);
  }
};

/** @returns the template that comes with the program, compiled when the program was built, with the versions that it was tested with. */
export const compiledBuiltIn = ({ home }: Pick<World, 'home'>): CompiledTemplate =>
  unpackTemplate(bytesOf(join(home, 'dist', 'flask.json')).toString(), (path) =>
    bytesOf(join(home, 'templates', 'flask', 'files', path)),
  );
