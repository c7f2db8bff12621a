import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, docker, removeLater, uniqueName } from '../kit/engine';
import { freePort } from '../kit/free-port';
import { startImageRegistry } from '../kit/image-registry';
import { newFolder, runProgram } from '../kit/program';
import { Readme } from '../kit/readme';
import { type ShellSession, startShell } from '../kit/shell-session';
import type { Person } from '../kit/terminal';
import { testSome } from '../kit/test-some';

/**
 * The generated README from its first line to its last, as a beginner walks it: each block and each command is pasted
 * into a shell as it stands, each edit is made where the text says. What is not tried here is named, with its reason.
 */

jest.setTimeout(1_800_000);

/** What is left when the walk has ended, and why. */
const NOT_HERE: readonly (readonly [RegExp, string])[] = [
  [/^(A repository on GitHub, and two secrets|Push|A token): /, 'GitHub is needed; test/act runs the pipeline'],
  [/^The pipeline again: gh /, 'GitHub is needed'],
  [/^Nobody pushes by hand: gh /, 'GitHub is needed'],
  [/^Run it: docker compose up --build dev/, 'is tried with a breakpoint, as Debugging has it'],
  [/^Settings: (docker compose( up)?|make run)$/, 'spoken of there, and tried under Run it'],
  [/^Build it: (make build|bash docker\/check\.sh IMAGE)/, 'commands.engine.test.ts'],
  [/^(Everyday commands|Clean up|The machine stays clean): /, 'commands.engine.test.ts, clean.engine.test.ts'],
  [/^(Keep up|When something fails|What is where): /, 'test/commands/update, faults.engine.test.ts'],
];

interface Walk {
  readonly web: boolean;
  readonly uv: boolean;
  readonly readme: Readme;
  readonly folder: string;
  readonly image: string;
  readonly packageName: string;
  /** "Outside Docker, install anew": the line of Run it that installs. */
  readonly install: string;
  readonly url: string;
  readonly devUrl: string;
  /** The shell of the machine, in the repository. */
  readonly machine: ShellSession;
  /** A shell with Python, and uv where the README asks for it, in the repository. */
  readonly python: ShellSession;
}

const startPython = async (folder: string, uv: boolean): Promise<ShellSession> => {
  const words = [
    'run',
    '--rm',
    '-it',
    '--init',
    '--network',
    'host',
    '--volume',
    `${folder}:/app`,
    '--workdir',
    '/app',
  ];
  const image = 'python:3.14-slim-trixie';
  const python = await startShell(['docker', ...words, image, 'bash', '--norc'], folder);
  await python.paste('unset PYTHONDONTWRITEBYTECODE');
  if (uv) await python.paste('pip install --quiet --root-user-action ignore uv');
  return python;
};

const startWalk = async (app: string, packageManager: string, registry: string): Promise<Walk> => {
  const [name, port, parent] = [uniqueName('walk'), await freePort(), newFolder()];
  const words = ['--registry', registry, '--registry-user', 'acme', '--app', app, '--package-manager', packageManager];
  const made = await runProgram([name, ...words, '--port', port, '--yes'], { cwd: parent });
  if (made.exitCode !== 0) throw new Error(made.stderr);
  const folder = join(parent, name);
  const image = `${registry}/acme/${name}`;
  removeLater('image', 'rm', '--force', `${image}:latest`);
  const uv = packageManager === 'uv';
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  return {
    web: app === 'web',
    uv,
    readme: new Readme(text),
    folder,
    image,
    packageName: name.replaceAll('-', '_'),
    install: /^python -m pip install .*$/m.exec(text)?.[0] ?? 'uv sync',
    url: `http://127.0.0.1:${port}`,
    devUrl: `http://127.0.0.1:${Number(port) + 1}`,
    machine: await startShell(['bash', '--norc'], folder),
    python: await startPython(folder, uv),
  };
};

