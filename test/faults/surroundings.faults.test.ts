import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, type Ended, filesIn, newFolder, PROGRAM, runProgram } from '../kit/program';
import { count } from './record';

/** Whatever the machine, the shell and the user's settings do around a run: whole or untouched, and said in one message. */

const WORDS = ['my-app', ...COMPLETE] as const;
const OURS = [process.execPath, PROGRAM] as const;

let whole: ReadonlyMap<string, string>;

beforeAll(async () => {
  const cwd = newFolder();
  expect((await runProgram([...WORDS, '--no-git'], { cwd })).exitCode).toBe(0);
  whole = filesIn(join(cwd, 'my-app'));
});

interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a line of sh in which `"$@"` is the program with its words. */
const shell = (line: string, place: Place, words: readonly string[] = WORDS): Promise<Ended> =>
  runProgram(['-c', line, 'sh', ...OURS, ...words], { ...place, program: ['sh'] });

const expectWhole = (cwd: string): void => {
  expect(readdirSync(cwd)).toEqual(['my-app']);
  expect(filesIn(join(cwd, 'my-app'))).toEqual(whole);
};

const expectOneMessage = ({ stderr }: Ended): void => {
  expect(stderr.match(/^error: /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/fault of create-flask-container|\n\s+at /);
};

describe('a disk that is too small', () => {
  const inTmpfs = (mount: string, words: readonly string[]): Promise<Ended> =>
    runProgram(
      [
        '-Urm',
        'sh',
        '-c',
        `mkdir mnt && mount -t tmpfs -o ${mount} none mnt && cd mnt && "$@"; code=$?; ls -A; find my-app -type f -not -path '*/.git/*' 2>/dev/null | wc -l; exit $code`,
        'sh',
        ...OURS,
        ...words,
      ],
      { program: ['unshare'] },
    );

  test.each(['size', 'nr_inodes'])('by %s: absent, or whole with git unfinished', async (limit) => {
    const seen = new Set<number | null>();
    for (let step = 1; step <= 60; step += step < 12 ? 1 : 3) {
      const mount = limit === 'size' ? `size=${step * 8}k` : `nr_inodes=${step * 6}`;
      const ended = await inTmpfs(mount, [...WORDS, '--quiet']);
      count(`a tmpfs that is too small by ${limit}`, ended);
      seen.add(ended.exitCode);
      const files = Number(ended.stdout.trim().split('\n').at(-1));
      expect({ mount, left: files === 0 || files === whole.size, ended }).toMatchObject({ left: true });
      expect(ended.stdout).not.toMatch(/^\.create-flask-container-/m);
      if (ended.exitCode === 0) break;
      expect(ended.exitCode).toBe(74);
      expectOneMessage(ended);
    }
    expect([...seen].sort()).toEqual([0, 74]);
  });

  test('a mount point that is empty is filled in place, also when it is too small', async () => {
    for (const size of ['16k', '1m']) {
      const ended = await runProgram(
        [
          '-Urm',
          'sh',
          '-c',
          `mkdir my-app && mount -t tmpfs -o size=${size} none my-app && "$@"; code=$?; find my-app -mindepth 1 -not -path '*/.git/*' -type f | wc -l; find my-app -mindepth 1 | wc -l; exit $code`,
          'sh',
          ...OURS,
          ...WORDS,
          '--no-git',
          '--quiet',
        ],
        { program: ['unshare'] },
      );
      count('an empty mount point as the target', ended);
      if (size === '1m') expect(ended.exitCode).toBe(0);
      else expect(ended).toMatchObject({ exitCode: 74, stdout: '0\n0\n' });
    }
  });

  test('a limit on the size of a file, and on open files', async () => {
    for (const limit of ['-f 0', '-f 1', '-n 20', '-n 24', '-n 30']) {
      const cwd = newFolder();
      const ended = await shell(`ulimit ${limit}; exec "$@" 2>&1 | cat >&2`, { cwd }, [...WORDS, '--no-git']);
      count('ulimit on file size or open files', ended);
      const made = readdirSync(cwd);
      if (made.length > 0) expectWhole(cwd);
      expect(ended.stderr).not.toContain('fault of create-flask-container');
    }
  });
});

describe('the environment', () => {
  const whatever: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
    ['HOME missing', { HOME: undefined }],
    ['HOME empty', { HOME: '' }],
    ['HOME a device', { HOME: '/dev/null' }],
    ['HOME absent', { HOME: '/nonexistent' }],
    ['TMPDIR absent', { TMPDIR: '/nonexistent' }],
    ['TMPDIR a device', { TMPDIR: '/dev/null' }],
    ['XDG folders absent', { XDG_CONFIG_HOME: '/nonexistent', XDG_CACHE_HOME: '/dev/null', XDG_RUNTIME_DIR: '' }],
    ['LANG unknown', { LANG: 'xx_XX', LC_ALL: 'nonsense' }],
    ['TZ unknown', { TZ: 'Nowhere/Never' }],
    ['TERM missing', { TERM: undefined }],
    ['TERM unknown', { TERM: 'nonsense' }],
    ['COLUMNS hostile', { COLUMNS: '-1', LINES: 'x' }],
    ['FORCE_COLOR', { FORCE_COLOR: '3' }],
    ['DEBUG', { DEBUG: '*', NODE_DEBUG: '' }],
    ['npm settings', { npm_config_registry: 'http://127.0.0.1:9', npm_config_user_agent: '\u001b[2J' }],
    ['a huge variable', { HUGE: 'x'.repeat(120_000) }],
    ['git settings', { GIT_DIR: '/nonexistent', GIT_TRACE: '1', GIT_CONFIG_COUNT: 'x', GIT_EDITOR: 'false' }],
    ['git configuration', { GIT_CONFIG_GLOBAL: '/nonexistent', GIT_CONFIG_SYSTEM: '/dev/null' }],
    ['LD_LIBRARY_PATH', { LD_LIBRARY_PATH: '/nonexistent' }],
    ['a proxy', { HTTPS_PROXY: 'http://127.0.0.1:9', http_proxy: 'nonsense' }],
    ...[
      '--throw-deprecation',
      '--unhandled-rejections=strict',
      '--disable-proto=throw',
      '--disable-proto=delete',
      '--preserve-symlinks',
      '--max-old-space-size=48',
      '--enable-source-maps',
      '--pending-deprecation',
    ].map((flags) => [`NODE_OPTIONS ${flags}`, { NODE_OPTIONS: flags }] as const),
  ];

  test.each(whatever)('%s changes nothing', async (_, env) => {
    const cwd = newFolder();
    const ended = await runProgram(WORDS, { cwd, env });
    count('an environment with a missing or hostile variable', ended);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expectWhole(cwd);
  });

  test('no variable at all', async () => {
    const cwd = newFolder();
    const ended = await shell('env -i "$@"', { cwd }, [...WORDS, '--no-git']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expectWhole(cwd);
  });

  test.each(['000', '002', '027', '077', '0177', '0277', '0777'])(
    'umask %s: whole, none of it for everyone to write',
    async (umask) => {
      const cwd = newFolder();
      const ended = await shell(`umask ${umask}; exec "$@"`, { cwd });
      count('an odd umask', ended);
      expect(ended.exitCode).toBe(0);
      expectWhole(cwd);
      const open = await runProgram(['my-app', '-not', '-path', '*/.git*', '-perm', '-o+w', '-not', '-type', 'l'], {
        cwd,
        program: ['find'],
      });
      expect(open.stdout).toBe('');
    },
  );

  test.each(['1970-01-01 00:00:01', '2038-01-19 03:14:06', '2099-12-31 23:59:59', '-400d', '+0 x1000', '-1d x0.01'])(
    'the clock says %s: the same bytes',
    async (clock) => {
      const cwd = newFolder();
      const ended = await runProgram(['-f', clock, ...OURS, ...WORDS, '--no-git'], { cwd, program: ['faketime'] });
      count('a clock that is wrong or runs wild', ended);
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      expectWhole(cwd);
    },
  );
});

describe('streams', () => {
  test.each([
    ['<&-', 0],
    ['>&-', 0],
    ['2>&-', 0],
    ['<&- >&- 2>&-', 0],
    ['>/dev/full', 74],
    ['2>/dev/full', 0],
    ['>/dev/full 2>/dev/full', 74],
    ['</dev/full', 0],
    ['</dev/zero', 0],
    ['</', 0],
    ['>>/dev/null <>/dev/null', 0],
  ])('%s ends with %i, and the files are there', async (redirection, code) => {
    const cwd = newFolder();
    const ended = await shell(`"$@" ${redirection}`, { cwd });
    count('a standard stream that is closed, full or odd', ended);
    expect(ended.exitCode).toBe(code);
    expectWhole(cwd);
  });

  test('a slow reader gets all of it', async () => {
    const cwd = newFolder();
    const fast = await runProgram([...WORDS, '--json', '--diff'], { cwd });
    const slow = await shell(
      '"$@" | python3 -c "import sys,time\nwhile b := sys.stdin.buffer.read(2000):\n sys.stdout.buffer.write(b); time.sleep(0.005)"',
      { cwd },
      [...WORDS, '--json', '--diff'],
    );
    count('a slow reader', slow);
    expect(slow.stdout).toBe(fast.stdout);
    expect(fast.stdout.length).toBeGreaterThan(65_536);
  });

  test('a reader that leaves early is no failure', async () => {
    const cwd = newFolder();
    const ended = await shell('{ "$@"; echo "code $?" >&2; } | head -c 10', { cwd }, [...WORDS, '--json', '--diff']);
    count('a reader that leaves early', ended);
    expect(ended.stderr).toBe('code 0\n');
  });

  test('a standard input that never ends is not read', async () => {
    const cwd = newFolder();
    const ended = await shell(
      'sleep 8 | { timeout 6 "$@"; echo "code $?"; kill $(jobs -p) 2>/dev/null; } & wait',
      { cwd },
      [...WORDS, '--quiet'],
    );
    expect(ended.stdout).toBe('code 0\n');
  });
});

describe('folders that change under the run', () => {
  test('the current folder cannot be read', async () => {
    const cwd = newFolder();
    const line = 'mkdir locked; cd locked; chmod 0311 .; setpriv --reuid=65534 --regid=65534 --clear-groups "$@"';
    const ended = await shell(line, { cwd, env: { HOME: '/nonexistent' } });
    count('a current folder without permission', ended);
    expect(ended.exitCode).toBe(74);
    expectOneMessage(ended);
  });

  test('eight runs into one new folder: one makes it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const cwd = newFolder();
      const runs = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          runProgram(['my-app', '--registry-user', `user${index}`, '--yes', '--no-git'], { cwd }),
        ),
      );
      for (const ended of runs) count('eight runs into one new folder', ended);
      expect(runs.map(({ exitCode }) => exitCode).sort()).toEqual([0, 73, 73, 73, 73, 73, 73, 73]);
      expect(readdirSync(cwd)).toEqual(['my-app']);
      const user = JSON.parse(readFileSync(join(cwd, 'my-app', '.create-flask-container.json'), 'utf8')).registryUser;
      expect(runs[Number(user.slice(4))]!.exitCode).toBe(0);
    }
  });
});
