import { join } from 'node:path';
import { docker, removeLater, uniqueName } from '../kit/engine';
import { freePort } from '../kit/free-port';
import { written } from '../kit/linters';
import { git, newFolder, runProgram } from '../kit/program';
import { type Given, repositoryOf } from '../kit/repositories';

/** The commands that a generated repository offers, run as they are written. */

jest.setTimeout(600_000);

const HOME = process.env['HOME'];

interface Made {
  readonly folder: string;
  readonly image: string;
}

/** A repository of its own name, committed, so that no other test's image is in the way. */
const made = async (given: Given = {}, parent = newFolder()): Promise<Made> => {
  const name = uniqueName('commands');
  const folder = written(repositoryOf({ name, ...given }), join(parent, name));
  await git(folder, 'init', '--quiet', '--initial-branch', 'main');
  await git(folder, 'add', '.');
  await git(folder, 'commit', '--quiet', '--message', 'Start');
  return { folder, image: `acme/${name}` };
};

const versionsOf = (lock: string): readonly string[] => lock.match(/^[a-z0-9-]+==\S+/gm) ?? [];

/** Runs shell lines in the repository, with free ports of this machine. */
const sh = async (folder: string, script: string): Promise<string> => {
  const ran = await runProgram(['-euo', 'pipefail', '-c', script], {
    program: ['bash'],
    cwd: folder,
    env: { HOME, PORT: await freePort(), DEV_PORT: await freePort() },
  });
  if (ran.exitCode !== 0) throw new Error(`${script}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
};

const tagsOf = async (image: string): Promise<ReadonlyMap<string, string>> => {
  const list = await docker('image', 'ls', '--no-trunc', '--format', '{{.Tag}} {{.ID}}', image);
  return new Map(
    list
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
};

describe('README.md', () => {
  let repository: Made;
  let blocks: string[];
  beforeAll(async () => {
    repository = await made();
    const text = await sh(repository.folder, 'cat README.md');
    blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!.trimEnd());
    removeLater('image', 'rm', '--force', `${repository.image}:latest`);
  });

  test('has the commands that are run here, in this order', () => {
    expect(blocks.map((block) => block.split(' ').slice(0, 3).join(' '))).toEqual([
      'docker compose up',
      'python3 -m venv',
      expect.stringMatching(/^flask --app src/),
      'pytest\nruff check .\nruff',
      'docker build --tag',
      'docker image ls',
      'docker build --progress',
      'docker run --rm',
    ]);
  });

  test('runs it with one command, hardened and healthy', async () => {
    // In the background here, until it is healthy; the reader sees it run.
    await sh(repository.folder, `${blocks[0]} --detach --wait`);
    try {
      const container = (await sh(repository.folder, 'docker compose ps --quiet web')).trim();
      const { HostConfig, NetworkSettings } = JSON.parse((await docker('inspect', container)).trim())[0];
      const [[inside, [{ HostPort: outside }]]] = Object.entries(NetworkSettings.Ports) as [
        [string, [{ HostPort: string }]],
      ];
      expect(inside).toBe(`${outside}/tcp`);
      expect((await fetch(`http://127.0.0.1:${outside}/`)).status).toBe(200);
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        PidsLimit: 256,
      });
    } finally {
      await sh(repository.folder, 'docker compose down');
    }
  });

  test('runs and tests it without Docker', async () => {
    const lines = blocks[1]!.split('\n');
    const server = blocks[2]!;
    const probe = `python -c "import time, urllib.request; time.sleep(3); print(urllib.request.urlopen('http://localhost:8000/healthz').status)"`;
    const script = ['set -e', ...lines, `${server} & ${probe}; kill $!`, blocks[3]].join('\n');
    const words = ['run', '--rm', '--volume', `${repository.folder}:/source:ro`, 'python:3.14-slim', 'bash', '-c'];
    const ran = await docker(...words, `cp -r /source /tmp/app && cd /tmp/app\n${script}`);
    expect(ran).toMatch(/^200$/m);
    expect(ran).toMatch(/\d+ passed/);
    expect(ran).toContain('All checks passed!');
    expect(ran).toMatch(/Success: no issues found/);
  });

  test('builds and checks it, and shows each habit', async () => {
    expect(await sh(repository.folder, blocks[4]!)).toContain('stops in time when told to');
    expect(await sh(repository.folder, blocks[5]!)).toContain('latest');
    const edited = 'echo "# edited" >> src/*/views.py';
    expect(await sh(repository.folder, `${edited}\n${blocks[6]}`)).toMatch(/CACHED/);
    expect(await sh(repository.folder, blocks[7]!)).toMatch(/^uid=10001/);
  });
});

