import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { CONTRACT_IDS } from '../../../src/commands/verify/contract-ids';
import { isOver } from '../../../src/machine/owner';
import { docker, tryDocker, uniqueName } from '../../kit/engine';
import { COMPLETE, environment, filesIn, newFolder, PROGRAM, ROOT, runProgram } from '../../kit/program';
import { atTerminal, KEYS } from '../../kit/terminal';

/** `verify` on the real engine, with the program as a user runs it. */

jest.setTimeout(300_000);

interface Check {
  readonly id: string;
  readonly status: string;
  readonly expected: string;
  readonly found: string;
  readonly fix: string | null;
}

interface Document {
  readonly outcome: string;
  readonly image: string | null;
  readonly checks: readonly Check[];
  readonly problems?: readonly { readonly code: string; readonly message: string; readonly fix?: string }[];
}

const schema = JSON.parse(readFileSync(join(ROOT, 'schema', 'verify.schema.json'), 'utf8'));
const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

const verify = async (words: readonly string[], options: Parameters<typeof runProgram>[1] = {}) => {
  const ran = await runProgram(['verify', ...words, '--json'], {
    ...options,
    env: { HOME: process.env['HOME'], ...options.env },
  });
  const document = JSON.parse(ran.stdout) as Document;
  expect({ document, valid: fits(document), errors: fits.errors }).toMatchObject({ valid: true });
  return { ...ran, document, check: (id: string) => document.checks.find((check) => check.id === id)! };
};

const OWNER = 'io.github.create-flask-container.owner';
const OURS = `label=${OWNER}`;

/** What runs left that are over: other tests may have theirs going at the same time. */
const leftOnEngine = async (): Promise<readonly string[]> => {
  const ids = [
    ...(await docker('ps', '--all', '--quiet', '--filter', OURS)).split('\n'),
    ...(await docker('images', '--all', '--quiet', '--filter', OURS)).split('\n'),
  ].filter((id) => id !== '');
  const left: string[] = [];
  for (const id of new Set(ids)) {
    const shown = await tryDocker(['inspect', '--format', `{{index .Config.Labels "${OWNER}"}}`, id]);
    if (shown.exitCode === 0 && isOver(shown.stdout.trim())) left.push(id);
  }
  return left;
};

const leftInTemp = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => {
    const owner = /^create-flask-container-([0-9a-f]{12}-\d+-\d+)-/.exec(name)?.[1];
    return owner !== undefined && isOver(owner);
  });

let app: string;
beforeAll(async () => {
  const folder = newFolder();
  app = join(folder, uniqueName('proof'));
  expect(await runProgram([app, ...COMPLETE, '--tags', 'latest,v1.0', '--no-git'])).toMatchObject({ exitCode: 0 });
});

/** A copy of the generated repository with something changed. */
const changed = (change: (folder: string) => void): string => {
  const folder = join(newFolder(), 'app');
  cpSync(app, folder, { recursive: true });
  change(folder);
  return folder;
};

test('a new repository keeps every contract, in under two minutes, and is left as it was', async () => {
  const before = filesIn(app);
  const began = Date.now();
  const folder = newFolder();
  const calls = join(folder, 'calls');
  const script = `#!/bin/sh\necho "$1 $2" >> ${calls}\nPATH="${process.env['PATH']}" exec docker "$@"\n`;
  writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
  const env = { PATH: `${folder}:${process.env['PATH']}` };
  const { exitCode, document, stderr } = await verify([app], { env });
  expect({ stderr, failed: document.checks.filter(({ status }) => status !== 'pass') }).toEqual({
    stderr: '',
    failed: [],
  });
  expect(exitCode).toBe(0);
  expect(document.outcome).toBe('pass');
  expect(document.checks.map(({ id }) => id)).toEqual(CONTRACT_IDS);
  expect(Date.now() - began).toBeLessThan(120_000);
  // Nothing twice: the app as it is and with everything taken away, the check alone; the image and the planted one.
  const told = readFileSync(calls, 'utf8');
  expect([told.match(/^run /gm), told.match(/^save /gm), told.match(/^stop /gm)].map((each) => each?.length)).toEqual([
    3, 2, 1,
  ]);
  expect(filesIn(app)).toEqual(before);
  expect(await leftOnEngine()).toEqual([]);
  expect(leftInTemp()).toEqual([]);
});

