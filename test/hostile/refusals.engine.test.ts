import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, newFolder, runProgram } from '../kit/program';

/** What docker itself says is told as it is, and its refusals are told apart from the ends of an app. */

jest.setTimeout(300_000);

const BASE = 'FROM python:3.13-slim\nEXPOSE 8000\n';

const repository = (dockerfile: string): string => {
  const folder = newFolder();
  writeFileSync(join(folder, 'Dockerfile'), dockerfile);
  return folder;
};

const health = async (dockerfile: string, env: Readonly<Record<string, string>> = {}) => {
  const ran = await runProgram(['verify', repository(dockerfile), '--only', 'build,health', '--json'], {
    env: { HOME: process.env['HOME'], ...env },
  });
  const { checks } = JSON.parse(ran.stdout);
  return { exitCode: ran.exitCode, build: checks[0], health: checks[1] };
};

test.each([
  ['a program that is not there', 'CMD ["gunicorn","app:app"]', 127, /exec: "gunicorn": executable file not found/],
  ['a path that is not there', 'ENTRYPOINT ["/nowhere/app"]', 127, /\/nowhere\/app: no such file or directory/],
  ['a folder', 'CMD ["/usr"]', 126, /exec: "\/usr": permission denied/],
  ['a user that is not there', 'USER nosuch', 125, /unable to find user nosuch/],
  ['a group that is not there', 'USER 1000:nosuch', 125, /unable to find group nosuch/],
  ['a number that no user can have', 'USER 99999999999', 125, /uids and gids must be in range/],
  ['a working folder that was made a file', 'WORKDIR /a/b\nRUN rmdir /a/b && touch /a/b', 125, /\/a\/b/],
])('an image with %s fails, in the words of the engine and with its exit code', async (_, line, code, words) => {
  const told = await health(`${BASE}${line}\n`);
  expect(told).toMatchObject({ exitCode: 1, build: { status: 'pass' }, health: { status: 'fail' } });
  expect(told.health.found).toMatch(words);
  expect(told.health.found).toContain('Error response from daemon');
  expect(told.health.found).toMatch(new RegExp(`exit code ${code}\\b`));
  expect(told.health.found).not.toContain('--help');
});

test.each([125, 126, 127])('an app that ends with %s by itself has ended, and docker refused nothing', async (code) => {
  const told = await health(`${BASE}CMD ["sh", "-c", "echo my last words; exit ${code}"]\n`);
  expect(told).toMatchObject({
    exitCode: 1,
    health: { status: 'fail', found: `it ended with exit code ${code}: my last words` },
  });
});

test('what docker refuses whatever the image is, is no fault of the repository: 74', async () => {
  const told = await health(BASE, { DOCKER_CONTENT_TRUST: '1' });
  expect(told).toMatchObject({ exitCode: 74, build: { status: 'pass' }, health: { status: 'error' } });
  expect(told.health.found).toContain('notary');
});

test.each([
  ['BUILDX_BUILDER', 'nope', /no builder "nope" found/],
  ['EXPERIMENTAL_BUILDKIT_SOURCE_POLICY', '/nowhere', /policy file: open \/nowhere/],
])('a build that %s=%s keeps from beginning is no fault of the repository: 74', async (name, value, words) => {
  const told = await health(BASE, { [name]: value });
  expect(told).toMatchObject({ exitCode: 74, build: { status: 'error' } });
  expect(told.build.found).toMatch(words);
});

/** The real docker, but for one command of it. */
const breaking = (command: string, words: string): Record<string, string> => {
  const bin = newFolder();
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh
if [ "$1" = ${command} ]; then printf '%s\\n' ${words} "" "Run 'docker ${command} --help' for more information" >&2; exit 125; fi
PATH='${environment().PATH}' exec docker "$@"
`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
  return { PATH: `${bin}:${environment().PATH}` };
};

test('an engine that cannot make a network is named with its own line: 74', async () => {
  const words = 'docker: Error response from daemon: failed to create endpoint x on network bridge: device busy';
  const told = await health(BASE, breaking('run', `"${words}"`));
  expect(told).toMatchObject({ exitCode: 74, health: { status: 'error' } });
  expect(told.health.found).toContain('failed to create endpoint x on network bridge: device busy');
});

test('clean tells the line of the engine where it cannot remove', async () => {
  const ran = await runProgram(['clean', repository(BASE)], {
    env: breaking('container', '"Error response from daemon: it is broken"'),
  });
  expect(ran.exitCode).toBe(69);
  expect(ran.stderr).toContain('it is broken');
  expect(ran.stderr).not.toContain('--help');
});
