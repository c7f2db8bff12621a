import { packagedPaths } from '../../../src/commands/verify/reading/packages';
import { BUILT, CONTENTS, entry, IMAGE, layer, PROCESS, RUNNING, verdictOn } from '../../kit/evidence';

/** What an image shows beside its own faults is not held against it, and what is told to do fits the cause that was seen. */

const own = (...entries: Parameters<typeof layer>) => ({
  ...CONTENTS,
  layers: [CONTENTS.layers[0]!, layer(...entries)],
});

test.each<[string, ReturnType<typeof own>, 'pass' | 'fail']>([
  [
    'below a folder that only root enters',
    own(entry('root/', { mode: 0o700 }), entry('root/a', { mode: 0o666 })),
    'pass',
  ],
  [
    'deep below a folder that only root enters',
    own(entry('root/', { mode: 0o700 }), entry('root/x/', { mode: 0o777 }), entry('root/x/a', { mode: 0o666 })),
    'pass',
  ],
  [
    'below a folder that all may enter and not list',
    own(entry('srv/', { mode: 0o711 }), entry('srv/a', { mode: 0o666 })),
    'fail',
  ],
  ['below a folder that no layer names', own(entry('srv/x/a', { mode: 0o666 })), 'fail'],
  [
    'below a folder of the user who runs, closed to others',
    own(entry('app/', { mode: 0o700, uid: 10001 }), entry('app/a.py', { mode: 0o666 })),
    'fail',
  ],
])('a file that everybody may write counts where it can be reached: %s', async (_, contents, status) => {
  expect((await verdictOn('files', { contents })).status).toBe(status);
});

test('all open paths are named, and one line closes them', async () => {
  const open = ['a', 'b', 'c'].map((name) => entry(`app/${name}`, { mode: 0o666 }));
  const told = await verdictOn('files', { contents: own(...open) });
  expect(told.found).toBe(
    '3 paths that everybody may write: /app/a (0666, 0:0), /app/b (0666, 0:0), /app/c (0666, 0:0)',
  );
  expect(told.fix).toBe('take the right away, before USER: RUN chmod o-w /app/a /app/b /app/c');
});

test('the locks of uv are told as what made them', async () => {
  const told = await verdictOn('files', { contents: own(entry('app/.venv/.lock', { mode: 0o666 })) });
  expect(told.fix).toContain('rm -f /app/.venv/.lock');
});

const RECORD = 'usr/local/lib/python3.13/site-packages/toolbox-1.0.dist-info/RECORD';
const FROM = RECORD.replace('RECORD', 'direct_url.json');

test.each<[string, Parameters<typeof packagedPaths>[0], readonly string[]]>([
  [
    'pip, outside site-packages',
    [{ path: RECORD, text: '../../../etc/toolbox/x.py,sha256=abc,12\ntoolbox/y.py,,\n' }],
    ['usr/local/etc/toolbox/x.py', 'usr/local/lib/python3.13/site-packages/toolbox/y.py'],
  ],
  [
    'pip, a path with a comma',
    [{ path: RECORD, text: '"../../../etc/a,b.py",sha256=abc,12\n' }],
    ['usr/local/etc/a,b.py'],
  ],
  [
    'dpkg',
    [{ path: 'var/lib/dpkg/info/nginx.list', text: '/.\n/etc\n/etc/nginx/x.conf\n/lib/x.so\n' }],
    ['.', 'etc', 'etc/nginx/x.conf', 'lib/x.so', 'usr/lib/x.so'],
  ],
  ['apk', [{ path: 'lib/apk/db/installed', text: 'P:x\nF:etc/x\nR:x.conf\nF:usr\nR:y\n' }], ['etc/x/x.conf', 'usr/y']],
  [
    'the project itself, installed from its folder, is no package of others',
    [
      { path: RECORD, text: 'toolbox/y.py,,\n' },
      { path: FROM, text: '{"dir_info": {}, "url": "file:///app"}' },
    ],
    [],
  ],
  [
    'a package from an index by its address is one of others',
    [
      { path: RECORD, text: '/etc/y.py,,\n' },
      { path: FROM, text: '{"url": "https://x/y.whl"}' },
    ],
    ['etc/y.py'],
  ],
])('the files of packages are known by the lists of %s', (_, lists, paths) => {
  expect([...packagedPaths(lists)]).toEqual(paths);
});

const finding = (where: string, more: object = {}) => ({
  ...CONTENTS,
  layers: [
    CONTENTS.layers[0]!,
    {
      ...layer(entry(where)),
      findings: [{ where: `/${where}`, what: 'a password in a URL', shown: 'tool... (8 characters)', ...more }],
      packaged: new Set(['etc/toolbox/x.py']),
    },
  ],
});