test('a build that fails is exit 1, with the line and the last words of the build, and nothing stays', async () => {
  const folder = changed((path) => {
    const text = readFileSync(join(path, 'Dockerfile'), 'utf8');
    writeFileSync(join(path, 'Dockerfile'), text.replace(/^USER .*$/m, 'RUN echo what-went-wrong && false'));
  });
  const { exitCode, document, check } = await verify([folder, '--only', 'build,user,lint']);
  expect(exitCode).toBe(1);
  expect(document.outcome).toBe('fail');
  expect(check('build')).toMatchObject({
    status: 'fail',
    found: expect.stringMatching(/^Dockerfile:\d+: process .*exit code: 1/),
  });
  expect(check('user')).toMatchObject({ status: 'skip', found: expect.stringContaining('the build failed') });
  expect(check('lint').status).toBe('pass');
  const told = await runProgram(['verify', folder, '--only', 'build'], { env: { HOME: process.env['HOME'] } });
  expect(told.stdout).toContain('| what-went-wrong');
  expect(await leftOnEngine()).toEqual([]);
});

test('what cannot be: no Dockerfile, no engine, an engine or a builder that is too old, an unreachable registry', async () => {
  const empty = newFolder();
  expect(await verify([empty])).toMatchObject({ exitCode: 2, document: { problems: [{ code: 'missing' }] } });
  expect(await verify([join(empty, 'absent')])).toMatchObject({ exitCode: 2 });
  expect(await verify([app], { env: { DOCKER_HOST: 'unix:///nonexistent.sock' } })).toMatchObject({
    exitCode: 69,
    document: { outcome: 'error', problems: [{ code: 'tool', fix: expect.stringContaining('DOCKER_HOST') }] },
  });
  expect(await verify([app], { env: { PATH: newFolder() } })).toMatchObject({
    exitCode: 69,
    document: { problems: [{ message: 'docker was not found' }] },
  });
  writeFileSync(join(empty, 'Dockerfile'), 'FROM 127.0.0.1:9/python:3\n');
  expect(await verify([empty, '--only', 'build'])).toMatchObject({
    exitCode: 75,
    document: { problems: [{ code: 'network' }] },
  });
  writeFileSync(join(empty, 'Dockerfile'), 'FROM python:0.1-absent\n');
  expect(await verify([empty, '--only', 'build'])).toMatchObject({ exitCode: 1, document: { outcome: 'fail' } });
});

test.each([
  ['24.0.7', '0.29.1', 'Docker Engine 24.0.7 is too old: 25.0 or newer is needed'],
  ['28.5.2', '0.12.0', 'docker buildx 0.12.0 is too old: 0.13 or newer is needed'],
])('engine %s with buildx %s is refused with both versions', async (engine, buildx, message) => {
  const folder = newFolder();
  const script = `#!/bin/sh\ncase "$1 $2" in\n"info --format") echo '{"ServerVersion":"${engine}","Name":"x"}';;\n"buildx version") echo 'github.com/docker/buildx v${buildx} abc';;\nesac\n`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  const ran = await verify([app], { env: { PATH: `${folder}:${process.env['PATH']}` } });
  expect(ran).toMatchObject({ exitCode: 69, document: { problems: [{ message }] } });
});

test('wrong words are exit 2, all at once', async () => {
  const ran = await verify([app, '--only', 'speed', '--health-path', 'ping', '--port', '0', '--env', '1X=2', '--nope']);
  expect(ran.exitCode).toBe(2);
  expect(ran.document.problems!.length).toBe(5);
});

test('--keep leaves the image under a name of its own, and only that', async () => {
  const { exitCode, document } = await verify([app, '--only', 'build,user', '--keep']);
  expect(exitCode).toBe(0);
  expect(document.image).toMatch(/^proof-[\w-]+:verified-[0-9a-f]{8}$/);
  expect(await docker('image', 'inspect', '--format', '{{json .RepoTags}}', document.image!)).toBe(
    JSON.stringify([document.image]),
  );
  expect(await leftOnEngine()).toEqual([]);
  await docker('rmi', document.image!);
});

