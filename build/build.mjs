// Makes dist/ from src/: CommonJS files, of which a run reads only those that it needs. esbuild cuts the
// bundle at every import() and shares what two parts have in common; each file is then turned into CommonJS,
// which starts faster. The built-in template is compiled into dist/flask/. docs/decisions/ says why.
// Written to dist/ at once: a run that reads it while it is rebuilt finds all of it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { squeezed } from './cold.mjs';
import { lean, PACKAGES, STAND_INS } from './lean.mjs';
import { bundledPackages, noticesText } from './licences.mjs';
import { packed } from './packs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const staged = join(root, `dist.${process.pid}`);
/** For `npm run coverage`: a program that counts what it runs. */
const counting = process.env.COVERAGE === 'true' ? (await import('./instrument.cjs')).default : undefined;

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const { outputFiles, metafile } = await build({
  ...COMMON,
  // The packages have names of their own, by which the tests find them.
  entryPoints: { main: 'src/main.ts', ...PACKAGES },
  outdir: staged,
  chunkNames: 'parts/[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  format: 'esm',
  splitting: true,
  write: false,
  metafile: true,
  alias: STAND_INS,
  define: { 'import.meta.url': 'importMetaUrl', __VERSION__: JSON.stringify(version) },
  plugins: counting ? [counting.plugin, lean] : [lean],
});

const nameOf = (path) => relative(staged, resolve(root, path)).replaceAll('\\', '/');
const parts = new Map();
for (const { path, text } of outputFiles) {
  const { imports, exports } = metafile.outputs[relative(root, path).replaceAll('\\', '/')];
  parts.set(nameOf(path), {
    text,
    exports,
    imports: imports
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map(({ path }) => nameOf(path)),
  });
}
const partOf = (title) =>
  [...parts.keys()].find((name) => basename(name).replace(/(-[A-Z0-9]{8})?\.cjs$/, '') === title);
/** What makes a repository, and what asks for it. */
const HOT =
  /^(main|parts\/(create|make|tell-create|yargs-helpers|prompts\.chunk|terminal|at-terminal|accept)(-[A-Z0-9]{8})?)\.cjs$/;
const hot = new Set([...parts.keys()].filter((name) => HOT.test(name)));
for (const name of hot) for (const shared of parts.get(name).imports) hot.add(shared);
/** What is read together, in the order in which a run comes by. */
const PACKS = [
  ['main'],
  ['create', 'yargs-helpers', 'make', 'tell-create'],
  ['terminal', 'at-terminal', 'prompts.chunk'],
];
const heads = PACKS.map((titles) => titles.map(partOf));
const files = squeezed(await packed(parts, heads), (name) => hot.has(name));
for (const [name, content] of files)
  write(join(staged, name), counting && name === 'main.cjs' ? counting.KEEPING + content : content);

const compiler = join(staged, 'built-in.cjs');
await build({
  ...COMMON,
  format: 'cjs',
  entryPoints: ['build/built-in.ts'],
  outfile: compiler,
  plugins: counting ? [counting.plugin] : [],
});
const flask = createRequire(import.meta.url)(compiler).builtIn(join(root, 'templates'));
for (const [name, content] of Object.entries(flask)) write(join(staged, 'flask', name), content);
rmSync(compiler);
counting?.keep(globalThis.__coverage__);

const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
  Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
);
const packages = bundledPackages(root, used);
write(join(staged, 'LICENSES.txt'), noticesText(packages));
// For the documents and the bill of materials.
write(join(root, 'reports', 'packages.json'), JSON.stringify(packages.map(({ texts: _, ...one }) => one)));

mkdirSync(join(root, 'dist'), { recursive: true });
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(staged, join(root, 'dist'));
