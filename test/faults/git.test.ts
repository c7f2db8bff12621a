import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, newFolder, runProgram } from '../kit/program';
import { count } from './record';

/** A git that misbehaves: the files stay, the end is soon and clear, and the commands that finish the job are shown. */

const fakeGit = (script: string): string => {
  const bin = newFolder();
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  return `${bin}:${process.env['PATH']}`;
};

const create = async (path: string) => {
  const cwd = newFolder();
  const start = Date.now();
  const ended = await runProgram(['my-app', ...COMPLETE], { cwd, env: { PATH: path } });
  return { ...ended, seconds: (Date.now() - start) / 1000, app: join(cwd, 'my-app') };
};

test('what git leaves running in the background is not waited for', async () => {
  const ended = await create(fakeGit('#!/bin/sh\n/bin/sleep 60 &\nexec /usr/bin/git "$@"\n'));
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ended.seconds).toBeLessThan(20);
});

test.each([
  ['is killed', '#!/bin/sh\nkill -9 $$\n', 'ended by SIGKILL'],
  ['fails without a word', '#!/bin/sh\nexit 3\n', 'exit code 3'],
  ['floods standard error', '#!/bin/sh\nexec yes broken >&2\n', 'broken'],
  ['floods standard output', '#!/bin/sh\nexec yes broken\n', 'git init'],
])('a git that %s is 74 with one message', async (_, script, said) => {
  const ended = await create(fakeGit(script));
  expect(ended.exitCode).toBe(74);
  expect(ended.stderr).toContain(said);
  expect(ended.stderr.length).toBeLessThan(1000);
  expect(ended.stdout).toContain('git init --initial-branch=main');
  expect(existsSync(join(ended.app, 'README.md'))).toBe(true);
});

test('escape sequences in what git says do not reach the terminal', async () => {
  const ended = await create(fakeGit('#!/bin/sh\nprintf "\\033]0;owned\\007\\033[2Jbad\\302\\233" >&2\nexit 1\n'));
  expect(ended.exitCode).toBe(74);
  expect(ended.stderr).toContain('bad');
  expect(ended.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('flags of Node that break the program are named in its report', async () => {
  const broken = join(newFolder(), 'broken.cjs');
  writeFileSync(broken, "Object.freeze = () => { throw new TypeError('frozen out'); };\n");
  const flag = `--require ${broken}`;
  const ended = await runProgram(['my-app', ...COMPLETE], { env: { NODE_OPTIONS: flag } });
  expect(ended.exitCode).toBe(70);
  expect(ended.stderr).toContain(`NODE_OPTIONS is "${flag}"`);
  expect(ended.stderr).toContain('frozen out');
});

test.each(['', ':', '.', '/nonexistent', '/dev/null', 'relative:other'])(
  'PATH "%s" has no git: the files, and 69',
  async (PATH) => {
    const cwd = newFolder();
    const ended = await runProgram(['my-app', ...COMPLETE], { cwd, env: { PATH } });
    count('a PATH without git', ended);
    expect(ended.exitCode).toBe(69);
    expect(ended.stderr).toContain('git was not found');
    expect(existsSync(join(cwd, 'my-app', 'README.md'))).toBe(true);
  },
);

const OLD: readonly (readonly [title: string, says: string])[] = [
  ['says what it does not know', "error: unknown option \\`initial-branch=main'\nusage: git init"],
  ['only tells how it is used', 'usage: git init [-q | --quiet] [--bare] [--template=<template-directory>]'],
  ['only tells how it is used in another language', 'Aufruf: git init [-q | --quiet]'],
];

test.each(OLD)('a git before 2.28 that %s is 69 with the version that is needed', async (_, says) => {
  const path = fakeGit(
    `#!/bin/sh\ncase "$*" in *" version") echo "git version 2.25.1 (Ancient Git-7)" ;; *" init "*) printf "${says}\\n" >&2; exit 129 ;; *) exec /usr/bin/git "$@" ;; esac\n`,
  );
  const ended = await create(path);
  expect(ended.exitCode).toBe(69);
  expect(ended.stderr).toContain('git 2.25 is too old: it must be 2.28 or newer');
  expect(ended.stderr).not.toMatch(/usage|Aufruf|unknown option/);
  expect(ended.stdout).toContain('git init --initial-branch=main');
  expect(ended.stdout).toContain('git commit --message');
  expect(existsSync(join(ended.app, 'README.md'))).toBe(true);
});

test('an old git in a folder that has a repository is 69 as well', async () => {
  const path = fakeGit(
    '#!/bin/sh\ncase "$*" in *" version") echo "git version 2.20.0" ;; *pathspec-from-file*) echo "usage: git add" >&2; exit 129 ;; *) exec /usr/bin/git "$@" ;; esac\n',
  );
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app'));
  await runProgram(['init', '--quiet'], { cwd: join(cwd, 'my-app'), program: ['git'] });
  const ended = await runProgram(['my-app', ...COMPLETE], { cwd, env: { PATH: path } });
  expect(ended.exitCode).toBe(69);
  expect(ended.stderr).toContain('git 2.20 is too old');
  expect(ended.stdout).toContain('git add --');
  expect(existsSync(join(cwd, 'my-app', 'README.md'))).toBe(true);
});