/** Starts a run and waits until it has a container on the engine. */
const startRun = async (): Promise<{ pid: number; ended: Promise<number | null> }> => {
  const child = spawn(process.execPath, [PROGRAM, 'verify', app, '--only', 'user,stop'], {
    env: environment({ HOME: process.env['HOME'] }),
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const name = app.split('/').at(-1)!;
  for (let tries = 0; !(await docker('ps', '--filter', OURS, '--format', '{{.Image}}')).includes(name); tries += 1) {
    if (tries > 600) throw new Error('no container was started');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { pid: child.pid!, ended };
};

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it with %i, and nothing stays', async (signal, code) => {
  const { pid, ended } = await startRun();
  process.kill(pid, signal);
  expect(await ended).toBe(code);
  expect(await leftOnEngine()).toEqual([]);
  expect(leftInTemp()).toEqual([]);
});

test('what a killed run left is removed by the next; a run that goes on loses nothing', async () => {
  const killed = await startRun();
  process.kill(killed.pid, 'SIGKILL');
  await killed.ended;
  expect(await leftOnEngine()).not.toEqual([]);
  const [one, other] = await Promise.all([
    verify([app, '--only', 'user,health']),
    verify([app, '--only', 'user,health']),
  ]);
  expect([one.exitCode, other.exitCode]).toEqual([0, 0]);
  expect(await leftOnEngine()).toEqual([]);
  expect(leftInTemp()).toEqual([]);
});

test('links and names in a repository lead nowhere', async () => {
  const outside = newFolder();
  writeFileSync(join(outside, 'secret.py'), 'import x\n');
  writeFileSync(join(outside, 'Dockerfile'), 'FROM scratch\n');
  const folder = changed((path) => {
    symlinkSync(join(outside, 'secret.py'), join(path, 'src', 'aaa.py'));
    symlinkSync(outside, join(path, 'src', 'outside'));
    writeFileSync(join(path, 'src', '$(touch pwned); -rf .py'), '');
    mkdirSync(join(path, '.env'));
    writeFileSync(
      join(path, 'compose.yaml'),
      'services:\n  web:\n    build: {context: ../../.., dockerfile: ../../../../etc/passwd}\n    env_file: ../../../../etc/passwd\n',
    );
  });
  const { document, check } = await verify([folder, '--only', 'build,cache,context']);
  expect(document.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'build pass',
    'cache pass',
    'context pass',
  ]);
  expect(check('cache').found).toContain('src/');
  expect([...filesIn(outside)]).toEqual([
    ['Dockerfile', 'FROM scratch\n'],
    ['secret.py', 'import x\n'],
  ]);
  const linked = newFolder();
  symlinkSync(join(outside, 'Dockerfile'), join(linked, 'Dockerfile'));
  expect(await verify([linked])).toMatchObject({ exitCode: 2 });
});

test('an app that needs more is given it: --env, commas and all, over --env-file', async () => {
  const folder = changed((path) => {
    const check = 'import os\nassert os.environ["FROM_FLAG"] == "a,b c" and os.environ["FROM_FILE"] == "x y"\n';
    appendFileSync(join(path, 'gunicorn.conf.py'), check);
    writeFileSync(join(path, '..', 'more.env'), 'FROM_FILE="x y"\nFROM_FLAG=weaker\n');
  });
  const without = await verify([folder, '--only', 'health']);
  expect(without.check('health')).toMatchObject({ status: 'fail', found: expect.stringContaining('exit code') });
  const words = ['--env', 'FROM_FLAG=a,b c', '--env-file', join(folder, '..', 'more.env')];
  const given = await verify([folder, '--only', 'health', ...words]);
  expect(given.document.checks).toMatchObject([{ id: 'health', status: 'pass' }]);
});

