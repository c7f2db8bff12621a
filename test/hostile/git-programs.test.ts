import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { COMPLETE, git, newFolder, runProgram } from '../kit/program';
import { create, ownRepository, prepared, repositoryAt } from './git-place';

/** A repository whose settings and attributes name programs: none of them runs. */

/** A program that leaves a mark, and hands on what it is given. */
const canary = (): { readonly program: string; readonly ran: () => boolean } => {
  const folder = newFolder();
  const [program, mark] = [join(folder, 'program'), join(folder, 'RAN')];
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\nexec cat\n`, { mode: 0o755 });
  chmodSync(program, 0o755);
  return { program, ran: () => existsSync(mark) };
};

/** Every setting that names a program, git-config(1), and what else makes git start one. */
const PROGRAMS: Readonly<Record<string, (program: string) => string>> = {
  'core.fsmonitor': (program) => `[core]\n\tfsmonitor = ${program}\n`,
  'core.fsmonitor of version 2': (program) => `[core]\n\tfsmonitor = ${program}\n\tfsmonitorHookVersion = 2\n`,
  'core.hooksPath': (program) => `[core]\n\thooksPath = ${dirname(program)}\n`,
  'core.editor': (program) => `[core]\n\teditor = ${program}\n[commit]\n\tverbose = true\n`,
  'core.pager': (program) => `[core]\n\tpager = ${program}\n[pager]\n\tadd = true\n\tcommit = true\n\tconfig = true\n`,
  'core.askPass': (program) => `[core]\n\taskPass = ${program}\n\tsshCommand = ${program}\n\tgitProxy = ${program}\n`,
  'core.alternateRefsCommand': (program) => `[core]\n\talternateRefsCommand = ${program}\n`,
  'gpg.program': (program) =>
    `[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${program}\n[gpg "ssh"]\n\tdefaultKeyCommand = ${program}\n`,
  'diff.external': (program) =>
    `[diff]\n\texternal = ${program}\n[diff "x"]\n\ttextconv = ${program}\n\tcommand = ${program}\n`,
  'a clean filter': (program) => `[filter "x"]\n\tclean = ${program}\n\tsmudge = ${program}\n\trequired = true\n`,
  'a filter process': (program) => `[filter "x"]\n\tprocess = ${program}\n\trequired\n`,
  'an included filter': (program) =>
    `[include]\n\tpath = ${program}.config\n[includeIf "onbranch:**"]\n\tpath = ${program}.config\n`,
  'credential.helper': (program) => `[credential]\n\thelper = !${program}\n`,
  'an alias': (program) =>
    `[alias]\n\tadd = !${program}\n\tcommit = !${program}\n\trev-parse = !${program}\n\tconfig = !${program}\n`,
  'a remote that objects are fetched from': (program) =>
    `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n[remote "origin"]\n\tpromisor = true\n\turl = ext::${program}\n\tuploadpack = ${program}\n`,
  'a command of a trailer': (program) =>
    `[trailer "x"]\n\tcommand = ${program}\n\tcmd = ${program}\n\tifMissing = add\n`,
  'maintenance and gc': (program) =>
    `[gc]\n\tauto = 1\n\trecentObjectsHook = ${program}\n[maintenance]\n\tauto = true\n`,
};

const ATTRIBUTES = '* filter=x diff=x merge=x text\n';

const withPrograms = (own: string, text: string, program: string): void => {
  appendFileSync(join(own, 'config'), text);
  writeFileSync(`${program}.config`, `[filter "x"]\n\tclean = ${program}\n\tprocess = ${program}\n\trequired = true\n`);
  mkdirSync(join(own, 'info'), { recursive: true });
  writeFileSync(join(own, 'info', 'attributes'), ATTRIBUTES);
  mkdirSync(join(own, 'hooks'), { recursive: true });
  for (const hook of [
    'pre-commit',
    'prepare-commit-msg',
    'commit-msg',
    'post-commit',
    'post-index-change',
    'reference-transaction',
    'pre-auto-gc',
    'fsmonitor-watchman',
  ])
    symlinkSync(program, join(own, 'hooks', hook));
};

test.each(Object.entries(PROGRAMS))(
  '%s of the repository runs nothing, in its folder and round it',
  async (_, text) => {
    const { program, ran } = canary();
    const place = await prepared();
    const own = await ownRepository(place);
    withPrograms(own, text(program), program);
    for (const words of [['--dry-run'], ['--diff'], ['--git']]) {
      const ended = await create(place.cwd, words);
      expect({ words, exitCode: ended.exitCode, stderr: ended.stderr, ran: ran() }).toEqual({
        words,
        exitCode: 0,
        stderr: '',
        ran: false,
      });
    }
    expect(
      (
        await runProgram(['show', '--name-only', '--format=', 'HEAD'], {
          cwd: place.app,
          program: ['git', '-c', 'core.fsmonitor=false', '-c', 'core.pager=cat', '-c', 'diff.external='],
        })
      ).stdout,
    ).toContain('Dockerfile');
    for (const words of [['around', '--dry-run'], ['around'], ['insisted', '--git']])
      expect((await runProgram([...words, ...COMPLETE], { cwd: place.app })).exitCode).toBe(0);
    expect(ran()).toBe(false);
    expect(existsSync(join(place.app, 'insisted', '.git'))).toBe(true);
  },
);

test('a filter does not change what is committed', async () => {
  const place = await prepared();
  const own = await ownRepository(place);
  appendFileSync(join(own, 'config'), '[filter "x"]\n\tclean = tr a-z A-Z\n\trequired = true\n');
  writeFileSync(join(place.app, '.gitattributes'), '*.md filter=x\n');
  expect((await create(place.cwd, ['--git'])).exitCode).toBe(0);
  expect(await git(place.app, 'show', 'HEAD:README.md')).toBe(readFileSync(join(place.app, 'README.md'), 'utf8'));
});

test('a submodule with a filter runs nothing where all is committed already', async () => {
  const { program, ran } = canary();
  const place = await prepared();
  await ownRepository(place);
  expect((await create(place.cwd, ['--git'])).exitCode).toBe(0);
  await repositoryAt(join(place.cwd, 'module'));
  const allowed = ['-c', 'protocol.file.allow=always'];
  await git(place.app, ...allowed, 'submodule', '--quiet', 'add', '--name', 'sub', join(place.cwd, 'module'), 'sub');
  await git(place.app, 'commit', '--quiet', '--all', '--message', 'sub');
  const module = join(place.app, '.git', 'modules', 'sub');
  appendFileSync(join(module, 'config'), `[filter "x"]\n\tclean = ${program}\n[core]\n\tfsmonitor = ${program}\n`);
  writeFileSync(join(module, 'info', 'attributes'), '* filter=x\n');
  appendFileSync(join(place.app, '.git', 'config'), '[submodule "sub"]\n\tignore = none\n');
  writeFileSync(join(place.app, 'sub', 'precious'), 'PRECIOUS');
  writeFileSync(join(place.app, 'README.md'), 'other bytes in the work tree alone');
  await git(place.app, 'update-index', '--refresh', '-q').catch(() => '');
  const replaced = await runProgram(['my-app', ...COMPLETE, '--on-conflict', 'replace', '--git'], { cwd: place.cwd });
  expect(replaced).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran()).toBe(false);
});

test('every call of git carries the settings, and the hooks and filters that a configuration names are switched off', async () => {
  const bin = newFolder();
  const log = join(bin, 'log');
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh\nprintf '%s\\0' "$@" | tr '\\n\\0' '  ' >> ${log}\necho >> ${log}\nexec /usr/bin/git "$@"\n`,
    { mode: 0o755 },
  );
  const place = await prepared();
  const own = await ownRepository(place);
  appendFileSync(
    join(own, 'config'),
    '[hook "x"]\n\tcommand = false\n\tevent = pre-commit\n[filter "y.z"]\n\tclean = false\n',
  );
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  for (const words of [['--dry-run'], ['--git'], ['--git', '--port', '8001', '--on-conflict', 'replace']])
    expect(
      (
        await runProgram(
          ['my-app', ...COMPLETE, ...(words.includes('replace') ? [] : ['--on-conflict', 'keep']), ...words],
          { cwd: place.cwd, env },
        )
      ).exitCode,
    ).toBe(0);
  expect((await runProgram(['my-app/around', ...COMPLETE, '--dry-run'], { cwd: place.cwd, env })).exitCode).toBe(0);
  expect((await runProgram(['other', ...COMPLETE], { cwd: place.cwd, env })).exitCode).toBe(0);
  const calls = readFileSync(log, 'utf8').trim().split('\n');
  expect(calls.length).toBeGreaterThan(10);
  for (const call of calls)
    for (const setting of ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.attributesFile=/dev/null'])
      expect(call).toContain(`-c ${setting} `);
  for (const call of calls.filter((line) => / (add|commit) /.test(line) && !line.includes('main')))
    if (call.includes('hook.x'))
      expect(call).toContain('-c hook.x.enabled=false -c filter.y.z.process= -c filter.y.z.clean= ');
  expect(calls.filter((line) => line.includes('hook.x.enabled=false')).length).toBeGreaterThan(3);
});

