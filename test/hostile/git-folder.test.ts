import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { git, newFolder } from '../kit/program';
import { committed, create, ownRepository, type Place, prepared, repositoryAt, snapshot } from './git-place';

/** A folder whose `.git` is somebody else's: files are made, and nothing is written elsewhere. */

/** Moves a part of the own repository out of it, and leaves a link. */
const linked =
  (part: string) =>
  async (place: Place): Promise<void> => {
    const own = await ownRepository(place);
    const elsewhere = join(place.victim, 'part');
    if (existsSync(join(own, part))) renameSync(join(own, part), elsewhere);
    else writeFileSync(elsewhere, '');
    mkdirSync(dirname(join(own, part)), { recursive: true });
    symlinkSync(elsewhere, join(own, part));
  };

const settings =
  (...lines: readonly string[]) =>
  async (place: Place): Promise<void> => {
    appendFileSync(join(await ownRepository(place), 'config'), `${lines.join('\n')}\n`);
  };

const FOREIGN: readonly (readonly [title: string, make: (place: Place) => Promise<void> | void])[] = [
  [
    'a file that leads to another repository',
    ({ app, victim }) => writeFileSync(join(app, '.git'), `gitdir: ${join(victim, '.git')}\n`),
  ],
  [
    'a file that leads there on a relative way',
    ({ app }) => writeFileSync(join(app, '.git'), 'gitdir: ../victim/.git'),
  ],
  ['a link to another repository', ({ app, victim }) => symlinkSync(join(victim, '.git'), join(app, '.git'))],
  ['a link to nothing', ({ app }) => symlinkSync('../nothing', join(app, '.git'))],
  ['a link to itself', ({ app }) => symlinkSync('.git', join(app, '.git'))],
  ['a file that leads to nothing', ({ app }) => writeFileSync(join(app, '.git'), 'gitdir: ../nothing\n')],
  ['a file that says nothing', ({ app }) => writeFileSync(join(app, '.git'), 'nothing\n')],
  ['a file that never ends', ({ app }) => writeFileSync(join(app, '.git'), `gitdir: ${'x'.repeat(100_000)}`)],
  ['a named pipe', ({ app }) => void execFileSync('mkfifo', [join(app, '.git')])],
  ['an empty folder', ({ app }) => mkdirSync(join(app, '.git'))],
  [
    'a chain of files',
    ({ app, victim, cwd }) => {
      mkdirSync(join(cwd, 'between'));
      writeFileSync(join(cwd, 'between', '.git'), `gitdir: ${join(victim, '.git')}\n`);
      writeFileSync(join(app, '.git'), 'gitdir: ../between/.git\n');
    },
  ],
  [
    'a file that leads to a link to another repository',
    ({ app, victim, cwd }) => {
      symlinkSync(join(victim, '.git'), join(cwd, 'alias'));
      writeFileSync(join(app, '.git'), 'gitdir: ../alias\n');
    },
  ],
  [
    'the worktree of another folder',
    async ({ app, victim, cwd }) => {
      await git(victim, 'worktree', 'add', '--quiet', join(cwd, 'other'));
      cpSync(join(cwd, 'other', '.git'), join(app, '.git'));
    },
  ],
  [
    'a worktree that names this folder, of a common folder that does not hold it',
    ({ app, victim, cwd }) => {
      const false_ = join(cwd, 'false', 'worktrees', 'x');
      mkdirSync(false_, { recursive: true });
      writeFileSync(join(false_, 'HEAD'), 'ref: refs/heads/main\n');
      writeFileSync(join(false_, 'commondir'), `${join(victim, '.git')}\n`);
      writeFileSync(join(false_, 'gitdir'), `${join(app, '.git')}\n`);
      writeFileSync(join(app, '.git'), `gitdir: ${false_}\n`);
    },
  ],
  [
    'a submodule of another folder',
    async ({ app, victim, cwd }) => {
      await repositoryAt(join(cwd, 'module'));
      await git(victim, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', join(cwd, 'module'), 'sub');
      writeFileSync(join(app, '.git'), `gitdir: ${join(victim, '.git', 'modules', 'sub')}\n`);
    },
  ],
  [
    'a commondir',
    async (place) => writeFileSync(join(await ownRepository(place), 'commondir'), join(place.victim, '.git')),
  ],
  [
    'alternates',
    async (place) =>
      writeFileSync(
        join(await ownRepository(place), 'objects', 'info', 'alternates'),
        `${join(place.victim, '.git', 'objects')}\n`,
      ),
  ],
  ['objects that are a link', linked('objects')],
  ['refs that are a link', linked('refs')],
  ['refs/heads that is a link', linked('refs/heads')],
  ['a branch that is a link', linked('refs/heads/main')],
  ['an index that is a link', linked('index')],
  ['a HEAD that is a link', linked('HEAD')],
  ['a config that is a link', linked('config')],
  ['logs that are a link', linked('logs')],
  ['a log that is a link', linked('logs/HEAD')],
  ['the log of a branch that is a link', linked('logs/refs/heads/main')],
  ['a message that is a link', linked('COMMIT_EDITMSG')],
  ['objects/info that is a link', linked('objects/info')],
  ['info that is a link', linked('info')],
  ['packed-refs that are a link', linked('packed-refs')],
  [
    'an object folder that is a link',
    async (place) => {
      const objects = join(await ownRepository(place), 'objects');
      for (let byte = 0; byte < 256; byte += 1) {
        const path = join(objects, byte.toString(16).padStart(2, '0'));
        if (!existsSync(path)) symlinkSync(place.victim, path);
      }
    },
  ],
  [
    'a message with a second name',
    async (place) => {
      const own = await ownRepository(place);
      rmSync(join(own, 'COMMIT_EDITMSG'), { force: true });
      linkSync(join(place.victim, 'precious'), join(own, 'COMMIT_EDITMSG'));
    },
  ],
  [
    'a log with a second name',
    async (place) => {
      const own = await ownRepository(place);
      rmSync(join(own, 'logs', 'HEAD'), { force: true });
      linkSync(join(place.victim, 'precious'), join(own, 'logs', 'HEAD'));
    },
  ],
  ['core.worktree elsewhere', (place) => settings('[core]', `\tworktree = ${place.victim}`)(place)],
  ['core.worktree below', (place) => settings('[core]', '\tworktree = ../sub')(place)],
  ['core.bare', settings('[core]', '\tbare = true')],
  [
    'an extension that git does not know',
    settings('[core]', '\trepositoryformatversion = 1', '[extensions]', '\tnew = 1'),
  ],
  ['settings that are none', settings('[core')],
  ['a filter whose name cannot be written', settings('[filter "a=b"]', '\tclean = false')],
  [
    'hundreds of filters',
    settings(...Array.from({ length: 300 }, (_, index) => `[filter "f${index}"]\n\tclean = false`)),
  ],
  ['a repository that is the folder itself', ({ app }) => void execFileSync('git', ['init', '--quiet', '--bare', app])],
];

test.each(FOREIGN)('%s gets files and no commit, and 73 with --git', async (_, make) => {
  const place = await prepared();
  await make(place);
  const [before, mine] = [snapshot(place.victim), snapshot(place.app)];
  for (const words of [['--git'], ['--git', '--dry-run']]) {
    const refused = await create(place.cwd, words);
    expect(refused).toMatchObject({ exitCode: 73, stdout: '' });
    expect(refused.stderr).toMatch(/nothing is committed, so that nothing is written elsewhere/);
    expect(snapshot(place.app)).toEqual(mine);
  }
  const planned = await create(place.cwd, ['--dry-run']);
  expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
  expect(planned.stdout).toMatch(/skip {6}first commit: .*nothing is committed/);
  const ended = await create(place.cwd, ['--json']);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(ended.stdout)).toMatchObject({
    outcome: 'created',
    steps: [
      { id: 'git-init', status: 'skipped', reason: expect.stringContaining('nothing is committed') },
      { id: 'git-commit', status: 'skipped', reason: expect.stringContaining('nothing is committed') },
    ],
  });
  expect(existsSync(join(place.app, 'Dockerfile'))).toBe(true);
  expect(snapshot(place.victim)).toEqual(before);
});

