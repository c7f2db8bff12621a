import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { git, newFolder, ROOT, runProgram } from './kit/program';

/** What has aged, as of a day, without a network; and against a package index and repositories of actions on this machine. */

const freshness = (...words: readonly string[]) =>
  runProgram([join(ROOT, 'build', 'freshness.mjs'), ...words], { program: [process.execPath] });
const PINS = join(ROOT, 'templates', 'pins.json');
const pins = JSON.parse(readFileSync(PINS, 'utf8'));

test('on the day they were read nothing has aged', async () => {
  expect(await freshness('--offline', '--date', pins.read)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('later the list itself is stale, and a Python near or past its end is named', async () => {
  const near = await freshness('--offline', '--date', '2027-06-01');
  expect(near.exitCode).toBe(1);
  expect(near.stdout).toContain('the pins were last read');
  expect(near.stdout).toContain('Python 3.11 ends in 152 days');
  const past = await freshness('--offline', '--date', '2027-11-01');
  expect(past.stdout).toContain('Python 3.11 has been past its end for 1 days');
  expect((await freshness('--offline', '--date', 'soon')).exitCode).toBe(2);
});

test('what an index and the actions have newer is named, a moved tag is an alarm, silence is no failure', async () => {
  const repositories = newFolder();
  const action = join(repositories, 'acme', 'action');
  await git(repositories, 'init', '--quiet', action);
  for (const tag of ['v1.0.0', 'v1.1.0']) {
    await git(action, 'commit', '--quiet', '--allow-empty', '--message', tag);
    await git(action, 'tag', '--annotate', '--message', tag, tag);
  }
  const sha = async (tag: string) => (await git(action, 'rev-parse', `${tag}^{commit}`)).trim();
  const file = join(newFolder(), 'pins.json');
  const write = (pinned: object) =>
    writeFileSync(
      file,
      JSON.stringify({
        ...pins,
        versions: { ...pins.versions, tool: { version: '1.0.0', source: 'https://github.com/acme/action/tags' } },
        actions: { 'acme/action': pinned, 'acme/gone': { tag: 'v1.0.0', sha: '0' } },
      }),
    );
  const server: Server = createServer((request, response) => {
    const name = /^\/pypi\/([^/]+)\/json$/.exec(request.url ?? '')?.[1];
    response.statusCode = name === 'flask' || name === 'uv' ? 200 : 404;
    response.end(JSON.stringify({ info: { version: name === 'flask' ? '99.0' : pins.versions.uv.version } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const index = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const run = () =>
    freshness('--date', pins.read, '--pins', file, '--index', index, '--actions', `file://${repositories}/`);
  try {
    write({ tag: 'v1.0.0', sha: await sha('v1.0.0') });
    const older = await run();
    expect(older.exitCode).toBe(1);
    expect(older.stdout).toContain(`acme/action: v1.1.0 (${await sha('v1.1.0')}) is newer than v1.0.0`);
    expect(older.stdout).toContain('tool: v1.1.0 is newer than 1.0.0');
    expect(older.stdout).toContain('flask: 99.0 is newer than');
    expect(older.stdout).not.toContain('uv:');
    expect(older.stdout).toMatch(/Could not be asked\n(.*\n)*.*acme\/gone/);
    write({ tag: 'v1.1.0', sha: 'f'.repeat(40) });
    expect((await run()).stdout).toContain('find out why');
  } finally {
    server.close();
  }
});

test('every version that the template names comes from the data file', () => {
  const workflow = readFileSync(
    join(ROOT, 'templates/flask/files/@ci=github/dot-github/workflows/image.yml.ejs'),
    'utf8',
  );
  expect(workflow).not.toMatch(/uses: [^<\n]*@[0-9a-f]{7}/);
  for (const [name, { sha, tag, source }] of Object.entries<{ sha: string; tag: string; source: string }>(
    pins.actions,
  )) {
    expect({ name, whole: /^[0-9a-f]{40}$/.test(sha) && /^v\d+\.\d+\.\d+$/.test(tag) && source.length > 0 }).toEqual({
      name,
      whole: true,
    });
  }
});
