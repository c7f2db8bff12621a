// What makes the bundle lean: parts of packages that are never reached are left out, and modules of
// Node that few runs need are loaded when they are first used.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** By name of the import: what stands in its place. */
export const STAND_INS = {
  // Prompts of inquirer that are never asked.
  ...Object.fromEntries(
    ['confirm', 'editor', 'expand', 'input', 'number', 'password', 'rawlist', 'search', 'select'].map((name) => [
      `@inquirer/${name}`,
      './build/absent.mjs',
    ]),
  ),
  figures: './build/absent.mjs',
  'pretty-ms': './build/absent.mjs',
  'human-signals': './build/signals.mjs',
  'fs-extra': './build/late-fs-extra.cjs',
  'graceful-fs': './build/late-fs.cjs',
  // The same code as ES modules, of which only what is used is kept.
  yaml: './node_modules/yaml/browser/index.js',
};

/** Packages that are loaded by import(): what is used of each. Everything else of them is left out. */
const USED = {
  '@lezer/python': 'parser',
  acorn: 'parse, parseExpressionAt, tokenizer, tokTypes',
  diff: 'createTwoFilesPatch',
  execa: 'execa',
  marked: 'marked',
  parse5: 'parse',
  re2js: 'RE2JS',
  'smol-toml': 'parse',
  'tar-stream': 'extract',
  yaml: 'isMap, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument, visit',
  'yargs/helpers': 'Parser',
};

/** Their files in dist/parts/, by which the tests find them. */
export const PACKAGES = Object.fromEntries(
  Object.keys(USED).map((name) => [`parts/${name.replace(/^@/, '').replace('/', '-')}`, name]),
);

/** Functions of modules that take milliseconds to load. */
const LATE = {
  'node:child_process': ['spawn'],
  'node:crypto': ['createHash', 'randomBytes', 'randomUUID'],
};

const lateModule = (name) => {
  const calls = LATE[name].map(
    (used) => `export const ${used} = (...values) => require('${name}').${used}(...values);`,
  );
  return `${calls.join('\n')}\nexport default { ${LATE[name].join(', ')} };`;
};

/** The parts that make a repository. */
const HOT = ['create', 'make', 'tell'].map((name) => `src/commands/create/${name}.ts`);

/** A thread of its own, which reads what strangers wrote. */
export const WORKER = 'src/apart.worker.ts';

/** @returns the files of src/ that begin a part: those that some other one loads by import(). */
const heads = (root) =>
  readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.ts'))
    .flatMap(({ parentPath, name }) => {
      const code = readFileSync(join(parentPath, name), 'utf8');
      return [...code.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path]) => join(parentPath, `${path}.ts`));
    });

const importsOf = (path) =>
  [...readFileSync(path, 'utf8').matchAll(/^import (?!type )[^']* from '(\.[^']+)';$/gm)].map(
    ([, name]) => `import '${name}';`,
  );

/**
 * esbuild makes a file for each set of parts that share something, and a run would read fifty of them. So every part
 * of ours imports what those that make a repository import: that becomes two files, of which --help reads one, and both
 * are there when any other part is read.
 * @type {(root: string) => import('esbuild').Plugin}
 */
export const hot = (root) => ({
  name: 'hot',
  setup(builder) {
    const parts = new Set([...heads(root), join(root, WORKER)]);
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      parts.has(path)
        ? {
            contents: `${readFileSync(path, 'utf8')}\nimport 'hot';\nexport {};\n`,
            loader: 'ts',
            resolveDir: dirname(path),
          }
        : undefined,
    );
    builder.onResolve({ filter: /^hot$/ }, ({ path }) => ({ path, namespace: path }));
    builder.onLoad({ filter: /./, namespace: 'hot' }, () => ({
      contents: ["import '../../main';", ...HOT.flatMap((path) => importsOf(join(root, path)))].join('\n'),
      resolveDir: join(root, 'src', 'commands', 'create'),
    }));
  },
});

/** @type {import('esbuild').Plugin} */
export const lean = {
  name: 'lean',
  setup(builder) {
    builder.onResolve({ filter: /^(node:child_process|node:crypto)$/ }, ({ path, importer, kind, namespace }) =>
      kind === 'import-statement' && namespace === 'file' && !importer.includes('node_modules')
        ? { path, namespace: 'late' }
        : undefined,
    );
    builder.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: lateModule(path),
      loader: 'js',
      resolveDir: builder.initialOptions.absWorkingDir,
    }));
    builder.onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) =>
      USED[path] && ['dynamic-import', 'entry-point'].includes(kind) ? { path, namespace: 'used' } : undefined,
    );
    builder.onLoad({ filter: /./, namespace: 'used' }, ({ path }) => ({
      contents: `export { ${USED[path]} } from '${path}';`,
      resolveDir: builder.initialOptions.absWorkingDir,
    }));
    builder.onResolve({ filter: /main-sync\.js$/ }, () =>
      builder.resolve('./build/absent.mjs', {
        kind: 'import-statement',
        resolveDir: builder.initialOptions.absWorkingDir,
      }),
    );
    // For configuration files of its own, which we have none of. It asks whether the function is there.
    builder.onResolve({ filter: /^node:module$/ }, ({ importer }) =>
      importer.includes('yargs-parser')
        ? builder.resolve('./build/no-require.mjs', {
            kind: 'import-statement',
            resolveDir: builder.initialOptions.absWorkingDir,
          })
        : undefined,
    );
    // The helpers of yargs import what lays out its help texts, and use it for nothing that we call.
    builder.onResolve({ filter: /platform-shims\/esm\.mjs$/ }, async ({ path, resolveDir, pluginData }) => {
      if (pluginData === 'seen') return undefined;
      const found = await builder.resolve(path, { kind: 'import-statement', resolveDir, pluginData: 'seen' });
      return { path: found.path, sideEffects: false };
    });
  },
};
