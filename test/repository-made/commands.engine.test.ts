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
