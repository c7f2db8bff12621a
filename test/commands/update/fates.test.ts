import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { git, runProgram } from '../../kit/program';
import { change, commitAll, FIRST, madeOf, read, updated } from '../../kit/worked-on';

/** Each row of the table of fates, on a repository that was worked on. The template changes, the owner changes, git merges. */

interface Row {
  readonly owner?: Readonly<Record<string, string | undefined>>;
  readonly template?: Readonly<Record<string, string | undefined>>;
  readonly words?: readonly string[];
  /** Fates by path, without the record. */
  readonly fates: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly outcome?: string;
  readonly exitCode?: number;
  readonly notes?: readonly RegExp[];
  /** The last commands that are named. */
  readonly next?: readonly string[];
}

const APP = FIRST['files/app.py']!;

const ROWS: Readonly<Record<string, Row>> = {
  'a file that the owner has not touched is updated': {
    template: { 'files/app.py': APP.replace('two', 'TWO') },
    fates: { 'app.py': 'update' },
    files: { 'app.py': APP.replace('two', 'TWO') },
  },
  'a new file is made': {
    template: { 'files/new/one.txt': 'new\n' },
    fates: { 'new/one.txt': 'create' },
    files: { 'new/one.txt': 'new\n' },
  },
  'a file that is no longer generated and was not touched goes': {
    template: { 'files/old.txt': undefined },
    fates: { 'old.txt': 'remove' },
    files: { 'old.txt': undefined },
  },
  'a file that only the owner changed stays': {
    owner: { 'app.py': `${APP}mine\n` },
    template: { 'files/notes.md': 'other\n' },
    fates: { 'app.py': 'keep', 'notes.md': 'update' },
    files: { 'app.py': `${APP}mine\n`, 'notes.md': 'other\n' },
  },
  'changes apart from one another are both there': {
    owner: { 'app.py': APP.replace('nine', 'NINE') },
    template: { 'files/app.py': APP.replace('two', 'TWO') },
    fates: { 'app.py': 'merge' },
    files: { 'app.py': APP.replace('two', 'TWO').replace('nine', 'NINE') },
  },
  'the same change on both sides is no news': {
    owner: { 'app.py': APP.replace('two', 'TWO') },
    template: { 'files/app.py': APP.replace('two', 'TWO') },
    fates: {},
  },
  'a deleted file stays deleted, and what changed in it is said': {
    owner: { 'notes.md': undefined },
    template: { 'files/notes.md': 'other\n' },
    fates: { 'notes.md': 'gone' },
    files: { 'notes.md': undefined },
    notes: [/notes\.md .*--restore notes\.md/],
  },
  '--restore brings a deleted file back, and one that was changed': {
    owner: { 'notes.md': undefined, 'app.py': 'mine\n' },
    words: ['--restore', 'notes.md', '--restore', 'app.py'],
    fates: { 'notes.md': 'create', 'app.py': 'update' },
    files: { 'notes.md': FIRST['files/notes.md']!, 'app.py': APP },
  },
  'a file that is no longer generated and was changed stays, and is said': {
    owner: { 'old.txt': 'goes away\nnever\n' },
    template: { 'files/old.txt': undefined },
    fates: { 'old.txt': 'keep' },
    files: { 'old.txt': 'goes away\nnever\n' },
    notes: [/old\.txt is yours now/],
  },
  'a new file where the owner has the same bytes is nothing': {
    owner: { 'new.txt': 'new\n' },
    template: { 'files/new.txt': 'new\n' },
    fates: {},
  },
  'a lock file that both changed is the owner’s, without a marker, and the command that locks anew is named': {
    owner: { 'requirements.txt': 'flask==1\ngunicorn==1\nredis==1\n' },
    template: { 'files/requirements.txt': 'flask==2\ngunicorn==2\n' },
    fates: { 'requirements.txt': 'keep' },
    files: { 'requirements.txt': 'flask==1\ngunicorn==1\nredis==1\n' },
    notes: [/requirements\.txt .*locked anew/],
    next: ['make lock'],
  },
};

const fatesIn = (report: { readonly files: readonly { readonly path: string; readonly fate: string }[] }) =>
  Object.fromEntries(
    report.files.filter(({ path }) => path !== '.create-flask-container.json').map(({ path, fate }) => [path, fate]),
  );

