import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, build, docker, hostPort, removeLater, uniqueName } from './kit/engine';
import { filesIn, git, newFolder, ROOT, runProgram } from './kit/program';

/**
 * The main job, from the packed package to an answer over HTTP: packed, installed in an empty folder,
 * run as npx runs it, and everything that it made is used on the real engine. Nothing is faked.
 */

jest.setTimeout(600_000);

const install = async (): Promise<string> => {
  const folder = newFolder();
  const packed = await runProgram(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    program: ['npm'],
  });
  expect(packed.exitCode).toBe(0);
  const installed = await runProgram(
    ['install', '--silent', '--offline', '--no-audit', join(folder, packed.stdout.trim())],
    { cwd: folder, program: ['npm'] },
  );
  expect(installed).toMatchObject({ exitCode: 0 });
  return folder;
};

const name = uniqueName('e2e');
const image = `acme/${name}`;
let app: string;

beforeAll(async () => {
  const folder = await install();
  const made = await runProgram(
    ['--no-install', 'create-flask-container', name, '--registry-user', 'acme', '--tags', 'latest,v1.0,sha', '--yes'],
    { cwd: folder, program: ['npx'], env: { NPM_CONFIG_UPDATE_NOTIFIER: 'false' } },
  );
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  app = join(folder, name);
});

test('one commit, a clean tree', async () => {
  expect((await git(app, 'rev-list', '--count', 'HEAD')).trim()).toBe('1');
  expect(await git(app, 'status', '--porcelain')).toBe('');
  expect([...filesIn(app).keys()]).toEqual(
    expect.arrayContaining(['Dockerfile', '.dockerignore', 'compose.yaml', '.github/workflows/image.yml', 'README.md']),
  );
});

test('its own tests pass', async () => {
  const copy = join(newFolder(), 'copy');
  cpSync(app, copy, { recursive: true });
  const script =
    'python -m venv /venv && /venv/bin/pip install -q --no-cache-dir --require-hashes -r requirements-dev.txt && PYTHONDONTWRITEBYTECODE=1 /venv/bin/python -m pytest -q -p no:cacheprovider';
  const output = await docker(
    'run',
    '--rm',
    '--volume',
    `${copy}:/app`,
    '--workdir',
    '/app',
    'python:3.14-slim',
    'sh',
    '-c',
    script,
  );
  expect(output).toMatch(/\d+ passed/);
  expect(output).not.toMatch(/failed|error/i);
});

test('the image builds under every tag, which are one image', async () => {
  const tags = ['latest', 'v1.0'];
  await build(app, ...tags.flatMap((tag) => ['--tag', `${image}:${tag}`]));
  for (const tag of tags) removeLater('image', 'rm', '--force', `${image}:${tag}`);
  const ids = await Promise.all(
    tags.map((tag) => docker('image', 'inspect', '--format', '{{.Id}}', `${image}:${tag}`)),
  );
  expect(new Set(ids).size).toBe(1);
});

test('the container answers over HTTP as a user without privileges', async () => {
  const hardened = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  removeLater('rm', '--force', name);
  await docker(
    'run',
    '--detach',
    '--name',
    name,
    ...hardened,
    '--publish',
    '127.0.0.1:0:8000',
    '--env',
    `SECRET_KEY=${'0'.repeat(64)}`,
    `${image}:latest`,
  );
  const url = `http://127.0.0.1:${await hostPort(name, 8000)}`;
  expect((await answer(`${url}/healthz`)).status).toBe(200);
  const page = await answer(`${url}/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<!doctype html>');
  const ids = (await docker('top', name, '-eo', 'pid,uid,gid'))
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/).slice(1));
  expect(ids.length).toBeGreaterThan(0);
  for (const pair of ids) expect(pair).toEqual(['10001', '10001']);
  const status = await docker('exec', name, 'python', '-c', 'print(open("/proc/1/status").read())');
  expect(/CapEff:\s+0+$/m.test(status)).toBe(true);
});

test('after an edit of one source line the dependency layer comes from the cache', async () => {
  const copy = join(newFolder(), 'copy');
  cpSync(app, copy, { recursive: true });
  const package_ = `src/${name.replaceAll('-', '_')}/__init__.py`;
  expect(readFileSync(join(copy, package_), 'utf8')).not.toBe('');
  appendFileSync(join(copy, package_), `\nMARK = "${uniqueName('edit')}"\n`);
  removeLater('image', 'rm', '--force', `${image}:edited`);
  const log = await build(copy, '--progress', 'plain', '--tag', `${image}:edited`);
  const install = /^#(\d+) \[[^\]]*\] RUN [^\n]*(?:pip|uv)[^\n]*install/m.exec(log)?.[1];
  expect(install).toBeDefined();
  expect(log).toMatch(new RegExp(`^#${install} CACHED`, 'm'));
  const [before, after] = await Promise.all([
    docker('image', 'inspect', '--format', '{{.Id}}', `${image}:latest`),
    docker('image', 'inspect', '--format', '{{.Id}}', `${image}:edited`),
  ]);
  expect(after).not.toBe(before);
});
