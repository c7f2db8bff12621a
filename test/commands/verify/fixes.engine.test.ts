import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from '../../kit/program';
import { APP, CMD } from '../../kit/stranger';

/** What `verify --fix` prints is taken by `git apply`, and mends; test/mutants/fixes tries each fix there is. */

jest.setTimeout(300_000);

const env = { HOME: process.env['HOME'] };
const ONLY = 'context,lint,user,health';

test('four contracts of a folder deep in a checkout are mended by one diff; text, JSON and diff tell the same', async () => {
  const top = newFolder();
  const folder = join(top, 'services', 'web shop');
  mkdirSync(folder, { recursive: true });
  await runProgram(['init', '--quiet', top], { program: ['git'] });
  writeFileSync(join(folder, 'app.py'), APP);
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM python:3.13-slim\nMAINTAINER someone\nWORKDIR /app\nCOPY app.py .\nEXPOSE 5000\n${CMD}`,
  );

  const text = await runProgram(['verify', folder, '--only', ONLY], { env });
  const json = await runProgram(['verify', folder, '--only', ONLY, '--json'], { env });
  const diff = await runProgram(['verify', folder, '--only', ONLY, '--fix'], { env });
  expect([text.exitCode, json.exitCode, diff.exitCode]).toEqual([1, 1, 1]);

  const { checks, judged } = JSON.parse(json.stdout);
  const told = text.stdout.replaceAll(/\s+/g, ' ').replaceAll(/\d+\.\d s/g, 'N s');
  const same = (words: string): string => words.replaceAll(/\s+/g, ' ').replaceAll(/\d+\.\d s/g, 'N s');
  expect(told).toContain(judged.file);
  for (const { id, title, expected, found, fix, details, patch, status } of checks) {
    expect([id, status]).toEqual([id, 'fail']);
    for (const words of [`FAIL ${id}`, title, expected, found, fix]) expect(told).toContain(same(words));
    expect(found).not.toContain('\n');
    if (id !== 'user' && id !== 'health')
      for (const line of details.slice(-20)) expect(told).toContain(same(`| ${line}`));
    expect(patch).toMatch(/^--- /);
  }

  const git = await runProgram(['apply', '-'], { program: ['git'], cwd: folder, input: diff.stdout });
  expect([git.stderr, git.exitCode]).toEqual(['', 0]);
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toMatch(/^USER 10001:10001\nHEALTHCHECK CMD .*\nCMD/m);
  const again = await runProgram(['verify', folder, '--only', ONLY, '--fix'], { env });
  expect(again).toMatchObject({ exitCode: 0, stdout: '' });
});

test('what no diff does is told above it, and --fix stands alone on standard output', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY absent /\n');
  const ran = await runProgram(['verify', folder, '--only', 'build,context', '--fix'], { env });
  expect(ran).toMatchObject({ exitCode: 1, stderr: '' });
  expect(ran.stdout).toMatch(
    /^# build, not by a diff: absent is not in the build context: .*\n--- \/dev\/null\n\+\+\+ b\/\.dockerignore\n/,
  );
  for (const other of [['--json'], ['--reporter', 'sarif']])
    expect(await runProgram(['verify', folder, '--fix', ...other], { env })).toMatchObject({ exitCode: 2 });
});