test.each(Object.entries(ROWS))('%s', async (_title, row) => {
  const made = await madeOf();
  change(made.folder, row.owner ?? {});
  await commitAll(made.folder);
  change(made.template, row.template ?? {});
  const dry = await updated(made, ...(row.words ?? []), '--dry-run');
  const before = await git(made.folder, 'status', '--porcelain');
  expect(before).toBe('');
  const real = await updated(made, ...(row.words ?? []));
  expect(real).toMatchObject({ exitCode: row.exitCode ?? 0 });
  expect(fatesIn(real.report)).toEqual(row.fates);
  // What a dry run says is what the run does.
  expect(dry.report.files).toEqual(real.report.files);
  expect(dry.report.notes).toEqual(real.report.notes);
  for (const [path, content] of Object.entries(row.files ?? {}))
    expect([path, existsSync(join(made.folder, path)) ? read(made.folder, path) : undefined]).toEqual([path, content]);
  if (row.next) expect(real.report.next.slice(-row.next.length)).toEqual(row.next);
  for (const note of row.notes ?? []) expect(real.report.notes.join('\n')).toMatch(note);
  expect(await git(made.folder, 'status', '--porcelain')).toBe('');
  const again = await updated(made);
  expect(again.report.outcome).toBe('unchanged');
});

test('where both mean the same lines the folder is left as a cherry-pick leaves it, and --continue ends it', async () => {
  const made = await madeOf();
  change(made.folder, { 'app.py': APP.replace('two', 'mine') });
  await commitAll(made.folder);
  change(made.template, { 'files/app.py': APP.replace('two', 'theirs'), 'files/notes.md': 'other\n' });
  const { exitCode, report } = await updated(made);
  expect([exitCode, report.outcome]).toEqual([1, 'conflicts']);
  expect(fatesIn(report)).toMatchObject({ 'app.py': 'conflict', 'notes.md': 'update' });
  const text = read(made.folder, 'app.py');
  expect(text).toMatch(/^one\n<{7} HEAD\nmine\n\|{7} [^\n]*\ntwo\n={7}\ntheirs\n>{7} generated\nthree\n/);
  expect(await git(made.folder, 'status', '--porcelain')).toMatch(/^UU app\.py$/m);
  expect(await git(made.folder, 'ls-files', '--unmerged')).toMatch(/ 1\tapp\.py\n.* 2\tapp\.py\n.* 3\tapp\.py\n/);
  change(made.folder, { 'app.py': APP.replace('two', 'both') });
  await git(made.folder, 'add', 'app.py');
  await git(made.folder, '-c', 'core.editor=true', 'cherry-pick', '--continue');
  expect(await git(made.folder, 'status', '--porcelain')).toBe('');
  expect(await git(made.folder, 'log', '-1', '--format=%an %s')).toMatch(/^Ada Lovelace Update shop/);
  expect(read(made.folder, 'notes.md')).toBe('other\n');
  expect((await updated(made)).report.outcome).toBe('unchanged');
});

test('git cherry-pick --abort takes all of a conflict back', async () => {
  const made = await madeOf();
  change(made.folder, { 'app.py': APP.replace('two', 'mine') });
  await commitAll(made.folder);
  const head = await git(made.folder, 'rev-parse', 'HEAD');
  change(made.template, {
    'files/app.py': APP.replace('two', 'theirs'),
    'files/new.txt': 'new\n',
    'files/old.txt': undefined,
  });
  expect((await updated(made)).exitCode).toBe(1);
  const refused = await runProgram(['update', made.folder, '--template', made.template]);
  expect(refused).toMatchObject({ exitCode: 73, stderr: expect.stringContaining('cherry-pick is under way') });
  await git(made.folder, 'cherry-pick', '--abort');
  expect(await git(made.folder, 'rev-parse', 'HEAD')).toBe(head);
  expect(await git(made.folder, 'status', '--porcelain')).toBe('');
  expect(read(made.folder, 'app.py')).toBe(APP.replace('two', 'mine'));
  expect(existsSync(join(made.folder, 'old.txt'))).toBe(true);
});

test('two new files at one path are a conflict with an empty base', async () => {
  const made = await madeOf();
  change(made.folder, { 'new.txt': 'mine\n' });
  await commitAll(made.folder);
  change(made.template, { 'files/new.txt': 'theirs\n' });
  const { exitCode, report } = await updated(made);
  expect([exitCode, fatesIn(report)]).toEqual([1, { 'new.txt': 'conflict' }]);
  expect(read(made.folder, 'new.txt')).toMatch(/^<{7} HEAD\nmine\n\|{7}[^\n]*\n={7}\ntheirs\n>{7} generated\n$/);
});

