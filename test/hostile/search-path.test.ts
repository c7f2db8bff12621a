import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, newFolder, runProgram } from '../kit/program';

/** Programs that lie in what is looked at are never started, however PATH leads to them. */

const GIT_OR_DOCKER = ['docker', 'hadolint', 'git', 'npm'] as const;

/** Puts programs that tell on themselves into a folder. */
const plant = (folder: string, told: string): string => {
  mkdirSync(folder, { recursive: true });
  for (const name of GIT_OR_DOCKER)
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$0" >>'${told}'\nexit 1\n`, { mode: 0o755 });
  return folder;
};

const told = (path: string): Promise<string> =>
  runProgram(['-c', `cat '${path}' 2>/dev/null || true`], { program: ['sh'] }).then(({ stdout }) => stdout);

const stranger = () => {
  const folder = newFolder();
  const log = join(newFolder(), 'ran');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  return { folder, log };
};

type Way = (folder: string, log: string) => { readonly entry: string; readonly cwd?: string; readonly target?: string };

const WAYS: readonly (readonly [string, Way])[] = [
  ['npx puts node_modules/.bin first', (folder, log) => ({ entry: plant(join(folder, 'node_modules/.bin'), log) })],
  ['a folder of the repository is named', (folder, log) => ({ entry: plant(join(folder, 'tools'), log) })],
  ['the current folder is named', (folder, log) => ({ entry: '.', cwd: plant(folder, log) })],
  ['an entry is empty', (folder, log) => ({ entry: '', cwd: plant(folder, log) })],
  [
    'an entry is relative',
    (folder, log) => ({ entry: plant(join(folder, 'bin'), log).slice(folder.length + 1), cwd: folder }),
  ],
  [
    'a link outside leads into the repository',
    (folder, log) => {
      const link = join(newFolder(), 'bin');
      symlinkSync(plant(join(folder, 'bin'), log), link);
      return { entry: link };
    },
  ],
  [
    'a link in the repository leads outside',
    (folder, log) => {
      symlinkSync(plant(join(newFolder(), 'bin'), log), join(folder, 'bin'));
      return { entry: join(folder, 'bin') };
    },
  ],
  [
    'the folder is a part of a repository whose programs lie above it',
    (folder, log) => {
      const part = join(folder, 'services', 'web');
      mkdirSync(join(folder, '.git'));
      mkdirSync(part, { recursive: true });
      writeFileSync(join(part, 'Dockerfile'), 'FROM scratch\n');
      return { entry: plant(join(folder, 'tools'), log), target: part };
    },
  ],
  [
    'npm ran it in a folder below the one with node_modules',
    (folder, log) => {
      mkdirSync(join(folder, 'sub'));
      return { entry: plant(join(folder, 'node_modules/.bin'), log), cwd: join(folder, 'sub'), target: newFolder() };
    },
  ],
];

const COMMANDS: readonly (readonly [string, (target: string) => readonly string[]])[] = [
  ['verify', (target) => ['verify', target, '--only', 'lint', '--json']],
  ['clean', (target) => ['clean', target, '--dry-run', '--json']],
  ['create', (target) => [target, '--name', 'my-app', '--registry-user', 'acme', '--yes', '--on-conflict', 'keep']],
];

describe.each(WAYS)('where %s', (_, way) => {
  test.each(COMMANDS)('%s starts none of them', async (_command, words) => {
    const { folder, log } = stranger();
    const { entry, cwd = newFolder(), target = folder } = way(folder, log);
    // Without an engine: what would be started is what matters, not what it then says.
    const env = { PATH: `${entry}:${environment().PATH}`, DOCKER_HOST: 'unix:///nowhere.sock' };
    const { exitCode, stderr } = await runProgram(words(target), { cwd, env });
    expect({ started: await told(log), stderr }).toMatchObject({ started: '' });
    expect(exitCode).not.toBe(70);
  });
});

test('where PATH has nothing else, docker is said to be missing, and the current folder is not searched', async () => {
  const { folder, log } = stranger();
  plant(folder, log);
  const { exitCode, stderr } = await runProgram(['verify', '.'], { cwd: folder, env: { PATH: ':.:bin::' } });
  expect({ exitCode, started: await told(log) }).toEqual({ exitCode: 69, started: '' });
  expect(stderr).toContain('docker was not found');
});

test('a folder of programs in the home of the user is used, where the home itself is what is looked at', async () => {
  const home = newFolder();
  const log = join(newFolder(), 'ran');
  writeFileSync(join(home, 'Dockerfile'), 'FROM scratch\n');
  const PATH = `${plant(join(home, 'bin'), log)}:${environment().PATH}`;
  await runProgram(['verify', home], { env: { HOME: home, PATH } });
  expect(await told(log)).toContain('docker');
});
