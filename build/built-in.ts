// Compiles the built-in template, so that no run needs to: build.mjs bundles this file, runs it and keeps what it gives.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { resolve } from '../src/options/resolve';
import { byPath, plan } from '../src/plan/plan';
import { type Answers, CREATE_ANSWERS } from '../src/project/schema';
import { type Scope, scopeOf } from '../src/project/scope';
import { packTemplate } from '../src/sources/built-in';
import { compileTemplate } from '../src/template/language/compile-template';
import type { Manifest, Pins, TemplateFile } from '../src/template/template';

const filesIn = (folder: string, below = ''): readonly TemplateFile[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((item) => {
    const path = below === '' ? item.name : `${below}/${item.name}`;
    if (item.isDirectory()) return filesIn(folder, path);
    const content = readFileSync(join(folder, path));
    // git keeps no executable bit on every system: a file that begins with #! runs.
    return [{ path, content, executable: content[0] === 0x23 && content[1] === 0x21 }];
  });

/** What the defaults make. */
const defaults = (): Scope => {
  const given = { name: 'app', registryUser: 'user' };
  const { values } = resolve(CREATE_ANSWERS, [{ source: 'flag', values: given, problems: [] }]);
  return scopeOf(values as unknown as Answers);
};

/**
 * @param folder the templates of this repository
 * @returns the built-in template, compiled, as JSON
 * @throws Error with every file that breaks a rule
 */
export const builtIn = (folder: string): string => {
  const files = join(folder, 'flask', 'files');
  const { template, problems } = compileTemplate({
    manifest: parse(readFileSync(join(folder, 'flask', 'template.yaml'), 'utf8')) as Manifest,
    files: [...filesIn(files)].sort(byPath),
    pins: JSON.parse(readFileSync(join(folder, 'pins.json'), 'utf8')) as Pins,
  });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  // Judges every expression, so that no run needs to.
  plan(template, defaults());
  return packTemplate(template, (path) => readFileSync(join(files, path)));
};
