import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectRecorded } from './kit/golden';
import { filesIn, newFolder, ROOT, runProgram } from './kit/program';

/** What is published: a small bundle with no run-time dependency and no install script. */

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('nothing runs at install and nothing is needed at run time', () => {
  expect(manifest.dependencies ?? {}).toEqual({});
  for (const script of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts[script]).toBeUndefined();
  expect(manifest.engines.node).toBe('^20.19 || >=22.12');
});

interface Packed {
  readonly files: readonly { readonly path: string }[];
  readonly unpackedSize: number;
}

const pack = async (): Promise<Packed> => {
  const packed = await runProgram(['pack', '--json', '--dry-run', '--ignore-scripts'], { cwd: ROOT, program: ['npm'] });
  return JSON.parse(packed.stdout)[0];
};

/** What a package that shows its code and brings its template and its documents may take of a disk, in bytes. */
const MOST_BYTES = 3_000_000;

test('the packed files are the ones meant, and take little of a disk', async () => {
  const { files, unpackedSize } = await pack();
  // How many parts there are, and their names, is the bundler's.
  const paths = files.map(({ path }) => path.replace(/^dist\/parts\/[\w.-]+\.cjs$/, 'dist/parts/*.cjs'));
  const list = `${[...new Set(paths)].sort().join('\n')}\n`;
  expectRecorded('test/golden/package.txt', list);
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
  const chunks = (files: readonly string[]) => files.filter((file) => file.startsWith('parts/chunk-'));
  expect((await loaded('--help')).filter((file) => !shared.test(file))).toEqual([]);
  // What is always read is in two files, and one of helpers that esbuild adds.
  expect(chunks(await loaded('--help'))).toHaveLength(2);
  const run = await loaded('my-app', '--registry-user', 'acme', '--yes', '--no-git');
  expect(run.filter((file) => !shared.test(file)).map((file) => file.replace(/-[A-Z0-9]{8}/, ''))).toEqual([
    'parts/yargs-helpers.cjs',
    'parts/create.cjs',
    'parts/tell.cjs',
    'parts/make.cjs',
  ]);
});

test('the program can be read: plain code under its own names, which nothing unpacks or compiles', async () => {
  const { files } = await pack();
  const code = files
    .filter(({ path }) => path.startsWith('dist/') && path.endsWith('.cjs'))
    .map(({ path }) => readFileSync(join(ROOT, path), 'utf8'));
  const whole = code.join('\n');
  for (const odd of ['_compile(', 'runInThisContext(', 'brotli', 'node:vm', '__esm({'])
    expect({ odd, found: whole.includes(odd) }).toEqual({ odd, found: false });
  // Functions and classes of ours keep the names that they have in src/.
  for (const name of ['tellCreate', 'unpackTemplate', 'provePrinted', 'judgeProgram', 'fetchTemplate', 'realWorld'])
    expect(whole).toMatch(new RegExp(`\\b${name}\\b`));
  // The built-in template is there as a template, and as the data that it was compiled into.
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['dist/flask.json', 'templates/flask/template.yaml', 'templates/pins.json']),
  );
  const flask = [...filesIn(join(ROOT, 'templates', 'flask')).keys()].map((path) => `templates/flask/${path}`);
  expect(paths).toEqual(expect.arrayContaining(flask));
});

test('every link of a document in the package leads to a file in the package', async () => {
  const { files } = await pack();
  const paths = files.map(({ path }) => path);
  const documents = paths.filter((path) => path.endsWith('.md') && !path.startsWith('templates/'));
  expect(documents.length).toBeGreaterThan(10);
  const broken = documents.flatMap((document) =>
    [...readFileSync(join(ROOT, document), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!.split('#')[0]!)
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .map((target) => join(document, '..', target).replace(/\/$/, ''))
      .filter((target) => !paths.some((path) => path === target || path.startsWith(`${target}/`)))
      .map((target) => `${document}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('the package names where it comes from, in three lines that its owner fills in and a release checks', async () => {
  const { repository, homepage, bugs } = manifest;
  const [, owner] = /^git\+https:\/\/github\.com\/([^/]+)\/create-flask-container\.git$/.exec(repository.url)!;
  const address = `https://github.com/${owner}/create-flask-container`;
  expect({ homepage, bugs }).toEqual({ homepage: `${address}#readme`, bugs: `${address}/issues` });
  const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8');
  const check = /node -e '([^']+)'\n\s+- run: sudo/.exec(workflow)![1]!;
  const run = (repositoryName: string) =>
    runProgram(['-e', check], { cwd: ROOT, env: { GITHUB_REPOSITORY: repositoryName }, program: [process.execPath] });
  expect((await run(`${owner}/create-flask-container`)).exitCode).toBe(0);
  const other = await run('somebody/else');
  expect(other.exitCode).toBe(1);
  expect(other.stderr).toContain('repository is');
});

test('npm has nothing to say of install scripts', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const scripts = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
    .filter((name) => name !== 'fsevents');
  expect(Object.keys(manifest.allowScripts).sort()).toEqual(expect.arrayContaining(scripts.sort()));
});
