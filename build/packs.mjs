// Puts files that are always read together into one. esbuild cuts what parts share into a file for each set of
// sharers, and each file costs its reading, a scope of its own and an object of what it exports. In a pack all of
// them are one scope again; who stands outside asks the pack for a part by its name.
import { basename } from 'node:path';
import { parse } from 'acorn';
import { build, transform } from 'esbuild';
import { withoutArrows } from './arrows.mjs';

/** @typedef {{ readonly text: string, readonly imports: readonly string[], readonly exports: readonly string[] }} Part
 * an ES module; what it imports are names of other parts */

/** import() becomes require(): the ESM loader would cost more than the module. */
export const COMMON_JS = {
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  supported: { 'dynamic-import': false },
};

/** ES modules that ask where they are (execa) are told by the CommonJS file around them. */
const WHERE = "const importMetaUrl=require('url').pathToFileURL(__filename).href;";
const told = (code) => (code.includes('importMetaUrl') ? `${WHERE}${code}` : code);

/** @returns the part and everything that it imports, without what is there already; imports first. */
const closure = (name, parts, there) => {
  const found = new Set();
  const visit = (each) => {
    if (found.has(each) || there.has(each)) return;
    parts.get(each).imports.forEach(visit);
    found.add(each);
  };
  visit(name);
  return [...found];
};

/** The module round a pack: what its first head exports, and each part on demand, which is when the pack has run. */
const frame = ([head], names, parts) => {
  const imports = names.flatMap((name, part) =>
    parts.get(name).exports.map((key, index) => `import { ${key} as p${part}_${index} } from ${JSON.stringify(name)};`),
  );
  const objects = names.map((name, part) => {
    const values = parts.get(name).exports.map((key, index) => `${key}: p${part}_${index}`);
    return `${JSON.stringify(name)}: () => ({ ${['__esModule: true', ...values].join(', ')} })`;
  });
  return `${imports.join('\n')}
export * from ${JSON.stringify(head)};
const parts = { ${objects.join(',\n')} };
const made = {};
export const part = (name) => (made[name] ??= parts[name]());`;
};

const [FROM, EARLIER, DOOR] = ['pack', 'earlier', 'door'];

/** @returns what parts import from one another: the names by part. */
const importedNames = (names, parts, nameIn) => {
  const found = new Map();
  for (const name of names)
    for (const { type, source, specifiers } of parse(parts.get(name).text, {
      ecmaVersion: 'latest',
      sourceType: 'module',
    }).body) {
      const from = type === 'ImportDeclaration' ? nameIn(source.value) : undefined;
      if (from === undefined) continue;
      found.set(from, new Set([...(found.get(from) ?? []), ...specifiers.map(({ imported }) => imported.name)]));
    }
  return found;
};

/**
 * What stands in an earlier pack is asked for once and then has names here, as if it stood here too: a require() for
 * each part and a getter for each use took 3 ms of a run.
 * @type {(names: readonly string[], parts: ReadonlyMap<string, Part>, home: ReadonlyMap<string, string>, nameIn: (path: string) => string) => import('esbuild').Plugin}
 */
const onlyThese = (names, parts, home, nameIn) => ({
  name: 'pack',
  setup(builder) {
    const imported = importedNames(names, parts, nameIn);
    builder.onResolve({ filter: /./ }, ({ path, kind, namespace }) => {
      const name = nameIn(path);
      if (namespace === EARLIER) return { path, namespace: DOOR };
      if (kind !== 'import-statement' || namespace === DOOR || name === undefined) return { path, external: true };
      return { path: name, namespace: names.includes(name) ? FROM : EARLIER };
    });
    builder.onLoad({ filter: /./, namespace: FROM }, ({ path }) => ({ contents: parts.get(path).text }));
    builder.onLoad({ filter: /./, namespace: EARLIER }, ({ path }) => {
      const list = [...imported.get(path)].join(', ');
      const door = JSON.stringify(`${DOOR}:${home.get(path)}`);
      return {
        contents: `import { part } from ${door};\nconst { ${list} } = part("${path}");\nexport { ${list} };`,
      };
    });
    builder.onLoad({ filter: /./, namespace: DOOR }, ({ path }) => ({
      contents: `export { part } from ${JSON.stringify(path)};`,
    }));
  },
});

/**
 * @param {ReadonlyMap<string, Part>} parts by file name
 * @param {readonly (readonly string[])[]} groups names of the parts for whose sake a pack is read, in the order in
 * which a run comes by
 * @returns {Promise<ReadonlyMap<string, string>>} CommonJS files by name: each pack bears the name of its first head
 */
export const packed = async (parts, groups) => {
  const nameIn = (path) => [...parts.keys()].find((name) => basename(name) === basename(path));
  const home = new Map();
  const packs = groups.map((heads) => {
    const names = heads.flatMap((head) => {
      const found = closure(head, parts, home);
      for (const name of found) home.set(name, heads[0]);
      return found;
    });
    return { heads, names };
  });
  const pathTo = (from, to) =>
    `${from.includes('/') && !to.includes('/') ? '../' : './'}${to.startsWith('parts/') && from.includes('/') ? basename(to) : to}`;
  /** Requires between parts (`partOf` is one that esbuild leaves alone), written for where the parts are now. */
  const rewired = (name, code) =>
    code
      .replace(/\b(?:require|partOf)\("(\.\.?\/[^"]+\.cjs)"\)/g, (_whole, path) => {
        const target = nameIn(path);
        const [here, there] = [home.get(name) ?? name, home.get(target)];
        if (there === undefined) return `require("${pathTo(here, target)}")`;
        return here === there
          ? `module.exports.part("${target}")`
          : `require("${pathTo(here, there)}").part("${target}")`;
      })
      .replace(/\brequire\("door:([^"]+)"\)/g, (_whole, pack) => `require("${pathTo(name, pack)}")`);
  const files = [];
  for (const [name, { text }] of parts) {
    if (!home.has(name)) files.push([name, rewired(name, told((await transform(text, COMMON_JS)).code))]);
  }
  for (const { heads, names } of packs) {
    const { outputFiles } = await build({
      stdin: { contents: frame(heads, names, parts) },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: COMMON_JS.target,
      minify: true,
      plugins: [onlyThese(names, parts, home, nameIn)],
    });
    const { code } = await withoutArrows(outputFiles[0].text, COMMON_JS);
    files.push([heads[0], rewired(heads[0], told(`"use strict";${code}`))]);
  }
  return new Map(files);
};
