// npm run bench:server: the app of a generated repository, served as it serves it, beside the settings of others, in
// one run and one image: what other clients wait while some are silent or keep their connection, and how many requests
// are answered where nobody is. Needs a Docker Engine. Prints a table and writes results/server.json.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answeredBy, longestWait } from './clients.mjs';
import { round, writeJson } from './record.mjs';
import { median } from './rounds.mjs';
import { RESULTS, ROOT } from './sandbox.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '8' }, rounds: { type: 'string', default: '3' } },
});
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const IMAGE = `bench-server-${randomBytes(4).toString('hex')}`;
const HELD = [0, 32, 64, 1000];

/** Each is a configuration of gunicorn; ours is the image's own. */
const SIDES = [
  { id: 'ours', title: 'ours, 2 x 16 threads' },
  { id: 'gthread', title: 'gthread as it is, 2 x 4', config: 'gthread.py' },
  { id: 'docker-init', title: 'docker init', config: 'docker-init.py' },
  { id: 'nickjj', title: 'docker-flask-example', config: 'docker-flask-example.py' },
];

const docker = (...words) => {
  const ran = spawnSync('docker', words, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`docker ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
};

const built = (folder) => {
  const app = join(folder, 'bench-app');
  const words = ['--registry', 'none', '--tags', 'dev', '--app', 'api', '--no-git', '--yes'];
  execFileSync(process.execPath, [join(ROOT, 'bin', 'create-flask-container.js'), app, ...words], { stdio: 'ignore' });
  docker('build', '--quiet', '--tag', IMAGE, app);
};

const start = async ({ config }) => {
  const settings = ['--env', `SECRET_KEY=${'x'.repeat(64)}`, '--memory', '512m', '--publish', '127.0.0.1::8000'];
  const peers = ['--volume', `${join(here, 'peers')}:/peers:ro`];
  const command = config ? ['gunicorn', '--config', `/peers/${config}`, 'bench_app:create_app()'] : [];
  const container = docker('run', '--detach', ...settings, ...peers, IMAGE, ...command);
  const port = Number(docker('port', container, '8000').split('\n')[0].split(':').at(-1));
  const end = Date.now() + 30_000;
  while (!(await longestWait({ port, seconds: 0, held: 0, kept: false })).answered) {
    if (Date.now() > end) throw new Error(docker('logs', container));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { container, port };
};

/** How many connections each worker holds, the most first. */
const SPREAD = `
import os
def sockets(pid):
    return sum(os.readlink(f"/proc/{pid}/fd/{fd}").startswith("socket:") for fd in os.listdir(f"/proc/{pid}/fd"))
workers = [p for p in os.listdir("/proc") if p.isdigit() and open(f"/proc/{p}/stat").read().split()[3] == "1"]
print(*sorted((sockets(p) - 1 for p in workers if p != str(os.getpid())), reverse=True))
`;

const measured = async (side) => {
  const waits = {};
  for (const kept of [false, true]) {
    for (const held of HELD.filter((count) => count > 0 || !kept)) {
      const { container, port } = await start(side);
      const spread = () => (held === 64 && kept ? docker('exec', container, 'python', '-c', SPREAD) : undefined);
      const found = await longestWait({ port, seconds: SECONDS, held, kept, whileHeld: spread });
      waits[`${kept ? 'kept' : 'silent'}${held}`] = found;
      docker('rm', '--force', container);
    }
  }
  return waits;
};

/** Requests in a second of 16 clients that keep their connection. */
const rate = async (side) => {
  const { container, port } = await start(side);
  await answeredBy({ port, clients: 16, seconds: 1 });
  const answered = await answeredBy({ port, clients: 16, seconds: SECONDS });
  docker('rm', '--force', container);
  return answered / SECONDS;
};

const folder = mkdtempSync(join(tmpdir(), 'bench-server-'));
try {
  built(folder);
  const rates = new Map(SIDES.map(({ id }) => [id, []]));
  for (let turn = 0; turn < ROUNDS; turn += 1)
    for (const side of turn % 2 ? [...SIDES].reverse() : SIDES) rates.get(side.id).push(await rate(side));
  const sides = [];
  for (const side of SIDES)
    sides.push({ ...side, rate: round(median(rates.get(side.id))), waits: await measured(side) });
  const machine = { cores: cpus().length, cpu: cpus()[0].model };
  writeJson(join(RESULTS, 'server.json'), { seconds: SECONDS, rounds: ROUNDS, machine, sides });
  for (const side of sides) process.stdout.write(`${JSON.stringify(side)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
  spawnSync('docker', ['image', 'rm', '--force', IMAGE]);
}
