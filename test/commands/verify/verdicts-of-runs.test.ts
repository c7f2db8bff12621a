import type { ContractId } from '../../../src/commands/verify/contract-ids';
import { CONTENTS, entry, IMAGE, layer, PROCESS, REPOSITORY, RUNNING, type Shown, verdictOn } from '../../kit/evidence';

/** What is said of a container and its files, fact by fact. What the facts are is found out in verify.engine.test.ts. */

type Row = readonly [ContractId, Shown, 'pass' | 'fail' | 'error' | 'skip', string, string?];

const running = (more: object) => ({ ...RUNNING, ...more });
const { served: _, ...SILENT } = RUNNING;
const dies = { ...SILENT, processes: [], exitCode: 3, logs: ['no module named app'] };
const process = (more: object) => running({ processes: [{ ...PROCESS, ...more }] });
const image = (more: object) => ({ ...IMAGE, ...more });
const own = (...entries: Parameters<typeof layer>) => ({
  ...CONTENTS,
  layers: [CONTENTS.layers[0]!, layer(...entries)],
});
const unread = { ...CONTENTS, unread: ['layer 2 is zstd'] };

const USER: readonly Row[] = [
  ['user', {}, 'pass', 'USER 10001:10001; 1 processes, all uid 10001'],
  [
    'user',
    { running: process({ uids: [0] }) },
    'fail',
    'gunicorn (1): uid 0, gid 10001; USER is 10001:10001',
    'make a user',
  ],
  ['user', { running: process({ groups: [5, 0] }) }, 'fail', 'gunicorn (1): uid 10001, gid 10001, groups 5 0; USER is'],
  ['user', { running: process({ gids: [0] }), image: image({ user: '' }) }, 'fail', 'gid 0; USER is not set'],
  [
    'user',
    { image: image({ user: 'app' }) },
    'fail',
    'USER is "app", a name: Kubernetes',
    'write the number: USER 10001:10001',
  ],
  [
    'user',
    { image: image({ user: 'app' }), running: dies },
    'fail',
    'USER is "app", a name',
    'USER of app and of its group',
  ],
  ['user', { image: image({ user: '' }), running: dies }, 'fail', 'USER is not set: root'],
  ['user', { image: image({ user: 'root:app' }), running: dies }, 'fail', 'USER is root:app: root'],
  ['user', { running: dies }, 'skip', 'no process could be seen: the container ended with exit code 3: see health'],
  [
    'user',
    { running: running({ processes: [], unseen: 'docker top says nothing' }) },
    'skip',
    'no process could be seen: docker top says nothing',
  ],
];

const FILES: readonly Row[] = [
  [
    'files',
    {},
    'pass',
    'uid 10001 can change none of 1 files of code; no setuid beyond the base, nothing world-writable',
  ],
  [
    'files',
    { contents: own(entry('usr/bin/x', { mode: 0o4755 })) },
    'fail',
    '1 setuid or setgid files that the base image does not have: /usr/bin/x (4755, 0:0)',
    'chmod a-s /usr/bin/x',
  ],
  [
    'files',
    { contents: { ...own(entry('x', { mode: 0o4755 })), base: undefined } },
    'error',
    'the base image could not be told apart, so it is not known whose 1 setuid files these are: /x',
    'name the base in FROM',
  ],
  [
    'files',
    { contents: own(entry('app/notes', { mode: 0o666 })) },
    'fail',
    '1 paths that everybody may write: /app/notes (0666, 0:0)',
    'chmod o-w /app/notes',
  ],
  [
    'files',
    { contents: own(entry('data/', { mode: 0o777 })) },
    'fail',
    '1 paths that everybody may write: /data (0777, 0:0)',
  ],
  // A sticky folder, and what the system itself leaves open.
  [
    'files',
    { contents: own(entry('data/', { mode: 0o1777 }), entry('tmp/x.py', { mode: 0o666 })) },
    'pass',
    'uid 10001 can change none of 0 files',
  ],
  [
    'files',
    { contents: own(entry('app/app.py', { uid: 10001 })) },
    'fail',
    'uid 10001 may change 1 files or folders of code: /app/app.py',
    'leave the code to root',
  ],
  [
    'files',
    { contents: own(entry('app/app.py', { gid: 10001, mode: 0o664 })) },
    'fail',
    'may change 1 files or folders of code: /app/app.py',
  ],
  [
    'files',
    { contents: own(entry('app/', { uid: 10001 })) },
    'fail',
    'may change 1 files or folders of code: /app (0755, 10001:0)',
  ],
  ['files', { contents: own(entry('app/data.bin', { uid: 10001 })) }, 'pass', 'none of 0 files of code'],
  [
    'files',
    { running: process({ uids: [0] }) },
    'fail',
    'uid 0 may change 2 files or folders of code',
    'run as a user that is not root',
  ],
  ['files', { running: dies, image: image({ user: '' }) }, 'fail', 'uid 0 may change'],
  ['files', { running: dies, image: image({ user: '7' }) }, 'pass', 'uid 7 can change none'],
  [
    'files',
    { running: dies, image: image({ user: 'app' }) },
    'skip',
    'USER is "app", a name, and no process could be seen that tells its number: see user',
  ],
  ['files', { contents: unread }, 'error', 'layer 2 is zstd', 'use an image store'],
];

