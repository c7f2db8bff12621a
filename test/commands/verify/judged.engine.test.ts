import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newFolder, runProgram } from '../../kit/program';

/** What is judged is chosen, and said: in the first line for people, as `judged` for programs. */

jest.setTimeout(300_000);

const dockerfile = (user: string, more = ''): string =>
  `FROM python:3.14-slim AS base\nCOPY . /app\nUSER ${user}\nCMD ["python3", "-m", "http.server", "8000"]\n${more}`;

const SHOP = {
  'one/Dockerfile': dockerfile('1000:1000'),
  'two/Dockerfile': dockerfile('6000:6000'),
  'two/Dockerfile.prod': dockerfile('2000:2000', 'FROM base AS last\nUSER 3000:3000\n'),
  'docker/Dockerfile': dockerfile('4000:4000'),
  'compose.yaml': `services:\n  one: {build: ./one, ports: ["80:80"]}\n  two: {build: ./two, user: "\${WHO:-0}", command: python3 -u -m http.server 8000}\n`,
};

const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = newFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const verify = async (folder: string, words: readonly string[], cwd = newFolder()) => {
  const env = { HOME: process.env['HOME'] };
  const ran = await runProgram(['verify', folder, '--only', 'user', '--json', ...words], { cwd, env });
  const { judged, checks, problems } = JSON.parse(ran.stdout);
  return { exitCode: ran.exitCode, judged, found: checks[0]?.found, problem: problems?.[0] };
};

test('of several services the one with ports is judged, and the other one is named', async () => {
  const folder = folderOf(SHOP);
  expect(await verify(folder, [])).toMatchObject({
    judged: {
      directory: folder,
      file: 'one/Dockerfile',
      target: null,
      service: 'one',
      command: ['python3', '-m', 'http.server', '8000'],
      leftOut: ['two'],
    },
    found: expect.stringContaining('1000'),
  });
  const env = { HOME: process.env['HOME'] };
  const told = await runProgram(['verify', folder, '--only', 'user', '--service', 'two'], { env });
  expect(told.exitCode).toBe(1);
  const [first] = told.stdout.split('\n');
  expect(first).toContain(`Judging ${folder}: two/Dockerfile, service two, command python3 -u -m http.server 8000.`);
  expect(first).toMatch(/Left out: one\.$/);
});

test('--service takes another one, as its compose file runs it, with the variables of .env', async () => {
  const folder = folderOf(SHOP);
  const root = await verify(folder, ['--service', 'two']);
  expect(root).toMatchObject({
    exitCode: 1,
    judged: {
      file: 'two/Dockerfile',
      service: 'two',
      command: ['python3', '-u', '-m', 'http.server', '8000'],
      leftOut: ['one'],
    },
  });
  writeFileSync(join(folder, '.env'), 'WHO=5000:5000\n');
  expect((await verify(folder, ['--service', 'two'])).found).toContain('5000');
});

test('--file and --target: from where the user is, or from the folder', async () => {
  const folder = folderOf(SHOP);
  const last = await verify(folder, ['--service', 'two', '--file', 'two/Dockerfile.prod', '--target', 'last']);
  expect(last.judged).toMatchObject({ file: 'two/Dockerfile.prod', target: 'last', service: 'two' });
  const alone = await verify(folder, ['--file', 'Dockerfile.prod', '--target', 'base'], join(folder, 'two'));
  expect(alone).toMatchObject({
    judged: { file: 'two/Dockerfile.prod', target: 'base', service: null, leftOut: ['one', 'two'] },
    found: expect.stringContaining('2000'),
  });
  expect(await verify(folder, ['--file', 'docker/Dockerfile'])).toMatchObject({
    judged: { file: 'docker/Dockerfile', service: null },
    found: expect.stringContaining('4000'),
  });
});

test.each([
  [
    'a service that is not built',
    ['--service', 'gone'],
    /--service "gone": the compose file builds no such service/,
    'it builds one, two',
  ],
  [
    'a Dockerfile that is not there',
    ['--file', 'Dockerfile.x'],
    /--file "Dockerfile.x": there is no such file/,
    '--file=docker/Dockerfile',
  ],
  [
    'a Dockerfile above the folder',
    ['--file', '/etc/hostname'],
    /--file "\/etc\/hostname": there is no such file/,
    '--file=docker/Dockerfile',
  ],
  [
    'a stage that is not there',
    ['--target', 'prod'],
    /--target "prod": one\/Dockerfile has no such stage/,
    'its stages are base',
  ],
])('%s: 2, naming what is there', async (_, words, message, fix) => {
  const told = await verify(folderOf(SHOP), words);
  expect(told).toMatchObject({ exitCode: 2, problem: { message: expect.stringMatching(message), fix } });
  expect(told.judged).toBeUndefined();
});

test('a folder whose Dockerfiles lie deeper names them', async () => {
  const { 'compose.yaml': _, ...files } = SHOP;
  const told = await verify(folderOf(files), []);
  expect(told).toMatchObject({
    exitCode: 2,
    problem: {
      message: expect.stringContaining(
        'has no Dockerfile; there is docker/Dockerfile, one/Dockerfile, two/Dockerfile, two/Dockerfile.prod',
      ),
      fix: '--file=docker/Dockerfile',
    },
  });
});

test('a Dockerfile that stands in the compose file is judged as Compose builds it', async () => {
  const inline = `FROM python:3.14-slim\nENV WORDS="\${ABSENT:-here} $$PATH"\nUSER 1000:1000\nCMD ["python3", "-m", "http.server", "8000"]\n`;
  const folder = folderOf({
    'compose.yaml': `services:\n  web:\n    build:\n      dockerfile_inline: |\n${inline.replaceAll(/^(?=.)/gm, '        ')}`,
  });
  const { judged, exitCode, found } = await verify(folder, ['--only', 'lint']);
  expect(judged).toMatchObject({
    file: 'dockerfile_inline of web',
    service: 'web',
    command: ['python3', '-m', 'http.server', '8000'],
  });
  expect({ exitCode, found }).toEqual({ exitCode: 0, found: expect.stringContaining('uid 1000') });
});
