import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import type { EngineContainer, EngineImage, Inventory, Labels } from '../../../src/commands/clean/engine/objects';
import { bytesOf } from '../../../src/commands/clean/engine/sizes';
import type { Finding } from '../../../src/commands/clean/judge/finding';
import { judgeEngine, type Wishes } from '../../../src/commands/clean/judge/judge';
import { CLEAN_RUN } from '../../../src/commands/clean/options';
import { invocationOf } from '../../../src/commands/invocation';
import { readArguments } from '../../../src/options/command-line';
import { type Folder, projectName, repositoryOf } from '../../../src/repository/claims';
import { byteSize } from '../../../src/text/sizes';
import { newFolder, ROOT, runProgram } from '../../kit/program';

/** What `clean` decides, where an engine would take long to bring it about; and what it says without one. */

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const WORKING_DIR = 'com.docker.compose.project.working_dir';
const CONFIG_FILES = 'com.docker.compose.project.config_files';
const FOLDER = 'io.github.create-flask-container.folder';

const folder: Folder = {
  path: '/home/me/app',
  // A file system that does not tell letter case apart, with a link beside.
  relationTo: (path) => {
    const plain = path.toLowerCase().replace('/home/me/link', '/home/me/app');
    if (plain === '/home/me/app') return 'same';
    return plain.startsWith('/home/me/app/') ? 'inside' : 'elsewhere';
  },
  leadsToProject: (path) => path.startsWith('/srv'),
  born: Date.parse('2026-01-01T00:00:00.500Z'),
  projects: ['app'],
  images: ['acme/own', 'acme/by-compose', 'acme/snapshot', 'acme/used'],
};

const container = (name: string, labels: Labels, more: Partial<EngineContainer> = {}): EngineContainer => ({
  id: `id-${name}`,
  name,
  image: 'sha256:base',
  labels,
  running: false,
  networks: [],
  volumes: [],
  ...more,
});

const image = (id: string, labels: Labels, more: Partial<EngineImage> = {}): EngineImage => ({
  id: `sha256:${id}`,
  tags: [`acme/${id}:1`],
  digests: [],
  labels,
  layers: [],
  ...more,
});

const EMPTY: Inventory = { containers: [], networks: [], images: [], volumes: [] };
const ALL: Wishes = { keepImages: false, volumes: { shown: true, named: [] } };

const judge = (inventory: Partial<Inventory>, wishes: Wishes = ALL): readonly Finding[] =>
  judgeEngine({ ...EMPTY, ...inventory }, folder, wishes);

const fate = (findings: readonly Finding[]): Record<string, boolean> =>
  Object.fromEntries(findings.map(({ name, goes }) => [name, goes]));

const started = (workingDir: string, files = `${workingDir}/compose.yaml`, project = 'app'): Labels => ({
  [PROJECT]: project,
  [WORKING_DIR]: workingDir,
  [CONFIG_FILES]: files,
});

test('containers: the folder that Compose started them from, however it is spelt', () => {
  const findings = judge({
    containers: [
      container('plain', started('/home/me/app')),
      container('case', started('/Home/Me/App')),
      container('link', started('/home/me/link')),
      container('other-project', started('/home/me/app', '/home/me/app/compose.yaml', 'renamed')),
      container('old-compose', started('/home/me/app', 'docker-compose.yml')),
      container('override', started('/home/me/app', '/home/me/app/compose.yaml,/etc/override.yaml')),
      container('nested', started('/home/me/app/service')),
      container('neighbour', started('/home/me/app-2')),
      container('stdin', started('/home/me/app', '-')),
      container('foreign-file', started('/home/me/app', '/srv/compose.yaml')),
      container('name-only', { [PROJECT]: 'app' }),
      container('stranger', started('/srv/x', '/srv/x/compose.yaml', 'x')),
      container('baked', started('/home/me/app'), { image: 'sha256:baked' }),
    ],
    images: [image('baked', started('/home/me/app'))],
  });
  expect(fate(findings.filter(({ kind }) => kind === 'container'))).toEqual({
    plain: true,
    case: true,
    link: true,
    'other-project': true,
    'old-compose': true,
    override: true,
    nested: false,
    neighbour: false,
    stdin: false,
    'foreign-file': false,
    baked: false,
  });
});

