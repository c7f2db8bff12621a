// Writes the documents that are made from the tables (src/commands/documents.ts).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCUMENTS, MADE_PARTS } from '../src/commands/documents.ts';
import { licencesMarkdown } from './licences.mjs';

const root = join(import.meta.dirname, '..');
for (const [path, text] of Object.entries(DOCUMENTS)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text());
}
for (const [path, made] of Object.entries(MADE_PARTS))
  writeFileSync(join(root, path), made(readFileSync(join(root, path), 'utf8')));

const packages = JSON.parse(readFileSync(join(root, 'reports', 'packages.json'), 'utf8'));
writeFileSync(join(root, 'docs', 'licences.md'), licencesMarkdown(packages));