test.each([
  ['a guess in a file of a package', finding('etc/toolbox/x.py', { guessed: true }), 'pass'],
  ['an issued form in a file of a package', finding('etc/toolbox/x.py'), 'fail'],
  ['a guess in a file of nobody', finding('etc/app.py', { guessed: true }), 'fail'],
] as const)('of secrets counts: %s', async (_, contents, status) => {
  expect((await verdictOn('secrets', { contents })).status).toBe(status);
});

test.each([
  ['the history', { ...finding('srv/.git/HEAD', { what: 'the git history' }) }, 'add the line .git to .dockerignore'],
  ['a file', finding('app/settings.py'), 'keep /app/settings.py out of the image'],
])('a secret in %s is told how it is kept out', async (_, contents, fix) => {
  expect((await verdictOn('secrets', { contents })).fix).toContain(fix);
});

const first = (name: string) => ({ ...RUNNING, processes: [{ ...PROCESS, name }] });
const killed = { seconds: 10, graceSeconds: 10, exitCode: 137, inFlight: { status: 200 } };

test.each([
  ['sh', 'process 1 is sh, which does not hand SIGTERM on'],
  ['python3', 'process 1 is python3, and a process 1 without a handler of SIGTERM'],
  ['server', 'let process 1 (server) end at SIGTERM'],
])('a stop that had to kill is told by process 1: %s', async (name, fix) => {
  const told = await verdictOn('stop', { running: first(name), stopped: killed });
  expect(told).toMatchObject({ status: 'fail', fix: expect.stringContaining(fix) });
});

test.each([
  ['SIGINT', 130, 'pass'],
  ['3', 131, 'pass'],
  ['SIGINT', 131, 'fail'],
  ['SIGKILL', 137, 'fail'],
  ['', 130, 'fail'],
])('with STOPSIGNAL %s an end with %i is: %s', async (stopSignal, exitCode, status) => {
  const told = await verdictOn('stop', { image: { ...IMAGE, stopSignal }, stopped: { ...killed, exitCode } });
  expect(told.status).toBe(status);
});

const { served: _, ...SILENT } = RUNNING;
const ended = (log: string) => ({ ...SILENT, processes: [], exitCode: 1, logs: [log] });

test.each([
  [
    'Python',
    "OSError: [Errno 30] Read-only file system: '/app/data/x.db'",
    'let it write below /tmp or to a volume, not to /app/data/x.db',
  ],
  ['nginx', 'mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)', 'not to /var/cache/nginx'],
  ['a shell', 'sh: 1: cannot create /app/x: Read-only file system', 'not to /app/x'],
  ['touch', "touch: cannot touch '/app/y': Read-only file system", 'not to /app/y'],
  ['SQLite', 'sqlite3.OperationalError: unable to open database file', 'keep the database on a volume'],
  [
    'uv',
    'error: Failed to initialize cache at `/home/app/.cache/uv`\n  Caused by: Read-only file system (os error 30)',
    'UV_CACHE_DIR',
  ],
  ['nobody', 'bye', 'write only below /tmp: for gunicorn'],
])('what cannot be written is told as %s names it', async (_who, log, fix) => {
  const told = await verdictOn('read-only', { hardened: ended(log), hardenedAlone: ended(log) });
  expect(told).toMatchObject({ status: 'fail', fix: expect.stringContaining(fix) });
});

const pip = '[2/3] RUN pip install -r deps/base.txt';
const failed = (more: object) => ({
  ...BUILT,
  ok: false,
  steps: [{ name: pip, cached: false, error: 'exit code: 1' }],
  ...more,
});

test.each([
  [
    'a version that does not exist',
    { said: 'ERROR: No matching distribution found for vboxapi==1.0' },
    'mend the line vboxapi==1.0 of deps/base.txt',
  ],
  [
    'a file that is not there',
    {
      reason: 'failed to compute cache key: failed to calculate checksum of ref a::b: "/conf": not found',
      line: 'Dockerfile:3',
    },
    'conf is not in the build context: add it to the repository',
  ],
  [
    'no compiler',
    {
      said: 'ERROR: Failed building wheel for x',
      lastLines: ["error: command 'gcc' failed: No such file or directory"],
    },
    'the image has no compiler',
  ],
  ['anything else', { line: 'Dockerfile:9', said: 'boom' }, 'mend Dockerfile:9'],
])('a build that fails of %s is told what mends that', async (_what, more, fix) => {
  expect(await verdictOn('build', { build: failed(more) })).toMatchObject({
    status: 'fail',
    fix: expect.stringContaining(fix),
  });
});

test.each(['create ', "'/x'", 'x: /y ', '"'])('a line of a million characters is read at once: %s', async (word) => {
  const log = ended(word.repeat(1_000_000 / word.length));
  const began = Date.now();
  const told = await verdictOn('read-only', { hardened: log, hardenedAlone: log });
  expect(told.found.length).toBeLessThan(2_500);
  expect(Date.now() - began).toBeLessThan(2_000);
});