const HARDENED: readonly Row[] = [
  ['read-only', {}, 'pass', '200 on /healthz, port 8000, after 1.2 s, healthy'],
  [
    'read-only',
    { running: running({ health: 'none' }), hardened: running({ health: 'none' }) },
    'pass',
    '200 on /healthz, port 8000, after 1.2 s',
  ],
  [
    'read-only',
    { running: dies },
    'skip',
    'it ended with exit code 3: no module named app: see health',
    'see the contract health',
  ],
  // With everything taken away it fails; with one thing alone, only where that is the cause.
  ['read-only', { hardened: dies }, 'pass', '200 on /healthz'],
  [
    'read-only',
    { hardened: dies, hardenedAlone: dies },
    'fail',
    'it ended with exit code 3: no module named app',
    'write only below /tmp',
  ],
  ['read-only', { hardened: dies, hardenedAlone: SILENT }, 'fail', 'no answer over HTTP; its last words: listening'],
  ['read-only', { hardened: dies, hardenedAlone: { ...SILENT, logs: [] } }, 'fail', 'no answer over HTTP'],
  ['read-only', { hardened: dies, hardenedAlone: { ...dies, logs: [] } }, 'fail', 'it ended with exit code 3'],
  [
    'read-only',
    { hardened: dies, hardenedAlone: running({ served: { port: 1, path: '/', status: 500 } }) },
    'fail',
    '/ answers 500',
  ],
  [
    'read-only',
    { hardened: dies, hardenedAlone: running({ health: 'unhealthy', lastCheck: 'x' }) },
    'fail',
    'its health check fails: x',
  ],
  ['read-only', { hardened: dies, hardenedAlone: running({ health: 'unhealthy' }) }, 'fail', 'its health check fails'],
  ['capabilities', {}, 'pass', 'CapEff 0 and no-new-privileges for 1 processes; 200 on /healthz'],
  [
    'capabilities',
    { running: dies },
    'skip',
    'the app does not serve with nothing taken away: it ended with exit code 3',
  ],
  [
    'capabilities',
    { hardened: dies, hardenedAlone: dies },
    'fail',
    'with --cap-drop ALL and no-new-privileges: it ended',
    'start as the final user',
  ],
  ['capabilities', { hardened: running({ processes: [] }) }, 'skip', 'no process could be seen: the engine shows none'],
  [
    'capabilities',
    { hardened: running({ processes: [{ ...PROCESS, capabilities: undefined }], unseen: 'no cat' }) },
    'pass',
    '200 on /healthz, port 8000, after 1.2 s, healthy with --cap-drop ALL and no-new-privileges; CapEff itself could not be read',
  ],
  [
    'capabilities',
    {
      running: process({ capabilities: undefined, uids: [0] }),
      hardened: running({ processes: [{ ...PROCESS, capabilities: undefined }] }),
    },
    'fail',
    'gunicorn (1) is root',
  ],
  [
    'capabilities',
    { running: process({ capabilities: '00000000a80425fb' }) },
    'fail',
    'gunicorn (1) has CapEff 00000000a80425fb',
  ],
  ['capabilities', { hardened: process({ noNewPrivileges: false }) }, 'fail', 'gunicorn (1) can gain privileges'],
];

