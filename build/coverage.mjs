// `npm run coverage [jest arguments]`: builds the program with source maps, runs the tests while Node.js counts what the
// program runs, and fails where too few branches were taken. What is counted is what users meet: the built program.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './evaluated.mjs';

/** Per cent of the branches of src/. */
const LEAST = 90;
const RAW = join(root, 'reports', 'coverage', 'raw');

const run = (words, env = {}) =>
  spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

const jest = ['node_modules/jest/bin/jest.js', '-c', 'jest.coverage.config.cjs', ...process.argv.slice(2)];
const report = [
  ...[
    'node_modules/c8/bin/c8.js',
    'report',
    '--temp-directory',
    RAW,
    '--reports-dir',
    join(root, 'reports', 'coverage'),
  ],
  ...['--all', '--src', 'src', '--extension', '.ts', '--include', 'src/**/*.ts', '--exclude-after-remap'],
  ...['--reporter', 'text', '--reporter', 'html', '--check-coverage', '--branches', String(LEAST)],
  ...['--lines', '0', '--functions', '0', '--statements', '0'],
];

rmSync(RAW, { recursive: true, force: true });
if (run(['build/build.mjs'], { COVERAGE: 'true' }) !== 0) process.exit(1);
const ended = run(jest, { NODE_V8_COVERAGE: RAW });
const counted = run(report);
// What is in dist/ is the program again.
process.exitCode = run(['build/build.mjs']) || ended || counted;
