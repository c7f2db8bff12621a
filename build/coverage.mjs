// `npm run coverage [jest arguments]`: builds the program with counters, runs the tests, prints what they ran of each
// file, and fails where too few branches were taken. What is counted is what users meet: most tests run the program.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import coverage from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import { COUNTS, instrumented, root } from './instrument.cjs';

/** Per cent of the branches of src/. */
const LEAST = 90;

const run = (words, env = {}) =>
  spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

const sources = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name));

/** Adds counts of one run, which stand in the same order as those that they are added to. */
const add = (whole, part) => {
  for (const key of Object.keys(whole))
    if (Array.isArray(whole[key])) add(whole[key], part[key] ?? []);
    else whole[key] += part[key] ?? 0;
};

const map = coverage.createCoverageMap({});
const summed = () => {
  const files = Object.fromEntries(sources('src').map((path) => [path, instrumented(path).map]));
  const byName = new Map(Object.values(files).map((file) => [file.path, file]));
  for (const name of readdirSync(COUNTS))
    for (const [path, counts] of JSON.parse(readFileSync(join(COUNTS, name), 'utf8'))) {
      const file = byName.get(path);
      for (const kind of ['s', 'f', 'b']) add(file[kind], counts[kind]);
    }
  for (const file of byName.values()) map.addFileCoverage({ ...file, path: join(root, file.path) });
};

const jest = process.argv.slice(2);
let ended = 0;
if (jest[0] !== '--report') {
  rmSync(COUNTS, { recursive: true, force: true });
  mkdirSync(COUNTS, { recursive: true });
  if (run(['build/build.mjs'], { COVERAGE: 'true' }) !== 0) process.exit(1);
  ended = run(['node_modules/jest/bin/jest.js', '-c', 'jest.coverage.config.cjs', ...jest]);
  // What is in dist/ is the program again.
  if (run(['build/build.mjs']) !== 0) process.exit(1);
}
summed();
const context = report.createContext({ coverageMap: map, dir: join(root, 'reports', 'coverage') });
for (const format of ['text', 'html', 'json']) reports.create(format).execute(context);
const { pct } = map.getCoverageSummary().branches;
console.log(`${pct} % of the branches of src/ were taken; at least ${LEAST} % are wanted.`);
process.exitCode = ended !== 0 ? ended : pct < LEAST ? 1 : 0;
