// Compiles the built-in template, so that no run needs to: build.mjs bundles this file, runs it and keeps what it gives.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type Node, parse as parseCode } from 'acorn';
import { parse } from 'yaml';
import { resolve } from '../src/options/resolve';
import { type Answers, CREATE_ANSWERS } from '../src/options/schema';
import { type Scope, scopeOf } from '../src/options/scope';
import { ejsSource } from '../src/plan/ejs-run';
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

/** Bytes. Less is not worth the loading of zlib. */
const WORTH_SQUEEZING = 4096;

/** @returns whether a file is large, and left out of the repository that the defaults make. */
const isRare =
  (scope: Scope) =>
  ({ path, content, program }: CompiledFile): boolean =>
    (program?.ejs ?? content).length > WORTH_SQUEEZING && !place(path, scope).applies;

/** @returns every part of a program's tree, in the order in which they stand. */
const within = (node: unknown): readonly Node[] => {
  if (typeof node !== 'object' || node === null) return [];
  const parts = [...('type' in node ? [node as Node] : []), ...Object.values(node).flatMap(within)];
  return parts.sort((one, other) => one.start - other.start);
};

interface Appended extends Node {
  readonly callee: { readonly name?: string };
  readonly arguments: readonly { readonly value?: unknown; readonly start: number; readonly end: number }[];
}

/** Takes the texts that EJS appends out of the function that it wrote. */
const skeletonOf = (ejs: string): { source: string; texts: readonly string[] } => {
  const code = ejsSource(ejs, 'texts');
  const texts: string[] = [];
  let source = '';
  let end = 0;
  for (const node of within(parseCode(`(${code})`, { ecmaVersion: 'latest' }))) {
    const { type, callee, arguments: [given] = [] } = node as Appended;
    if (type !== 'CallExpression' || callee.name !== '__append' || typeof given?.value !== 'string') continue;
    // Without the bracket before the function.
    source += `${code.slice(end, given.start - 1)}texts[${texts.length}]`;
    end = given.end - 1;
    texts.push(given.value);
  }
  return { source: source + code.slice(end), texts };
};

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
export const builtIn = (folder: string): Readonly<Record<string, string | Uint8Array>> => {
  const { template, problems } = compileTemplate({
    manifest: parse(readFileSync(join(folder, 'flask', 'template.yaml'), 'utf8')) as Manifest,
    files: [...filesIn(join(folder, 'flask', 'files'))].sort(byPath),
    pins: JSON.parse(readFileSync(join(folder, 'pins.json'), 'utf8')) as Pins,
  });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const scope = defaults();
  // Judges every expression, so that no run needs to.
  plan(template, scope);
  const squeeze = (bytes: Uint8Array): Uint8Array => brotliCompressSync(bytes);
  const { json, skeletons, rare } = packTemplate(template, { isRare: isRare(scope), squeeze, skeletonOf });
  const functions = Object.entries(skeletons).map(([path, source]) => `exports[${JSON.stringify(path)}] = ${source};`);
  return { 'template.json': json, 'programs.cjs': functions.join('\n'), 'rare.bin': rare };
};