test('images: the label counts, unless it came from a base, a commit or another project', () => {
  const layers = ['a', 'b'];
  const findings = judge({
    containers: [container('user', {}, { image: 'sha256:used' })],
    images: [
      image('own', { [FOLDER]: '/home/me/app' }, { layers }),
      image('by-compose', { [FOLDER]: '/home/me/app', [PROJECT]: 'app' }),
      image(
        'from-below',
        { [FOLDER]: '/home/me/app/src', [PROJECT]: 'app', [SERVICE]: 'web' },
        { tags: ['app-web:latest'] },
      ),
      image('replaced', { [FOLDER]: '/home/me/app' }, { layers: ['x'], tags: [] }),
      image('replaced-heir', { [FOLDER]: '/home/me/app' }, { layers: ['x', 'y'], tags: [] }),
      image('orphan-heir', { [FOLDER]: '/home/me/app', [PROJECT]: 'app', [SERVICE]: 'web' }, { layers: ['z'] }),
      image('below', { [FOLDER]: '/home/me/app/service', [PROJECT]: 'service' }),
      image('file-of-another', { [FOLDER]: '/home/me/app', [PROJECT]: 'other' }),
      image('heir', { [FOLDER]: '/home/me/app' }, { layers: [...layers, 'c'] }),
      image('longer', { [FOLDER]: '/home/me/app' }, { layers: [...layers, 'd'], tags: ['acme/own:2'] }),
      image('snapshot', { [FOLDER]: '/home/me/app', 'com.docker.compose.container-number': '1' }),
      image('used', { [FOLDER]: '/home/me/app' }),
      image('twin', { [FOLDER]: '/home/you/app', [PROJECT]: 'app' }),
      image('unlabelled', { [PROJECT]: 'app' }),
      image('empty', { [FOLDER]: '', [PROJECT]: 'app' }),
      image('stranger', { [FOLDER]: '/srv/x' }),
    ],
  });
  expect(fate(findings)).toEqual({
    'acme/own:1': true,
    'acme/by-compose:1': true,
    'app-web:latest': true,
    'sha256:replaced': true,
    'sha256:replaced-hei': false,
    'acme/orphan-heir:1': false,
    'acme/below:1': false,
    'acme/file-of-another:1': false,
    'acme/heir:1': false,
    'acme/own:2': true,
    'acme/snapshot:1': false,
    'acme/used:1': false,
    'acme/twin:1': false,
    'acme/unlabelled:1': false,
    'acme/empty:1': false,
  });
});

test('volumes: only a label shows one, use does not; a name given by the user does, while nobody else uses it', () => {
  const volumes = [
    { name: 'labelled', created: '2026-02-01T00:00:00Z', labels: { [FOLDER]: '/home/me/app', [PROJECT]: 'app' } },
    { name: 'mounted', created: '2026-02-01T00:00:00Z', labels: { [PROJECT]: 'app' } },
    { name: 'shared', created: '2026-02-01T00:00:00Z', labels: { [FOLDER]: '/home/me/app' } },
    { name: 'stranger', created: '2026-02-01T00:00:00Z', labels: {} },
  ];
  const containers = [
    container('web', started('/home/me/app'), { volumes: ['labelled', 'mounted', 'shared'] }),
    container('reader', {}, { volumes: ['shared'] }),
  ];
  const named = (...names: string[]): Wishes => ({ keepImages: false, volumes: { shown: false, named: names } });
  const going = (wishes: Wishes): readonly string[] =>
    judge({ containers, volumes }, wishes)
      .filter(({ kind, goes }) => kind === 'volume' && goes)
      .map(({ name }) => name);
  expect(going(ALL)).toEqual(['labelled']);
  expect(going(named())).toEqual([]);
  expect(going(named('mounted', 'shared'))).toEqual(['mounted']);
  expect(going(named('stranger'))).toEqual(['stranger']);
});

