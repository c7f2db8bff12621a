// npm run bench:verify: how long `verify` takes beside the build and the start of the same image, in one run, in turns.
//   npm run bench:verify -- [--rounds N] [--beside path/to/another/bin.js] [--record]
// Needs a Docker Engine. Each build meets one changed source line. Prints a table; --record writes results/verify.json.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { get } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { round, writeJson } from './record.mjs';
import { median } from './rounds.mjs';
import { newFolder, PROGRAM, RESULTS } from './sandbox.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    beside: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});
const image = `bench-verify-${randomBytes(4).toString('hex')}`;
const app = join(newFolder(), 'bench-app');
execFileSync(process.execPath, [PROGRAM, app, '--registry', 'none', '--tags', 'dev', '--no-git', '--yes', '--quiet']);

const docker = (...words) =>
  execFileSync('docker', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const answers = (port) =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/healthz' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });

const buildAndStart = async () => {
  docker('build', '--quiet', '--tag', image, app);
  const id = docker(
    'run',
    '--detach',
    '--env',
    `SECRET_KEY=${randomBytes(24).toString('hex')}`,
    '--publish',
    '127.0.0.1::8000',
    image,
  );
  try {
    const port = Number(docker('port', id, '8000').split(':').at(-1));
    for (const end = Date.now() + 60_000; !(await answers(port)); ) {
      if (Date.now() > end) throw new Error(docker('logs', id));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    docker('rm', '--force', id);
  }
};

const verify = (program) => () => {
  const ran = spawnSync(process.execPath, [program, 'verify', app, '--quiet'], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${program}: ${ran.status}\n${ran.stdout}${ran.stderr}`);
};

const cases = {
  'build and start': buildAndStart,
  verify: verify(PROGRAM),
  ...(values.beside ? { beside: verify(values.beside) } : {}),
};
const times = Object.fromEntries(Object.keys(cases).map((id) => [id, []]));
try {
  for (let turn = 0; turn <= Number(values.rounds); turn += 1) {
    for (const [id, run] of Object.entries(cases)) {
      appendFileSync(join(app, 'src', 'bench_app', '__init__.py'), `\nMARK = "${randomBytes(8).toString('hex')}"\n`);
      const began = performance.now();
      await run();
      // The first turn only fills the caches.
      if (turn > 0) times[id].push((performance.now() - began) / 1000);
    }
  }
} finally {
  spawnSync('docker', ['rmi', '--force', image]);
}
const own = median(times['build and start']);
const lines = Object.entries(times).map(([id, taken]) => ({
  id,
  seconds: round(median(taken)),
  ratio: round(median(taken) / own),
}));
console.table(lines);
if (values.record)
  writeJson(join(RESULTS, 'verify.json'), {
    node: process.version,
    processors: availableParallelism(),
    rounds: Number(values.rounds),
    lines,
  });
