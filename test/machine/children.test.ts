import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, newFolder, runProgram } from '../kit/program';
import { ALONE, templateFolder } from '../kit/team';
import { atTerminal, KEYS } from '../kit/terminal';

/** What a program has started goes with it: when a person or the system ends the run, and when it holds our output open. */

const REPOSITORY = { Dockerfile: 'FROM scratch\n' };

const COMMANDS: readonly (readonly [command: string, program: string, words: () => readonly string[]])[] = [
  ['the first commit', 'git', () => ['my-app', ...COMPLETE]],
  ['a template from git', 'git', () => ['my-app', ...COMPLETE, '--template', 'git+https://git.example/x.git#main']],
  ['a template from npm', 'npm', () => ['my-app', ...COMPLETE, '--template', 'npm:team@1.0.0']],
  [
    'template check',
    'hadolint',
    () => ['template', 'check', templateFolder({ ...ALONE, 'files/Dockerfile': 'FROM scratch\n' })],
  ],
  ['verify', 'docker', () => ['verify', templateFolder(REPOSITORY)]],
  ['clean', 'docker', () => ['clean', templateFolder(REPOSITORY), '--yes']],
];

/** Starts a child that heeds no signal but SIGKILL, and tells its own number and that of the child. */
const CHILD = `/bin/sh -c 'trap "" TERM INT HUP; exec /bin/sleep 300'`;

/** A process that nobody has asked after is a zombie, which runs no more. */
const runs = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
};

/** Everything that was started, also where a test has failed. */
const started: (() => readonly number[])[] = [];

afterEach(() => {
  for (const pid of started.splice(0).flatMap((pids) => pids())) if (runs(pid)) process.kill(pid, 'SIGKILL');
});

/** Puts a program on a PATH of its own. */
const fake = (program: string, script: (log: string) => string) => {
  const bin = newFolder();
  const log = join(bin, 'started');
  writeFileSync(join(bin, program), `#!/bin/sh\n${script(log)}`, { mode: 0o755 });
  const pids = (): readonly number[] =>
    existsSync(log) ? readFileSync(log, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number) : [];
  started.push(pids);
  return { env: { PATH: `${bin}:/usr/bin:/bin` }, pids };
};

const until = async (holds: () => boolean): Promise<void> => {
  const end = Date.now() + 20_000;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
};

const HEEDS: readonly (readonly [string, string])[] = [
  ['heeds', ''],
  ['does not heed', `trap "" TERM INT HUP\n`],
];

describe.each(COMMANDS)('of %s', (_, program, words) => {
  test.each(HEEDS)(
    `a ${program} that %s signals is gone after Ctrl-C, with what it has started`,
    async (_how, trap) => {
      const { env, pids } = fake(program, (log) => `${trap}${CHILD} &\necho "$$ $!" >>'${log}'\nwait\n`);
      const person = atTerminal(words(), { env });
      await until(() => pids().length === 2);
      expect(pids().filter(runs)).toHaveLength(2);
      person.type(KEYS.ctrlC);
      expect(await person.exit).toMatchObject({ exitCode: 130 });
      expect(pids().filter(runs)).toEqual([]);
    },
  );
});

test('what holds the output of a program open that has ended is not waited for, and ends', async () => {
  const { env, pids } = fake('git', (log) => `${CHILD} &\necho $! >>'${log}'\nexec /usr/bin/git "$@"\n`);
  const cwd = newFolder();
  const began = Date.now();
  expect(await runProgram(['my-app', ...COMPLETE], { cwd, env })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(Date.now() - began).toBeLessThan(20_000);
  expect(pids().length).toBeGreaterThan(2);
  expect(pids().filter(runs)).toEqual([]);
});

test('what has closed its output is a service of its own, such as a cache of credentials, and stays', async () => {
  const { env, pids } = fake(
    'git',
    (log) => `/bin/sleep 300 </dev/null >/dev/null 2>&1 &\necho $! >>'${log}'\nexec /usr/bin/git "$@"\n`,
  );
  expect(await runProgram(['my-app', ...COMPLETE], { env })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(pids().filter(runs)).toEqual(pids());
});
