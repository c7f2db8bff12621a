import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, newFolder, runProgram } from '../kit/program';
import { programForAll } from '../kit/program-for-all';

/** Folders as `docker compose up` leaves them: parts belong to another user. No such folder is a fault of ours. */

jest.setTimeout(300_000);

const USER = 1000;
const SOCKET = '/var/run/docker.sock';
const isRoot = process.getuid?.() === 0;

const DOCKERFILE = `FROM python:3.13-slim
COPY requirements.txt /app/
RUN pip install --no-cache-dir -r /app/requirements.txt
COPY app.py /
EXPOSE 8000
HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"]
CMD ["python3", "-m", "http.server", "8000", "--directory", "/var"]
`;

/** A folder of a user who is not root, who may ask the engine. */
const repository = (ignored: string, dockerfile = DOCKERFILE): string => {
  const folder = newFolder();
  for (const [name, text] of Object.entries({
    Dockerfile: dockerfile,
    'app.py': '',
    'requirements.txt': '',
    '.dockerignore': `.git\n**/.env*\n**/*.pem\n**/*.key\n**/id_*\n${ignored}`,
  }))
    writeFileSync(join(folder, name), text);
  chownSync(folder, USER, USER);
  return folder;
};

const asUser = async (words: readonly string[]) => {
  const home = newFolder();
  chownSync(home, USER, USER);
  const temporary = newFolder();
  chownSync(temporary, USER, USER);
  const group = String(lstatSync(SOCKET).gid);
  const ran = await runProgram(words, {
    cwd: home,
    program: [
      ...['setpriv', `--reuid=${USER}`, `--regid=${group}`, '--clear-groups', '--'],
      ...[
        'env',
        `PATH=${environment().PATH}`,
        `HOME=${home}`,
        `TMPDIR=${temporary}`,
        process.execPath,
        programForAll(),
      ],
    ],
  });
  return { ...ran, document: JSON.parse(ran.stdout) };
};

const data = (folder: string): void => {
  mkdirSync(join(folder, 'pgdata'), { mode: 0o700 });
  writeFileSync(join(folder, 'pgdata', 'PG_VERSION'), '16');
  chownSync(join(folder, 'pgdata'), 999, 999);
};

const unreadableFile =
  (name: string) =>
  (folder: string): void => {
    writeFileSync(join(folder, name), 'x=1\n', { mode: 0o600 });
    chownSync(join(folder, name), 999, 999);
  };

/** One name at a time: no call takes the whole path. */
const DEEP = `mkdir deep; cd deep
for i in $(seq 25); do mkdir ${'d'.repeat(200)}; cd ${'d'.repeat(200)}; done
: >file`;

const deep = (folder: string): void => {
  const made = spawnSync('bash', ['-c', DEEP], { cwd: folder });
  if (made.status !== 0) throw new Error(String(made.stderr));
  folders.push(join(folder, 'deep'));
};

const folders: string[] = [];
// Node's own removal takes whole paths.
afterAll(() => spawnSync('rm', ['-rf', ...folders]));

const KINDS: readonly (readonly [string, string, string, (folder: string) => void])[] = [
  ['a folder of a database', 'pgdata', 'pgdata/', data],
  [
    'a folder in a folder that cannot be entered',
    'outer',
    'outer',
    (folder) => {
      mkdirSync(join(folder, 'outer', 'inner'), { recursive: true });
      chmodSync(join(folder, 'outer'), 0);
    },
  ],
  ['a file', 'dump.sql', '*.sql', unreadableFile('dump.sql')],
  ['a path longer than 4,096 bytes', 'deep', 'deep', deep],
];

const withRoot = isRoot ? describe : describe.skip;

withRoot('as a user who is not root', () => {
  test.each(KINDS)('%s that does not reach the context is left out', async (_, _name, ignored, make) => {
    const folder = repository(ignored);
    make(folder);
    const { exitCode, document, stderr } = await asUser(['verify', folder, '--only', 'build,context,cache', '--json']);
    expect({
      exitCode,
      stderr,
      checks: document.checks.map(({ id, status }: { id: string; status: string }) => [id, status]),
    }).toEqual({
      exitCode: 0,
      stderr: '',
      checks: [
        ['build', 'pass'],
        ['cache', 'pass'],
        ['context', 'pass'],
      ],
    });
  });

  test.each(KINDS)('%s that reaches the context is named: 74', async (_, name, _ignored, make) => {
    const folder = repository('', `${DOCKERFILE}COPY . /all/\n`);
    make(folder);
    const { exitCode, document } = await asUser(['verify', folder, '--only', 'build,context,cache', '--json']);
    expect(exitCode).toBe(74);
    expect(document.checks).not.toContainEqual(expect.objectContaining({ status: 'fail' }));
    const errors = document.checks.filter(({ status }: { status: string }) => status === 'error');
    expect(errors.length).toBeGreaterThan(0);
    for (const { found, fix } of errors) expect(`${found} ${fix}`).toMatch(new RegExp(`${name}.*dockerignore`, 's'));
  });

  test.each(['.env', 'Makefile', '.env.example', '.create-flask-container.json'])(
    '%s that cannot be read is left out, and said',
    async (name) => {
      const folder = repository(name);
      unreadableFile(name)(folder);
      const { exitCode, document } = await asUser(['verify', folder, '--only', 'build', '--json']);
      expect(exitCode).toBe(0);
      expect(document.notes).toEqual([`${join(folder, name)}: permission denied (EACCES): it was left out`]);
    },
  );

  test.each(['Dockerfile', 'compose.yaml', '.dockerignore'])('%s that cannot be read is named: 74', async (name) => {
    const folder = repository('');
    unreadableFile(name)(folder);
    chmodSync(join(folder, name), 0o600);
    chownSync(join(folder, name), 999, 999);
    const { exitCode, document } = await asUser(['verify', folder, '--only', 'build', '--json']);
    expect(exitCode).toBe(74);
    expect(document.problems).toEqual([
      expect.objectContaining({ code: 'io', message: `${join(folder, name)}: permission denied (EACCES)` }),
    ]);
  });

  test.each(['verify', 'clean'])('%s of a folder that cannot be entered says so: 74', async (command) => {
    const folder = repository('');
    mkdirSync(join(folder, 'closed', 'app'), { recursive: true });
    chmodSync(join(folder, 'closed'), 0o700);
    const { exitCode, document } = await asUser([command, join(folder, 'closed', 'app'), '--json']);
    expect({ exitCode, code: document.problems[0].code }).toEqual({ exitCode: 74, code: 'io' });
  });
});
