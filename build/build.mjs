// Makes dist/ from src/: plain CommonJS files, of which a run reads only those that it needs. esbuild cuts the bundle
// at every import() and shares what two parts have in common; each file is then turned into CommonJS, which starts
// faster. The built-in template is compiled into data. docs/decisions/ says why.
// Written to dist/ at once: a run that reads it while it is rebuilt finds all of it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { builtIn } from './built-in.ts';
import { hot, lean, PACKAGES, STAND_INS, WORKER } from './lean.mjs';
import { bundledPackages, noticesText } from './licences.mjs';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const staged = join(root, `dist.${process.pid}`);
/** For `npm run coverage`: where in src/ each piece of code is from. */
const sourcemap = process.env.COVERAGE === 'true' ? 'inline' : false;
/** Names and lines stay as they are: whoever opens a file can read it, and a stack says where it was. */
const WRITTEN = {
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  charset: 'utf8',
  sourcemap,
  logLevel: 'warning',
};

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const { outputFiles, metafile } = await build({
  ...WRITTEN,
  absWorkingDir: root,
  bundle: true,
  entryPoints: { main: 'src/main.ts', 'parts/apart': WORKER, ...PACKAGES },
  outdir: staged,
  chunkNames: 'parts/[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  format: 'esm',
  splitting: true,
  write: false,
  metafile: true,
  legalComments: 'none',
  alias: STAND_INS,
  define: { 'import.meta.url': 'importMetaUrl', __VERSION__: JSON.stringify(version) },
  plugins: [hot(root), lean],
});

/** ES modules that ask where they are (execa) are told by the CommonJS file around them. */
const WHERE = 'const importMetaUrl = require("url").pathToFileURL(__filename).href;';
const told = (code) => (code.includes('importMetaUrl') ? { banner: WHERE } : {});

/** What holds only packages is written short: their authors publish the source. */
const isForeign = (path) => {
  const inputs = Object.keys(metafile.outputs[relative(root, path).replaceAll('\\', '/')].inputs);
  return inputs.length > 0 && inputs.every((input) => /(^|:)node_modules\/|^build\/|^used:/.test(input));
};

for (const { path, text } of outputFiles) {
  // import() becomes require(): the ESM loader would cost more than the module.
  const supported = { 'dynamic-import': false };
  const options = { ...WRITTEN, minify: isForeign(path), format: 'cjs', supported, ...told(text) };
  const { code } = await transform(text, options);
  write(join(staged, relative(staged, resolve(root, path))), code);
}

write(join(staged, 'flask.json'), builtIn(join(root, 'templates')));

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