test('the words for people say it too, and --no-git says nothing of it', async () => {
  const place = await prepared();
  symlinkSync(join(place.victim, '.git'), join(place.app, '.git'));
  expect((await create(place.cwd, [])).stdout).toContain('Nothing was committed: its .git is a symbolic link');
  const other = await prepared();
  symlinkSync(join(other.victim, '.git'), join(other.app, '.git'));
  const ended = await create(other.cwd, ['--no-git']);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ended.stdout).not.toContain('committed');
});

test('a linked worktree and a submodule that name the folder are its own, and are committed into', async () => {
  const place = await prepared();
  rmSync(place.app, { recursive: true });
  await git(place.victim, 'worktree', 'add', '--quiet', '-b', 'side', place.app);
  expect(await create(place.cwd, ['--git'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await committed(place.app)).toContain('Dockerfile');
  expect((await git(place.victim, 'ls-tree', '--name-only', 'main')).trim()).toBe('precious');

  const other = await prepared();
  await repositoryAt(join(other.cwd, 'module'));
  const allowed = ['-c', 'protocol.file.allow=always'];
  await git(other.victim, ...allowed, 'submodule', '--quiet', 'add', join(other.cwd, 'module'), 'my-app');
  expect(await create(other.victim, ['--git'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await committed(join(other.victim, 'my-app'))).toContain('Dockerfile');
});

test('a repository with links among its hooks and with packed branches is its own', async () => {
  const place = await prepared();
  const own = await ownRepository(place);
  await git(place.app, 'gc', '--quiet');
  rmSync(join(own, 'hooks'), { recursive: true, force: true });
  mkdirSync(join(place.app, 'hooks'));
  symlinkSync('../hooks', join(own, 'hooks'));
  expect(await create(place.cwd, ['--git'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await committed(place.app)).toContain('Dockerfile');
});

test('a repository of another user is told by git, and gets files and no commit', async () => {
  const place = await prepared();
  const own = await ownRepository(place);
  for (const path of [place.app, own]) chownSync(path, 65_534, 65_534);
  const home = newFolder();
  const ended = await create(place.cwd, [], { HOME: home });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ended.stdout).toContain('safe.directory does not name it');
  writeFileSync(join(home, '.gitconfig'), `[safe]\n\tdirectory = ${place.app}\n`);
  rmSync(join(place.app, 'Dockerfile'));
  expect(await create(place.cwd, ['--git'], { HOME: home })).toMatchObject({ exitCode: 0, stderr: '' });
  for (const path of [place.app, own]) chownSync(path, process.getuid!(), process.getgid!());
  expect(await committed(place.app)).toEqual(['Dockerfile']);
});