test('an object that is missing is fetched from nowhere', async () => {
  const { program, ran } = canary();
  const place = await prepared();
  const own = await ownRepository(place);
  writeFileSync(join(place.app, '.gitignore'), 'other/\n');
  await git(place.app, 'add', '.gitignore');
  await git(place.app, 'commit', '--quiet', '--message', 'ignore');
  const blob = (await git(place.app, 'rev-parse', 'HEAD:.gitignore')).trim();
  await git(place.app, 'update-index', '--skip-worktree', '.gitignore');
  rmSync(join(place.app, '.gitignore'));
  rmSync(join(own, 'objects', blob.slice(0, 2), blob.slice(2)));
  const url = place.victim;
  appendFileSync(
    join(own, 'config'),
    `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n[remote "origin"]\n\tpromisor = true\n\turl = ${url}\n\tuploadpack = ${program}\n`,
  );
  for (const words of [['my-app/around', '--dry-run'], ['my-app/around'], ['my-app', '--on-conflict', 'keep']]) {
    await runProgram([...words, ...COMPLETE], { cwd: place.cwd });
    expect({ words, ran: ran() }).toEqual({ words, ran: false });
  }
});

test('settings that never end are not waited for', async () => {
  const place = await prepared();
  const own = await ownRepository(place);
  execFileSync('mkfifo', [join(place.cwd, 'pipe')]);
  appendFileSync(join(own, 'config'), `[include]\n\tpath = ${join(place.cwd, 'pipe')}\n`);
  const start = Date.now();
  const ended = await create(place.cwd, []);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ended.stdout).toContain('Nothing was committed');
  expect(Date.now() - start).toBeLessThan(30_000);
});
