import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, docker, removeLater, tryDocker, uniqueName } from '../kit/engine';
import { written } from '../kit/linters';
import { newFolder, runProgram } from '../kit/program';
import { type Given, repositoryOf } from '../kit/repositories';
import { testSome } from '../kit/test-some';

/** Images of generated repositories, built and run on the real engine. */

jest.setTimeout(600_000);

const HOSTILE = { description: `It's "quoted": 100 % \\ $HOME {{ x }} <b> 日本語 🚀 \`tick\``, author: 'Ada' };

/** What must never reach an image, at several depths. */
const PLANTED = [
  '.env',
  '.git/config',
  '.venv/bin/activate',
  'src/.env',
  'src/my_app/.env.local',
  'src/my_app/id_rsa.pem',
  'src/my_app/deep/id_rsa',
  'src/id_ed25519',
  'src/my_app/keys/app.p12',
  'src/my_app/deep/down/server.key',
  'src/my_app/data.sqlite3',
  'src/my_app/__pycache__/views.cpython-314.pyc',
  'src/my_app/deep/down/stale.pyc',
  'docker/secret.key',
  'secret.key',
  'notes.txt',
  'instance/app.db',
];

const plant = (folder: string): void => {
  for (const path of PLANTED) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), 'PLANTED-CANARY\n');
  }
};

const made = async (given: Given): Promise<{ folder: string; image: string }> => {
  const folder = written(repositoryOf(given));
  const image = uniqueName('built');
  plant(folder);
  await build(folder, '--tag', image);
  removeLater('image', 'rm', '--force', image);
  return { folder, image };
};

describe.each<[string, Given]>([
  ['production with pip', HOSTILE],
  ['production with uv', { packageManager: 'uv', app: 'api', port: 9001 }],
  ['simple with pip', { dockerfile: 'simple', python: '3.13', ...HOSTILE }],
  ['simple with uv', { dockerfile: 'simple', packageManager: 'uv' }],
])('%s', (_name, given) => {
  let folder: string;
  let image: string;
  beforeAll(async () => {
    ({ folder, image } = await made(given));
  });

  test('keeps every promise of its own check', async () => {
    const ran = await runProgram([join(folder, 'docker', 'check.sh'), image], {
      program: ['bash'],
      env: { HOME: process.env['HOME'] },
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(
      ran.stdout
        .trim()
        .split('\n')
        .every((line) => line.startsWith('ok ')),
    ).toBe(true);
  });

  test('holds none of what was planted beside its source', async () => {
    const script = 'grep -rl PLANTED-CANARY /app /opt 2>/dev/null; find /app -type f | sort';
    const list = await docker('run', '--rm', '--user', '0', '--entrypoint', 'sh', image, '-c', script);
    const paths = list.split('\n').map((line) => line.replace('/app/', ''));
    for (const path of PLANTED) expect(paths).not.toContain(path);
    expect(paths).toEqual(expect.arrayContaining(['src/my_app/__init__.py', 'gunicorn.conf.py', 'healthcheck.py']));
    expect(await docker('history', '--no-trunc', image)).not.toContain('PLANTED');
  });

  test('says what it is in its labels, every character', async () => {
    const labels = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', image));
    expect(labels['org.opencontainers.image.title']).toBe('my-app');
    expect(labels['org.opencontainers.image.description']).toBe(given['description']);
  });
});

test('a checkout with umask 077 makes the same working image, with both Dockerfiles', async () => {
  for (const dockerfile of ['production', 'simple']) {
    const folder = written(repositoryOf({ dockerfile }));
    expect(await runProgram(['-R', 'go-rwx', folder], { program: ['chmod'] })).toMatchObject({ exitCode: 0 });
    const image = uniqueName('umask');
    await build(folder, '--tag', image);
    removeLater('image', 'rm', '--force', image);
    const ran = await tryDocker(['run', '--rm', image, 'python', '-c', 'import my_app; print(my_app.__name__)']);
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'my_app\n' });
  }
});

test('nothing of pip is left in the production image, nor what it installed from', async () => {
  const { image } = await made({});
  const script = 'import importlib.util; print(importlib.util.find_spec("pip"))';
  expect(await docker('run', '--rm', image, 'python', '-c', script)).toBe('None');
  const look = 'command -v pip pip3; find / -name "requirements*.txt" -not -path "/proc/*" 2>/dev/null';
  expect((await tryDocker(['run', '--rm', image, 'sh', '-c', look])).stdout).toBe('');
});

