import { BuildLog, type BuildStep } from '../../../src/commands/verify/reading/build-log';
import { installs, installsOf } from '../../../src/commands/verify/reading/installers';
import { fromStatusFiles, fromTop, lasting } from '../../../src/commands/verify/reading/processes';
import { listeningOf, whyDeaf } from '../../../src/commands/verify/reading/sockets';
import { servicesOf, splitWords } from '../../../src/repository/compose';
import { baseOf, instructionsOf } from '../../../src/repository/dockerfile';

/** What is read from a repository and from the engine. */

const step = (instruction: string, rest: Partial<BuildStep> = {}): BuildStep => ({
  name: `[stage-0 2/4] ${instruction}`,
  cached: false,
  started: 1,
  completed: 2,
  ...rest,
});

test.each([
  ['RUN pip install -r requirements.txt', true],
  [
    'RUN --mount=type=cache,target=/root/.cache/pip pip --python /opt/venv/bin/python install --require-hashes -r requirements.txt',
    true,
  ],
  ['RUN python -m venv /v && /v/bin/pip3 install flask', true],
  ['RUN uv sync --frozen --no-dev', true],
  ['RUN uv pip install -r requirements.txt', true],
  ['RUN poetry install --no-root', true],
  ['RUN pipenv install --deploy', true],
  ['RUN pip install --upgrade pip', false],
  ['RUN pip install uv==0.9.1', false],
  ['RUN pip install --no-cache-dir poetry && poetry install --only main', true],
  ['RUN apt-get install -y curl', false],
  ['COPY requirements.txt .', false],
])('%s installs dependencies: %s', (instruction, is) => {
  expect(installs(step(instruction))).toBe(is);
});

test('the project on top of its cached dependencies may be installed again', () => {
  const uv = installsOf([
    step('RUN uv sync --frozen --no-install-project', { cached: true }),
    step('RUN uv sync --frozen'),
  ]);
  expect([uv.cached.length, uv.ran.length, uv.onTop.length]).toEqual([1, 0, 1]);
  const pip = installsOf([
    step('RUN pip install -r requirements.txt', { cached: true }),
    step('RUN pip install --no-deps .'),
  ]);
  expect([pip.ran.length, pip.onTop.length]).toEqual([0, 1]);
  const again = installsOf([
    step('RUN pip install wheel-of-mine', { cached: true }),
    step('RUN pip install --no-deps -r requirements.txt'),
  ]);
  expect(again.ran).toHaveLength(1);
});

test('a build log gives steps, and of a failed one the line and the last words', () => {
  const log = new BuildLog();
  const lines = [
    {
      vertexes: [
        {
          digest: 'a',
          name: '[1/2] FROM x',
          started: '2026-01-01T00:00:00Z',
          completed: '2026-01-01T00:00:01Z',
          cached: true,
        },
      ],
    },
    { vertexes: [{ digest: 'b', name: '[2/2] RUN false', started: '2026-01-01T00:00:01Z' }] },
    { logs: [{ vertex: 'b', data: Buffer.from('no such thing\n').toString('base64') }] },
    { vertexes: [{ digest: 'b', name: '[2/2] RUN false', completed: '2026-01-01T00:00:02Z', error: 'exit code: 1' }] },
  ];
  for (const line of lines) expect(log.take(JSON.stringify(line))).toBe(true);
  expect(log.take('Dockerfile:9')).toBe(false);
  const build = log.end(
    false,
    'Dockerfile:9\n>>> RUN false\nERROR: failed to build: failed to solve: exit code: 1',
    2000,
  );
  expect(build).toMatchObject({ ok: false, line: 'Dockerfile:9', reason: 'exit code: 1' });
  expect(build.lastLines[0]).toBe('no such thing');
  expect(build.steps.map(({ cached }) => cached)).toEqual([true, false]);
});

