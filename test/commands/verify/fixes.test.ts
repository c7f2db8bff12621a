import { createTwoFilesPatch } from 'diff';
import type { ContractId } from '../../../src/commands/verify/contract-ids';
import type { Edit } from '../../../src/commands/verify/fixes/edit';
import { patchOf } from '../../../src/commands/verify/fixes/edit';
import {
  BUILT,
  CONTENTS,
  entry,
  IMAGE,
  layer,
  PROCESS,
  REPOSITORY,
  RUNNING,
  type Shown,
  verdictOn,
} from '../../kit/evidence';

/** What a fix changes, file by file; that it mends is tried on an engine (fixes.engine.test.ts, test/mutants/fixes). */

const HEAD = 'FROM python:3.14-slim AS build\nRUN pip install x\n\nFROM python:3.14-slim\nWORKDIR /app\nCOPY . .\n';
const CMD = 'CMD ["gunicorn", "app:app"]\n';
const START = `EXPOSE 8000\n${CMD}`;

const repository = (text: string, more: object = {}) => ({
  ...REPOSITORY,
  dockerfile: { path: 'Dockerfile', text },
  ...more,
});
const root = {
  running: { ...RUNNING, processes: [{ ...PROCESS, uids: [0], gids: [0] }] },
  image: { ...IMAGE, user: '' },
};
const NO_CHECK = { image: { ...IMAGE, healthcheck: [] } };
const CHECK = `HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]`;
const owned = { contents: { ...CONTENTS, layers: [CONTENTS.layers[0]!, layer(entry('app/app.py', { uid: 10001 }))] } };
const open = { contents: { ...CONTENTS, layers: [CONTENTS.layers[0]!, layer(entry('app/notes', { mode: 0o666 }))] } };
const warned = (rule: string, line: number) => ({
  lint: {
    warnings: [{ tool: 'docker build --check', rule, line, message: 'm' }],
    ran: ['docker build --check'],
    absent: [],
  },
});
const failed = (reason: string): Shown => ({ build: { ...BUILT, ok: false, reason } });
const dropped = { seconds: 10, graceSeconds: 10, exitCode: 137, inFlight: { status: 200 } };
const written = (logs: string) => ({
  hardened: { ...RUNNING, exitCode: 1, processes: [], logs: [logs] },
  hardenedAlone: { ...RUNNING, exitCode: 1, processes: [], logs: [logs] },
});
const PID = written("OSError: [Errno 30] Read-only file system: '/var/run/app.pid'");
const script = (text: string) => ({
  stopped: dropped,
  image: { ...IMAGE, entrypoint: ['/app/start.sh'] },
  sources: [{ path: 'start.sh', text }],
});

type Row = readonly [string, ContractId, string, Shown, string | undefined, object?];

const after = (line: string): string => `${HEAD}EXPOSE 8000\n${line}\n${CMD}`;

