import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, ROOT, runProgram } from './kit/program';

/** What is published: a small bundle with no run-time dependency and no install script. */

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('nothing runs at install and nothing is needed at run time', () => {
  expect(manifest.dependencies ?? {}).toEqual({});
  for (const script of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts[script]).toBeUndefined();
  expect(manifest.engines.node).toBe('^20.19 || >=22.12');
});

test('the packed files are the ones meant, and no larger than they were', async () => {
  const packed = await runProgram(['pack', '--json', '--dry-run', '--ignore-scripts'], { cwd: ROOT, program: ['npm'] });
  const [{ files, unpackedSize }] = JSON.parse(packed.stdout);
  const paths: string[] = files.map(({ path }: { path: string }) => path);
  const expected =
    /^(dist\/LICENSES\.txt|LICENSE|README\.md|CHANGELOG\.md|package\.json|bin\/create-flask-container\.js|dist\/(main|parts\/[A-Za-z0-9.-]+)\.cjs(\.br)?|dist\/flask\/(template\.json|programs\.cjs|rare\.bin)|schema\/[a-z-]+\.schema\.json|templates\/starter\/.+)$/;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'bin/create-flask-container.js',
      'dist/main.cjs',
      'LICENSE',
      'README.md',
      'schema/create.schema.json',
    ]),
  );
  // docs/performance.md says what it is made of, and why it is more than a scaffolder that only copies.
  expect(unpackedSize).toBeLessThan(1_300_000);
});

test('--help loads no package, and a run without questions no prompt', async () => {
  const spy = join(ROOT, 'test', 'kit', 'loaded.cjs');
  const loaded = async (...words: string[]) => {
    const ended = await runProgram(words, { cwd: newFolder(), env: { NODE_OPTIONS: `--require ${spy}` } });
    return ended.stderr
      .split('\n')
      .filter((line) => line.startsWith('loaded '))
      .map((line) => line.slice(7));
  };
  const shared = /^(main|parts\/chunk-\w+)\.cjs$/;
  expect((await loaded('--help')).filter((file) => !shared.test(file))).toEqual([]);
  const run = await loaded('my-app', '--registry-user', 'acme', '--yes', '--no-git');
  expect(run.filter((file) => !shared.test(file)).map((file) => file.replace(/-[A-Z0-9]{8}/, ''))).toEqual([
    'parts/create.cjs',
    'parts/yargs-helpers.cjs',
  ]);
});
