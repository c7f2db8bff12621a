import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from '../../src/errors';
import type { World } from '../../src/machine/world';
import { configLayer } from '../../src/options/layers';
import { resolve } from '../../src/options/resolve';
import { type Recorded, readRecord } from '../../src/project/record';
import { type Answers, CREATE_ANSWERS } from '../../src/project/schema';
import { earlierBuiltIn } from '../../src/sources/earlier-built-in';
import { plannedFiles } from '../../src/sources/planned-files';
import { loadTeam } from '../../src/sources/team-template';
import { COMPLETE, environment, newFolder, ROOT, runProgram, VERSION } from '../kit/program';
import { packageOf, type Registry, startRegistry } from '../kit/registry';
import { cacheFiles, TEAM_MANIFEST, templateFolder } from '../kit/team';
import { testWorld } from '../kit/world';

/** What a later version makes of a repository of this one: the packed package, in a registry on this machine. */

const NAME = 'create-flask-container';
const RECORD = '.create-flask-container.json';
const SETTINGS = { timeout: 60 };

let registry: Registry;

beforeAll(async () => {
  const folder = newFolder();
  const packed = await runProgram(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    program: ['npm'],
  });
  const archive = readFileSync(join(folder, JSON.parse(packed.stdout)[0].filename));
  registry = await startRegistry();
  await registry.publish(NAME, VERSION, archive);
}, 180_000);

afterAll(() => registry.stop());

/** A later version whose own template is of no use: its folder is empty. */
const later = (more: Partial<World> = {}): World =>
  testWorld({ env: environment({ ...registry.env, XDG_CACHE_HOME: newFolder() }), home: newFolder(), ...more });

const recordIn = (folder: string): Recorded => {
  const record = readRecord(readFileSync(join(folder, RECORD), 'utf8'));
  if ('fault' in record) throw new Error(record.fault);
  return record;
};

const answersOf = ({ answers }: Recorded, more = {}): Answers =>
  ({
    ...resolve(CREATE_ANSWERS, [configLayer(CREATE_ANSWERS, answers, RECORD)]).values,
    ...more,
  }) as unknown as Answers;

const made = async (...words: readonly string[]): Promise<Recorded> => {
  const cwd = newFolder();
  const ended = await runProgram(['my-app', '--no-git', ...COMPLETE, ...words], { cwd });
  expect(ended).toMatchObject({ exitCode: 0 });
  return recordIn(join(cwd, 'my-app'));
};

const idsOf = async (files: Awaited<ReturnType<typeof plannedFiles>>): Promise<Readonly<Record<string, string>>> => {
  const folder = newFolder();
  const generated = files.filter(({ path }) => path !== RECORD);
  const names = generated.map(({ content }, index) => {
    writeFileSync(join(folder, String(index)), content);
    return String(index);
  });
  const told = await runProgram(['hash-object', '--no-filters', '--', ...names], { cwd: folder, program: ['git'] });
  return Object.fromEntries(generated.map(({ path }, index) => [path, told.stdout.split('\n')[index]!]));
};

test.each([
  ['the defaults', []],
  ['other answers', ['--app', 'api', '--package-manager', 'uv', '--dockerfile', 'simple', '--license', 'MIT']],
  ['no pipeline and no compose file', ['--ci', 'none', '--no-compose', '--python', '3.12', '--port', '9000']],
])('a later version plans every byte again that was generated with %s', async (_, words) => {
  const record = await made(...words);
  expect(record.generator).toBe(VERSION);
  const world = later();
  const { template } = await earlierBuiltIn(record.generator!, SETTINGS, world);
  const files = await plannedFiles(answersOf(record), undefined, world, template);
  expect(await idsOf(files)).toEqual(Object.fromEntries(record.files!));
});

test("a team's template over it is planned with the versions that the earlier program had tested", async () => {
  const folder = templateFolder({
    'template.yaml': TEAM_MANIFEST,
    'files/docs/checkout.yaml.ejs':
      "uses: <%= bare(pin('actions/checkout')) %> # <%= bare(pinned('actions/checkout')) %>\n",
  });
  const words = ['--registry', 'registry.acme.example', '--template', folder];
  const record = await made(...words);
  const team = await loadTeam(folder, SETTINGS, later({ home: ROOT }));
  const { template } = await earlierBuiltIn(record.generator!, SETTINGS, later());
  const actions = { ...template.pins!.actions, 'actions/checkout': { tag: 'v0', sha: 'f'.repeat(40) } };
  const other = { ...template, pins: { ...template.pins!, actions } };
  const answers = answersOf(record, { team: 'core' });
  expect(await idsOf(await plannedFiles(answers, team, later(), template))).toEqual(Object.fromEntries(record.files!));
  const checkout = (await plannedFiles(answers, team, later(), other)).find(
    ({ path }) => path === 'docs/checkout.yaml',
  )!;
  expect(Buffer.from(checkout.content).toString()).toContain(`${'f'.repeat(40)} # v0`);
});

test('what proved right is kept, and read again without a network; what was put in its place is thrown away', async () => {
  const cache = newFolder();
  const world = later({ env: environment({ ...registry.env, XDG_CACHE_HOME: cache }) });
  const first = await earlierBuiltIn(VERSION, SETTINGS, world);
  expect(cacheFiles(cache)).toEqual([]);
  expect(first.keep!()).toBeUndefined();
  const again = await earlierBuiltIn(VERSION, { ...SETTINGS, offline: true }, world);
  expect(again.template).toEqual(first.template);
  writeFileSync(cacheFiles(cache)[0]!, 'no archive');
  expect((await earlierBuiltIn(VERSION, SETTINGS, world)).template).toEqual(first.template);
  expect(cacheFiles(cache)).toEqual([]);
});

const endOf = async (version: string, world: World) => {
  const error = await earlierBuiltIn(version, { timeout: 20 }, world).catch((each: unknown) => each);
  if (!(error instanceof Stop)) throw error;
  return error.outcome;
};

test.each([
  'latest',
  '',
  '^0.1.0',
  '0.1',
  'v0.1.0',
  '../0.1.0',
  'file:../x',
  'npm:other@1.0.0',
  '0.1.0#sha512-x',
  '0.1.0 || 1.0.0',
])('a record that names %p as its generator starts no program', async (version) => {
  expect(await endOf(version, later({ env: { PATH: newFolder() } }))).toBe('usage');
});

test('a version that was never published, a registry that is away and a package that holds no template', async () => {
  expect(await endOf('98.0.0', later())).toBe('usage');
  const away = { ...registry.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
  expect(await endOf(VERSION, later({ env: environment(away) }))).toBe('network');
  await registry.publish(NAME, '97.0.0', await packageOf({ 'template.yaml': 'format: 1\nname: other\n' }));
  expect(await endOf('97.0.0', later())).toBe('data');
  await registry.publish(
    NAME,
    '96.0.0',
    await packageOf({ 'templates/flask/template.yaml': 'format: 1\nname: flask\n' }),
  );
  expect(await endOf('96.0.0', later())).toBe('data');
});