test('a change follows a file that the owner moved', async () => {
  const made = await madeOf();
  await git(made.folder, 'mv', 'app.py', 'service.py');
  await commitAll(made.folder);
  change(made.template, { 'files/app.py': APP.replace('two', 'TWO') });
  const { report } = await updated(made);
  expect(fatesIn(report)).toEqual({ 'service.py': 'update' });
  expect(read(made.folder, 'service.py')).toBe(APP.replace('two', 'TWO'));
  expect(existsSync(join(made.folder, 'app.py'))).toBe(false);
});

test('the owner’s changes follow a file that the template moved, found by git or named in its manifest', async () => {
  const made = await madeOf();
  change(made.folder, { 'app.py': APP.replace('nine', 'NINE'), 'notes.md': 'first\nmine\n' });
  await commitAll(made.folder);
  change(made.template, {
    'template.yaml': `${FIRST['template.yaml']}renamed: { notes.md: docs/notes.md }\n`,
    'files/app.py': undefined,
    'files/src/app.py': APP,
    'files/notes.md': undefined,
    'files/docs/notes.md': FIRST['files/notes.md'],
  });
  const { exitCode, report } = await updated(made);
  expect(exitCode).toBe(0);
  expect(report.files).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: 'src/app.py', from: 'app.py' }),
      expect.objectContaining({ path: 'docs/notes.md', from: 'notes.md' }),
    ]),
  );
  expect(read(made.folder, 'src/app.py')).toBe(APP.replace('nine', 'NINE'));
  expect(read(made.folder, 'docs/notes.md')).toBe('first\nmine\n');
  expect(existsSync(join(made.folder, 'app.py'))).toBe(false);
});

test('an executable bit is merged, and a binary file that both changed is a conflict with the owner’s bytes', async () => {
  const made = await madeOf({ ...FIRST, 'files/image.bin': Buffer.from([0, 1, 2, 3]) });
  change(made.folder, { 'image.bin': Buffer.from([0, 9, 9, 9]) });
  await git(made.folder, 'update-index', '--chmod=+x', 'app.py');
  await runProgram(['+x', 'app.py'], { cwd: made.folder, program: ['chmod'] });
  await commitAll(made.folder);
  change(made.template, {
    'files/image.bin': Buffer.from([0, 7, 7, 7]),
    'files/app.py': APP.replace('two', 'TWO'),
  });
  const { exitCode, report } = await updated(made);
  expect([exitCode, fatesIn(report)]).toEqual([1, { 'image.bin': 'conflict', 'app.py': 'merge' }]);
  expect([...Buffer.from(read(made.folder, 'image.bin'), 'utf8')]).toEqual([0, 9, 9, 9]);
  expect(statSync(join(made.folder, 'app.py')).mode & 0o100).toBe(0o100);
  expect(read(made.folder, 'app.py')).toBe(APP.replace('two', 'TWO'));
});

test('a file that its owner turned whole to CRLF is merged, and keeps CRLF', async () => {
  const made = await madeOf();
  await git(made.folder, 'config', 'core.autocrlf', 'false');
  change(made.folder, { 'app.py': APP.replace('nine', 'NINE').replaceAll('\n', '\r\n') });
  await commitAll(made.folder);
  change(made.template, { 'files/app.py': APP.replace('two', 'TWO') });
  const { exitCode, report } = await updated(made);
  expect([exitCode, fatesIn(report)]).toEqual([0, { 'app.py': 'merge' }]);
  expect(read(made.folder, 'app.py')).toBe(APP.replace('two', 'TWO').replace('nine', 'NINE').replaceAll('\n', '\r\n'));
});

test('a checkout with CRLF is no conflict', async () => {
  const made = await madeOf();
  await git(made.folder, 'config', 'core.autocrlf', 'true');
  await git(made.folder, 'rm', '-rq', '--cached', '.');
  await git(made.folder, 'reset', '--hard', '--quiet');
  change(made.template, { 'files/app.py': APP.replace('two', 'TWO') });
  const { exitCode, report } = await updated(made);
  expect([exitCode, fatesIn(report)]).toEqual([0, { 'app.py': 'update' }]);
  expect(read(made.folder, 'app.py')).toBe(APP.replace('two', 'TWO').replaceAll('\n', '\r\n'));
  expect(await git(made.folder, 'status', '--porcelain')).toBe('');
});
