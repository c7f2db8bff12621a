import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { type ShellKind, shellLine } from '../../src/text/shell-words';
import { COMPLETE, filesIn, newFolder, ROOT, runProgram } from '../kit/program';

/** One document in every case, matching the published schema; a replay that replays. */

const ajv = new Ajv2020({ strict: false });
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8')));
const matches = schema('create.schema.json');

const document = async (words: readonly string[], options: Parameters<typeof runProgram>[1] = {}) => {
  const ended = await runProgram([...words, '--json'], options);
  const report = JSON.parse(ended.stdout);
  expect(matches(report) ? [] : matches.errors).toEqual([]);
  return { ...ended, report };
};

test('created, unchanged, planned, refused, failed, partial: each is one valid document', async () => {
  const cwd = newFolder();
  const created = await document(['my-app', ...COMPLETE], { cwd });
  expect(created).toMatchObject({
    exitCode: 0,
    stderr: '',
    report: { version: 1, outcome: 'created', directory: join(cwd, 'my-app'), problems: [] },
  });
  expect(created.report.files.map(({ path }: { path: string }) => path)).toEqual(
    [...filesIn(join(cwd, 'my-app')).keys()].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
  );
  expect(created.report.steps.map(({ status }: { status: string }) => status)).toEqual(['done', 'done']);
  expect((await document(['my-app', ...COMPLETE], { cwd })).report.outcome).toBe('unchanged');
  const planned = await document(['other-app', ...COMPLETE, '--diff'], { cwd });
  expect(planned.report.outcome).toBe('planned');
  expect(planned.report.files.every(({ diff }: { diff?: string }) => typeof diff === 'string')).toBe(true);
  writeFileSync(join(cwd, 'taken'), '');
  expect(await document(['taken', ...COMPLETE], { cwd })).toMatchObject({
    exitCode: 73,
    report: { outcome: 'refused', problems: [{ code: 'target' }] },
  });
  expect(await document([], { cwd })).toMatchObject({ exitCode: 2, report: { outcome: 'refused', directory: null } });
  expect(await document(['--nonsense', 'x'], { cwd })).toMatchObject({
    exitCode: 2,
    report: {
      problems: [
        { code: 'missing', flag: 'directory' },
        { code: 'unknown', flag: '--nonsense' },
        { flag: '--registry-user' },
      ],
    },
  });
  expect(await document([`${'a'.repeat(300)}/my-app`, ...COMPLETE], { cwd })).toMatchObject({
    exitCode: 74,
    report: { outcome: 'failed' },
  });
  expect(await document(['late', ...COMPLETE], { cwd, env: { PATH: '/nonexistent' } })).toMatchObject({
    exitCode: 69,
    report: { outcome: 'partial', problems: [{ code: 'tool' }] },
  });
  mkdirSync(join(cwd, 'full'));
  writeFileSync(join(cwd, 'full', 'mine'), '');
  const conflict = await document(['full', ...COMPLETE], { cwd });
  expect(conflict.report).toMatchObject({ outcome: 'refused', problems: [{ code: 'target', value: 'mine' }] });
});

test.each([['none'], ['docker.io', '--registry-user', 'acme']])(
  'the answers in a report (registry %s) are a config file that makes the same bytes',
  async (registry, ...words) => {
    const cwd = newFolder();
    const { report } = await document(['my-app', '--registry', registry, ...words], { cwd });
    expect(schema('config.schema.json')(report.answers)).toBe(true);
    writeFileSync(join(cwd, 'answers.json'), JSON.stringify(report.answers));
    await document(['again', '--config', 'answers.json'], { cwd });
    expect(filesIn(join(cwd, 'again'))).toEqual(filesIn(join(cwd, 'my-app')));
  },
);

