import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, tryDocker } from '../kit/engine';
import { environment, newFolder, PROGRAM, runProgram } from '../kit/program';

/** Containers and builds that take all they can get, and do not end when they are asked to. */

jest.setTimeout(300_000);

const HEAD = `FROM python:3.13-slim
EXPOSE 8000
HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"]
`;

const repository = (dockerfile: string): string => {
  const folder = newFolder();
  writeFileSync(join(folder, 'Dockerfile'), dockerfile);
  return folder;
};

const CONTAINER_LABEL = 'label=io.github.create-flask-container.run';

interface Limits {
  readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
  readonly NanoCpus: number;
  readonly Memory: number;
  readonly MemorySwap: number;
  readonly PidsLimit: number;
}

/** A run of verify that is going on. */
const begin = (folder: string, ...words: readonly string[]) => {
  const child = spawn(process.execPath, [PROGRAM, 'verify', folder, '--json', ...words], {
    cwd: newFolder(),
    env: environment({ HOME: process.env['HOME'] }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, end, document: () => JSON.parse(stdout), ended: () => child.exitCode !== null };
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const until = async <T>(look: () => Promise<T | undefined>, seconds = 40): Promise<T> => {
  for (const end = Date.now() + seconds * 1000; ; await pause(200)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error('it did not happen');
  }
};

const ownerOf = async (id: string): Promise<string> =>
  (await tryDocker(['inspect', '--format', '{{index .Config.Labels "io.github.create-flask-container.owner"}}', id]))
    .stdout;

/** The containers of one run: other tests may have theirs. */
const containersOf = async ({ child }: ReturnType<typeof begin>): Promise<readonly string[]> => {
  const ids = (await docker('ps', '--all', '--quiet', '--filter', CONTAINER_LABEL)).split('\n').filter(Boolean);
  const owned = await Promise.all(ids.map(async (id) => [id, await ownerOf(id)] as const));
  return owned.filter(([, owner]) => owner.includes(`-${child.pid}-`)).map(([id]) => id);
};

const limitsOf = async (run: ReturnType<typeof begin>): Promise<Limits> => {
  const id = await until(async () => (await containersOf(run))[0]);
  return JSON.parse(await docker('inspect', '--format', '{{json .HostConfig}}', id));
};

const GREEDY: readonly (readonly [string, string])[] = [
  ['writes its log without end', 'CMD ["yes", "a line that fills the disk"]'],
  [
    'starts processes without end',
    'CMD ["python3", "-c", "import os, time\\nwhile True:\\n  try:\\n    os.fork()\\n  except OSError:\\n    time.sleep(1)"]',
  ],
  ['takes memory without end', 'CMD ["python3", "-c", "taken = []\\nwhile True: taken.append(bytearray(10_000_000))"]'],
  ['ignores every signal', 'CMD ["sh", "-c", "trap \'\' TERM INT HUP; while :; do sleep 1; done"]'],
];

test.concurrent.each(GREEDY)('an app that %s has limits of every sort, fails, and is gone', async (_, line) => {
  const run = begin(repository(`${HEAD}${line}\n`), '--only', 'health');
  const limits = await limitsOf(run).catch((error: unknown) => {
    // Ended by the kernel before it could be looked at.
    if (run.ended()) return undefined;
    throw error;
  });
  const cpus = Number(await docker('info', '--format', '{{.NCPU}}'));
  if (limits !== undefined) {
    expect(limits.LogConfig).toMatchObject({ Type: 'local', Config: { 'max-size': '1m', 'max-file': '1' } });
    expect(limits).toMatchObject({ Memory: 512 * 1024 * 1024, MemorySwap: 512 * 1024 * 1024, PidsLimit: 256 });
    expect(limits.NanoCpus).toBeGreaterThan(0);
    expect(limits.NanoCpus).toBeLessThanOrEqual(Math.min(2, cpus) * 1e9);
  }
  expect(await run.end).toBe(1);
  expect(run.document().checks[0]).toMatchObject({ id: 'health', status: 'fail' });
  expect(await containersOf(run)).toEqual([]);
});

test('what a health check does where no app runs has the same limits', async () => {
  const APP = 'CMD ["python3", "-m", "http.server", "8000", "--directory", "/var"]';
  const check = `HEALTHCHECK CMD python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')" || (trap '' TERM; while :; do echo x; sleep 1; done)`;
  const run = begin(repository(`FROM python:3.13-slim\nEXPOSE 8000\n${check}\n${APP}\n`), '--only', 'health');
  const limits = await until(async () => {
    for (const id of await containersOf(run)) {
      const { Name, HostConfig } = JSON.parse(await docker('inspect', '--format', '{{json .}}', id));
      if (/^\/verify-.*-check$/.test(Name)) return HostConfig as Limits;
    }
    return undefined;
  });
  expect(limits).toMatchObject({ LogConfig: { Type: 'none' }, Memory: 512 * 1024 * 1024, PidsLimit: 256 });
  expect(limits.NanoCpus).toBeGreaterThan(0);
  expect(await run.end).toBe(0);
  expect(await containersOf(run)).toEqual([]);
});

const running = async (mark: string): Promise<boolean> =>
  (await runProgram(['-f', mark], { program: ['pgrep'] })).exitCode === 0;

test.each([
  ['ignores SIGTERM', `trap "" TERM INT HUP; while :; do sleep 1; done`],
  [
    'has let go of its children',
    `for i in 1 2 3 4 5; do (setsid sh -c "trap \\"\\" TERM; sleep 999" &); done; sleep 999`,
  ],
  ['floods its log', `yes`],
])('after Ctrl-C a build that never ends and %s is gone within seconds', async (_, script) => {
  const mark = `endless${Date.now()}`;
  const run = begin(repository(`FROM python:3.13-slim\nRUN : ${mark}; ${script}\n`), '--only', 'build');
  // With a bracket the pattern does not find itself.
  const pattern = `${mark.slice(0, -1)}[${mark.slice(-1)}]; `;
  await until(async () => ((await running(pattern)) ? true : undefined));
  const began = Date.now();
  run.child.kill('SIGINT');
  expect(await run.end).toBe(130);
  expect(Date.now() - began).toBeLessThan(10_000);
  await until(async () => ((await running(pattern)) ? undefined : true), 10);
});

test('after Ctrl-C a client of docker that does not end, and what it has started, is gone within seconds', async () => {
  const bin = newFolder();
  const log = join(newFolder(), 'pids');
  const script = `#!/bin/sh
if [ "$1 $2" = "buildx build" ]; then
  trap '' TERM INT HUP
  sh -c 'trap "" TERM INT HUP; echo $$ >>${log}; while :; do sleep 1; done' &
  while :; do sleep 1; done
fi
PATH='${environment().PATH}' exec docker "$@"
`;
  writeFileSync(join(bin, 'docker'), script);
  chmodSync(join(bin, 'docker'), 0o755);
  const child = spawn(process.execPath, [PROGRAM, 'verify', repository(HEAD), '--only', 'build', '--json'], {
    cwd: newFolder(),
    env: environment({ HOME: process.env['HOME'], PATH: `${bin}:${environment().PATH}` }),
    stdio: 'ignore',
  });
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  const pid = await until(async () => (existsSync(log) ? readFileSync(log, 'utf8').trim() || undefined : undefined));
  const began = Date.now();
  child.kill('SIGINT');
  expect(await end).toBe(130);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(existsSync(`/proc/${pid}/status`) && /State:\s+[^Z]/.test(readFileSync(`/proc/${pid}/status`, 'utf8'))).toBe(
    false,
  );
});