const served = (url: string) => async (): Promise<void> => {
  const end = Date.now() + 300_000;
  for (;;) {
    const found = await answer(url).catch(() => undefined);
    if (found?.ok) return;
    if (Date.now() > end) throw new Error(`${url} did not answer: ${found?.status}`);
  }
};

const json = async (url: string): Promise<unknown> => (await answer(url)).json();

const edit = (walk: Walk, path: string, change: (text: string) => string): void => {
  const file = join(walk.folder, path);
  const [old, changed] = [readFileSync(file, 'utf8'), change(readFileSync(file, 'utf8'))];
  if (old === changed) throw new Error(`${path} has no place for this edit`);
  writeFileSync(file, changed);
};

const views = ({ packageName }: Walk): string => `src/${packageName}/views.py`;

const runAndTest = async (walk: Walk): Promise<void> => {
  const { readme, machine, python } = walk;
  await machine.pasteUntil(readme.take('Run it', 'sh'), served(walk.url));
  expect(await machine.paste(readme.take('Run it', 'inline', 'run --rm test'))).toMatch(/\d+ passed/);
  if (!walk.uv) await python.paste(readme.take('Run it', 'sh'));
  await python.pasteUntil(readme.take('Run it', 'sh'), served(walk.url));
  const tested = await python.paste(readme.take('Test it', 'sh'));
  for (const part of [/\d+ passed/, /All checks passed!/, /already formatted/, /Success: no issues found/])
    expect(tested).toMatch(part);
};

/** Stands for the pipeline, which is the one that pushes. @returns the digest that the tag has now */
const pushed = async ({ image }: Walk): Promise<string> => {
  const said = await docker('push', `${image}:latest`);
  return /digest: (sha256:\w+)/.exec(said)![1]!;
};

const buildAndPush = async (walk: Walk): Promise<string> => {
  const { readme, machine, image } = walk;
  expect(await machine.paste(readme.take('Build it', 'sh'))).toContain('stops in time when told to');
  const digest = await pushed(walk);
  expect(await machine.paste(readme.take('See the tags', 'shell'))).toContain(digest);
  // "All tags of a build show one image id".
  expect(await machine.paste(readme.take('A tag is a label, not a copy', 'sh'))).toContain(image);
  return digest;
};

/** What the paragraphs on routes, settings and SQLite only speak of, tried in one view each. */
const USES = `

@blueprint.get("/count")
def count():
    with sqlite3.connect("/data/app.sqlite3") as database:
        database.execute("create table if not exists visits (at text)")
        database.execute("insert into visits values (datetime())")
        (visits,) = database.execute("select count(*) from visits").fetchone()
    return {"visits": visits, "size": current_app.config["PAGE_SIZE"], "requests": requests.__name__ == "requests"}


@blueprint.cli.command("tidy")
def tidy():
    print("tidied", current_app.config["PAGE_SIZE"])


@blueprint.get("/stop")
def stop():
    answer = "never stopped"
    if current_app.debug:
        breakpoint()
    return {"answer": answer}
`;

const addDependency = async (walk: Walk): Promise<void> => {
  const { readme, machine, python, uv } = walk;
  if (uv) {
    await python.paste(readme.take('A dependency', 'inline', 'uv add requests'));
  } else {
    appendFileSync(join(walk.folder, 'requirements.in'), 'requests\n');
    await machine.paste(readme.take('A dependency', 'inline', 'make lock'));
  }
  expect(readFileSync(join(walk.folder, uv ? 'uv.lock' : 'requirements.txt'), 'utf8')).toMatch(/requests/);
  const upgrade = readme.take('A dependency', 'inline', 'make upgrade');
  // There is no make beside this uv: the plain command of the table of everyday commands.
  await (uv ? python.paste('uv lock --upgrade') : machine.paste(upgrade));
  await python.paste(walk.install);
};