const ROWS: readonly Row[] = [
  ['no USER', 'user', `${HEAD}${START}`, root, after('USER 10001:10001')],
  [
    'Windows lines',
    'user',
    `${HEAD}${START}`.replaceAll('\n', '\r\n'),
    root,
    after('USER 10001:10001').replaceAll('\n', '\r\n'),
  ],
  ['no line break at the end', 'user', 'FROM x\nCMD ["y"]', root, 'FROM x\nUSER 10001:10001\nCMD ["y"]\n'],
  [
    'USER root after another',
    'user',
    `${HEAD}USER 7:7\nUSER root\n${CMD}`,
    { ...root, image: { ...IMAGE, user: 'root' } },
    `${HEAD}USER 7:7\nUSER 7:7\n${CMD}`,
  ],
  [
    'a name, of a user that was seen',
    'user',
    `${HEAD}USER app\n${CMD}`,
    { image: { ...IMAGE, user: 'app' } },
    `${HEAD}USER 10001:10001\n${CMD}`,
  ],
  [
    'the user of a compose file',
    'user',
    `${HEAD}${START}`,
    root,
    undefined,
    { service: { runWords: ['--user=0'], healthcheck: [] } },
  ],
  [
    'another stage is judged',
    'user',
    'FROM x AS one\nCMD ["y"]\nFROM z\n',
    root,
    'FROM x AS one\nUSER 10001:10001\nCMD ["y"]\nFROM z\n',
    { target: 'one' },
  ],
  ['a Dockerfile in a compose file', 'user', `${HEAD}${START}`, root, undefined, { inline: true }],
  ['no check', 'health', `${HEAD}${START}`, NO_CHECK, after(CHECK)],
  [
    'a check that lies, over two lines',
    'health',
    `${HEAD}HEALTHCHECK --interval=9s \\\n  CMD true\n${CMD}`,
    { dead: { exitCode: 0, output: '' } },
    `${HEAD}${CHECK.replace('CHECK ', 'CHECK --interval=9s ')}\n${CMD}`,
  ],
  [
    'COPY --chown',
    'files',
    `${HEAD.replace('COPY .', 'COPY --chown=10001 .')}USER 10001:10001\n${CMD}`,
    owned,
    `${HEAD}USER 10001:10001\n${CMD}`,
  ],
  [
    'chown in a RUN of several',
    'files',
    `${HEAD}RUN mkdir /data && chown -R app . \\\n    && chown app /data\n${CMD}`,
    owned,
    `${HEAD}RUN mkdir /data \\\n    && chown app /data\n${CMD}`,
  ],
  ['chown in a RUN of its own', 'files', `${HEAD}RUN chown -R app:app /app\n${CMD}`, owned, `${HEAD}${CMD}`],
  ['a chown of something else', 'files', `${HEAD}RUN chown -R app /data\n${CMD}`, owned, undefined],
  ['open to all', 'files', `${HEAD}USER 7:7\n${CMD}`, open, `${HEAD}RUN chmod o-w /app/notes\nUSER 7:7\n${CMD}`],
  ['open to all, made after USER', 'files', `FROM x\nUSER 7:7\nRUN y\n${CMD}`, open, undefined],
  [
    'a slip in an instruction',
    'build',
    `${HEAD}RNU a \\\n  b\n`,
    failed('dockerfile parse error on line 7: unknown instruction: RNU (did you mean ENV?)'),
    `${HEAD}RUN a \\\n  b\n`,
  ],
  [
    'a slip in a file',
    'build',
    `${HEAD}COPY ap.py .\n`,
    failed('failed to compute cache key: failed to calculate checksum of ref x: "/ap.py": not found'),
    `${HEAD}COPY app.py .\n`,
  ],
  [
    'MAINTAINER',
    'lint',
    `${HEAD}MAINTAINER "some one"\n`,
    warned('MaintainerDeprecated', 7),
    `${HEAD}LABEL org.opencontainers.image.authors="some one"\n`,
  ],
  [
    'two CMD',
    'lint',
    `${HEAD}CMD ["a"]\nUSER 7\n${CMD}`,
    warned('MultipleInstructionsDisallowed', 7),
    `${HEAD}USER 7\n${CMD}`,
  ],
  [
    'a line of a shell',
    'lint',
    `${HEAD}CMD gunicorn -b :80 "a b"\n`,
    warned('JSONArgsRecommended', 7),
    `${HEAD}CMD ["gunicorn", "-b", ":80", "a b"]\n`,
  ],
  ['a line that takes a shell', 'lint', `${HEAD}CMD gunicorn -b :$PORT\n`, warned('JSONArgsRecommended', 7), undefined],
  [
    'a PID file',
    'read-only',
    `${HEAD}CMD ["gunicorn", "--pid", "/var/run/app.pid"]\n`,
    PID,
    `${HEAD}CMD ["gunicorn", "--pid", "/tmp/app.pid"]\n`,
  ],
  [
    'data',
    'read-only',
    `${HEAD}CMD ["x", "/app/data/visits"]\n`,
    written("Read-only file system: '/app/data/visits'"),
    undefined,
  ],
  [
    'a key in ENV beside others',
    'secrets',
    `${HEAD}ENV A=1 SECRET_KEY="Zk3v9QpX7sLw" B="2 3"\n`,
    { image: { ...IMAGE, env: ['SECRET_KEY=Zk3v9QpX7sLw'] } },
    `${HEAD}ENV A=1 B="2 3"\n`,
  ],
  [
    'a stop signal of another meaning',
    'stop',
    `${HEAD}STOPSIGNAL SIGUSR1\n${CMD}`,
    { stopped: dropped, image: { ...IMAGE, stopSignal: 'SIGUSR1' } },
    `${HEAD}${CMD}`,
  ],
  [
    'a key in a stage that the judged one is built on',
    'secrets',
    'FROM x AS base\nENV A=1 SECRET_KEY=Zk3v9QpX7sLw\nFROM x AS other\nENV SECRET_KEY=1\nFROM base\nCMD ["y"]\n',
    { image: { ...IMAGE, env: ['SECRET_KEY=Zk3v9QpX7sLw'] } },
    'FROM x AS base\nENV A=1\nFROM x AS other\nENV SECRET_KEY=1\nFROM base\nCMD ["y"]\n',
  ],
  [
    'a PID file by way of another name',
    'read-only',
    `${HEAD}CMD ["gunicorn", "--pid", "/var/tmp/app.pid"]\n`,
    written("Read-only file system: '/var/tmp/tmp8y1'"),
    `${HEAD}CMD ["gunicorn", "--pid", "/tmp/app.pid"]\n`,
  ],
  [
    'a check that meets nobody, of an app without a page',
    'health',
    `${HEAD}HEALTHCHECK CMD x\n`,
    {
      running: {
        ...RUNNING,
        served: { port: 8000, path: '/', status: 404 },
        health: 'unhealthy',
        lastCheck: 'Connection refused',
      },
    },
    `${HEAD}HEALTHCHECK CMD ["python3", "-c", "import http.client; c = http.client.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/'); raise SystemExit(c.getresponse().status >= 500)"]\n`,
  ],
  [
    'a check that meets an answer which it does not like',
    'health',
    `${HEAD}HEALTHCHECK CMD x\n`,
    { running: { ...RUNNING, health: 'unhealthy', lastCheck: 'AssertionError' } },
    undefined,
  ],
];

