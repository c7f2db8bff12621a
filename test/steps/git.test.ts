import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, environment, filesIn, git, newFolder } from '../kit/program';
import { atTerminal, KEYS } from '../kit/terminal';

/** The first commit, with the real git and whatever the machine's settings do to it. */

const create = (cwd: string, words: readonly string[] = [], env = {}) =>
  runProgram(['my-app', ...COMPLETE, ...words], { cwd, env });
const clean = (app: string) => git(app, 'status', '--porcelain');

test('one commit on the chosen branch, everything in it, the tree clean', async () => {
  const cwd = newFolder();
  const ended = await create(cwd, ['--branch', 'trunk']);
  expect(ended.exitCode).toBe(0);
  const app = join(cwd, 'my-app');
  expect((await git(app, 'log', '--format=%an|%s')).trim()).toMatch(
    /^Ada Lovelace\|Start my-app with create-flask-container \d+\.\d+\.\d+$/,
  );
  expect((await git(app, 'branch', '--show-current')).trim()).toBe('trunk');
  expect(await clean(app)).toBe('');
  expect((await git(app, 'ls-files')).trim().split('\n')).toContain('.create-flask-container.json');
});

test('no identity: the files stay, 69, and the commands that finish it do finish it', async () => {
  const cwd = newFolder();
  const none = {
    GIT_AUTHOR_NAME: undefined,
    GIT_AUTHOR_EMAIL: undefined,
    GIT_COMMITTER_NAME: undefined,
    GIT_COMMITTER_EMAIL: undefined,
  };
  const ended = await create(cwd, ['--json'], none);
  expect(ended.exitCode).toBe(69);
  expect(ended.stderr).toContain('git does not know who commits');
  const report = JSON.parse(ended.stdout);
  expect(report.outcome).toBe('partial');
  const commands: string[] = report.steps.flatMap(({ commands = [] }: { commands?: string[] }) => commands);
  expect(commands.length).toBeGreaterThan(0);
  const app = join(cwd, 'my-app');
  expect((await runProgram(['-ec', commands.join('\n')], { cwd: app, program: ['sh'] })).exitCode).toBe(0);
  expect(await clean(app)).toBe('');
});

test('hooks, signing, templates and line-end settings of the user do not touch the first commit', async () => {
  const cwd = newFolder();
  const home = environment()['HOME']!;
  const hooks = join(home, 'hooks');
  mkdirSync(hooks);
  for (const hook of ['pre-commit', 'commit-msg', 'prepare-commit-msg', 'post-commit']) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch ${join(home, 'ran')}\nexit 1\n`);
    chmodSync(join(hooks, hook), 0o755);
  }
  mkdirSync(join(home, 'template', 'hooks'), { recursive: true });
  writeFileSync(join(home, 'template', 'hooks', 'pre-commit'), `#!/bin/sh\ntouch ${join(home, 'ran')}\n`, {
    mode: 0o755,
  });
  writeFileSync(join(home, 'ignored'), '*.md\n');
  writeFileSync(
    join(home, '.gitconfig'),
    `[core]\n\thooksPath = ${hooks}\n\tautocrlf = true\n\tsafecrlf = true\n\texcludesFile = ${join(home, 'ignored')}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = /bin/false\n[init]\n\ttemplateDir = ${join(home, 'template')}\n\tdefaultBranch = other\n`,
  );
  const ended = await runProgram(['my-app', ...COMPLETE], { cwd, env: { HOME: home } });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  const app = join(cwd, 'my-app');
  expect(existsSync(join(home, 'ran'))).toBe(false);
  expect((await git(app, 'ls-files', 'README.md')).trim()).toBe('README.md');
  expect(
    (await runProgram(['status', '--porcelain'], { cwd: app, program: ['git'], env: { HOME: home } })).stdout,
  ).toBe('');
});

test('an inherited GIT_DIR or index leads nowhere', async () => {
  const cwd = newFolder();
  const other = newFolder();
  await git(other, 'init', '--quiet');
  const ended = await create(cwd, [], {
    GIT_DIR: join(other, '.git'),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: join(other, 'index'),
    GIT_OBJECT_DIRECTORY: join(other, 'objects'),
  });
  expect(ended.exitCode).toBe(0);
  expect(await clean(join(cwd, 'my-app'))).toBe('');
  expect((await runProgram(['log'], { cwd: other, program: ['git'] })).exitCode).not.toBe(0);
  expect(readdirSync(other)).toEqual(['.git']);
});

test('inside another repository none is made unless --git says so; where that one ignores the folder it is', async () => {
  const cwd = newFolder();
  await git(cwd, 'init', '--quiet');
  writeFileSync(join(cwd, '.gitignore'), 'scratch/\n');
  const inside = await create(cwd);
  expect(inside.exitCode).toBe(0);
  expect(inside.stdout).toContain('inside another git repository');
  expect(existsSync(join(cwd, 'my-app', '.git'))).toBe(false);
  expect((await runProgram(['insisted', ...COMPLETE, '--git'], { cwd })).exitCode).toBe(0);
  expect(existsSync(join(cwd, 'insisted', '.git'))).toBe(true);
  expect((await runProgram(['scratch/my-app', ...COMPLETE], { cwd })).exitCode).toBe(0);
  expect(await clean(join(cwd, 'scratch/my-app'))).toBe('');
});

