import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, git, newFolder, runProgram } from '../../kit/program';
import { change, commitAll, FIRST, madeOf, read, updated, type WorkedOn } from '../../kit/worked-on';

/** Where an update may start, and how its result is put into the repository. */

const APP = FIRST['files/app.py']!;
const RECORD = '.create-flask-container.json';

/** What a run must not change: branch, index, files and their times, objects and refs. */
const stateOf = async (folder: string): Promise<unknown> => ({
  head: await git(folder, 'rev-parse', 'HEAD'),
  branch: await git(folder, 'symbolic-ref', 'HEAD'),
  refs: await git(folder, 'for-each-ref'),
  objects: await git(folder, 'count-objects', '-v'),
  index: readFileSync(join(folder, '.git/index')).toString('base64'),
  times: ['app.py', 'notes.md', RECORD].map((path) =>
    existsSync(join(folder, path)) ? statSync(join(folder, path)).mtimeMs : 0,
  ),
});

const moved = async (): Promise<WorkedOn> => {
  const made = await madeOf();
  change(made.template, { 'files/app.py': APP.replace('two', 'TWO') });
  return made;
};

type Break = (made: WorkedOn) => unknown;

const REFUSED: Readonly<Record<string, readonly [Break, RegExp, exitCode?: number]>> = {
  'a changed file': [({ folder }) => change(folder, { 'app.py': 'mine\n' }), /not committed: app\.py/],
  'a staged file': [
    async ({ folder }) => {
      change(folder, { 'mine.txt': 'mine\n' });
      await git(folder, 'add', 'mine.txt');
    },
    /staged: mine\.txt/,
  ],
  'an untracked file where one is to be made': [
    ({ folder, template }) => {
      change(folder, { 'new.txt': 'mine\n' });
      change(template, { 'files/new.txt': 'new\n' });
    },
    /new\.txt is in the way/,
  ],
  'an ignored file where one is to be made': [
    async ({ folder, template }) => {
      change(folder, { '.gitignore': 'new.txt\n' });
      await commitAll(folder);
      change(folder, { 'new.txt': 'mine\n' });
      change(template, { 'files/new.txt': 'new\n' });
    },
    /new\.txt is in the way/,
  ],
  'markers of an earlier time': [
    async ({ folder }) => {
      change(folder, { 'app.py': '<<<<<<< HEAD\nmine\n=======\nother\n>>>>>>> other\n' });
      await commitAll(folder);
    },
    /conflict markers stand in app\.py/,
  ],
  'a merge under way': [
    async ({ folder }) => {
      await git(folder, 'switch', '--quiet', '-c', 'other');
      change(folder, { 'notes.md': 'x\n' });
      await commitAll(folder);
      await git(folder, 'switch', '--quiet', '-');
      await git(folder, 'merge', '--quiet', '--no-commit', '--no-ff', 'other');
    },
    /a merge is under way/,
  ],
  'a record that was never committed': [
    async ({ folder }) => {
      await git(folder, 'rm', '--quiet', '--cached', RECORD);
      await git(folder, 'commit', '--quiet', '-m', 'Forget it');
    },
    /never committed/,
  ],
  'a folder without git': [
    async ({ folder }) => void (await runProgram(['-rf', '.git'], { cwd: folder, program: ['rm'] })),
    /no git repository/,
  ],
  'no record': [
    async ({ folder }) => {
      await git(folder, 'rm', '--quiet', RECORD);
      await git(folder, 'commit', '--quiet', '-m', 'Remove it');
    },
    /adopt/,
    2,
  ],
  'a record of a newer version': [
    async ({ folder }) => {
      change(folder, { [RECORD]: read(folder, RECORD).replace(/"generator": "[^"]*"/, '"generator": "99.0.0"') });
      await commitAll(folder);
    },
    /written by create-flask-container 99\.0\.0/,
    2,
  ],
  'a record that does not parse': [
    async ({ folder }) => {
      change(folder, { [RECORD]: '{' });
      await commitAll(folder);
    },
    /it is no JSON/,
    65,
  ],
  'a record that names a path outside': [
    async ({ folder }) => {
      const record = JSON.parse(read(folder, RECORD));
      record.files['../outside'] = '0'.repeat(40);
      change(folder, { [RECORD]: JSON.stringify(record) });
      await commitAll(folder);
    },
    /\.\.\/outside/,
    65,
  ],
};

test.each(Object.entries(REFUSED))('%s is told with its way out, and nothing is written', async (_what, row) => {
  const [make, words, exitCode = 73] = row;
  const made = await moved();
  await make(made);
  const before = existsSync(join(made.folder, '.git')) ? await stateOf(made.folder) : undefined;
  const { folder, template } = made;
  const ended = await runProgram(['update', folder, '--template', template]);
  expect(ended).toMatchObject({ exitCode, stdout: '' });
  expect(ended.stderr).toMatch(words);
  expect(ended.stderr).toMatch(/fix:/);
  if (before !== undefined) expect(await stateOf(folder)).toEqual(before);
});

test.each(['--check', '--dry-run', '--diff'])('%s writes nothing, not even an object or a time', async (flag) => {
  const made = await moved();
  const before = await stateOf(made.folder);
  const { exitCode, report } = await updated(made, flag);
  expect(exitCode).toBe(flag === '--check' ? 1 : 0);
  expect(report.outcome).toBe(flag === '--check' ? 'waiting' : 'planned');
  if (flag === '--diff')
    expect(report.files.find(({ path }: { path: string }) => path === 'app.py').diff).toMatch(/^-two\n\+TWO$/m);
  expect(await stateOf(made.folder)).toEqual(before);
});

test('where nothing is to be done a second run touches no byte and no time', async () => {
  const made = await moved();
  expect((await updated(made)).report.outcome).toBe('updated');
  const before = await stateOf(made.folder);
  const again = await updated(made);
  expect([again.exitCode, again.report.outcome]).toEqual([0, 'unchanged']);
  expect((await updated(made, '--check')).exitCode).toBe(0);
  expect(await stateOf(made.folder)).toEqual(before);
});

test('--no-commit leaves the result staged', async () => {
  const made = await moved();
  const head = await git(made.folder, 'rev-parse', 'HEAD');
  expect((await updated(made, '--no-commit')).report).toMatchObject({ outcome: 'updated' });
  expect(await git(made.folder, 'rev-parse', 'HEAD')).toBe(head);
  expect(await git(made.folder, 'diff', '--cached', '--name-only')).toMatch(/^app\.py$/m);
  expect(await git(made.folder, 'diff', '--name-only')).toBe('');
});

test('--to-branch leaves the checkout alone, with conflicts too, and refuses a branch that is there', async () => {
  const made = await moved();
  const before = await stateOf(made.folder);
  const { report } = await updated(made, '--to-branch', 'clean');
  expect(report).toMatchObject({ outcome: 'updated', branch: 'clean' });
  expect(await git(made.folder, 'show', 'clean:app.py')).toBe(APP.replace('two', 'TWO'));
  expect(await stateOf(made.folder)).toMatchObject({ head: (before as { head: string }).head });
  expect(await git(made.folder, 'status', '--porcelain')).toBe('');
  expect(await git(made.folder, 'worktree', 'list')).toMatch(/^\S+ .*\n$/);
  change(made.folder, { 'app.py': APP.replace('two', 'mine') });
  await commitAll(made.folder);
  const open = await updated(made, '--to-branch', 'open');
  expect([open.exitCode, open.report.outcome]).toEqual([1, 'conflicts']);
  expect(await git(made.folder, 'show', 'open:app.py')).toMatch(/^<{7} HEAD\nmine$/m);
  expect(read(made.folder, 'app.py')).toBe(APP.replace('two', 'mine'));
  expect(await git(made.folder, 'log', '-1', '--format=%B', 'open')).toMatch(/^conflict app\.py$/m);
  const there = await updated(made, '--to-branch', 'open');
  expect([there.exitCode, there.report.problems[0].message]).toEqual([73, '--to-branch open: there is such a branch']);
});

test('a hook that refuses leaves the result staged, with the commands that end it or take it back', async () => {
  const made = await moved();
  mkdirSync(join(made.folder, '.git/hooks'), { recursive: true });
  writeFileSync(join(made.folder, '.git/hooks/pre-commit'), '#!/bin/sh\necho no such thing >&2\nexit 1\n', {
    mode: 0o755,
  });
  const { exitCode, report } = await updated(made);
  expect([exitCode, report.outcome]).toEqual([74, 'failed']);
  expect(report.problems[0].message).toMatch(/no such thing/);
  expect(await git(made.folder, 'diff', '--cached', '--name-only')).toMatch(/^app\.py$/m);
  const [, finish, back] = report.next as string[];
  expect(back).toBe('git reset --merge');
  await runProgram(['-c', `${finish} --no-verify`], { cwd: made.folder, program: ['sh'] });
  expect(await git(made.folder, 'status', '--porcelain')).toBe('');
  expect(await git(made.folder, 'log', '-1', '--format=%s')).toMatch(/^Update shop/);
});

test('a repository in a folder of a larger one is updated there alone', async () => {
  const root = newFolder();
  await git(root, 'init', '--quiet');
  const template = newFolder();
  for (const [path, content] of Object.entries(FIRST)) change(template, { [path]: content });
  change(root, { 'README.md': 'root\n' });
  await runProgram(['services/shop', ...COMPLETE, '--template', template, '--no-git'], { cwd: root });
  await commitAll(root);
  change(root, { 'elsewhere.txt': 'not committed\n' });
  change(template, { 'files/app.py': APP.replace('two', 'TWO') });
  const made = { folder: join(root, 'services/shop'), template };
  const { report } = await updated(made);
  expect(report).toMatchObject({ outcome: 'updated' });
  expect(await git(root, 'show', '--name-only', '--format=')).toBe(`services/shop/${RECORD}\nservices/shop/app.py\n`);
  expect(await git(root, 'status', '--porcelain')).toBe('?? elsewhere.txt\n');
});

test('a linked worktree and a detached HEAD are updated where they are', async () => {
  const made = await moved();
  const apart = join(newFolder(), 'apart');
  await git(made.folder, 'worktree', 'add', '--quiet', '--detach', apart);
  const { report } = await updated({ ...made, folder: apart });
  expect(report).toMatchObject({ outcome: 'updated' });
  expect(read(apart, 'app.py')).toBe(APP.replace('two', 'TWO'));
  expect(read(made.folder, 'app.py')).toBe(APP);
});

test('without an identity nothing is written, and how to give one is said', async () => {
  const made = await moved();
  const before = await stateOf(made.folder);
  const nobody = {
    GIT_AUTHOR_NAME: undefined,
    GIT_AUTHOR_EMAIL: undefined,
    GIT_COMMITTER_NAME: undefined,
    GIT_COMMITTER_EMAIL: undefined,
  };
  const ended = await runProgram(['update', made.folder, '--template', made.template], { env: nobody });
  expect(ended).toMatchObject({ exitCode: 69, stderr: expect.stringContaining('git config --global user.name') });
  expect(await stateOf(made.folder)).toEqual(before);
});

test('what a repository names is not run by a plan: hooks, filters, merge drivers, monitors', async () => {
  const made = await moved();
  const mark = join(newFolder(), 'ran');
  change(made.folder, { '.gitattributes': '* filter=spy merge=spy diff=spy\n', 'app.py': APP.replace('nine', 'NINE') });
  await commitAll(made.folder);
  const spy = `sh -c 'echo ran >> ${mark}; cat'`;
  for (const [key, value] of [
    ['filter.spy.clean', spy],
    ['filter.spy.smudge', spy],
    ['merge.spy.driver', spy],
    ['diff.spy.textconv', spy],
    ['diff.spy.command', spy],
    ['core.fsmonitor', spy],
    ['core.pager', spy],
  ] as const)
    await git(made.folder, 'config', key, value);
  for (const flag of ['--check', '--dry-run', '--diff']) await updated(made, flag);
  expect(existsSync(mark)).toBe(false);
});
