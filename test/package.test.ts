import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, ROOT, runProgram } from './kit/program';

/** What is published: a small bundle with no run-time dependency and no install script. */

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('nothing runs at install and nothing is needed at run time', () => {
  expect(manifest.dependencies ?? {}).toEqual({});
  for (const script of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts[script]).toBeUndefined();
  expect(manifest.engines.node).toBe('^20.19 || >=22.12');
});

/** What create-vite 9.3.0 takes of a disk, in bytes (`npm view create-vite@9.3.0 dist.unpackedSize`). */
const MOST_BYTES = 850_202;

test('the packed files are the ones meant, and take no more of a disk than those of create-vite', async () => {
  const packed = await runProgram(['pack', '--json', '--dry-run', '--ignore-scripts'], { cwd: ROOT, program: ['npm'] });
  const [{ files, unpackedSize }] = JSON.parse(packed.stdout);
  // Parts bear a hash of what they hold.
  const paths: string[] = files.map(({ path }: { path: string }) => path.replace(/-[A-Z0-9]{8}(?=\.cjs)/, '-HASH'));
  const list = `${paths.sort().join('\n')}\n`;
  const golden = join(ROOT, 'test', 'golden', 'package.txt');
  if (process.env['UPDATE_GOLDEN'] === 'true') writeFileSync(golden, list);
  expect(list).toBe(readFileSync(golden, 'utf8'));
  expect(unpackedSize).toBeLessThanOrEqual(MOST_BYTES);
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
  ]);
});
