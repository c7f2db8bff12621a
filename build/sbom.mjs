// Prints the software bill of materials of the published package: what the last build put into dist/.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billOfMaterials } from './licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
process.stdout.write(
  `${JSON.stringify(billOfMaterials(read('package.json'), read('reports/packages.json')), null, 2)}\n`,
);
