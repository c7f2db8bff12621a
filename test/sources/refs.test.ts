import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type GitServer, newRepository, serveGit } from '../kit/git-server';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, newFolder } from '../kit/program';
import { ALONE, cacheFiles, TEAM, templateFolder } from '../kit/team';

/** What a name of a template can stand for, and what it cannot: the default branch, other objects, other files. */

let server: GitServer;

beforeAll(async () => {
  server = await serveGit(newFolder());
});

afterAll(() => server.close());

const create = (source: string, env: Record<string, string> = {}, cwd = newFolder()) =>
  runProgram(['my-app', '--template', source, '--no-git', '--json', ...COMPLETE], {
    cwd,
    env: { XDG_CACHE_HOME: newFolder(), ...env },
  });
const told = (stdout: string): string =>
  (JSON.parse(stdout).problems as { message: string; fix: string }[])
    .map((each) => `${each.message} (${each.fix})`)
    .join();

describe('a git repository', () => {
  test('named without a commit is its default branch, and pinned before it is used', async () => {
    const commit = newRepository(server.root, 'plain.git').publish(ALONE);
    const ended = await create(`git+${server.url}/plain.git`);
    expect([ended.exitCode, told(ended.stdout)]).toEqual([77, expect.stringContaining(commit)]);
    expect(told(ended.stdout)).toContain('the default branch');
  });

  test('without a default branch asks for a name', async () => {
    newRepository(server.root, 'empty.git');
    const ended = await create(`git+${server.url}/empty.git`);
    expect([ended.exitCode, told(ended.stdout)]).toEqual([
      2,
      expect.stringContaining('the repository has no default branch'),
    ]);
  });

  test('pinned to an object that is no commit is told so', async () => {
    const { git, publish } = newRepository(server.root, 'objects.git');
    publish(ALONE);
    const blob = git('rev-parse', 'HEAD:template.yaml');
    git('tag', 'blob', blob);
    git('push', '--quiet', 'origin', 'blob');
    const ended = await create(`git+${server.url}/objects.git#${blob}`);
    expect([ended.exitCode, told(ended.stdout)]).toEqual([2, expect.stringContaining(`${blob} is no commit`)]);
  });

  test('whose objects have names of 64 digits', async () => {
    const bare = join(server.root, 'sha256.git');
    const work = templateFolder(ALONE);
    const git = (cwd: string, ...words: string[]) => runProgram(words, { cwd, program: ['git'] });
    await git(server.root, 'init', '--quiet', '--bare', '--object-format=sha256', '--initial-branch=main', bare);
    await git(work, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main');
    await git(work, 'add', '--all');
    await git(work, 'commit', '--quiet', '--message', 'Begin');
    await git(work, 'push', '--quiet', bare, 'HEAD:refs/heads/main');
    const commit = (await git(work, 'rev-parse', 'HEAD')).stdout.trim();
    expect(commit).toHaveLength(64);
    const ended = await create(`git+${server.url}/sha256.git#${commit}`);
    expect([ended.exitCode, JSON.parse(ended.stdout).problems]).toEqual([0, []]);
  });
});

describe('a folder', () => {
  test('with a named pipe is refused, and not waited for', async () => {
    const folder = templateFolder(ALONE);
    spawnSync('mkfifo', [join(folder, 'files', 'pipe')]);
    const ended = await create(folder);
    expect([ended.exitCode, told(ended.stdout)]).toEqual([65, expect.stringContaining('a named pipe')]);
  });

  test('with a socket is refused', async () => {
    const folder = templateFolder(ALONE);
    const socket = createServer().listen(join(folder, 'files', 'socket'));
    await new Promise((resolve) => socket.once('listening', resolve));
    const ended = await create(folder);
    await new Promise((resolve) => socket.close(resolve));
    expect([ended.exitCode, told(ended.stdout)]).toEqual([65, expect.stringContaining('a socket')]);
  });

  test('with a name that is not UTF-8 is refused', async () => {
    const folder = templateFolder(ALONE);
    writeFileSync(Buffer.concat([Buffer.from(join(folder, 'files/')), Buffer.from([0x61, 0xff])]), 'x');
    const ended = await create(folder);
    expect([ended.exitCode, told(ended.stdout)]).toEqual([65, expect.stringContaining('the name is not UTF-8')]);
  });
});

describe('what is kept for the next run', () => {
  test.each<[string, (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, 40)],
    ['lengthened', (file) => writeFileSync(file, 'more', { flag: 'a' })],
    ['gone', (file) => rmSync(file)],
    [
      'a folder by now',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('and is %s: it is fetched again', async (_, harm) => {
    const cache = newFolder();
    const own = await serveGit(newFolder());
    try {
      const commit = newRepository(own.root, 'team.git').publish(TEAM);
      const source = `git+${own.url}/team.git#${commit}`;
      expect((await create(source, { XDG_CACHE_HOME: cache })).exitCode).toBe(0);
      const before = own.requests();
      harm(cacheFiles(cache)[0]!);
      expect((await create(source, { XDG_CACHE_HOME: cache })).exitCode).toBe(0);
      expect(own.requests()).toBeGreaterThan(before);
    } finally {
      await own.close();
    }
  });

  test('lies below the home folder, or where XDG_CACHE_HOME says in full', async () => {
    const commit = newRepository(server.root, 'kept.git').publish(TEAM);
    const home = newFolder();
    const ended = await create(`git+${server.url}/kept.git#${commit}`, { XDG_CACHE_HOME: 'relative', HOME: home });
    expect(ended.exitCode).toBe(0);
    expect(cacheFiles(join(home, '.cache')).length).toBe(1);
  });
});
