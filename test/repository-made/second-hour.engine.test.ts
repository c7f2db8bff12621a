import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, removeLater, tryDocker, uniqueName } from '../kit/engine';
import { freePort } from '../kit/free-port';
import { written } from '../kit/linters';
import { runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';

/** "Your second hour" of the generated README: each block put where it says, and tried. */

jest.setTimeout(600_000);

let folder: string;
let readme: string;
let port: string;
const name = uniqueName('second');
const packageName = name.replaceAll('-', '_');
const view = (): string => join(folder, 'src', packageName, 'views.py');

beforeAll(async () => {
  const repository = repositoryOf({ name });
  folder = written(repository);
  readme = repository.get('README.md')!;
  port = await freePort();
});

const sh = async (script: string): Promise<string> => {
  const env = { HOME: process.env['HOME'], PORT: port };
  const ran = await runProgram(['-euo', 'pipefail', '-c', script], {
    program: ['bash'],
    cwd: folder,
    env,
    timeout: 300_000,
  });
  if (ran.exitCode !== 0) throw new Error(`${script}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
};

/** @returns the first block in this language after a heading in bold, or the one after it. */
const block = (heading: string, language: string, nth = 0): string => {
  const after = readme.slice(readme.indexOf(`**${heading}.**`));
  const found = [...after.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))][nth]?.[1];
  if (!readme.includes(`**${heading}.**`) || found === undefined) throw new Error(`no ${heading} in README.md`);
  return found;
};

const put = (path: string, before: string, text: string): void => {
  const file = join(folder, path);
  const old = readFileSync(file, 'utf8');
  const at = old.lastIndexOf(before);
  if (at < 0) throw new Error(`${path} has no ${before}`);
  writeFileSync(file, old.slice(0, at) + text + old.slice(at));
};

test('a route, a setting, SQLite in a volume and a command work as they are written', async () => {
  appendFileSync(view(), `\n\n${block('A route', 'python')}`);
  const config = `src/${packageName}/config.py`;
  put(
    config,
    '\n    @classmethod\n    def from_environment(cls, environment: Mapping[str, str]) -> Self:\n        """Read the settings, or raise ConfigError with the name of the first one that is wrong."""\n        config =',
    block('A setting', 'python'),
  );
  put('Dockerfile', 'USER 10001', block('SQLite', 'dockerfile'));
  put(
    'compose.yaml',
    '    read_only: true\n    tmpfs: ["/tmp:size=64m"]\n    cap_drop: [ALL]\n    security_opt: ["no-new-privileges:true"]\n    mem_limit',
    block('SQLite', 'yaml'),
  );
  appendFileSync(join(folder, 'compose.yaml'), block('SQLite', 'yaml', 1));
  writeFileSync(
    view(),
    readFileSync(view(), 'utf8').replace('from flask import ', 'import sqlite3\n\nfrom flask import current_app, ') +
      `

@blueprint.get("/count")
def count():
    with sqlite3.connect("/data/app.sqlite3") as database:
        database.execute("create table if not exists visits (at text)")
        database.execute("insert into visits values (datetime())")
        (visits,) = database.execute("select count(*) from visits").fetchone()
    return {"visits": visits, "size": current_app.config["PAGE_SIZE"]}


@blueprint.cli.command("tidy")
def tidy():
    print("tidied", current_app.config["PAGE_SIZE"])
`,
  );
  removeLater('image', 'rm', '--force', `acme/${name}:latest`);
  try {
    await sh('echo PAGE_SIZE=7 > .env && docker compose up --build --detach --wait');
    const get = async (path: string): Promise<unknown> => (await answer(`http://127.0.0.1:${port}${path}`)).json();
    expect(await get('/hello/world')).toEqual({ hello: 'world' });
    expect(await get('/count')).toEqual({ visits: 1, size: 7 });
    await sh('docker compose up --detach --wait --force-recreate');
    expect(await get('/count')).toEqual({ visits: 2, size: 7 });
    expect(await sh(block('Background work', 'shell'))).toContain('tidied 7');
  } finally {
    await sh('docker compose --profile "*" down --volumes');
  }
});

test("routes without types pass the repository's own checks, and its own code stays typed", async () => {
  const script =
    'cp -r /source /tmp/app && cd /tmp/app && python -m venv /tmp/v && . /tmp/v/bin/activate && pip install -q --require-hashes -r requirements-dev.txt && mypy && pytest -q';
  const words = [
    'docker',
    'run',
    '--rm',
    '--volume',
    '"$PWD:/source:ro"',
    'python:3.14-slim-trixie',
    'bash',
    '-ec',
    `'${script}'`,
  ];
  const said = await sh(words.join(' '));
  expect(said).toMatch(/Success: no issues found/);
  expect(said).toMatch(/\d+ passed/);
});

/** A part of the app that a starter template may add without replacing a file of ours. */
const EXTENSION = `"""Orders."""

import os
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app

from ..config import Settings, setting, whole

blueprint = Blueprint("orders", __name__, url_prefix="/orders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders(Settings):
    """The settings of orders."""

    order_limit: int = setting(whole(1), 3)


def register(app: Flask) -> None:
    """Add orders to the app."""
    app.config.from_mapping(Orders.from_environment(os.environ).in_capitals())
    app.register_blueprint(blueprint)


@blueprint.get("/")
def orders():
    return {"limit": current_app.config["ORDER_LIMIT"]}
`;

test('a module of the folder extensions brings blueprints and settings, and what is wrong there is one line', async () => {
  const made = written(new Map([...repositoryOf({ name: 'my-app' }), ['src/my_app/extensions/orders.py', EXTENSION]]));
  const program =
    'import my_app; print(my_app.create_app(my_app.Config(secret_key="x" * 16)).test_client().get("/orders/").json)';
  const inside = `python -m venv /tmp/v && . /tmp/v/bin/activate && pip install -q --require-hashes -r requirements-dev.txt && mypy && ruff check . && cd src && ORDER_LIMIT=9 python -c '${program}' && ORDER_LIMIT=none python -c '${program}'`;
  const words = ['run', '--rm', '--volume', `${made}:/source:ro`, 'python:3.14-slim-trixie', 'bash', '-c'];
  const ran = await tryDocker([...words, `cp -r /source /tmp/app && cd /tmp/app && ${inside}`]);
  expect(ran.stdout).toContain("{'limit': 9}");
  expect(ran.stderr).toContain("ConfigError: ORDER_LIMIT must be a whole number of at least 1, not 'none'");
});

test('another name, as it is written, is another name everywhere', async () => {
  const renamed = written(repositoryOf({ name: 'my-app' }));
  const script = `git init -q && git add . && git mv src/my_app src/new_name && git grep -lz my_app | xargs -0 sed -i s/my_app/new_name/g && ! git grep my_app -- . ':!.create-flask-container.json'`;
  const ran = await runProgram(['-ec', script], { program: ['bash'], cwd: renamed });
  expect([ran.exitCode, ran.stdout]).toEqual([0, '']);
});
