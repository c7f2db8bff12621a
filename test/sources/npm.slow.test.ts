import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { COMPLETE, filesIn, newFolder, runProgram } from '../kit/program';
import { archiveOf, packageOf, type Registry, startRegistry } from '../kit/registry';
import { ALONE, cacheFiles, leftIn, TEAM } from '../kit/team';

/** Templates from a real npm registry on this machine. */

let registry: Registry;
let integrity: string;

beforeAll(async () => {
  registry = await startRegistry();
  integrity = await registry.publish('@acme/flask', '1.2.3', await packageOf(TEAM));
}, 180_000);

afterAll(() => registry.stop());

const place = (): { cwd: string; env: Record<string, string> } => ({
  cwd: newFolder(),
  env: { ...registry.env, XDG_CACHE_HOME: newFolder(), TMPDIR: newFolder() },
});

const create = (source: string, { cwd, env }: ReturnType<typeof place>, ...more: readonly string[]) =>
  runProgram(['my-app', '--template', source, '--no-git', '--json', ...COMPLETE, ...more], { cwd, env });

const problem = (stdout: string) =>
  (JSON.parse(stdout).problems as { code: string; message: string; fix?: string }[])[0]!;

test('an exact version with its integrity is consent', async () => {
  const run = place();
  const pinned = `npm:@acme/flask@1.2.3#${integrity}`;
  const ended = await create(pinned, run);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  const record = JSON.parse(filesIn(join(run.cwd, 'my-app')).get('.create-flask-container.json')!);
  expect(record).toMatchObject({ template: pinned, set: { team: 'core' } });
  expect(JSON.parse(ended.stdout).files).toContainEqual(expect.objectContaining({ path: 'tools/hello', mode: '0755' }));
  expect(leftIn(run.env['TMPDIR']!)).toEqual([]);
  // Again without a registry: from the cache.
  const offline = place();
  const env = {
    ...offline.env,
    XDG_CACHE_HOME: run.env['XDG_CACHE_HOME']!,
    npm_config_registry: 'http://127.0.0.1:9/',
  };
  expect(await create(pinned, { cwd: offline.cwd, env })).toMatchObject({ exitCode: 0 });
  expect(filesIn(join(offline.cwd, 'my-app'))).toEqual(filesIn(join(run.cwd, 'my-app')));
});

test.each(['@acme/flask', '@acme/flask@1.2.3', '@acme/flask@^1.0.0', '@acme/flask@latest'])(
  '%s is not pinned: exit 77, with the pinned form',
  async (name) => {
    const run = place();
    const ended = await create(`npm:${name}`, run);
    expect(ended.exitCode).toBe(77);
    expect(problem(ended.stdout).fix).toBe(`--template 'npm:@acme/flask@1.2.3#${integrity}'`);
    expect(filesIn(run.cwd).size).toBe(0);
  },
);

test('another integrity than the pinned one', async () => {
  const run = place();
  const ended = await create(`npm:@acme/flask@1.2.3#sha512-${'A'.repeat(86)}==`, run);
  expect(ended.exitCode).toBe(77);
  expect(problem(ended.stdout).message).toContain(integrity);
  expect(cacheFiles(run.env['XDG_CACHE_HOME']!)).toEqual([]);
});

test.each([
  ['a package that is not there', 'npm:@acme/nothing', 75, /the registry has no package @acme\/nothing/],
  ['a version that is not there', 'npm:@acme/flask@9.9.9', 2, /has no version 9\.9\.9/],
  ['a package that needs a login', 'npm:@closed/flask@1.0.0', 75, /refused access/],
])('%s', async (_, source, exitCode, words) => {
  await registry.publish('@closed/flask', '1.0.0', await packageOf(ALONE)).catch(() => undefined);
  const run = place();
  const ended = await create(source, run);
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.stderr).toMatch(words);
  expect(leftIn(run.env['TMPDIR']!)).toEqual([]);
});

test('a registry that cannot be reached, and one that never answers', async () => {
  const run = place();
  const gone = await create(
    'npm:@acme/flask@1.2.3',
    { ...run, env: { ...run.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' } },
    '--timeout',
    '20',
  );
  expect(gone.exitCode).toBe(75);
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const ended = await create(
    'npm:@acme/flask@1.2.3',
    { ...run, env: { ...run.env, npm_config_registry: address } },
    '--timeout',
    '2',
  );
  silent.closeAllConnections();
  silent.close();
  expect(ended.exitCode).toBe(75);
  expect(ended.stderr).toContain('--timeout');
});

test('no script of a package runs, and no folder above is asked for settings', async () => {
  const run = place();
  const sentinel = join(run.cwd, 'ran');
  const scripts = Object.fromEntries(
    ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'postpack', 'prepublish'].map((name) => [
      name,
      `touch '${sentinel}'`,
    ]),
  );
  const archive = await archiveOf([
    { name: 'package/package.json', content: JSON.stringify({ name: 'scripted', version: '1.0.0', scripts }) },
    { name: 'package/binding.gyp', content: '{}' },
    ...Object.entries(ALONE).map(([path, content]) => ({ name: `package/${path}`, content })),
  ]);
  const pin = await registry.publish('scripted', '1.0.0', archive);
  // A folder for temporary files that somebody else can write to.
  writeFileSync(join(run.env['TMPDIR']!, 'package.json'), '{}');
  mkdirSync(join(run.env['TMPDIR']!, 'node_modules'));
  writeFileSync(join(run.env['TMPDIR']!, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
  expect(await create(`npm:scripted@1.0.0#${pin}`, run)).toMatchObject({ exitCode: 0 });
  expect(existsSync(sentinel)).toBe(false);
});
