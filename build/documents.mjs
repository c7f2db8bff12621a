// Writes the documents that are made from the tables (src/report/documents.ts).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesMarkdown } from './licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/report/documents.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  write: false,
});
const module = { exports: {} };
new Function('module', 'exports', 'require', outputFiles[0].text)(
  module,
  module.exports,
  createRequire(import.meta.url),
);
for (const [path, text] of Object.entries(module.exports.DOCUMENTS)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text());
}

const packages = JSON.parse(readFileSync(join(root, 'reports', 'packages.json'), 'utf8'));
writeFileSync(join(root, 'docs', 'licences.md'), licencesMarkdown(packages));
