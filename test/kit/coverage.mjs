// `npm run coverage [-- jest arguments]`: builds the program with source maps, runs the tests while Node.js counts what
// the program runs, and fails where too few branches of src/ were taken (.c8rc.json). What is counted is what users
// meet: the built program.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const RAW = join(root, 'reports', 'coverage', 'raw');
const settings = (env = {}) => ({ cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
const built = (env) => spawnSync('npm', ['run', 'build'], settings(env)).status ?? 1;

rmSync(RAW, { recursive: true, force: true });
if (built({ COVERAGE: 'true' }) !== 0) process.exit(1);
const words = ['jest', '-c', 'jest.coverage.config.cjs', ...process.argv.slice(2)];
const { status: ended } = spawnSync('npx', words, settings({ NODE_V8_COVERAGE: RAW }));
const { status: counted } = spawnSync('npx', ['c8', 'report'], settings());
// What is in dist/ is the program again.
process.exitCode = built() || (ended ?? 1) || (counted ?? 1);