/** A page and its script, where the README says that they go. */
const addPage = ({ folder, packageName }: Walk): void => {
  const inside = join(folder, 'src', packageName);
  const script = `<script src="{{ url_for('static', filename='app.js') }}" defer></script>`;
  writeFileSync(join(inside, 'templates', 'second.html'), `<!doctype html><title>Second</title>${script}\n`);
  writeFileSync(join(inside, 'static', 'app.js'), 'document.title = "it ran";\n');
  appendFileSync(
    join(inside, 'views.py'),
    '\n\n@blueprint.get("/second")\ndef second():\n    return render_template("second.html")\n',
  );
};

const addSqlite = (walk: Walk): void => {
  const { readme } = walk;
  const user = readme.take('SQLite', 'dockerfile');
  edit(walk, 'Dockerfile', (text) => text.replace(/(.*)^USER /ms, (_, above) => `${above}${user}USER `));
  const volume = readme.take('SQLite', 'yaml');
  edit(walk, 'compose.yaml', (text) => text.replace(/^ {4}read_only: true\n/m, (line) => line + volume));
  appendFileSync(join(walk.folder, 'compose.yaml'), readme.take('SQLite', 'yaml'));
};

const writeMore = async (walk: Walk): Promise<void> => {
  const { readme, packageName, folder, web } = walk;
  appendFileSync(join(folder, views(walk)), `\n\n${readme.take('A route', 'python')}`);
  edit(walk, views(walk), (text) =>
    text.replace('from flask import ', 'import sqlite3\n\nimport requests\nfrom flask import current_app, '),
  );
  if (web) addPage(walk);
  await addDependency(walk);
  const setting = readme.take('A setting', 'python');
  edit(walk, `src/${packageName}/config.py`, (text) =>
    text.replace(/^ {4}secret_key_fallbacks.*$/m, (line) => `${setting}${line}`),
  );
  addSqlite(walk);
  appendFileSync(join(folder, views(walk)), USES);
  await walk.machine.paste(readme.take('Settings', 'inline', 'cp .env.example .env'));
  appendFileSync(join(folder, '.env'), 'PAGE_SIZE=7\n');
  await walk.python.paste(readme.take('Settings', 'inline', 'secrets.token_urlsafe'));
};

const useIt = async (walk: Walk): Promise<void> => {
  const { machine, readme, url, web } = walk;
  await machine.pasteUntil('docker compose up --build', async () => {
    await served(url)();
    expect(await json(`${url}/hello/world`)).toEqual({ hello: 'world' });
    expect(await json(`${url}/count`)).toEqual({ visits: 1, size: 7, requests: true });
    if (!web) return;
    const page = await answer(`${url}/second`);
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
    expect(await page.text()).toContain('/static/app.js');
    expect(await (await answer(`${url}/static/app.js`)).text()).toContain('it ran');
  });
  await machine.pasteUntil('docker compose up', async () => {
    await served(url)();
    expect(await json(`${url}/count`)).toEqual({ visits: 2, size: 7, requests: true });
  });
  expect(await machine.paste(readme.take('Background work', 'shell'))).toContain('tidied 7');
};

const debugIt = async (walk: Walk): Promise<void> => {
  const { machine, readme, url, devUrl } = walk;
  await machine.pasteUntil(readme.take('Debugging', 'inline', 'service-ports dev'), async (person) => {
    await served(devUrl)();
    const stopped = json(`${devUrl}/stop`);
    await person.waitFor('(Pdb)');
    person.type('answer = "stopped"\rcontinue\r');
    expect(await stopped).toEqual({ answer: 'stopped' });
  });
  await machine.paste('docker compose up --detach --wait');
  await json(`${url}/hello/log`);
  await machine.pasteUntil(readme.take('Debugging', 'inline', 'logs'), (person) => person.waitFor('/hello/log'));
  const look = async (person: Person): Promise<void> => {
    person.type('id\r');
    await person.waitFor('uid=10001');
  };
  await machine.pasteUntil(readme.take('Debugging', 'inline', 'exec'), look, 'exit\r');
};