describe('Makefile', () => {
  test('lists its commands', async () => {
    const { folder } = await made();
    const list = await sh(folder, 'make');
    for (const name of ['dev', 'test', 'lint', 'build', 'check', 'run', 'lock', 'upgrade', 'clean'])
      expect(list).toMatch(new RegExp(`^make ${name} +\\w`, 'm'));
  });

  test('puts every tag that applies on one build, and takes away its own images only', async () => {
    const tags = ['latest', 'edge', 'semver', 'sha', 'branch', 'date'];
    const odd = join(newFolder(), `it's my $HOME, a "b" #1; c`);
    const [repository, other] = [await made({ tags }, odd), await made({ tags })];
    await git(repository.folder, 'tag', 'v1.2.3');
    await git(repository.folder, 'tag', 'v9.9.9;touch$IFS$PWD/RAN;#');
    for (const { folder } of [repository, other]) await sh(folder, 'make build');
    removeLater('image', 'rm', '--force', `${other.image}:latest`, `${other.image}:edge`);
    const sha = (await git(repository.folder, 'rev-parse', '--short=7', 'HEAD')).trim();
    const found = await tagsOf(repository.image);
    const day = (tag: string): boolean => /^20\d{6}$/.test(tag);
    expect([...found.keys()].filter((tag) => !day(tag)).sort()).toEqual(
      ['1', '1.2', '1.2.3', 'edge', 'latest', 'main', `sha-${sha}`].sort(),
    );
    expect([...found.keys()].filter(day)).toHaveLength(1);
    expect(new Set(found.values()).size).toBe(1);
    await sh(repository.folder, 'make check');
    await sh(repository.folder, 'make clean && test ! -e RAN');
    expect((await tagsOf(repository.image)).size).toBe(0);
    expect((await tagsOf(other.image)).size).toBe(5);
    await sh(other.folder, 'make clean');
  });

  test('gives a pre-release its own version only, and a changed tree no commit', async () => {
    const { folder } = await made({ registry: 'none', registryUser: '' });
    await git(folder, 'tag', 'v2.0.0-rc.1');
    const dry = async (): Promise<string> => sh(folder, 'make --dry-run build');
    expect(await dry()).toMatch(/:latest --tag \S+:2\.0\.0-rc\.1 --tag \S+:sha-[0-9a-f]{7} \.$/m);
    await sh(folder, 'echo >> README.md');
    expect(await dry()).toMatch(/:latest --tag \S+:2\.0\.0-rc\.1 \.$/m);
  });
});

test('the development service shows an edit without a rebuild, beside the other, also where nobody else may read', async () => {
  const { folder, image } = await made({ app: 'api' });
  await sh(folder, 'chmod -R go-rwx . && docker compose up --build --detach --wait');
  removeLater('image', 'rm', '--force', `${image}:latest`);
  await sh(folder, 'docker compose up --build --detach --wait dev');
  try {
    const address = (await sh(folder, 'docker compose port dev 8000')).trim();
    const view = join('src', '*', 'views.py');
    await sh(folder, `sed -i 's/return {"name": .*/return {"name": "edited"}/' ${view}`);
    const end = Date.now() + 30_000;
    let body = '';
    while (!body.includes('edited') && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      // It may start anew in the middle of an answer.
      body = await fetch(`http://${address}/`)
        .then((answer) => answer.text())
        .catch(() => '');
    }
    expect(body).toContain('edited');
  } finally {
    await sh(folder, 'docker compose --profile "*" down');
  }
});

test('compose gives what .env says, and runs the tests', async () => {
  const { folder, image } = await made({ packageManager: 'uv' });
  removeLater('image', 'rm', '--force', `${image}:latest`);
  await sh(folder, 'cp .env.example .env && chmod -R go-rwx . && echo MAX_CONTENT_LENGTH=7 >> .env');
  const config = JSON.parse(await sh(folder, 'docker compose config --format json'));
  expect(config.services.web.environment).toMatchObject({ MAX_CONTENT_LENGTH: '7', DEVELOPMENT: 'true' });
  expect(await sh(folder, 'docker compose run --rm test')).toMatch(/\d+ passed/);
  await sh(folder, 'docker compose --profile "*" down --rmi local');
});

test('make lock adds what was asked for and keeps the rest, whoever owns the files', async () => {
  const { folder } = await made();
  const before = await sh(folder, 'cat requirements.txt');
  await sh(folder, 'echo itsdangerous==2.2.0 >> requirements.in && chown -R 12345 requirements* && make lock');
  const after = await sh(folder, 'cat requirements.txt');
  expect(after).toMatch(/^# Made from requirements\.in by: make lock\n/);
  expect(versionsOf(after)).toEqual(versionsOf(before));
  expect(await sh(folder, 'stat -c %u requirements.txt requirements-dev.txt')).toBe('12345\n12345\n');
});
