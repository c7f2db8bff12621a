import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GitServer, newRepository, serveGit } from '../kit/git-server';
import { runHere as runProgram } from '../kit/one-process';
import { environment, filesIn, newFolder } from '../kit/program';
import { cacheFiles, leftIn } from '../kit/team';

/** Repositories whose objects say what no work tree could: written by hand, served by real git. */

let server: GitServer;
let bare: string;

beforeAll(async () => {
  server = await serveGit(newFolder());
  newRepository(server.root, 'hostile.git');
  bare = join(server.root, 'hostile.git');
});

afterAll(() => server.close());

const git = (words: readonly string[], input: string | Buffer = ''): string => {
  const ended = spawnSync('git', words, { cwd: bare, env: environment(), input });
  if (ended.status !== 0) throw new Error(ended.stderr.toString());
  return ended.stdout.toString().trim();
};

const blob = (content: string | Buffer): string => git(['hash-object', '-w', '--stdin'], content);

interface Item {
  readonly mode: string;
  readonly name: string | Buffer;
  readonly object: string;
}

/** Writes a tree byte by byte: git's own tools would refuse most of these. */
const tree = (items: readonly Item[]): string =>
  git(
    ['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'],
    Buffer.concat(
      items.map(({ mode, name, object }) =>
        Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(object, 'hex')]),
      ),
    ),
  );

const commitOf = (root: string): string => {
  const commit = git(['commit-tree', root, '-m', 'x']);
  git(['update-ref', 'refs/heads/main', commit]);
  return commit;
};

const MANIFEST = 'format: 1\nname: hostile\nextends: none\n';
const file = (name: string | Buffer, object: string): Item => ({ mode: '100644', name, object });
const folder = (name: string, object: string): Item => ({ mode: '40000', name, object });
const manifest = (): Item => file('template.yaml', blob(MANIFEST));
const withFiles = (items: readonly Item[]): string => commitOf(tree([folder('files', tree(items)), manifest()]));

/** 10^10 files in ten trees. */
const bomb = (): string => {
  let inner = tree([file('f', blob('x'))]);
  for (let level = 0; level < 10; level += 1)
    inner = tree(Array.from({ length: 10 }, (_, index) => folder(`d${index}`, inner)));
  return inner;
};

const deepTree = (levels: number): string => {
  let inner = tree([file('f', blob('x'))]);
  for (let level = 0; level < levels; level += 1) inner = tree([folder('d', inner)]);
  return inner;
};

const CASES: readonly (readonly [name: string, make: () => string, says: RegExp])[] = [
  ['a link', () => withFiles([{ mode: '120000', name: 'a', object: blob('/etc/passwd') }]), /symbolic link/],
  ['a submodule', () => withFiles([{ mode: '160000', name: 'a', object: '1'.repeat(40) }]), /submodule/],
  [
    'the manifest as a link',
    () => commitOf(tree([{ mode: '120000', name: 'template.yaml', object: blob('/etc/passwd') }])),
    /symbolic link/,
  ],
  [
    'files as a link',
    () => commitOf(tree([{ mode: '120000', name: 'files', object: blob('/etc') }, manifest()])),
    /symbolic link/,
  ],
  [
    'files as a submodule',
    () => commitOf(tree([{ mode: '160000', name: 'files', object: '1'.repeat(40) }, manifest()])),
    /submodule/,
  ],
  [
    'examples as a link',
    () => commitOf(tree([{ mode: '120000', name: 'examples', object: blob('/etc') }, manifest()])),
    /symbolic link/,
  ],
  ['no manifest', () => commitOf(tree([file('README.md', blob('x'))])), /no template\.yaml/],
  [
    'a manifest that is a folder',
    () => commitOf(tree([folder('template.yaml', tree([file('a', blob('x'))]))])),
    /no template\.yaml/,
  ],
  ['an empty tree', () => commitOf(tree([])), /no template\.yaml/],
  ['a folder called ..', () => withFiles([folder('..', tree([file('evil', blob('x'))]))]), /leaves its folder/],
  ['a folder called .', () => withFiles([folder('.', tree([file('evil', blob('x'))]))]), /leaves its folder/],
  ['a name with a slash', () => withFiles([file('../../evil', blob('x'))]), /leaves its folder/],
  ['an absolute name', () => withFiles([file('/etc/evil', blob('x'))]), /leaves its folder/],
  [
    '.git',
    () =>
      withFiles([
        folder(
          '.git',
          tree([
            folder(
              'hooks',
              tree([{ mode: '100755', name: 'post-checkout', object: blob('#!/bin/sh\ntouch SENTINEL\n') }]),
            ),
          ]),
        ),
      ]),
    /git's own folder/,
  ],
  ['a name that is no UTF-8', () => withFiles([file(Buffer.from([0x66, 0xff, 0xfe]), blob('x'))]), /not UTF-8/],
  ['a name with an escape', () => withFiles([file('a\u001b[2J', blob('x'))]), /control/],
  ['one name twice', () => withFiles([file('a', blob('x')), file('a', blob('y'))]), /twice/],
  ['a device', () => withFiles([{ mode: '20000', name: 'a', object: blob('x') }]), /submodule|mode|entry/],
  [
    'a tree where a file should be',
    () => withFiles([{ mode: '100644', name: 'a', object: tree([]) }]),
    /git|entry|is a/,
  ],
  ['a bomb of trees', () => commitOf(tree([folder('files', bomb()), manifest()])), /more than 2000 files/],
  ['a tree of 100 levels', () => commitOf(tree([folder('files', deepTree(100)), manifest()])), /more than 64 levels/],
  ['a file of more than 1 MiB', () => withFiles([file('a', blob(Buffer.alloc(1_048_577)))]), /more than 1048576/],
  [
    'more than 20 MiB of one object',
    () =>
      withFiles(
        Array.from({ length: 30 }, (_, index) =>
          file(`f${String(index).padStart(2, '0')}`, blob(Buffer.alloc(1_048_576))),
        ),
      ),
    /more than 20971520 bytes/,
  ],
  ['a name of 300 bytes', () => withFiles([file('a'.repeat(300), blob('x'))]), /more than 255 bytes/],
];

