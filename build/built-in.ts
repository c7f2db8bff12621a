// Compiles the built-in template, so that no run needs to: build.mjs bundles this file, runs it and keeps what it gives.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { resolve } from '../src/options/resolve';
import { type Answers, CREATE_ANSWERS } from '../src/options/schema';
import { type Scope, scopeOf } from '../src/options/scope';
import { place } from '../src/plan/place';
import { plan } from '../src/plan/plan';
import { byPath } from '../src/plan/planned-file';
import { compileTemplate } from '../src/template/compile-template.chunk';
import { packTemplate } from '../src/template/packed-template';
import type { CompiledFile, Manifest, Pins, TemplateFile } from '../src/template/template';

const filesIn = (folder: string, below = ''): readonly TemplateFile[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((item) => {
    const path = below === '' ? item.name : `${below}/${item.name}`;
    if (item.isDirectory()) return filesIn(folder, path);
    const content = readFileSync(join(folder, path));
    // git keeps no executable bit on every system: a file that begins with #! runs.
    return [{ path, content, executable: content[0] === 0x23 && content[1] === 0x21 }];
  });

/** Characters. Reading less costs nothing worth saving. */
const LARGE = 4096;

/** @returns whether a file is large, and left out of the repository that the defaults make. */
const isRare =
  (scope: Scope) =>
  ({ path, content, program }: CompiledFile): boolean =>
    (program?.texts.join('') ?? content).length > LARGE && !place(path, scope).applies;

/** What the defaults make. */
const defaults = (): Scope => {
  const given = { name: 'app', registryUser: 'user' };
  const { values } = resolve(CREATE_ANSWERS, [{ source: 'flag', values: given, problems: [] }]);
  return scopeOf(values as unknown as Answers);
};

/**
 * @param folder the templates of this repository
 * @returns the files of the built-in template in dist/, by name
 * @throws Error with every file that breaks a rule
 */
export const builtIn = (folder: string): Readonly<Record<string, string>> => {
  const { template, problems } = compileTemplate({
    manifest: parse(readFileSync(join(folder, 'flask', 'template.yaml'), 'utf8')) as Manifest,
    files: [...filesIn(join(folder, 'flask', 'files'))].sort(byPath),
    pins: JSON.parse(readFileSync(join(folder, 'pins.json'), 'utf8')) as Pins,
  });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const scope = defaults();
  // Judges every expression, so that no run needs to.
  plan(template, scope);
  const { json, rare } = packTemplate(template, isRare(scope));
  return { 'template.json': json, 'rare.json': rare };
};
