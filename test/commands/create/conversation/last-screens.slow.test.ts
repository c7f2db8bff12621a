import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, newFolder, ROOT, runProgram, VERSION } from '../../../kit/program';
import { expectGolden, screenOf } from '../../../kit/screen';
import { atTerminal } from '../../../kit/terminal';

/** The last screen of a run, as it was last looked at, for each of the places where a repository may be made. */

const TOOLS = ['/usr/bin', '/bin', join(process.execPath, '..')];

/** A PATH with the GitHub CLI, or without it; the program itself is never started. */
const pathWith = (gh: boolean): string => {
  const bin = newFolder();
  if (gh) writeFileSync(join(bin, 'gh'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return [bin, ...TOOLS].join(':');
};

const NOBODY = Object.fromEntries(
  ['AUTHOR_NAME', 'AUTHOR_EMAIL', 'COMMITTER_NAME', 'COMMITTER_EMAIL'].map((name) => [`GIT_${name}`, undefined]),
);

const USER = ['--registry-user', 'acme'] as const;

interface Case {
  readonly words: readonly string[];
  readonly gh?: true;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly before?: (cwd: string) => Promise<unknown>;
  readonly exitCode?: number;
}

const history = async (cwd: string): Promise<void> => {
  const app = join(cwd, 'my-app');
  mkdirSync(app);
  await git(app, 'init', '--quiet', '--initial-branch=work');
  writeFileSync(join(app, 'README.md'), 'mine\n');
  await git(app, 'add', '.');
  await git(app, 'commit', '--quiet', '--message', 'mine');
};

const CASES: Readonly<Record<string, Case>> = {
  'docker-hub-with-gh': { words: USER, gh: true },
  'docker-hub': { words: USER },
  'ghcr-with-gh': { words: ['--registry', 'ghcr.io', ...USER], gh: true },
  ghcr: { words: ['--registry', 'ghcr.io', ...USER] },
  'another-host': { words: ['--registry', 'registry.example.com:5000', '--registry-user', 'team/web'] },
  'variables-with-gh': { words: ['--registry', '123456789012.dkr.ecr.eu-west-1.amazonaws.com'], gh: true },
  none: { words: ['--registry', 'none'] },
  'none-with-gh': { words: ['--registry', 'none'], gh: true },
  'no-pipeline-no-compose-uv': { words: [...USER, '--ci', 'none', '--no-compose', '--package-manager', 'uv'] },
  'no-git': { words: [...USER, '--no-git'], gh: true },
  nameless: { words: USER, gh: true, env: NOBODY, exitCode: 69 },
  'inside-another-repository': { words: USER, before: (cwd) => git(cwd, 'init', '--quiet') },
  'kept-in-a-history': { words: [...USER, '--on-conflict', 'keep'], before: history },
  'replaced-in-a-history': { words: [...USER, '--on-conflict', 'replace', '--git'], before: history },
  'kept-that-differ': {
    words: [...USER, '--port', '9000', '--on-conflict', 'keep'],
    before: (cwd) => runProgram(['my-app', ...USER, '--yes'], { cwd }),
  },
  unchanged: { words: USER, before: (cwd) => runProgram(['my-app', ...USER, '--yes'], { cwd }) },
};

const lastScreen = async ({ words, gh, env, before, exitCode }: Case, columns: number): Promise<readonly string[]> => {
  const cwd = newFolder();
  await before?.(cwd);
  const person = atTerminal(['my-app', ...words, '--yes'], {
    cwd,
    columns,
    rows: 24,
    env: { PATH: pathWith(gh === true), ...env },
  });
  expect((await person.exit).exitCode).toBe(exitCode ?? 0);
  return screenOf(person.raw().replaceAll(cwd, '/home/ada'), { columns, rows: 24 });
};

const isCommand = (line: string): boolean => /^ {4}\S/.test(line) || /^ {2}(npx|fix:) /.test(line);

test.each(Object.entries(CASES))('%s: the last screen', async (name, one) => {
  expectGolden(`last-${name}`, `${(await lastScreen(one, 80)).join('\n')}\n`);
});

test.each([40, 60])('on %i columns nothing but a command is broken by the terminal', async (columns) => {
  for (const one of Object.values(CASES)) {
    const lines = await lastScreen(one, columns);
    lines.forEach((line, index) => {
      if (!line.startsWith('↳')) return;
      const begun = lines.slice(0, index).findLast((other) => !other.startsWith('↳'))!;
      // An address that is longer than the screen has no place to be broken at.
      const isWord = !begun.trim().includes(' ');
      expect({ line: begun, isCommand: isCommand(begun) || isWord }).toEqual({ line: begun, isCommand: true });
    });
  }
});

test('no screen tells a command twice, both ways to a repository on GitHub, or what contradicts another line', async () => {
  for (const one of Object.values(CASES)) {
    const lines = await lastScreen(one, 200);
    const commands = lines.filter(isCommand).map((line) => line.trim());
    expect(commands).toEqual([...new Set(commands)]);
    const both = [/^gh repo create/, /^git remote add/].filter((form) => commands.some((line) => form.test(line)));
    expect(both.length).toBeLessThanOrEqual(1);
    const push = commands.findIndex((line) => line.startsWith('git push'));
    commands.forEach((line, index) => {
      if (/^gh (secret|variable|repo)/.test(line)) expect(index).toBeLessThan(push);
    });
    expect(commands.filter((line) => / up (?!.*--detach)|watch|logs/.test(line))).toEqual([]);
  }
});

test('the lines of the last screen stand in JSON, in their order', async () => {
  const cwd = newFolder();
  const env = { PATH: pathWith(true) };
  const ended = await runProgram(['my-app', ...USER, '--yes', '--json'], { cwd, env });
  const { next, generator } = JSON.parse(ended.stdout);
  expect(generator).toBe(VERSION);
  const shown = readFileSync(join(ROOT, 'test/golden/screens/last-docker-hub-with-gh.txt'), 'utf8').split('\n');
  expect(next).toEqual(shown.filter((line) => line.startsWith('    ')).map((line) => line.trim()));
  const planned = await runProgram(['other', ...USER, '--yes', '--json', '--dry-run'], { cwd, env });
  expect(JSON.parse(planned.stdout).next).toEqual([]);
});
