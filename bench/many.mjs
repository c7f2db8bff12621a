// Plans and writes many repositories in one process: the time for each should not grow, nor the memory.
//   npm run bench:many -- [--count N]
// Beside it stands what the disk takes at the same time for the same files.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { round, writeJson } from './record.mjs';
import { newFolder, RESULTS, ROOT } from './sandbox.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' } } });
const count = Number(values.count);
const TENTH = Math.ceil(count / 10);

const { main, realWorld } = createRequire(import.meta.url)('../dist/main.cjs');
const folder = newFolder();
const world = realWorld(process, ROOT);

const make = async (index) => {
  const words = [join(folder, `app-${index}`), '--registry-user', 'acme', '--yes', '--quiet', '--no-git'];
  const exitCode = await main(words, world);
  if (exitCode !== 0) throw new Error(`repository ${index}: exit code ${exitCode}`);
};

const filesIn = (below) =>
  readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name));

/** Writes the files of one repository again and again, with nothing but node:fs. */
const plainly = (files, times) => {
  const start = performance.now();
  for (let index = 0; index < times; index += 1) {
    const made = new Set();
    for (const [path, content] of files) {
      const target = join(folder, `plain-${index}${path}`);
      if (!made.has(dirname(target))) mkdirSync(dirname(target), { recursive: true });
      made.add(dirname(target));
      writeFileSync(target, content);
    }
  }
  const each = (performance.now() - start) / times;
  for (let index = 0; index < times; index += 1) rmSync(join(folder, `plain-${index}`), { recursive: true });
  return each;
};

await make('warm');
const source = join(folder, 'app-warm');
const files = filesIn(source).map((path) => [path.slice(source.length), readFileSync(path)]);
const tenths = [];
for (let tenth = 0; tenth < 10; tenth += 1) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let index = tenth * TENTH; index < (tenth + 1) * TENTH; index += 1) await make(index);
  const each = (performance.now() - start) / TENTH;
  const { user } = process.cpuUsage(cpu);
  collect();
  const heapMb = round(process.memoryUsage().heapUsed / 2 ** 20);
  for (let index = tenth * TENTH; index < (tenth + 1) * TENTH; index += 1) {
    rmSync(join(folder, `app-${index}`), { recursive: true });
  }
  tenths.push({ each: round(each), plain: round(plainly(files, TENTH)), cpu: round(user / 1000 / TENTH), heapMb });
}
console.log(`${TENTH * 10} repositories of ${files.length} files in one process, in tenths; ms for each:`);
console.log('each: planned and written; plain: the same files with nothing but node:fs; cpu: our own work of it');
console.table(tenths);
writeJson(join(RESULTS, 'many.json'), { count: TENTH * 10, files: files.length, tenths });
