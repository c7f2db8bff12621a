import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, newFolder, PROGRAM, runProgram } from '../kit/program';
import { ALONE, templateFolder } from '../kit/team';

/** Every command says of a program that does not start why, in the same words, and ends with 69. */

type Make = (path: string) => void;

const executable = (path: string, content: string | Buffer): void => writeFileSync(path, content, { mode: 0o755 });

/** The program of another processor: this one's first bytes, with another number in e_machine of elf(5). */
const foreign = (): Buffer => {
  const bytes = Buffer.from(readFileSync(process.execPath).subarray(0, 8192));
  bytes.writeUInt16LE(bytes.readUInt16LE(18) === 0xf3 ? 0x3e : 0xf3, 18);
  return bytes;
};

const UNSTARTABLE: readonly (readonly [title: string, make: Make, says: RegExp])[] = [
  ['is not executable', (path) => writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 }), /is not executable \(EACCES\)/],
  ['is a folder', (path) => mkdirSync(path), /is no file/],
  ['is empty', (path) => executable(path, ''), /is no program that this machine can run \(ENOEXEC\)/],
  ['is a text that is no script', (path) => executable(path, 'echo hello\n'), /no program .* \(ENOEXEC\)/],
  ['is for another processor', (path) => executable(path, foreign()), /no program .* \(ENOEXEC\)/],
  ['has no interpreter', (path) => executable(path, '#!/nowhere/sh\n'), /to be run by is not there \(ENOENT\)/],
];

const REPOSITORY = { Dockerfile: 'FROM scratch\n' };
const COMMIT = '1'.repeat(40);

/** Commands by the program that they cannot do without. */
const COMMANDS: readonly (readonly [command: string, program: string, words: () => readonly string[]])[] = [
  ['create', 'git', () => ['my-app', ...COMPLETE]],
  ['create', 'git', () => ['my-app', ...COMPLETE, '--template', `git+https://git.example/x.git#${COMMIT}`]],
  ['create', 'npm', () => ['my-app', ...COMPLETE, '--template', 'npm:team@1.0.0']],
  ['template check', 'git', () => ['template', 'check', `git+https://git.example/x.git#${COMMIT}`]],
  ['verify', 'docker', () => ['verify', templateFolder(REPOSITORY)]],
  ['clean', 'docker', () => ['clean', templateFolder(REPOSITORY), '--yes']],
];

describe.each(COMMANDS)('%s, where it needs %s', (_, program, words) => {
  test.each(UNSTARTABLE)('that %s', async (_title, make, says) => {
    const bin = newFolder();
    make(join(bin, program));
    const { exitCode, stderr } = await runProgram(words(), { env: { PATH: bin } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 69, stderr: expect.stringMatching(says) });
    expect(stderr).toContain(`${program} cannot be run: `);
    expect(stderr).toContain(join(bin, program));
    expect(stderr.match(/fix: /g)).toHaveLength(1);
  });

  test('that is not there', async () => {
    const { exitCode, stderr } = await runProgram(words(), { env: { PATH: newFolder() } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 69, stderr: expect.stringContaining(`${program} was not found`) });
    expect(stderr).toContain('fix: install ');
  });

  test('the first one that can be started is taken', async () => {
    const [first, second, log] = [newFolder(), newFolder(), join(newFolder(), 'ran')];
    writeFileSync(join(first, program), '#!/bin/sh\n', { mode: 0o644 });
    executable(join(second, program), `#!/bin/sh\necho ran >'${log}'\nexit 1\n`);
    await runProgram(words(), { env: { PATH: `${first}:${second}` } });
    expect(readFileSync(log, 'utf8')).toBe('ran\n');
  });
});

test.each(UNSTARTABLE)(
  'a linter that %s is told beside the judgement, which does not fail for it',
  async (_, make, says) => {
    const bin = newFolder();
    make(join(bin, 'hadolint'));
    const folder = templateFolder({ ...ALONE, 'files/Dockerfile': 'FROM scratch\n' });
    const ended = await runProgram(['template', 'check', folder, '--json'], { env: { PATH: bin } });
    const { outcome, linters, notes } = JSON.parse(ended.stdout);
    expect([ended.exitCode, outcome]).toEqual([0, 'pass']);
    expect(linters).toContainEqual({ name: 'hadolint', status: 'missing', files: 1 });
    expect(notes).toEqual([expect.stringMatching(says)]);
    expect(notes[0]).toContain('hadolint cannot be run: ');
  },
);

test('a folder that docker may not be started in is what is named', async () => {
  const bin = newFolder();
  executable(join(bin, 'docker'), '#!/bin/sh\n');
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';
  const words = ['-c', script, process.execPath, PROGRAM, 'clean', templateFolder(REPOSITORY), '--yes'];
  const { exitCode, stderr } = await runProgram(words, { program: ['/bin/sh'], env: { PATH: `${bin}:/usr/bin:/bin` } });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 69,
    stderr: expect.stringMatching(/docker cannot be run: in .*gone/),
  });
});
