import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, docker, removeLater, tryDocker, uniqueName } from '../kit/engine';
import { COMPLETE, newFolder, runProgram } from '../kit/program';

/** `make clean` of a generated repository takes its own images and nobody else's. */

test('what others built on our image, and what shares our prefix, stays', async () => {
  const name = uniqueName('tidy');
  const cwd = newFolder();
  expect((await runProgram([name, ...COMPLETE, '--no-git', '--no-compose'], { cwd })).exitCode).toBe(0);
  const app = join(cwd, name);
  const make = (target: string) =>
    runProgram([target], { cwd: app, program: ['make'], env: { HOME: process.env['HOME'], DOCKER_BUILDKIT: '1' } });
  const ours = `acme/${name}:latest`;
  const heir = `other/${name}-heir:1`;
  const sibling = `acme/${name}-two:1`;
  removeLater('image', 'rm', '--force', ours, heir, sibling);
  expect(await make('build')).toMatchObject({ exitCode: 0 });
  const foreign = join(cwd, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'Dockerfile'), `FROM ${ours}\nLABEL heir=true\n`);
  await build(foreign, '--tag', heir, '--tag', sibling);
  expect(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', heir)).toContain(app);
  expect(await make('clean')).toMatchObject({ exitCode: 0 });
  expect((await tryDocker(['image', 'inspect', ours])).exitCode).not.toBe(0);
  for (const image of [heir, sibling]) expect((await tryDocker(['image', 'inspect', image])).exitCode).toBe(0);
  expect(await make('clean')).toMatchObject({ exitCode: 0 });
});

test('what a checkout has built is its own: no copy of the folder takes it, and the program knows it', async () => {
  const name = uniqueName('copied');
  const parent = newFolder();
  expect((await runProgram([name, ...COMPLETE, '--no-compose'], { cwd: parent })).exitCode).toBe(0);
  const [app, copy] = [join(parent, name), join(parent, 'copy')];
  const make = (folder: string, target: string) =>
    runProgram([target], { cwd: folder, program: ['make'], env: { HOME: process.env['HOME'], DOCKER_BUILDKIT: '1' } });
  const image = `acme/${name}:latest`;
  removeLater('image', 'rm', '--force', image);
  const there = async (): Promise<boolean> => (await tryDocker(['image', 'inspect', image])).exitCode === 0;
  const clean = async (folder: string): Promise<readonly string[]> => {
    const ran = await runProgram(['clean', folder, '--yes', '--json']);
    const { objects } = JSON.parse(ran.stdout) as { objects: readonly { name: string; status: string }[] };
    return objects.filter((found) => found.name.includes(name)).map(({ status }) => status);
  };
  expect(await make(app, 'build')).toMatchObject({ exitCode: 0 });
  cpSync(app, copy, { recursive: true });
  expect(await make(copy, 'clean')).toMatchObject({ exitCode: 0 });
  expect(await clean(copy)).toEqual(['stays']);
  expect(await there()).toBe(true);
  expect(await clean(app)).toEqual(['removed']);
  expect(await there()).toBe(false);
});
