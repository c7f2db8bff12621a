import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import fs from 'fs-extra';
import { type Skeleton, unpackTemplate } from '../template/packed-template';
import type { CompiledTemplate } from '../template/template';
import { ioFailure } from './failure';
import type { World } from './world';

/** Read as bytes: Node 20 aborts where it reads text and the file cannot be closed. */
const bytesOf = (path: string): Buffer => {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    throw ioFailure(error, path, null);
  }
};

/** The program's own code, which only looks like a module: reading it as one would abort as above. */
const skeletonsIn = (path: string): Readonly<Record<string, Skeleton>> => {
  const skeletons = {};
  runInThisContext(`(function (exports) {${bytesOf(path)}\n})`, { filename: path })(skeletons);
  return skeletons;
};

/** @returns the template that comes with the program, compiled when the program was built, with the versions that it was tested with. */
export const compiledBuiltIn = ({ home }: Pick<World, 'home'>): CompiledTemplate => {
  const folder = join(home, 'dist', 'flask');
  return unpackTemplate(bytesOf(join(folder, 'template.json')).toString(), {
    skeletons: skeletonsIn(join(folder, 'programs.cjs')),
    rare: () => bytesOf(join(folder, 'rare.bin')),
    // Loaded when it is called: what most people answer needs nothing of it.
    unsqueeze: (bytes) => process.getBuiltinModule('node:zlib').brotliDecompressSync(bytes),
  });
};
