// What makes the bundle lean: parts of packages that are never reached are left out, and modules of
// Node that few runs need are loaded when they are first used.

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
  diff: 'createTwoFilesPatch',
  execa: 'execa',
  re2js: 'RE2JS',
  'tar-stream': 'extract',
  yaml: 'isMap, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument, visit',
  'yargs/helpers': 'Parser',
};

/** Their files in dist/, by which the tests find them. */
export const PACKAGES = {
  ...Object.fromEntries(Object.keys(USED).map((name) => [`parts/${name.replace('/', '-')}`, name])),
  'parts/fs-extra-copy': './node_modules/fs-extra/lib/copy/index.js',
  // The thread that reads what strangers wrote.
  'parts/apart': './src/world/apart.worker.ts',
};

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
    builder.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
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