test.each([
  ['FROM python:3.14-slim', undefined, {}, 'python:3.14-slim'],
  ['FROM python:3.14-slim AS base\nFROM base AS build\nRUN x\nFROM base', undefined, {}, 'python:3.14-slim'],
  ['ARG PY=3.13\nFROM --platform=linux/amd64 python:${PY}-slim', undefined, {}, 'python:3.13-slim'],
  ['ARG PY=3.13\nFROM python:${PY}-slim', undefined, { PY: '3.12' }, 'python:3.12-slim'],
  ['FROM a AS one\nFROM b AS two', 'one', {}, 'a'],
  ['FROM python:${PY:-3.12}-slim', undefined, {}, 'python:3.12-slim'],
  ['ARG PY\nARG IMAGE="python"\nFROM $IMAGE:x$PY', undefined, {}, 'python:x'],
  ['ARG\nFROM a$UNKNOWN', undefined, {}, 'a'],
  ['FROM a\nFROM b AS two\nARG X=1\nFROM c', '1', {}, 'b'],
  ['FROM a AS One\nFROM one', undefined, {}, 'a'],
  ['FROM a AS a', 'A', {}, 'a'],
  ['FROM a', 'missing', {}, undefined],
  ['FROM', undefined, {}, ''],
  ['# escape=`\nFROM `\n  a', undefined, {}, 'a'],
  ['FROM scratch', undefined, {}, 'scratch'],
  ['# nothing', undefined, {}, undefined],
] as const)('the base of %j', (source, target, given, base) => {
  expect(baseOf(source, target, given)).toBe(base);
});

test('instructions: continuation, comments between, here-documents', () => {
  const found = instructionsOf('FROM x\nRUN a \\\n# why\n  && b\nRUN <<EOF\nFROM not\nEOF\nUSER 1\n');
  expect(found.map(({ keyword, line }) => [keyword, line])).toEqual([
    ['FROM', 1],
    ['RUN', 2],
    ['RUN', 5],
    ['USER', 8],
  ]);
  expect(found[1]!.rest).toMatch(/^a\s+&& b$/);
});

test('a compose file says what is built and what the app needs', () => {
  const [service] = servicesOf({
    services: {
      db: { image: 'postgres' },
      web: {
        build: { context: './app', args: ['A=1', 'B'], tags: ['acme/x:${TAG:-v1}'] },
        image: 'acme/x:latest',
        environment: { KEY: '${KEY:-only-here}', PRICE: '$$5', EMPTY: null },
        env_file: [{ path: '.env.local' }],
        ports: ['127.0.0.1:${PORT:-8080}:5000/tcp', { target: 9000 }],
        healthcheck: { test: 'curl -f localhost' },
        stop_grace_period: '1m30s',
        command: 'gunicorn "app:create_app()" -b :5000',
      },
    },
  });
  expect(service).toMatchObject({
    name: 'web',
    context: './app',
    buildArgs: { A: '1' },
    tags: ['acme/x:v1'],
    environment: { KEY: 'only-here', PRICE: '$5' },
    envFiles: [{ path: '.env.local', raw: false }],
    ports: [5000, 9000],
    healthcheck: ['CMD-SHELL', 'curl -f localhost'],
    graceSeconds: 90,
    command: ['gunicorn', 'app:create_app()', '-b', ':5000'],
  });
});

test('what a compose file leaves to the environment is empty, and what it switches off is off', () => {
  const [service] = servicesOf({
    services: {
      web: {
        build: { context: '.', target: '${TARGET:-production}' },
        environment: ['A=$A', 'B=${B}', 'C=${C:?must be set}', 'D=${D-}', 'E=x'],
        ports: [{ published: 80 }, '${PORT}', '8000-8002', 5000],
        healthcheck: { disable: true, test: 'curl localhost' },
      },
    },
  });
  expect(service).toMatchObject({
    target: 'production',
    environment: { A: '', B: '', C: '', D: '', E: 'x' },
    ports: [5000],
    healthcheck: ['NONE'],
  });
});

test('hostile compose files are read as nothing', () => {
  for (const document of [
    null,
    'x',
    [],
    { services: [] },
    { services: { a: 1 } },
    { services: { a: { build: { tags: { x: 1 } } } } },
  ])
    expect(() => servicesOf(document)).not.toThrow();
});

test('a command is split at blanks outside quotes, and nothing in it is run', () => {
  expect(splitWords(`a 'b c' "d \\"e" f\\ g $(id) ; rm`)).toEqual(['a', 'b c', 'd "e', 'f g', '$(id)', ';', 'rm']);
});