test('a fresh clone of an empty repository is filled on its own branch', async () => {
  const cwd = newFolder();
  await git(cwd, 'init', '--quiet', '--bare', '--initial-branch=develop', 'remote.git');
  await git(cwd, 'clone', '--quiet', 'remote.git', 'my-app');
  const ended = await create(cwd, ['--branch', 'trunk']);
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toContain('its branch was left as it is');
  const app = join(cwd, 'my-app');
  expect((await git(app, 'branch', '--show-current')).trim()).toBe('develop');
  expect((await git(app, 'rev-list', '--count', 'HEAD')).trim()).toBe('1');
  expect(await clean(app)).toBe('');
  await git(app, 'push', '--quiet', 'origin', 'develop');
});

test('in a repository in use only our paths are committed; what the user staged stays staged', async () => {
  const cwd = newFolder();
  const app = join(cwd, 'my-app');
  mkdirSync(app);
  await git(app, 'init', '--quiet', '--initial-branch=work');
  writeFileSync(join(app, 'old.txt'), 'old');
  await git(app, 'add', '.');
  await git(app, 'commit', '--quiet', '--message', 'old');
  writeFileSync(join(app, 'old.txt'), 'changed');
  writeFileSync(join(app, 'staged.txt'), 'staged');
  writeFileSync(join(app, 'loose.txt'), 'loose');
  await git(app, 'add', 'staged.txt');
  const ended = await create(cwd, ['--on-conflict', 'keep', '--git']);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ended.stdout).toMatch(/: \d+ files, in a commit\./);
  expect((await git(app, 'status', '--porcelain')).split('\n').sort()).toEqual(
    ['', ' M old.txt', '?? loose.txt', 'A  staged.txt'].sort(),
  );
  const committed = (await git(app, 'show', '--name-only', '--format=', 'HEAD')).trim().split('\n');
  expect(committed).toContain('README.md');
  expect(committed).not.toContain('staged.txt');
  expect((await git(app, 'branch', '--show-current')).trim()).toBe('work');
});

test('a git that fails or is missing keeps the files and says what to do', async () => {
  const cwd = newFolder();
  const bin = newFolder();
  writeFileSync(
    join(bin, 'git'),
    '#!/bin/sh\ncase "$*" in *"commit --message"*) echo "fatal: disk on fire" >&2; exit 128 ;; esac\nexec /usr/bin/git "$@"\n',
    { mode: 0o755 },
  );
  const failed = await create(cwd, [], { PATH: `${bin}:/usr/bin:/bin` });
  expect(failed.exitCode).toBe(74);
  expect(failed.stderr).toContain('disk on fire');
  expect(failed.stdout).toContain("git commit --message 'Start my-app");
  expect(readFileSync(join(cwd, 'my-app', '.create-flask-container.json'), 'utf8')).toContain('my-app');
});

test('on a terminal a git that takes its time is named, and Ctrl-C in the middle keeps the files', async () => {
  const cwd = newFolder();
  const bin = newFolder();
  writeFileSync(
    join(bin, 'git'),
    '#!/bin/sh\ncase "$*" in *"commit --message"*) sleep 30 ;; esac\nexec /usr/bin/git "$@"\n',
    {
      mode: 0o755,
    },
  );
  const person = atTerminal(['my-app', ...COMPLETE], { cwd, env: { PATH: `${bin}:/usr/bin:/bin` } });
  await person.waitFor('git commit ...');
  person.type(KEYS.ctrlC);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expect(person.seen()).toContain('To finish, in my-app');
  expect(existsSync(join(cwd, 'my-app', '.create-flask-container.json'))).toBe(true);
});

test('--no-git makes no repository', async () => {
  const cwd = newFolder();
  expect((await create(cwd, ['--no-git'])).exitCode).toBe(0);
  expect(existsSync(join(cwd, 'my-app', '.git'))).toBe(false);
});

/** A repository with a history of its own, and a README.md that is not ours. */
const withHistory = async (): Promise<{ readonly cwd: string; readonly app: string }> => {
  const cwd = newFolder();
  const app = join(cwd, 'my-app');
  mkdirSync(app);
  await git(app, 'init', '--quiet', '--initial-branch=work');
  writeFileSync(join(app, 'README.md'), 'mine\n');
  await git(app, 'add', '.');
  await git(app, 'commit', '--quiet', '--message', 'mine');
  return { cwd, app };
};

