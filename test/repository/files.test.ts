import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Files, folderFiles } from '../../src/machine/files';
import { heldFiles } from '../../src/machine/tree-files';
import { RECORD_FILE } from '../../src/project/record';
import { recordIn } from '../../src/repository/read-record';
import { readFiles } from '../../src/repository/read-repository';
import { commitFiles } from '../../src/steps/commit-files';
import { COMPLETE, filesIn, git, newFolder, runProgram } from '../kit/program';
import { testWorld } from '../kit/world';

/** A repository is read in one way, wherever its files are: in a folder, in a commit, in memory. */

const committed = async (folder: string, prefix = ''): Promise<Files> => {
  const commit = (await git(folder, 'rev-parse', 'HEAD')).trim();
  const files = await commitFiles({ cwd: folder, commit, prefix }, testWorld());
  if (!files) throw new Error('git gave no files');
  return files;
};

const held = (folder: string): Files =>
  heldFiles([...filesIn(folder).keys()].map((path) => ({ path, content: readFileSync(join(folder, path)) })));

const repositoryOf = async (files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) => {
  const folder = newFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  }
  await git(folder, 'init', '-q');
  await git(folder, 'add', '-A');
  await git(folder, 'commit', '-qm', 'all');
  return folder;
};

test('a generated repository says the same in a folder, in a commit and in memory', async () => {
  const cwd = newFolder();
  expect((await runProgram(['my-app', ...COMPLETE], { cwd })).exitCode).toBe(0);
  const folder = join(cwd, 'my-app');
  const reading = { directory: folder };
  const facts = await readFiles(folderFiles(folder), reading);
  expect(facts).toMatchObject({ context: '', service: { name: 'web' }, answered: { image: 'acme/my-app' } });
  expect(facts.workflows).toHaveLength(1);
  expect(await readFiles(await committed(folder), reading)).toEqual(facts);
  expect(await readFiles(held(folder), reading)).toEqual(facts);
  const record = await recordIn(await committed(folder));
  expect(record).toMatchObject({ answers: { name: 'my-app' } });
  expect(await recordIn(held(folder))).toEqual(record);
});

test('a commit is read as it is, whatever stands in the folder, its index and its filters', async () => {
  const folder = await repositoryOf({
    Dockerfile: 'FROM one\n',
    'app/Dockerfile': 'FROM two\n',
    'app/run.txt': 'a\r\nb\0\xff',
    '.gitattributes': '*.txt filter=evil\n',
  });
  await git(folder, 'config', 'filter.evil.smudge', 'touch ran; cat');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM three\n');
  await git(folder, 'add', '-A');
  const files = await committed(folder);
  expect((await files.read('Dockerfile', 100))?.toString()).toBe('FROM one\n');
  expect(await files.read('app/run.txt', 100)).toEqual(Buffer.from('a\r\nb\0\xff'));
  expect((await (await committed(folder, 'app/')).read('Dockerfile', 100))?.toString()).toBe('FROM two\n');
  expect(filesIn(folder).has('ran')).toBe(false);
  const nowhere = { cwd: folder, commit: 'f'.repeat(40), prefix: '' };
  expect(await commitFiles(nowhere, testWorld())).toBeUndefined();
  expect(await commitFiles({ cwd: folder, commit: 'HEAD', prefix: 'gone/' }, testWorld())).toBeUndefined();
});

const FILES = {
  'a.txt': 'a',
  'deep/er/b.txt': 'bb',
  'x/y.txt': 'y',
  'with space/ü.txt': 'u',
};

const LINKS = {
  'to-file': 'a.txt',
  'to-folder': 'deep/er',
  'deep/up': '../x',
  'deep/er/again': '../../to-folder/b.txt',
  outside: '../../etc/passwd',
  absolute: '/etc/passwd',
  loop: 'loop',
  'loop-a': 'loop-b/x',
  'loop-b': 'loop-a',
  dangling: 'gone',
};

const PATHS = [
  ['a.txt', 'a.txt'],
  ['./a.txt', 'a.txt'],
  ['deep/../a.txt', 'a.txt'],
  ['deep//er/./b.txt', 'deep/er/b.txt'],
  ['with space/ü.txt', 'with space/ü.txt'],
  ['to-file', 'a.txt'],
  ['to-folder', 'deep/er/'],
  ['to-folder/b.txt', 'deep/er/b.txt'],
  ['to-folder/../a.txt', 'a.txt'],
  ['deep/up/y.txt', 'x/y.txt'],
  ['deep/er/again', 'deep/er/b.txt'],
  ['.', '/'],
  ['', '/'],
  ['deep', 'deep/'],
  ['deep/er/', 'deep/er/'],
  ['gone', undefined],
  ['deep/gone/b.txt', undefined],
  ['a.txt/x', undefined],
  ['../x', undefined],
  ['deep/../../x', undefined],
  ['/etc/passwd', undefined],
  ['outside', undefined],
  ['absolute', undefined],
  ['loop', undefined],
  ['loop-a', undefined],
  ['dangling', undefined],
] as const;

describe('paths and links', () => {
  let ports: readonly (readonly [string, Files])[];
  beforeAll(async () => {
    const folder = await repositoryOf(FILES, LINKS);
    ports = [
      ['folder', folderFiles(folder)],
      ['commit', await committed(folder)],
    ];
  });

  test.each(PATHS)('%p leads to %p, in a folder as in a commit', async (path, expected) => {
    for (const [port, files] of ports) {
      const found = await files.at(path);
      const there = found && `${found.path}${found.kind === 'folder' ? '/' : ''}`;
      const text = (await files.read(path, 10))?.toString();
      const isFile = expected !== undefined && !expected.endsWith('/');
      expect([port, there, text]).toEqual([port, expected, isFile ? FILES[expected as keyof typeof FILES] : undefined]);
    }
  });

  test('a larger file than is asked for is not read, and a listing names files and folders but no links', async () => {
    for (const [port, files] of ports) {
      expect([port, await files.read('deep/er/b.txt', 1)]).toEqual([port, undefined]);
      expect([port, await files.list('deep')]).toEqual([port, [{ name: 'er', kind: 'folder' }]]);
      expect([port, (await files.list('')).map(({ name }) => name).filter((name) => name !== '.git')]).toEqual([
        port,
        ['a.txt', 'deep', 'with space', 'x'],
      ]);
      expect([port, await files.list('a.txt'), await files.list('gone')]).toEqual([port, [], []]);
    }
  });
});

test.each([
  ['nothing', '', 'it is no JSON'],
  ['a list', '[]', 'it is no mapping'],
  ['an id that is none', '{"files":{"a":"x"}}', 'files: "a" has no id of 40 digits'],
  ['too much', `{"name":"${'x'.repeat(1024 * 1024)}"}`, 'it is larger than 1 MiB'],
])('a record that says %s is told to be none', async (_, text, fault) => {
  expect(await recordIn(heldFiles([{ path: RECORD_FILE, content: Buffer.from(text) }]))).toEqual({ fault });
  expect(await recordIn(heldFiles([]))).toBeUndefined();
});