/** How many of the modules that the server imports have byte code, and for how many of those it is of their source. */
const BYTE_CODE = `
import importlib.util, os, struct, sys
import flask, gunicorn.app.wsgiapp, gunicorn.workers.gthread
known = [m.__file__ for m in sys.modules.values() if type(m.__spec__ and m.__spec__.loader).__name__ == "SourceFileLoader"]
def valid(path):
    cached = importlib.util.cache_from_source(path)
    if not os.path.exists(cached): return False
    with open(cached, "rb") as file: flags, mtime, size = struct.unpack("<4xIII", file.read(16))
    return flags == 0 and (mtime, size) == (int(os.stat(path).st_mtime), os.stat(path).st_size)
print(len(known), [path for path in known if not valid(path)])
`;

test('the byte code of all that the server imports is there and valid, also after an edit', async () => {
  const folder = written(repositoryOf({}));
  for (const edit of ['', '\n# edited\n']) {
    appendFileSync(join(folder, 'src', 'my_app', 'views.py'), edit);
    const image = uniqueName('bytecode');
    await build(folder, '--tag', image);
    removeLater('image', 'rm', '--force', image);
    const [count, ...wrong] = (await docker('run', '--rm', image, 'python', '-c', BYTE_CODE)).split(' ');
    expect(Number(count)).toBeGreaterThan(150);
    expect(wrong).toEqual(['[]']);
  }
});

test('source that is mounted over the image runs, not what was there when it was built', async () => {
  const { folder, image } = await made({ app: 'api' });
  const view = join(folder, 'src', 'my_app', 'views.py');
  writeFileSync(view, readFileSync(view, 'utf8').replace('"my-app"', '"edited"'));
  const script =
    'import my_app; print(my_app.create_app(my_app.Config(secret_key="x" * 16)).test_client().get("/").json)';
  const mount = ['--volume', `${join(folder, 'src')}:/app/src:ro`];
  expect(await docker('run', '--rm', ...mount, image, 'python', '-c', script)).toBe("{'name': 'edited'}");
});

describe.each(['production', 'simple'])(
  'a base that is not exactly the official one, with the %s Dockerfile',
  (dockerfile) => {
    const LINES: readonly (readonly [string, string])[] = [
      ['an entry point', 'ENTRYPOINT ["python"]'],
      ['another user', 'USER nobody'],
      ['a group of our name', 'RUN groupadd appuser'],
      ['a user of our name', 'RUN useradd appuser'],
      ['a user of our number', 'RUN useradd --uid 10001 somebody'],
      ['no useradd', 'RUN rm -f /usr/sbin/useradd /usr/sbin/groupadd'],
      ['a port', 'ENV PORT=3000'],
      ['a command', 'CMD ["sleep", "1"]'],
      ['no byte code wanted', 'ENV PYTHONDONTWRITEBYTECODE=1'],
      ['another folder', 'WORKDIR /srv'],
    ];
    testSome(LINES, 3)('%s', async (_told, line) => {
      const base = `${uniqueName('base')}:1`;
      await build(written(new Map([['Dockerfile', `FROM python:3.14-slim-trixie\n${line}\n`]])), '--tag', base);
      removeLater('image', 'rm', '--force', base);
      const folder = written(repositoryOf({ dockerfile, baseImage: base }));
      const image = uniqueName('on-base');
      await build(folder, '--tag', image);
      removeLater('image', 'rm', '--force', image);
      const ran = await runProgram([join(folder, 'docker', 'check.sh'), image], {
        program: ['bash'],
        env: { HOME: process.env['HOME'] },
      });
      expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    });
  },
);

test('a private index is asked where its settings are given as a secret, which stays out of the image', async () => {
  const folder = written(repositoryOf({}));
  const settings = join(newFolder(), 'pip.conf');
  writeFileSync(settings, '[global]\nindex-url = https://user:CANARY@index.invalid/simple\nretries = 0\n');
  const ran = await tryDocker([
    'build',
    '--no-cache-filter',
    'build',
    '--secret',
    `id=pip.conf,src=${settings}`,
    folder,
  ]);
  expect(ran.exitCode).not.toBe(0);
  expect(ran.stderr).toContain('index.invalid');
  expect(ran.stderr).not.toContain('CANARY');
});
