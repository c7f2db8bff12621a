import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type GitServer, newRepository, serveGit } from '../kit/git-server';
import { filesIn, newFolder, PROGRAM, runProgram } from '../kit/program';
import { TEAM } from '../kit/team';

/** Disks that are full or cannot be written while a template is fetched and kept. */

let server: GitServer;
let source: string;

beforeAll(async () => {
  server = await serveGit(newFolder());
  source = `git+${server.url}/team.git#${newRepository(server.root, 'team.git').publish(TEAM)}`;
});

afterAll(() => server.close());

/** Runs the program where a small file system is mounted on a folder. */
const withMount = (options: string, folder: string, cwd: string, env: Record<string, string>) =>
  runProgram(
    [
      '-Urm',
      'sh',
      '-c',
      `mount -t tmpfs -o ${options} tmpfs '${folder}' && exec '${process.execPath}' '${PROGRAM}' my-app --template '${source}' --no-git --yes --json`,
    ],
    { program: ['unshare'], cwd, env },
  );

test.each([
  ['full', 'size=4k,nr_inodes=3', /no space left/],
  ['read-only', 'ro', /read-only/],
])('a cache on a %s disk is told of, and the repository is whole', async (_, options, says) => {
  const [cwd, cache] = [newFolder(), newFolder()];
  const ended = await withMount(options, cache, cwd, { XDG_CACHE_HOME: cache });
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(ended.stdout).notes[0]).toMatch(says);
  expect(filesIn(join(cwd, 'my-app')).get('docs/owner.yaml')).toBe('team: "core"\n');
});

test('a full disk for temporary files is exit 74, with nothing made', async () => {
  const [cwd, temporary] = [newFolder(), newFolder()];
  const ended = await withMount('size=16k', temporary, cwd, { TMPDIR: temporary });
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({
    exitCode: 74,
    stderr: expect.stringMatching(/disk is full/),
  });
  expect(JSON.parse(ended.stdout).problems[0].fix).toBeDefined();
  expect(readdirSync(cwd)).toEqual([]);
});