test.each(CASES)('%s', async (_, make, says) => {
  const commit = make();
  const [cwd, cache, temporary] = [newFolder(), newFolder(), newFolder()];
  const ended = await runProgram(
    ['my-app', '--template', `git+${server.url}/hostile.git#${commit}`, '--no-git', '--registry-user', 'acme', '--yes'],
    { cwd, env: { XDG_CACHE_HOME: cache, TMPDIR: temporary } },
  );
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({
    exitCode: 65,
    stderr: expect.stringMatching(says),
  });
  expect(ended.stderr).not.toMatch(/\u001b/);
  expect(filesIn(cwd).size).toBe(0);
  expect(cacheFiles(cache)).toEqual([]);
  expect(leftIn(temporary)).toEqual([]);
});

test('what stands beside the template is not looked at: a link there does no harm', async () => {
  const commit = commitOf(
    tree([
      folder('files', tree([file('a.txt', blob('a\n'))])),
      { mode: '120000', name: 'link', object: blob('/etc/passwd') },
      { mode: '160000', name: 'module', object: '1'.repeat(40) },
      manifest(),
    ]),
  );
  const cwd = newFolder();
  const ended = await runProgram(
    ['my-app', '--template', `git+${server.url}/hostile.git#${commit}`, '--no-git', '--registry-user', 'acme', '--yes'],
    { cwd },
  );
  expect(ended.exitCode).toBe(0);
  expect([...filesIn(join(cwd, 'my-app')).keys()]).toEqual(['.create-flask-container.json', 'a.txt']);
});

test('a host whose words hold escape sequences and secrets', async () => {
  const rude = await serveGit(server.root, (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-advertisement' });
    const line = 'ERR \u001b[2J\u001b]0;owned\u0007 see https://user:secret-token@example.com/';
    response.end(`001e# service=git-upload-pack\n0000${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`);
    return true;
  });
  const ended = await runProgram([
    'my-app',
    '--template',
    `git+${rude.url}/x.git#main`,
    '--registry-user',
    'acme',
    '--yes',
  ]);
  await rude.close();
  expect(ended.exitCode).toBe(75);
  expect(ended.stderr).not.toMatch(/[\u0007\u001b]/);
  expect(ended.stderr).not.toContain('secret-token');
});

test('a run that is ended by a signal while it fetches leaves nothing', async () => {
  const { spawn } = await import('node:child_process');
  const { PROGRAM } = await import('../kit/program');
  const [cwd, cache, temporary] = [newFolder(), newFolder(), newFolder()];
  let reached = (): void => undefined;
  const waiting = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const slow = await serveGit(server.root, () => {
    reached();
    return true;
  });
  const child = spawn(
    process.execPath,
    [PROGRAM, 'my-app', '--template', `git+${slow.url}/x.git#${'1'.repeat(40)}`, '--registry-user', 'acme', '--yes'],
    { cwd, env: environment({ XDG_CACHE_HOME: cache, TMPDIR: temporary }), stdio: 'ignore' },
  );
  await waiting;
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.on('close', resolve));
  await slow.close();
  expect(code).toBe(130);
  expect(filesIn(cwd).size).toBe(0);
  expect(cacheFiles(cache)).toEqual([]);
  expect(leftIn(temporary)).toEqual([]);
  expect(existsSync(join(cwd, 'my-app'))).toBe(false);
});