test.each([
  ['keep', ' new, 1 kept as they are.\n'],
  ['replace', ' new, 1 replaced.\n'],
])(
  'into a history that was there, %s stages and commits nothing unless --git is given, and says which command does',
  async (way, headline) => {
    const { cwd, app } = await withHistory();
    const ended = await create(cwd, ['--on-conflict', way]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(headline);
    expect(ended.stdout).toContain('Nothing was committed: the repository has commits of its own');
    expect(ended.stdout.includes('  README.md\n')).toBe(way === 'keep');
    expect((await git(app, 'rev-list', '--count', 'HEAD')).trim()).toBe('1');
    expect(await git(app, 'diff', '--cached', '--name-only')).toBe('');
    const commands = ended.stdout.split('\n').filter((line) => /^ {4}(cd|git (add|commit)) /.test(line));
    expect((await runProgram(['-ec', commands.join('\n')], { cwd, program: ['sh'] })).exitCode).toBe(0);
    expect((await git(app, 'rev-list', '--count', 'HEAD')).trim()).toBe('2');
    expect(await clean(app)).toBe('');
  },
);

test('what is committed on request into a history is called a commit, and no first one', async () => {
  const { cwd } = await withHistory();
  const ended = await create(cwd, ['--on-conflict', 'replace', '--git']);
  expect(ended.stdout).toMatch(/ new, 1 replaced; the \d+ that were written are in a commit\./);
  expect(ended.stdout).not.toContain('first commit');
});

test('files that differ and were kept are not nothing to do', async () => {
  const cwd = newFolder();
  expect((await create(cwd)).exitCode).toBe(0);
  const again = await create(cwd, ['--port', '9000', '--on-conflict', 'keep']);
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toMatch(/^Nothing was written in my-app: \d+ kept as they are, \d+ already there\.\n/);
  expect(again.stdout).toContain('  compose.yaml\n');
  expect(again.stdout).not.toContain('Nothing to do');
  expect((await create(cwd)).stdout).toContain('Nothing to do');
});

test('without an identity every command is told once, and all of them work in their order', async () => {
  const cwd = newFolder();
  const none = Object.fromEntries(
    ['AUTHOR_NAME', 'AUTHOR_EMAIL', 'COMMITTER_NAME', 'COMMITTER_EMAIL'].map((name) => [`GIT_${name}`, undefined]),
  );
  const ended = await create(cwd, ['--ci', 'none'], none);
  expect(ended.exitCode).toBe(69);
  expect(ended.stdout.match(/git commit/g)).toHaveLength(1);
  const commands = ended.stdout.split('\n').filter((line) => /^ {4}(cd|git) /.test(line));
  const pasted = await runProgram(['-ec', commands.join('\n')], { cwd, env: none, program: ['sh'] });
  expect(pasted.exitCode).toBe(0);
  expect(await clean(join(cwd, 'my-app'))).toBe('');
});

test.each(['master', 'develop', 'release/1.x'])(
  'where the folder is on %s, the files are made for it, without a word',
  async (branch) => {
    const cwd = newFolder();
    await git(cwd, 'init', '--quiet', `--initial-branch=${branch}`, 'my-app');
    const ended = await create(cwd, ['--json']);
    const document = JSON.parse(ended.stdout);
    expect(document).toMatchObject({ outcome: 'created', answers: { branch } });
    expect(document.notes).toBeUndefined();
    expect(document.replay).toEqual(expect.arrayContaining(['--branch', branch]));
    const app = join(cwd, 'my-app');
    const workflows = readdirSync(join(app, '.github', 'workflows'));
    const workflow = parse(readFileSync(join(app, '.github', 'workflows', workflows[0]!), 'utf8'));
    expect(workflow.on.push.branches).toEqual([branch]);
    expect((await git(app, 'rev-list', '--count', branch)).trim()).toBe('1');
    // The same again, from its own record, somewhere else.
    const other = newFolder();
    const config = join(app, '.create-flask-container.json');
    expect((await runProgram(['my-app', '--config', config, '--yes', '--no-git'], { cwd: other })).exitCode).toBe(0);
    expect(filesIn(join(other, 'my-app'))).toEqual(filesIn(app));
  },
);

test('another branch that is asked for is told of, with the command that goes there', async () => {
  const cwd = newFolder();
  await git(cwd, 'init', '--quiet', '--initial-branch=master', 'my-app');
  const { notes } = JSON.parse((await create(cwd, ['--json', '--branch', 'main'])).stdout);
  expect(notes).toEqual([expect.stringMatching(/is on master, .* made for main: git branch -m main renames it$/)]);
  const app = join(cwd, 'my-app');
  await git(app, 'branch', '-m', 'main');
  expect((await git(app, 'branch', '--show-current')).trim()).toBe('main');
});

test('a detached HEAD is told of, with the command that makes a branch', async () => {
  const cwd = newFolder();
  await git(cwd, 'init', '--quiet', '--initial-branch=main', 'my-app');
  const app = join(cwd, 'my-app');
  await git(app, 'commit', '--quiet', '--allow-empty', '--message=x');
  await git(app, 'checkout', '--quiet', '--detach');
  const { notes } = JSON.parse((await create(cwd, ['--json', '--git'])).stdout);
  expect(notes).toEqual([expect.stringMatching(/on no branch .*git switch -c main makes one$/)]);
});