test('the saved answers are a config file, and match its schema', async () => {
  const cwd = newFolder();
  const words = [
    'my-app',
    '--registry',
    'ghcr.io',
    '--registry-user',
    'acme/team',
    '--tags',
    'edge,sha',
    '--description',
    'A "quoted" \\ $HOME app',
    '--platforms',
    'linux/arm64',
    '--no-compose',
    '--port',
    '8080',
    '--no-git',
    '--yes',
  ];
  expect((await runProgram(words, { cwd })).exitCode).toBe(0);
  const saved = join(cwd, 'my-app', '.create-flask-container.json');
  const validate = schema('config.schema.json');
  expect(validate(JSON.parse(readFileSync(saved, 'utf8'))) ? [] : validate.errors).toEqual([]);
  const again = await runProgram(['copy/my-app', '--config', saved, '--no-git'], { cwd });
  expect(again.exitCode).toBe(0);
  expect(filesIn(join(cwd, 'copy/my-app'))).toEqual(filesIn(join(cwd, 'my-app')));
  const piped = await runProgram(['piped/my-app', '--config', '-', '--no-git'], {
    cwd,
    input: readFileSync(saved, 'utf8'),
  });
  expect(piped.exitCode).toBe(0);
  expect(filesIn(join(cwd, 'piped/my-app'))).toEqual(filesIn(join(cwd, 'my-app')));
});

test('precedence: a flag before the config file before the environment before the default', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'a.yaml'), 'registryUser: from-config\nport: 9001\ntags: [one, two]\n');
  const env = {
    CREATE_FLASK_CONTAINER_PORT: '9002',
    CREATE_FLASK_CONTAINER_PYTHON: '3.12',
    CREATE_FLASK_CONTAINER_REGISTRY_USER: 'from-env',
  };
  const { report } = await document(['my-app', '--config', 'a.yaml', '--registry-user', 'from-flag'], { cwd, env });
  expect(report.answers).toMatchObject({
    registryUser: 'from-flag',
    port: 9001,
    python: '3.12',
    tags: ['one', 'two'],
    branch: 'main',
  });
});

const HARD = ['--description', `it's "hard": \\ $HOME \`id\` %PATH% !x; é 漢字`, '--author', "O'Brien <o@example.com>"];

test('the replay of a run makes the same bytes, as arguments and as a line for a POSIX shell', async () => {
  const cwd = newFolder();
  const env = { CREATE_FLASK_CONTAINER_PORT: '9002' };
  const first = await runProgram(
    ['my-app', ...COMPLETE, ...HARD, '--tags', 'v1.0,date', '--license', 'MIT', '--no-git'],
    { cwd, env },
  );
  expect(first.exitCode).toBe(0);
  const line = first.stdout
    .split('\n')
    .find((text) => text.includes('npx create-flask-container@'))!
    .trim();
  const again = newFolder();
  const arguments_ = (
    await runProgram(['-c', `npx() { shift; printf '%s\\n' "$@"; }; ${line}`], { program: ['bash'] })
  ).stdout
    .trim()
    .split('\n');
  expect((await runProgram(arguments_, { cwd: again })).exitCode).toBe(0);
  expect(filesIn(join(again, 'my-app'))).toEqual(filesIn(join(cwd, 'my-app')));
  const third = newFolder();
  const { report } = await document(['my-app', ...COMPLETE, ...HARD, '--no-git'], { cwd: third });
  const fourth = newFolder();
  expect((await runProgram(report.replay, { cwd: fourth })).exitCode).toBe(0);
  expect(filesIn(join(fourth, 'my-app'))).toEqual(filesIn(join(third, 'my-app')));
});

test('the replay of a run in the current folder names the app', async () => {
  const cwd = join(newFolder(), 'some-app');
  mkdirSync(cwd);
  const { report } = await document(['.', ...COMPLETE, '--no-git'], { cwd });
  expect(report.replay).toEqual(['.', '--name', 'some-app', '--registry-user', 'acme', '--no-git', '--yes']);
});

test.each<[ShellKind, string]>([
  ['posix', `'it'\\''s "x" $HOME'`],
  ['powershell', `'it''s "x" $HOME'`],
  ['cmd', '^"it\'s \\^"x\\^" $HOME^"'],
])('words are quoted for %s', (shell, expected) => {
  expect(shellLine([`it's "x" $HOME`], shell)).toBe(expected);
});
