import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryDocker, uniqueName } from '../../kit/engine';
import { composeFolder, FOLDER_LABEL, sweep } from '../../kit/engine-objects';
import { newFolder, runProgram } from '../../kit/program';

/** A project that was started from another folder than its own is still this folder's. */

jest.setTimeout(300_000);

const unique = uniqueName('elsewhere');
afterAll(() => sweep(unique));

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly reason: string;
}

const clean = async (folder: string, ...words: readonly string[]): Promise<readonly Entry[]> => {
  const ran = await runProgram(['clean', folder, '--json', ...words]);
  const { objects } = JSON.parse(ran.stdout) as { objects: readonly Entry[] };
  return objects.filter(({ name }) => name.includes(unique));
};

const fates = (entries: readonly Entry[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    ['container', 'network', 'image', 'volume'].map((kind) => [
      kind,
      entries.filter((entry) => entry.kind === kind).map(({ status }) => status),
    ]),
  );

/** As a generated repository has it: labels of the folder on the image, the network and the volume. */
const project = (name: string): string => {
  const folder = composeFolder(newFolder(), name, {
    image: `acme/${name}`,
    extra: `    labels:\n      ${FOLDER_LABEL}: \${PWD:-}\nnetworks:\n  default:\n    labels:\n      ${FOLDER_LABEL}: \${PWD:-}\n`,
  });
  mkdirSync(join(folder, 'src'));
  return folder;
};

const up = async (words: readonly string[], cwd: string, PWD: string): Promise<void> => {
  const ran = await tryDocker(['compose', ...words, 'up', '--detach', '--build'], { cwd, env: { PWD } });
  if (ran.exitCode !== 0) throw new Error(ran.stderr);
};

const WAYS: readonly (readonly [string, (folder: string) => Promise<void>])[] = [
  ['in a folder below', (folder) => up([], join(folder, 'src'), join(folder, 'src'))],
  ['above, with -f', (folder) => up(['-f', join(folder, 'compose.yaml')], join(folder, '..'), join(folder, '..'))],
  ['anywhere, with -f', (folder) => up(['-f', join(folder, 'compose.yaml')], '/tmp', '/tmp')],
  ['with --project-directory', (folder) => up(['--project-directory', folder], '/tmp', '/tmp')],
  ['by make -C or an IDE, whose PWD is its own', (folder) => up([], folder, '/')],
  ['with a PWD that is not there any more', (folder) => up([], folder, '/nowhere/at/all')],
  ['with an empty PWD', (folder) => up([], folder, '')],
];

test.each(WAYS)('started %s: containers, networks and images go, and data stays without its name', async (_, start) => {
  const name = uniqueName(unique);
  const folder = project(name);
  await start(folder);
  const planned = await clean(folder, '--dry-run');
  const own = planned.filter(({ name: object }) => object.includes(name));
  expect(fates(own)).toEqual({ container: ['planned'], network: ['planned'], image: ['planned'], volume: ['stays'] });
  await clean(folder, '--yes');
  const left = (await clean(folder, '--dry-run')).filter(({ name: object }) => object.includes(name));
  expect(fates(left)).toEqual({ container: [], network: [], image: [], volume: ['stays'] });
});

test('what a project of that other folder could have built stays', async () => {
  const name = uniqueName(unique);
  const folder = project(name);
  const other = newFolder();
  writeFileSync(join(other, 'compose.yaml'), 'services: {}\n');
  await up(['-f', join(folder, 'compose.yaml')], other, other);
  const entries = await clean(folder, '--dry-run');
  const image = entries.find(({ kind, name: object }) => kind === 'image' && object.includes(name))!;
  expect(image.status).toBe('stays');
  expect(image.reason).toBe(`was built in ${other}`);
});
