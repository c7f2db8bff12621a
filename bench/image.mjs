// npm run bench:image: the image of a generated repository beside the one that a `docker init` Dockerfile makes of
// the same app, on the same base, in one run. Needs a Docker Engine. Prints a table; writes results/image.json and .svg.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chart } from './chart.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const ROUNDS = Number(values.rounds);
const BASE = 'python:3.14-slim-trixie';
const run = randomBytes(4).toString('hex');

/** What an engine says that lost a layer or a device to something else that goes on at the same time. */
const LOST = /parent snapshot|failed to export|failed to create endpoint/;

const docker = (...words) => {
  const options = { encoding: 'utf8', maxBuffer: 1e9, env: { ...process.env, BUILDKIT_PROGRESS: 'plain' } };
  let ran = spawnSync('docker', words, options);
  if (ran.status !== 0 && LOST.test(ran.stderr)) ran = spawnSync('docker', words, options);
  if (ran.status !== 0) throw new Error(`docker ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
};

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const seconds = async (work) => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

/** The same app twice: as generated, and with the peer's Dockerfile and no .dockerignore of ours. */
const prepare = (folder) => {
  const ours = join(folder, 'bench-app');
  execFileSync(
    process.execPath,
    [
      join(here, '..', 'bin', 'create-flask-container.js'),
      ours,
      '--registry',
      'none',
      '--tags',
      'dev',
      '--no-git',
      '--yes',
    ],
    { stdio: 'ignore' },
  );
  const theirs = join(folder, 'theirs');
  cpSync(ours, theirs, { recursive: true });
  rmSync(join(theirs, '.dockerignore'));
  rmSync(join(theirs, 'gunicorn.conf.py'));
  const peer = readFileSync(join(here, 'peers', 'Dockerfile.docker-init'), 'utf8');
  writeFileSync(join(theirs, 'Dockerfile'), peer.replace('PACKAGE', 'bench_app').replace(' --config=python:os', ''));
  return { ours, theirs };
};

const image = (side) => `bench-${run}-${side}`;

/** Builds; `fresh` leaves neither layers nor cache mounts of an earlier build to draw on. */
const build = (side, folder, fresh) =>
  docker(
    'build',
    '--quiet',
    '--tag',
    image(side),
    ...(fresh ? ['--no-cache', '--build-arg', `BUILDKIT_CACHE_MOUNT_NS=${randomBytes(8).toString('hex')}`] : []),
    folder,
  );

const edit = (folder) =>
  appendFileSync(join(folder, 'src', 'bench_app', '__init__.py'), `\nMARK = "${randomBytes(8).toString('hex')}"\n`);

/** A small package without dependencies joins the lock; pip takes the others from its cache. */
const addDependency = (folder, extra) => appendFileSync(join(folder, 'requirements.txt'), extra);

const buildTimes = async (side, folder, extra) => {
  const cold = [];
  const none = [];
  const edited = [];
  for (let round = 0; round < Math.max(2, Math.ceil(ROUNDS / 2)); round += 1)
    cold.push(await seconds(() => build(side, folder, true)));
  build(side, folder, false);
  for (let round = 0; round < ROUNDS; round += 1) {
    none.push(await seconds(() => build(side, folder, false)));
    edit(folder);
    edited.push(await seconds(() => build(side, folder, false)));
  }
  addDependency(folder, extra);
  const dependency = await seconds(() => build(side, folder, false));
  return { cold: median(cold), none: median(none), edited: median(edited), dependency };
};

const start = (side) => {
  const container = docker(
    'run',
    '--detach',
    '--memory',
    '512m',
    '--publish',
    '127.0.0.1::8000',
    '--env',
    `SECRET_KEY=${'x'.repeat(64)}`,
    image(side),
  );
  return { container, port: Number(docker('port', container, '8000').split('\n')[0].split(':').at(-1)) };
};

/** @returns the status of an answer, or 0 where none comes within the time. */
const ask = (port, patience) =>
  new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
      answer.on('error', () => resolve(0));
    });
    const timer = setTimeout(() => request.destroy(new Error('no answer')), patience);
    request.on('error', () => resolve(0));
    request.on('close', () => {
      clearTimeout(timer);
      resolve(0);
    });
  });

const healthy = async (port) => {
  const end = Date.now() + 60_000;
  while ((await ask(port, 2000)) !== 200) {
    if (Date.now() > end) throw new Error(`no answer on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const startTime = async (side) => {
  let started;
  const time = await seconds(async () => {
    started = start(side);
    await healthy(started.port);
  });
  docker('rm', '--force', started.container);
  return time;
};

/** How many requests are answered in five seconds while one client has connected and says nothing. */
const answeredBesideSilence = async (side) => {
  const { container, port } = start(side);
  await healthy(port);
  const silent = connect(port, '127.0.0.1');
  await new Promise((resolve) => silent.once('connect', resolve));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const end = Date.now() + 5000;
  let answered = 0;
  while (Date.now() < end) {
    if ((await ask(port, Math.max(1, end - Date.now()))) === 200) answered += 1;
  }
  silent.destroy();
  docker('rm', '--force', container);
  return answered;
};

/** Bytes of all layers, unpacked. */
const stored = (reference) =>
  docker('history', '--human=false', '--format', '{{.Size}}', reference)
    .split('\n')
    .reduce((sum, bytes) => sum + Number(bytes), 0);

const BYTE_CODE =
  "import os;print(sum(os.lstat(os.path.join(r,f)).st_size for t in ('/app','/opt','/usr/local','/usr/lib') for r,_,n in os.walk(t) for f in n if f.endswith('.pyc')))";

const byteCode = (reference) =>
  Number(docker('run', '--rm', '--user', '0', '--entrypoint', 'python', reference, '-B', '-c', BYTE_CODE));

/** Bytes that the layers above the base add, byte code counted apart. */
const size = (side) => {
  const compiled = byteCode(image(side)) - byteCode(BASE);
  return { withoutByteCode: stored(image(side)) - stored(BASE) - compiled, byteCode: compiled };
};

const folder = mkdtempSync(join(tmpdir(), 'bench-image-'));
try {
  const folders = prepare(folder);
  execFileSync(
    'python3',
    ['-m', 'pip', 'download', '--no-deps', '--quiet', '--dest', join(folder, 'wheel'), 'humanize==4.13.0'],
    { stdio: 'ignore' },
  );
  const hash = execFileSync('sh', ['-c', `sha256sum ${join(folder, 'wheel')}/*.whl`], { encoding: 'utf8' }).split(
    ' ',
  )[0];
  const line = `humanize==4.13.0 --hash=sha256:${hash}\n`;
  const result = {};
  for (const side of ['ours', 'theirs']) {
    result[side] = {
      build: await buildTimes(side, folders[side], line),
      size: size(side),
      start: [],
      answered: await answeredBesideSilence(side),
    };
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of round % 2 ? ['ours', 'theirs'] : ['theirs', 'ours'])
      result[side].start.push(await startTime(side));
  }
  const rebuild = (side, key) => {
    const { cold, none, [key]: time } = result[side].build;
    return Math.max(0, time - none) / (cold - none);
  };
  const lines = [
    {
      title: 'start to the first answer',
      ours: median(result.ours.start) * 1000,
      theirs: median(result.theirs.start) * 1000,
      aim: 0.5,
    },
    {
      title: 'kB above the base, no byte code',
      ours: result.ours.size.withoutByteCode / 1000,
      theirs: result.theirs.size.withoutByteCode / 1000,
      aim: 1,
    },
  ].map((each) => ({ ...each, ratio: each.ours / each.theirs }));
  const report = {
    engine: docker('version', '--format', '{{.Server.Version}}'),
    rounds: ROUNDS,
    lines,
    rebuildAfterEdit: { ours: rebuild('ours', 'edited'), theirs: rebuild('theirs', 'edited'), aim: 0.15 },
    rebuildAfterDependency: { ours: rebuild('ours', 'dependency'), theirs: rebuild('theirs', 'dependency'), aim: 0.6 },
    answeredIn5sBesideASilentClient: { ours: result.ours.answered, theirs: result.theirs.answered },
    byteCode: { ours: result.ours.size.byteCode, theirs: result.theirs.size.byteCode },
    builds: { ours: result.ours.build, theirs: result.theirs.build },
  };
  const fixed = (number) => number.toFixed(2);
  const rows = [
    ...lines.map(({ title, ours, theirs, ratio, aim }) => [
      title,
      ours.toFixed(0),
      theirs.toFixed(0),
      `ratio ${fixed(ratio)}, aim ${aim}`,
    ]),
    [
      'rebuild after an edit, of its own cold build',
      fixed(report.rebuildAfterEdit.ours),
      fixed(report.rebuildAfterEdit.theirs),
      'aim 0.15',
    ],
    [
      'rebuild after a new dependency, likewise',
      fixed(report.rebuildAfterDependency.ours),
      fixed(report.rebuildAfterDependency.theirs),
      'aim 0.6',
    ],
    [
      'requests answered in 5 s beside a silent client',
      String(report.answeredIn5sBesideASilentClient.ours),
      String(report.answeredIn5sBesideASilentClient.theirs),
      '',
    ],
    ['kB of byte code', (report.byteCode.ours / 1000).toFixed(0), (report.byteCode.theirs / 1000).toFixed(0), ''],
  ];
  process.stdout.write(
    `| | ours | docker init | |\n|---|---|---|---|\n${rows.map((row) => `| ${row.join(' | ')} |\n`).join('')}`,
  );
  mkdirSync(join(here, 'results'), { recursive: true });
  writeFileSync(join(here, 'results', 'image.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const all = [
    ...lines,
    ...['rebuildAfterEdit', 'rebuildAfterDependency'].map((key) => ({
      title: key === 'rebuildAfterEdit' ? 'rebuild after an edit, % of cold' : 'rebuild, new dependency, % of cold',
      ours: report[key].ours * 100,
      theirs: report[key].theirs * 100,
      aim: report[key].aim / Math.max(report[key].theirs, 0.01),
      ratio: report[key].ours / Math.max(report[key].theirs, 0.01),
    })),
  ];
  writeFileSync(
    join(here, 'results', 'image.svg'),
    chart('The image beside one by docker init', `medians of ${ROUNDS} rounds on one machine; shorter is better`, all),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
  for (const side of ['ours', 'theirs']) spawnSync('docker', ['image', 'rm', '--force', image(side)]);
}
