import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from '../../kit/program';

/** Files and variables that are named on the command line, and are not what they should be. */

const HUGE = `description: ${'x'.repeat(1024 * 1024)}\n`;

const configured = (path: string, cwd: string, input?: string) =>
  runProgram(['my-app', '--registry-user', 'acme', '--yes', '--dry-run', '--config', path], {
    cwd,
    ...(input === undefined ? {} : { input }),
  });

test('a config file that is missing, a folder or too large is named, with what to do', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'folder'));
  writeFileSync(join(cwd, 'huge.yaml'), HUGE);
  writeFileSync(join(cwd, 'empty.yaml'), '# nothing yet\n');
  const missing = await configured('nope.yaml', cwd);
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('nope.yaml: there is no such file')]);
  const below = await configured('huge.yaml/x', cwd);
  expect([below.exitCode, below.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
  const folder = await configured('folder', cwd);
  expect([folder.exitCode, folder.stderr]).toEqual([2, expect.stringContaining('folder: it is a folder')]);
  const huge = await configured('huge.yaml', cwd);
  expect([huge.exitCode, huge.stderr]).toEqual([65, expect.stringContaining('it is larger than 1 MiB')]);
  const input = await configured('-', cwd, HUGE);
  expect([input.exitCode, input.stderr]).toEqual([65, expect.stringContaining('standard input: it is larger')]);
  expect((await configured('empty.yaml', cwd)).exitCode).toBe(0);
});

test('variables of verify that are nowhere are named before an engine is asked', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'Dockerfile'), 'FROM scratch\n');
  const nowhere = { PATH: newFolder() };
  const unset = await runProgram(['verify', '.', '--env', 'NOT_SET'], { cwd, env: nowhere });
  expect([unset.exitCode, unset.stderr]).toEqual([2, expect.stringContaining('your environment has no NOT_SET')]);
  expect(unset.stderr).toContain('--env NOT_SET=value');
  const given = await runProgram(['verify', '.', '--env', 'SET', '--env', 'OTHER=a=b'], {
    cwd,
    env: { ...nowhere, SET: 'x' },
  });
  expect([given.exitCode, given.stderr]).toEqual([69, expect.stringContaining('docker')]);
});
