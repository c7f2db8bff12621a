// npm run act: builds act and BuildKit from their Go modules, once, and runs the pipeline of a generated repository
// with them (pipeline.engine.test.ts). Takes some minutes the first time, and Go.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(homedir(), '.cache', 'create-flask-container-test');
const ACT = '0.2.89';
const BUILDKIT = JSON.parse(readFileSync(join(root, 'templates', 'pins.json'), 'utf8')).versions.buildkit.version;

const go = (words, options = {}) =>
  execFileSync('go', words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    ...options,
    env: { ...process.env, CGO_ENABLED: '0', ...options.env },
  });

const act = join(cache, `act-${ACT}`);
if (!existsSync(join(act, 'act'))) go(['install', `github.com/nektos/act@v${ACT}`], { env: { GOBIN: act } });

const buildkit = join(cache, `buildkit-${BUILDKIT}`);
if (!existsSync(join(buildkit, 'buildctl'))) {
  const work = mkdtempSync(join(tmpdir(), 'buildkit-'));
  try {
    // Its go.mod excludes modules, which `go install` refuses: it is built as the main module.
    const { Dir } = JSON.parse(
      go(['mod', 'download', '-json', `github.com/moby/buildkit@v${BUILDKIT}`], { cwd: work }),
    );
    cpSync(Dir, join(work, 'source'), { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', join(work, 'source')]);
    mkdirSync(buildkit, { recursive: true });
    for (const name of ['buildkitd', 'buildctl'])
      go(['build', '-mod=mod', '-o', join(buildkit, name), `./cmd/${name}`], { cwd: join(work, 'source') });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
