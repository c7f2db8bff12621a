import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imageNameOf } from '../../src/repository/read-repository';
import { readRepository as readIn } from '../../src/repository/repository-in';
import { newFolder, runProgram } from '../kit/program';

const readRepository = (directory: string) => readIn({ directory });

/** What `verify` takes from a folder, also where its files are not what they are in ours. */

const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = newFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const DOCKERFILE = { Dockerfile: 'FROM scratch\n' };
const answered = async (answers: unknown) =>
  (await readRepository(folderOf({ ...DOCKERFILE, '.create-flask-container.json': JSON.stringify(answers) }))).answered;

test('the saved answers say which image it is; without a registry it is Docker Hub', async () => {
  expect(await answered({ name: 'app', registryUser: 'acme', tags: ['latest', 'sha', 'v1'] })).toEqual({
    image: 'acme/app',
    literals: ['latest', 'v1'],
    strategies: ['sha'],
  });
  expect(await answered({ name: 'app', registry: 'ghcr.io', registryUser: 'acme', tags: ['v1'] })).toMatchObject({
    image: 'ghcr.io/acme/app',
  });
});

test.each([[{ name: 7, tags: ['latest'] }], [{ name: 'app', tags: 'latest' }], [{ tags: [] }], [null]])(
  'saved answers that say nothing of an image are left out: %j',
  async (answers) => {
    expect(await answered(answers)).toBeUndefined();
  },
);

test('a compose file that is no YAML says nothing; the Dockerfile counts', async () => {
  const found = await readRepository(folderOf({ ...DOCKERFILE, 'compose.yaml': 'services: {web: [\n' }));
  expect([found.services, found.service, found.dockerfile.path]).toEqual([[], undefined, 'Dockerfile']);
});

test('the target of the service is the one that is built', async () => {
  const found = await readRepository(
    folderOf({ ...DOCKERFILE, 'compose.yaml': 'services: {web: {build: {context: ., target: production}}}\n' }),
  );
  expect(found.target).toBe('production');
});

test('a service whose folder has no Dockerfile leaves the one of the repository', async () => {
  const found = await readRepository(
    folderOf({ ...DOCKERFILE, 'compose.yaml': 'services: {web: {build: ./web}}\n', 'web/app.py': '' }),
  );
  expect(found.dockerfile).toEqual({ path: 'Dockerfile', text: 'FROM scratch\n' });
});

test('a workflow that is not a file of the repository is not read', async () => {
  const folder = folderOf({ ...DOCKERFILE, '.github/workflows/ci.yml': 'on: push\n' });
  const outside = folderOf({ 'x.yml': 'on: push\n' });
  symlinkSync(join(outside, 'x.yml'), join(folder, '.github/workflows/link.yml'));
  writeFileSync(join(folder, '.github/workflows/huge.yml'), `on: push\n#${'x'.repeat(3 * 1024 * 1024)}\n`);
  const { workflows } = await readRepository(folder);
  expect(workflows.map(({ path }) => path)).toEqual(['.github/workflows/ci.yml']);
});

test.each([
  ['/x/My App', 'my-app'],
  ['/x/___', 'app'],
  ['/', 'app'],
])('the image of %s is named %s', (folder, name) => {
  expect(imageNameOf(folder)).toBe(name);
});

test('a path that is no folder, or lies below a file, is told before an engine is asked', async () => {
  const folder = folderOf(DOCKERFILE);
  const env = { PATH: newFolder() };
  const file = await runProgram(['verify', join(folder, 'Dockerfile')], { env });
  expect([file.exitCode, file.stderr]).toEqual([2, expect.stringContaining('Dockerfile is no folder')]);
  const below = await runProgram(['verify', join(folder, 'Dockerfile', 'x')], { env });
  expect([below.exitCode, below.stderr]).toEqual([74, expect.stringContaining('ENOTDIR')]);
});

const chosen = async (compose: string) => {
  const folder = newFolder();
  for (const name of ['one', 'two']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'Dockerfile'), 'FROM scratch\n');
  }
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  writeFileSync(join(folder, 'compose.yaml'), compose);
  const { service, leftOut, notes } = await readRepository(folder);
  expect(notes).toEqual([]);
  return [service?.name, ...leftOut];
};

test.each([
  [
    'publishes a port',
    '{worker: {build: .}, x: {build: {context: ., dockerfile: Dockerfile}, ports: ["80:80"]}}',
    'x',
    'worker',
  ],
  ['exposes one', '{worker: {build: .}, x: {build: ./one, expose: ["80"]}}', 'x', 'worker'],
  ['is called so', '{worker: {build: ./one}, api: {build: ./two}}', 'api', 'worker'],
  ["is built from the folder's own Dockerfile", '{a: {build: ./one}, b: {build: .}}', 'b', 'a'],
  ['comes first', '{a: {build: ./one}, b: {build: ./two}}', 'a', 'b'],
])('the service that is judged is the one that %s, and what is left out is said', async (_, services, name, other) => {
  expect(await chosen(`services: ${services}`)).toEqual([name, other]);
});

test('of one service nothing needs to be said', async () => {
  expect(await chosen('services: {a: {build: .}, db: {image: postgres}}')).toEqual(['a']);
});