test('a kernel that says little of a process is believed no more than that', () => {
  expect(fromStatusFiles('Name:\tgunicorn\nPid:\t7\nState:\tS\n')).toEqual([
    { pid: 7, name: 'gunicorn', uids: [], gids: [], groups: [] },
  ]);
  expect(fromTop('PID UID GID COMMAND\nno process\n')).toEqual([]);
});

test('processes from /proc and from ps', () => {
  const text =
    'Name:\tgunicorn\nPid:\t1\nUid:\t10001\t10001\t10001\t10001\nGid:\t10001\t10001\t10001\t10001\nGroups:\t10001 \nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n\nName:\tsh\nPid:\t9\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t\nCapEff:\t00000000a80425fb\nNoNewPrivs:\t0\n';
  expect(fromStatusFiles(text)).toEqual([
    {
      pid: 1,
      name: 'gunicorn',
      uids: [10001, 10001, 10001, 10001],
      gids: [10001, 10001, 10001, 10001],
      groups: [10001],
      capabilities: '0000000000000000',
      noNewPrivileges: true,
    },
    {
      pid: 9,
      name: 'sh',
      uids: [0, 0, 0, 0],
      gids: [0, 0, 0, 0],
      groups: [],
      capabilities: '00000000a80425fb',
      noNewPrivileges: false,
    },
  ]);
  // A kernel that tells less, and a process that ended while it was read.
  expect(fromStatusFiles('Name:\t\nPid:\t3\n')).toEqual([{ pid: 3, name: '', uids: [], gids: [], groups: [] }]);
  expect(fromStatusFiles('cat: /proc/7/status: No such process\n')).toEqual([]);
  expect(fromTop('PID UID GID COMMAND\n 7\n')).toEqual([]);
  expect(fromTop('PID UID GID COMMAND\n 4242 1000 1000 gunicorn\n')).toEqual([
    { pid: 4242, name: 'gunicorn', uids: [1000], gids: [1000], groups: [] },
  ]);
});

const process = (pid: number, name: string) => ({ pid, name, uids: [0], gids: [0], groups: [] });

test.each([
  [
    'what the engine is starting for a health check is no process of the image',
    [1, 'app', 7, 'runc:[2:INIT]'],
    [1, 'app', 7, 'runc:[2:INIT]'],
    [1],
  ],
  ['what is gone at a second look does not count', [1, 'app', 9, 'sh'], [1, 'app'], [1]],
  [
    'a number that means another program by then does not count',
    [1, 'app', 7, 'runc:[1:CHILD]'],
    [1, 'app', 7, 'python3'],
    [1],
  ],
  ['crun and youki are engines too', [1, 'app', 5, 'crun', 6, 'youki'], [1, 'app', 5, 'crun', 6, 'youki'], [1]],
  ['where all has changed, the second look counts', [3, 'sh'], [4, 'app', 5, 'runc:[2:INIT]'], [4]],
])('%s', (_, first, second, pids) => {
  const facts = (flat: readonly (number | string)[]) =>
    flat.flatMap((item, index) => (index % 2 === 0 ? [process(item as number, String(flat[index + 1]))] : []));
  expect(lasting(facts(first), facts(second)).map(({ pid }) => pid)).toEqual(pids);
});

test('sockets that listen are read of both tables, and one that others reach wins', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    '   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    '   2: 0100007F:1F91 0100007F:0000 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    '   0: 00000000000000000000000001000000:1389 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1 1',
    '   1: 0000000000000000FFFF00000100007F:138A 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1 1',
    '   2: 00000000000000000000000000000000:1388 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1 1',
  ].join('\n');
  expect(listeningOf(text)).toEqual([
    { port: 5000, loopback: false },
    { port: 8080, loopback: false },
    { port: 5001, loopback: true },
    { port: 5002, loopback: true },
  ]);
  expect(whyDeaf([{ port: 5001, loopback: true }], [5000], [])).toBe('it listens on 127.0.0.1:5001 only: bind 0.0.0.0');
  expect(whyDeaf([], [5000], [])).toBeUndefined();
});
