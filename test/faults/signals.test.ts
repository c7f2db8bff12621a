import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, type Ended, environment, newFolder, PROGRAM, runProgram } from '../kit/program';
import { atTerminal } from '../kit/terminal';
import { count } from './record';

/** Signals while git hangs: the end is soon, the files are there, nothing runs on. */

/** A git that says that it runs, and then neither ends nor listens. */
const hangs = (mark: string): string =>
  `#!/bin/sh\ntrap "" INT TERM HUP\necho $$ >> '${mark}'\nwhile :; do sleep 0.2; done\n`;

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

const until = async (holds: () => boolean, milliseconds = 10_000): Promise<void> => {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

interface Sent {
  readonly ended: Ended;
  readonly seconds: number;
  readonly cwd: string;
  readonly pids: readonly number[];
}

/** Starts the program with the hanging git and sends signals once git runs. */
const sent = async (signals: readonly NodeJS.Signals[], toGroup: boolean): Promise<Sent> => {
  const [cwd, bin] = [newFolder(), newFolder()];
  const mark = join(bin, 'mark');
  writeFileSync(join(bin, 'git'), hangs(mark), { mode: 0o755 });
  const child = spawn(process.execPath, [PROGRAM, 'my-app', ...COMPLETE, '--json'], {
    cwd,
    env: environment({ PATH: `${bin}:${process.env['PATH']}` }),
    detached: true,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const closed = new Promise<Ended>((resolve) =>
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr })),
  );
  await until(() => existsSync(mark) && readFileSync(mark, 'utf8').endsWith('\n'));
  const start = Date.now();
  for (const signal of signals) {
    process.kill(toGroup ? -child.pid! : child.pid!, signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const ended = await closed;
  const pids = readFileSync(mark, 'utf8').trim().split('\n').map(Number);
  return { ended, seconds: (Date.now() - start) / 1000, cwd, pids };
};

test.each([
  [['SIGINT'], false, 130],
  [['SIGINT', 'SIGINT'], false, 130],
  [['SIGINT', 'SIGINT'], true, 130],
  [['SIGTERM'], true, 143],
  [['SIGTERM', 'SIGINT'], false, 143],
  [['SIGHUP'], false, 129],
] as const)('%j (to the group: %s) while git hangs is %i', async (signals, toGroup, code) => {
  const { ended, seconds, cwd, pids } = await sent(signals, toGroup);
  count('signals to the process or its group while git hangs', ended);
  expect(ended.exitCode).toBe(code);
  expect(seconds).toBeLessThan(8);
  expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'partial', problems: [{ code: 'signal' }] });
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(readdirSync(cwd)).toEqual(['my-app']);
  await until(() => !pids.some(runs));
});

test('stopped and continued it goes on', async () => {
  const cwd = newFolder();
  // Stopped by its own git, so that it is under way for certain, and continued half a second later.
  const bin = newFolder();
  const script = `#!/bin/sh
kill -STOP $PPID
(sleep 0.5; kill -CONT $PPID) >/dev/null 2>&1 &
PATH="${process.env['PATH']}" exec git "$@"
`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  const began = Date.now();
  const ended = await runProgram(['my-app', ...COMPLETE], {
    cwd,
    env: { PATH: `${bin}:${process.env['PATH']}` },
  });
  expect(Date.now() - began).toBeGreaterThan(1000);
  count('stopped and continued', ended);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a terminal of 20 columns, and one that goes away', async () => {
  const cwd = newFolder();
  const person = atTerminal(['my-app'], { cwd, columns: 20 });
  await person.waitFor(/Registry|registry/);
  person.kill('SIGHUP');
  const { exitCode } = await person.exit;
  count('a terminal that goes away', { exitCode, signal: null });
  expect(exitCode).toBe(129);
  expect(readdirSync(cwd)).toEqual([]);
});
