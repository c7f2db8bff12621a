// Makes dist/ from src/: one CommonJS bundle, because a single file starts fastest, and one file under
// dist/vendor/ for each package that is loaded by import() at the moment it is needed.
// The built-in template is compiled into dist/flask.json. docs/decisions/ says why. Written to dist/ at once: a run that reads it while it is rebuilt finds all of it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const staged = join(root, `dist.${process.pid}`);

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  // Turns import() into require(): the ESM loader would cost more than the module.
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  alias: {
    '@inquirer/external-editor': './build/absent.mjs',
    cliui: './build/absent.mjs',
    'string-width': './build/absent.mjs',
  },
  // ES modules that ask where they are (yargs, execa) are told by the CommonJS file around them.
  banner: { js: "const importMetaUrl=require('url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'importMetaUrl', __VERSION__: JSON.stringify(version) },
};

/** File name to what it holds: a package, or one of our own files that is named *.chunk.ts. */
const chunks = new Map();

/** Leaves import('package') and import('./x.chunk') outside the bundle and notes them. */
const vendorApart = {
  name: 'vendor-apart',
  setup(builder) {
    builder.onResolve({ filter: /^[@a-z]|\.chunk$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import' || path.startsWith('node:')) return undefined;
      chunks.set(fileOf(path), path.startsWith('.') ? `${join(resolveDir, path)}.ts` : path);
      return { path: `./vendor/${fileOf(path)}`, external: true };
    });
  },
};

const fileOf = (name) => `${name.replace(/^[@./]+|\.chunk$/g, '').replaceAll('/', '-')}.cjs`;

await build({ ...COMMON, entryPoints: ['src/main.ts'], outfile: join(staged, 'main.cjs'), plugins: [vendorApart] });
for (const [file, source] of chunks) {
  await build({ ...COMMON, entryPoints: [source], outfile: join(staged, 'vendor', file) });
}

const compiler = join(staged, 'built-in.cjs');
await build({ ...COMMON, entryPoints: ['build/built-in.ts'], outfile: compiler });
writeFileSync(join(staged, 'flask.json'), createRequire(import.meta.url)(compiler).builtIn(join(root, 'templates')));
rmSync(compiler);

mkdirSync(join(root, 'dist'), { recursive: true });
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(staged, join(root, 'dist'));