test('an engine on another machine: nothing is asked over a published port', async () => {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
    client.pipe(engine).pipe(client);
    for (const side of [client, engine]) side.on('error', () => [client, engine].map((other) => other.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The loopback address in a spelling that does not look like it: nobody else is let at the engine.
  const host = `tcp://[::ffff:127.0.0.1]:${(server.address() as AddressInfo).port}`;
  const { document, check } = await verify([app, '--only', 'read-only,health,stop'], { env: { DOCKER_HOST: host } });
  server.close();
  expect(document.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'read-only pass',
    'health pass',
    'stop pass',
  ]);
  expect(check('stop').found).toContain('answered with 200');
  expect(await leftOnEngine()).toEqual([]);
});

test('a terminal shows what is going on, in colour and within its width; Ctrl-C there leaves nothing', async () => {
  const person = atTerminal(['verify', app, '--only', 'build,user,health'], {
    columns: 60,
    env: { HOME: process.env['HOME'] },
  });
  await person.waitFor(/[-\\|/] build/);
  await person.waitFor(/ok +build/);
  await person.waitFor(/[-\\|/] starting the app/);
  expect(person.raw()).toContain('\u001b[32mok');
  for (const line of person.seen().split(/[\r\n]/)) expect(line.length).toBeLessThanOrEqual(60);
  person.type(KEYS.ctrlC);
  await new Promise((resolve) => setTimeout(resolve, 150));
  person.type(KEYS.ctrlC);
  expect((await person.exit).exitCode).toBe(130);
  expect(await leftOnEngine()).toEqual([]);
  expect(leftInTemp()).toEqual([]);
});

test('a client that dies of the signal before we have heard of it is no finding', async () => {
  const folder = newFolder();
  const script = `#!/bin/sh
if [ "$1" = run ]; then (sleep 0.1; kill -INT $PPID) & exit 130; fi
PATH="${process.env['PATH']}" exec docker "$@"
`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  const words = [app, '--only', 'build,user,health'];
  const ran = await verify(words, { env: { PATH: `${folder}:${process.env['PATH']}` } });
  expect(ran).toMatchObject({ exitCode: 130, document: { outcome: 'error', problems: [{ code: 'signal' }] } });
  expect(await leftOnEngine()).toEqual([]);
});

test('--html writes one page; where it could not go is said before anything is built', async () => {
  const page = join(newFolder(), 'report.html');
  expect(await verify([app, '--only', 'build,size', '--html', page])).toMatchObject({ exitCode: 0 });
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(/Proven: 2 of 2 contracts hold/);
  expect(text).toMatch(/<h2>The build[\s\S]+<h2>The layers/);
  expect(await verify([app, '--html', join(page, 'x', 'y.html')])).toMatchObject({ exitCode: 2 });
  expect(await verify([app, '--html', app])).toMatchObject({ exitCode: 2 });
});

test('what cannot be judged is an error, outranks a failure, and is exit 74', async () => {
  const folder = newFolder();
  const script = `#!/bin/sh
if [ "$1" = save ]; then echo "the disk of the engine is broken" >&2; exit 1; fi
PATH="${process.env['PATH']}" exec docker "$@"
`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  const unlinted = changed((path) => appendFileSync(join(path, 'Dockerfile'), '\nMAINTAINER someone\n'));
  writeFileSync(
    join(unlinted, 'Dockerfile'),
    readFileSync(join(unlinted, 'Dockerfile'), 'utf8').replace('# check=error=true\n', ''),
  );
  const words = [unlinted, '--only', 'size,secrets,lint', '--html', join(folder, 'page.html')];
  const { exitCode, document, check } = await verify(words, { env: { PATH: `${folder}:${process.env['PATH']}` } });
  expect(exitCode).toBe(74);
  expect(document.outcome).toBe('error');
  expect(check('size')).toMatchObject({
    status: 'error',
    found: expect.stringContaining('the disk of the engine is broken'),
  });
  expect([check('secrets').status, check('lint').status]).toEqual(['error', 'fail']);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/Not proven.*Look at: <a href="#lint"/s);
  expect(await leftOnEngine()).toEqual([]);
});
