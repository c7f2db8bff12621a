import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { heldBy } from '../../kit/engine-objects';
import { newFolder, ROOT, runProgram } from '../../kit/program';
import { lend, type SecondEngine, startEngine } from '../../kit/second-engine';
import { atTerminal, KEYS } from '../../kit/terminal';

/** `clean --machine` for real, on an engine that is there for nothing else. */

jest.setTimeout(300_000);

const schema = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schema/clean.schema.json'), 'utf8')),
);

const image = 'python:3.14-slim';
let engine: SecondEngine;
let name: string;

const held = (): Promise<ReadonlySet<string>> => heldBy({ DOCKER_HOST: engine.host });
const env = (): Record<string, string> => ({ DOCKER_HOST: engine.host });

beforeAll(async () => {
  engine = await startEngine();
  name = await engine.docker('info', '--format', '{{.Name}}');
  await lend(image, engine);
});

afterAll(() => engine?.stop());

test('an empty-handed run lists every step and takes nothing', async () => {
  const { docker } = engine;
  await docker(
    'run',
    '--detach',
    '--network',
    'none',
    '--name',
    'runs',
    '--stop-signal',
    'SIGKILL',
    '--volume',
    'ledger:/data',
    image,
    'sleep',
    '600',
  );
  await docker('create', '--network', 'none', '--name', 'never-ran', image);
  await docker('volume', 'create', 'forgotten');
  await docker('network', 'create', 'extra');
  const context = newFolder();
  writeFileSync(join(context, 'Dockerfile'), `FROM ${image}\nCOPY Dockerfile /shop\n`);
  await docker('build', '--quiet', '--tag', 'acme/shop:1', '--tag', 'acme/shop:latest', context);
  await docker('tag', image, 'acme/shop:base');
  const before = await held();
  const shown = await runProgram(['clean', '--machine', '--dry-run'], { env: env() });
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
  expect(shown.stdout.replace(/\s+/g, ' ')).toMatch(
    /1\. Stop and remove every container, 2.* 2\. Remove every image, 2.* 3\. Remove every volume, 2.* 4\. Remove every network but the engine's own, 1/,
  );
  expect(shown.stdout).toContain('known as: docker image prune -a');
  expect(shown.stdout).toMatch(/volume +ledger \(0 B\): in use now by runs/);
  expect(shown.stdout).toMatch(/volume +forgotten \(0 B\): made \d{4}-\d\d-\d\d; no container mounts it/);
  expect(await held()).toEqual(before);
});

test('--yes is not consent, nor is another name, nor an empty line', async () => {
  const before = await held();
  const refused = await runProgram(['clean', '--machine', '--yes'], { env: env() });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(`fix: add --confirm ${name}`);
  const misnamed = await runProgram(['clean', '--machine', '--confirm', `${name}x`], { env: env() });
  expect(misnamed.exitCode).toBe(2);
  const person = atTerminal(['clean', '--machine'], { env: env() });
  await person.waitFor("Type the engine's name");
  person.type(`y${KEYS.enter}`);
  await person.waitFor(`expected ${name}, or an empty line`);
  person.type(`${KEYS.backspace}${KEYS.enter}`);
  expect((await person.exit).exitCode).toBe(1);
  expect(await held()).toEqual(before);
});

test('typing its name empties the engine, and only this one', async () => {
  const machine = await heldBy();
  const person = atTerminal(['clean', '--machine'], { env: env() });
  await person.waitFor("Type the engine's name");
  person.type(`${name}${KEYS.enter}`);
  expect((await person.exit).exitCode).toBe(0);
  expect([...(await held())].filter((line) => !/^network \S+ (none|host|bridge)$/.test(line))).toEqual([]);
  const images = [...machine].filter((line) => line.includes(image));
  expect([...(await heldBy())]).toEqual(expect.arrayContaining(images));
});

test('an empty engine has nothing to do; --confirm needs no --yes', async () => {
  await engine.docker('volume', 'create', 'again');
  const ended = await runProgram(['clean', '--machine', '--confirm', name, '--json'], { env: env() });
  const document = JSON.parse(ended.stdout);
  schema(document);
  expect(schema.errors).toBeNull();
  expect(ended.exitCode).toBe(0);
  expect(document).toMatchObject({ outcome: 'cleaned', directory: null, engine: { name, endpoint: engine.host } });
  expect(document.objects).toMatchObject([{ kind: 'volume', name: 'again', status: 'removed' }]);
  expect(document.steps.map(({ count }: { count: number }) => count)).toEqual([0, 0, 1, 0, 0]);
  const nothing = await runProgram(['clean', '--machine', '--json'], { env: env() });
  expect(nothing.exitCode).toBe(0);
  expect(JSON.parse(nothing.stdout)).toMatchObject({ outcome: 'nothing', objects: [] });
});