const none = image({ healthcheck: [] });
const HEALTH: readonly Row[] = [
  ['health', {}, 'pass', 'healthy; without the app the check exits 1'],
  ['health', { dead: { exitCode: undefined, output: '' } }, 'pass', 'without the app the check does not end'],
  [
    'health',
    { dead: { exitCode: 0, output: 'ok' } },
    'fail',
    'the check says "healthy" where no app runs: python /app/healthcheck.py',
    'let the check ask the app',
  ],
  [
    'health',
    { dead: { exitCode: 125, output: 'no engine', refused: 'no engine' } },
    'error',
    'the health check could not be run alone: no engine',
    'run it by hand',
  ],
  ['health', { running: dies }, 'fail', 'it ended with exit code 3: no module named app', 'make the app start'],
  [
    'health',
    { image: none, repository: REPOSITORY },
    'fail',
    'after 1.2 s; there is no HEALTHCHECK',
    'add HEALTHCHECK',
  ],
  [
    'health',
    { running: running({ health: 'unhealthy', lastCheck: 'refused' }) },
    'fail',
    'but the container is unhealthy: refused',
    'mend the health check: python /app/healthcheck.py',
  ],
  ['health', { running: running({ health: 'unhealthy', lastCheck: 'a\n  b' }) }, 'fail', 'is unhealthy: a b'],
  ['health', { running: running({ health: 'starting' }) }, 'fail', 'after 1.2 s, but the container is starting'],
];

const stopped = (more: object) => ({ seconds: 0.4, graceSeconds: 10, exitCode: 0, inFlight: { status: 200 }, ...more });
const STOP: readonly Row[] = [
  ['stop', {}, 'pass', '0.4 s of 10 s, exit 0; the request under way was answered with 200'],
  [
    'stop',
    { stopped: stopped({ exitCode: 143, inFlight: { unseen: true, why: 'no python' } }) },
    'pass',
    'exit 143; whether a request under way is answered could not be judged: no python',
  ],
  [
    'stop',
    { stopped: stopped({ exitCode: 137, seconds: 10 }) },
    'fail',
    '10.0 s of 10 s, exit 137: it had to be killed',
    'let process 1 (gunicorn) end at SIGTERM',
  ],
  [
    'stop',
    { stopped: stopped({ exitCode: 1 }) },
    'fail',
    '0.4 s of 10 s, exit 1',
    'let process 1 (gunicorn) end at SIGTERM',
  ],
  [
    'stop',
    { stopped: stopped({ inFlight: { why: 'reset' } }) },
    'fail',
    'the request under way was dropped: reset',
    'use a server that ends the requests under way first',
  ],
  ['stop', { stopped: stopped({ inFlight: {} }) }, 'fail', 'the request under way was dropped: no answer'],
  ['stop', { running: dies }, 'skip', 'it does not serve: it ended with exit code 3: no module named app: see health'],
];

test.each([...USER, ...FILES, ...HARDENED, ...HEALTH, ...STOP])('%s with %j: %s', async (...row) => {
  // Not as parameters: jest takes one that a row leaves out for a callback.
  const [id, shown, status, found, fix = ''] = row as unknown as Row;
  const check = await verdictOn(id, shown);
  expect(check).toMatchObject({ id, status, found: expect.stringContaining(found) });
  if (status === 'pass' || status === 'skip') expect(check).not.toHaveProperty('fix');
  else expect(check.fix).toContain(fix);
});