const renameIt = async (walk: Walk): Promise<void> => {
  const { machine, python, readme, packageName, folder, uv } = walk;
  await machine.paste('git add . && git commit --quiet --message "Second hour"');
  await machine.paste(readme.take('Another name', 'inline', 'git mv'));
  const found = await machine.paste(readme.take('Another name', 'inline', `git grep ${packageName}`));
  const paths = new Set([...found.matchAll(/^([^\s:]+):/gm)].map(([, path]) => path!));
  for (const path of paths) edit(walk, path, (text) => text.replaceAll(packageName, 'new_name'));
  await machine.paste(readme.take('Another name', 'inline', 'git grep'));
  const tests = uv ? 'uv run pytest && uv run mypy' : 'pytest && mypy';
  expect(await python.paste(tests)).toMatch(/\d+ passed/);
  expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toContain('new_name');
};

const openDevcontainer = async ({ readme, folder }: Walk): Promise<void> => {
  const { image, postCreateCommand } = JSON.parse(readme.take('A devcontainer', 'json'));
  expect(image).toBe('mcr.microsoft.com/devcontainers/python:3.14');
  mkdirSync(join(folder, '.devcontainer'));
  // Its image is on a host that this test cannot count on: an environment stands for it.
  const words = ['run', '--rm', '--volume', `${folder}:/source:ro`, 'python:3.14-slim-trixie', 'bash', '-ec'];
  await docker(
    ...words,
    `cp -r /source /tmp/app && cd /tmp/app && python -m venv /tmp/v && . /tmp/v/bin/activate && ${postCreateCommand}`,
  );
};

const seeHabits = async (walk: Walk): Promise<void> => {
  const { machine, readme, folder } = walk;
  appendFileSync(join(folder, views(walk)), '\n# edited\n');
  expect(await machine.paste(readme.take('Order makes builds fast', 'sh'))).toMatch(/CACHED/);
  expect(await machine.paste(readme.take('Security is built in', 'sh'))).toMatch(/uid=10001/);
};

const rollBack = async (walk: Walk, digest: string): Promise<void> => {
  const { machine, readme, image } = walk;
  await machine.paste(`docker build --tag ${image}:latest . && bash docker/check.sh ${image}:latest`);
  expect(await pushed(walk)).not.toBe(digest);
  const back = readme.take('Back to an earlier image', 'inline', 'imagetools create').replace('sha256:...', digest);
  await machine.paste(back);
  expect(await machine.paste(`docker buildx imagetools inspect ${image}:latest`)).toContain(digest);
};

/** App and package manager; the first stands for the others, and its first minutes for the second hour (LONG_TESTS=true). */
const KINDS: readonly (readonly [string, string])[] = [
  ['web', 'pip'],
  ['api', 'uv'],
  ['web', 'uv'],
  ['api', 'pip'],
];

testSome(KINDS, KINDS.length)('as it is written, for --app %s --package-manager %s', async (app, packageManager) => {
  const registry = await startImageRegistry();
  const walk = await startWalk(app, packageManager, registry.host);
  try {
    await runAndTest(walk);
    const digest = await buildAndPush(walk);
    await seeHabits(walk);
    // The second hour takes minutes.
    if (process.env['LONG_TESTS'] !== 'true') return;
    await writeMore(walk);
    await useIt(walk);
    await debugIt(walk);
    await rollBack(walk, digest);
    await renameIt(walk);
    await openDevcontainer(walk);
    const untried = walk.readme.left().filter((line) => !NOT_HERE.some(([what]) => what.test(line)));
    expect(untried).toEqual([]);
  } finally {
    await walk.machine.paste('docker compose --profile "*" down --volumes --remove-orphans');
    await Promise.all([walk.machine.leave(), walk.python.leave()]);
    await registry.stop();
  }
});
