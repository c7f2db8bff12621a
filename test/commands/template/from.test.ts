import { runProgram } from '../../kit/program';
import { TEAM, templateFolder } from '../../kit/team';

/** `template check --from`: what an update to this version of a template would do to repositories of an older one. */

interface Update {
  readonly plan: string;
  readonly files: readonly { readonly path: string; readonly from?: string }[];
}

const MANIFEST = 'format: 1\nname: alone\nextends: none\n';
const OLD = {
  'template.yaml': MANIFEST,
  'files/app.py': 'one = 1\ntwo = 2\nthree = 3\nfour = 4\n',
  'files/end.md': 'first\nlast\n',
  'files/notes.md': 'notes\n',
  'files/same.md': 'same\n',
};

const check = async (now: Record<string, string>, old: Record<string, string>, ...words: readonly string[]) => {
  const all = ['template', 'check', templateFolder(now), '--from', templateFolder(old), '--json', ...words];
  const { exitCode, stdout, stderr } = await runProgram(all, { env: { PATH: `${process.execPath}/..:/usr/bin:/bin` } });
  const report = JSON.parse(stdout);
  return { exitCode, stderr, report, updates: report.updates as readonly Update[], findings: report.findings };
};

test('each file is said: for an owner who touched nothing, and for one who added a line to each file', async () => {
  const { exitCode, updates, findings } = await check(
    {
      'template.yaml': `${MANIFEST}renamed: { notes.md: docs/notes.md }\n`,
      'files/app.py': OLD['files/app.py'].replace('one = 1', 'one = 11'),
      'files/end.md': 'first\nnever\n',
      'files/docs/notes.md': 'notes\n',
      'files/same.md': 'same\n',
      'files/new.md': 'new\n',
    },
    OLD,
  );
  expect({ exitCode, findings }).toEqual({ exitCode: 0, findings: [] });
  expect(updates).toEqual([
    {
      plan: 'defaults',
      files: expect.arrayContaining([
        { path: 'app.py', untouched: 'update', edited: 'merge' },
        { path: 'end.md', untouched: 'update', edited: 'conflict' },
        { path: 'docs/notes.md', from: 'notes.md', untouched: 'update', edited: 'merge' },
        { path: 'new.md', untouched: 'create', edited: 'create' },
      ]),
    },
  ]);
  expect(updates[0]!.files.map(({ path }) => path)).not.toContain('same.md');
});

test('a file that is gone and not said to be renamed is a fault, and so is a lock file without its command', async () => {
  const locked = { 'files/requirements.in': 'flask\n', 'files/requirements.txt': 'flask==1\n' };
  const { 'files/notes.md': _, ...rest } = OLD;
  const { exitCode, findings } = await check(
    { ...rest, ...locked, 'files/requirements.txt': 'flask==2\n' },
    { ...OLD, ...locked },
  );
  expect(exitCode).toBe(1);
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ flag: 'notes.md', fix: expect.stringContaining('renamed: { notes.md') }),
      expect.objectContaining({ flag: 'requirements.txt', fix: expect.stringContaining('locks: { requirements.txt') }),
    ]),
  );
  const named = await check(
    {
      ...rest,
      ...locked,
      'template.yaml': `${MANIFEST}renamed: { notes.md: more.md }\nlocks: { requirements.txt: make lock }\n`,
      'files/more.md': 'notes\n',
      'files/requirements.txt': 'flask==2\n',
    },
    { ...OLD, ...locked },
  );
  const told = named.findings.map(({ message }: { message: string }) => message).join(' ');
  expect(told).not.toMatch(/generated no more|conflict markers/);
});

test('each example of the older version is tried, and one whose answers are no longer taken is named', async () => {
  const question = (choices: string) =>
    `questions: { team: { type: choice, message: Team, choices: [${choices}], default: core } }\n`;
  const old = {
    ...OLD,
    'template.yaml': `${MANIFEST}${question('core, payments')}`,
    'files/team.txt.ejs': '<%= bare(team) %>\n',
    'examples/pay.yaml': 'set: { team: payments }\n',
  };
  const same = await check({ ...old, 'files/new.md': 'new\n' }, old);
  expect(same.report.problems).toEqual([]);
  expect(same.updates.map(({ plan }) => plan)).toEqual(['examples/pay.yaml', 'defaults']);
  const { 'examples/pay.yaml': _, ...without } = old;
  const less = await check({ ...without, 'template.yaml': `${MANIFEST}${question('core, other')}` }, old);
  expect(less.updates.map(({ plan }) => plan)).toEqual(['defaults']);
  expect(less.report.notes.join('\n')).toMatch(/examples\/pay\.yaml: this version does not take its answers/);
  const { 'files/team.txt.ejs': __, ...asked } = without;
  const never = await check({ ...asked, 'template.yaml': `${MANIFEST}renamed: { team.txt: end.md }\n` }, old);
  expect(never.updates.map(({ plan }) => plan)).toEqual(['examples/pay.yaml', 'defaults']);
});

test('another template, one that cannot be read, and --from with template new are said', async () => {
  const other = await check(OLD, { ...OLD, 'template.yaml': MANIFEST.replace('alone', 'other') });
  expect([other.exitCode, other.findings[0].message]).toEqual([1, expect.stringContaining('--from names other')]);
  const none = await runProgram(['template', 'check', templateFolder(OLD), '--from', '/nowhere']);
  expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('/nowhere') });
  const begun = await runProgram(['template', 'new', 'mine', '--from', '.']);
  expect(begun).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--from means nothing to template new') });
});

test('in words each file has a line, with what becomes of it where its owner wrote', async () => {
  const now = { ...TEAM };
  const ended = await runProgram(['template', 'check', templateFolder(now), '--from', templateFolder(TEAM)]);
  expect(ended.stdout).toMatch(/an update with defaults: nothing changes/);
  const changed = { ...OLD, 'files/end.md': 'first\nnever\n' };
  const told = await runProgram(['template', 'check', templateFolder(changed), '--from', templateFolder(OLD)]);
  expect(told.stdout).toMatch(/update {4}end\.md; conflict where its owner added a line/);
});
