import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, environment, newFolder, PROGRAM, runProgram } from '../kit/program';
import { callsOf, withFault } from '../kit/strace';
import { ALONE, leftIn, templateFolder } from '../kit/team';

/** A run that is killed outright leaves what it was making; after the next run nothing of it is there. */

const REPOSITORY = { Dockerfile: 'FROM scratch\n' };
const COMMIT = '1'.repeat(40);

/** A docker that answers what it is asked first; a build hangs, or fails. */
const docker = (build: string): string => `case "$1 $2" in
  'info '*) echo '{"ServerVersion":"29.0.0","Name":"here"}' ;;
  'buildx version') echo 'github.com/docker/buildx v0.30.1 abc' ;;
  'context inspect') echo unix:///var/run/docker.sock ;;
  'buildx build') ${build} ;;
  *) exit 1 ;;
esac
`;

const HANGS = `echo $$ >>"\${0%/*}/pids"; exec /bin/sleep 300`;

interface Command {
  readonly program: string;
  readonly script: string;
  readonly words: () => readonly string[];
}

/** Each kind of work that is done among temporary files, and a program that it is killed in the middle of. */
const COMMANDS: Readonly<Record<string, Command>> = {
  'template check': {
    program: 'hadolint',
    script: HANGS,
    words: () => ['template', 'check', templateFolder({ ...ALONE, 'files/Dockerfile': 'FROM scratch\n' })],
  },
  'a template from git': {
    program: 'git',
    script: HANGS,
    words: () => ['my-app', ...COMPLETE, '--template', `git+https://git.example/x.git#${COMMIT}`],
  },
  'a template from npm': {
    program: 'npm',
    script: HANGS,
    words: () => ['my-app', ...COMPLETE, '--template', 'npm:team@1.0.0'],
  },
  verify: { program: 'docker', script: docker(HANGS), words: () => ['verify', templateFolder(REPOSITORY)] },
};

/** @returns a PATH with the program as it hangs, or as it fails at once. */
const pathOf = ({ program, script }: Command, hangs: boolean): string => {
  const bin = newFolder();
  writeFileSync(join(bin, program), `#!/bin/sh\n${hangs ? script : script.replace(HANGS, 'exit 1')}`, { mode: 0o755 });
  return bin;
};

const until = async (holds: () => boolean): Promise<void> => {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Kills a run while its program hangs, and ends that. */
const killed = async (command: Command, env: Readonly<Record<string, string>>): Promise<void> => {
  const bin = pathOf(command, true);
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...command.words()], {
    cwd: newFolder(),
    env: environment({ ...env, PATH: bin }),
    stdio: 'ignore',
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const pids = (): string => (existsSync(join(bin, 'pids')) ? readFileSync(join(bin, 'pids'), 'utf8') : '');
  await until(() => pids().endsWith('\n'));
  child.kill('SIGKILL');
  await closed;
  for (const pid of pids().trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
};

test.each(Object.entries(COMMANDS))('of %s', async (_, command) => {
  const env = { TMPDIR: newFolder(), XDG_CACHE_HOME: newFolder() };
  await killed(command, env);
  expect(leftIn(env.TMPDIR)).toHaveLength(1);
  await runProgram(command.words(), { env: { ...env, PATH: pathOf(command, false) } });
  expect(readdirSync(env.TMPDIR)).toEqual([]);
});

test('any of them sweeps what another one left', async () => {
  const env = { TMPDIR: newFolder(), XDG_CACHE_HOME: newFolder() };
  for (const command of Object.values(COMMANDS)) await killed(command, env);
  // Each has swept what the one before it left.
  expect(leftIn(env.TMPDIR)).toHaveLength(1);
});

test('while a run goes on, another one leaves its files alone', async () => {
  const env = { TMPDIR: newFolder(), XDG_CACHE_HOME: newFolder() };
  const command = COMMANDS['template check']!;
  const bin = pathOf(command, true);
  const child = spawn(process.execPath, [PROGRAM, ...command.words()], {
    cwd: newFolder(),
    env: environment({ ...env, PATH: bin }),
    stdio: 'ignore',
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  await until(() => existsSync(join(bin, 'pids')));
  const before = leftIn(env.TMPDIR);
  expect(before).toHaveLength(1);
  await runProgram(command.words(), { env: { ...env, PATH: pathOf(command, false) } });
  expect(readdirSync(env.TMPDIR)).toEqual(before);
  child.kill('SIGTERM');
  expect(await closed).toBe(143);
  expect(readdirSync(env.TMPDIR)).toEqual([]);
});

describe('while a page is written', () => {
  const { program, script } = COMMANDS['verify']!;
  const PATH = `${pathOf({ program, script, words: () => [] }, false)}:/usr/bin:/bin`;
  const folder = templateFolder(REPOSITORY);

  test('at each of its steps: the page that was there stays whole, and the next run leaves nothing beside it', async () => {
    const pages = newFolder();
    const words = ['verify', folder, '--only', 'files', '--html', join(pages, 'page.html')];
    const calls = await callsOf(words, { cwd: folder, env: { PATH } }, [pages]);
    const steps = calls.filter(({ name }) => ['mkdir', 'rename', 'unlink', 'rmdir'].includes(name));
    expect(steps.map(({ name }) => name)).toEqual(expect.arrayContaining(['mkdir', 'rename', 'rmdir']));
    const whole = readFileSync(join(pages, 'page.html'), 'utf8');
    expect(whole).toContain('</html>');
    const left: string[] = [];
    for (const { name, nth } of steps) {
      const fault = { name, fault: 'signal=SIGKILL', when: String(nth) };
      expect(await withFault(words, { cwd: folder, env: { PATH } }, fault, [pages])).toMatchObject({ exitCode: null });
      if (readdirSync(pages).length > 1) left.push(name);
      expect(readFileSync(join(pages, 'page.html'), 'utf8')).toContain('</html>');
    }
    expect(left).toEqual(['rename', 'unlink', 'rmdir']);
    await runProgram(words, { cwd: folder, env: { PATH } });
    expect(readdirSync(pages)).toEqual(['page.html']);
  });
});