test('whatever labels say, nothing goes that does not name this folder', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'app',
      'APP',
      'app,app',
      'app=1',
      '/home/me/app/',
      '/home/me/app,/home/me/app',
      '../app',
      '',
      '/home/me/app-2',
      '/home/me',
    ),
    fc.string(),
  );
  const labels = fc.dictionary(fc.constantFrom(PROJECT, WORKING_DIR, CONFIG_FILES, FOLDER, 'x'), word);
  const names = (value: string | undefined): boolean => value !== undefined && folder.relationTo(value) !== 'elsewhere';
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 6 }), fc.array(labels, { maxLength: 6 }), (ofContainers, ofImages) => {
      const containers = ofContainers.map((given, index) => container(`c${index}`, given));
      const images = ofImages.map((given, index) => image(`i${index}`, given));
      const goes = judge({ containers, images }).filter((finding) => finding.goes);
      for (const { id, kind } of goes) {
        const given = [...containers, ...images].find((object) => object.id === id)!.labels;
        expect(names(kind === 'container' ? given[WORKING_DIR] : given[FOLDER])).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['acme/app:1.0', 'acme/app'],
  ['docker.io/library/app', 'app'],
  ['localhost:5000/app', 'localhost:5000/app'],
  ['ghcr.io/acme/app:1@sha256:00', 'ghcr.io/acme/app'],
])('%p is of the repository %p', (reference, repository) => {
  expect(repositoryOf(reference)).toBe(repository);
});

test.each([
  ['My App', 'myapp'],
  ['_x.y-Z', 'xy-z'],
  ['...', ''],
])('Compose calls the project of the folder %p %p', (name, project) => {
  expect(projectName(name)).toBe(project);
});

test.each([
  ['12.3kB', 12_300],
  ['0B (virtual 178MB)', 0],
  ['1.06GB', 1_060_000_000],
  ['N/A', undefined],
])('docker writes %p for %p bytes', (text, bytes) => {
  expect(bytesOf(text)).toBe(bytes);
});

test('sizes read well', () => {
  expect([0, 999, 12_345, 999_600, 1_060_000_000].map(byteSize)).toEqual([
    '0 B',
    '999 B',
    '12.3 kB',
    '1 MB',
    '1.06 GB',
  ]);
});

test('--volumes takes a value only after =, and never the next word', async () => {
  expect(await readArguments(CLEAN_RUN, ['--volumes', 'my-app', '--volumes=a,b', '--volumes='])).toMatchObject({
    positionals: ['my-app'],
    texts: { volumes: ['@shown', 'a,b', ''] },
    problems: [],
  });
  expect(invocationOf(['--volumes', 'clean', 'x'])).toMatchObject({ command: 'clean', rest: ['--volumes', 'x'] });
});

const schema = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schema/clean.schema.json'), 'utf8')),
);

const refused = async (
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<{ exitCode: number | null; outcome: string; flags: readonly (string | undefined)[] }> => {
  const ended = await runProgram(['clean', ...words, '--json'], { env });
  const document = JSON.parse(ended.stdout);
  schema(document);
  expect(schema.errors).toBeNull();
  expect(document.problems.every(({ fix }: { fix?: string }) => fix !== undefined)).toBe(true);
  const flags = document.problems.map(({ flag }: { flag?: string }) => flag);
  return { exitCode: ended.exitCode, outcome: document.outcome, flags };
};

test.each([
  [['absent-folder'], ['directory']],
  [['a', 'b'], ['directory']],
  [['--confirm', 'vm'], ['--confirm']],
  [
    ['--machine', 'folder', '--keep-images', '--volumes'],
    ['directory', '--keep-images', '--volumes'],
  ],
  [['--volumes=a b'], ['--volumes']],
  [['--volume'], ['--volume']],
])('clean %j is exit 2', async (words, flags) => {
  expect(await refused(words)).toEqual({ exitCode: 2, outcome: 'refused', flags });
});

test('no engine is exit 69 and says how to get one', async () => {
  const DOCKER_HOST = 'unix:///nonexistent.sock';
  expect(await refused(['--yes'], { DOCKER_HOST })).toMatchObject({ exitCode: 69, outcome: 'failed' });
  const ended = await runProgram(['clean'], { cwd: newFolder(), env: { DOCKER_HOST } });
  expect(ended.exitCode).toBe(69);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toMatch(/error: the Docker engine cannot be reached: .*nonexistent.*\n {2}fix: start it/);
  const without = await runProgram(['clean'], { env: { PATH: newFolder() } });
  expect(without.exitCode).toBe(69);
  expect(without.stderr).toContain('docker was not found');
});