const SCRIPTS: readonly Row[] = [
  ['a start script without exec', 'stop', '', script('#!/bin/sh\nset -e\n"$@"\n'), '#!/bin/sh\nset -e\nexec "$@"\n'],
  ['one that does more afterwards', 'stop', '', script('#!/bin/sh\n"$@"\necho ended\n'), undefined],
];

/** The first file that the edits change, as they leave it. */
const result = (edits: readonly Edit[] = []): string | undefined =>
  edits.reduce<string | undefined>((text, { change }) => change(text ?? '') ?? text, edits[0]?.text);

test.each([...ROWS, ...SCRIPTS])('%s', async (...row) => {
  const [, id, text, shown, wanted, more] = row as unknown as Row;
  const context = { files: [{ path: 'app.py', bytes: 1 }], bytes: 1, planted: [] };
  const check = await verdictOn(id, { repository: repository(text, more), context, ...shown });
  expect(check).toMatchObject({ status: 'fail', fix: expect.stringMatching(/\w/) });
  const patch = patchOf(check.edits ?? [], createTwoFilesPatch);
  if (wanted === undefined) expect(patch).toBe('');
  else expect([result(check.edits), patch]).toEqual([wanted, expect.stringMatching(/^--- a\/\S+\n\+\+\+ b\//)]);
});

test('a file whose name holds a line break is in no diff', () => {
  const path = 'x\n--- a/y\n+++ b/y\n@@ -0,0 +1 @@\n+z';
  expect(patchOf([{ path, text: 'a\n', change: () => 'b\n' }], createTwoFilesPatch)).toBe('');
});

test('what is missing is a new file, and fixes of one file are one diff', async () => {
  const text = `${HEAD}${START}`;
  const context = { files: [], bytes: 0, planted: ['.git/config', 'src/.env'] };
  const shown = { ...root, repository: repository(text), context };
  const all = [
    await verdictOn('context', shown),
    await verdictOn('user', shown),
    await verdictOn('health', { ...shown, ...NO_CHECK }),
  ];
  const patch = patchOf(
    all.flatMap(({ edits = [] }) => edits),
    createTwoFilesPatch,
  );
  expect(patch).toContain('--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,2 @@\n+.git\n+**/.env\n');
  expect(patch.match(/^--- /gm)).toHaveLength(2);
  expect(patch).toContain(`+USER 10001:10001\n+${CHECK}\n CMD`);
});
