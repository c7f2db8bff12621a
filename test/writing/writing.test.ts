import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, environment, filesIn, git, newFolder, PROGRAM, ROOT, runProgram } from '../kit/program';

/** What is on the disk after a run: all of it, or nothing; never a lost byte. */

const create = (cwd: string, ...words: readonly string[]) => runProgram([...words, ...COMPLETE], { cwd });
const answersOf = (folder: string) => JSON.parse(readFileSync(join(folder, '.create-flask-container.json'), 'utf8'));

test('a new folder appears whole, with missing parents, and nothing beside it', async () => {
  const cwd = newFolder();
  const ended = await create(cwd, 'deep/er/my-app');
  expect(ended.exitCode).toBe(0);
  expect(readdirSync(cwd)).toEqual(['deep']);
  expect(readdirSync(join(cwd, 'deep', 'er'))).toEqual(['my-app']);
  expect(answersOf(join(cwd, 'deep/er/my-app'))).toMatchObject({
    name: 'my-app',
    registry: 'docker.io',
    registryUser: 'acme',
  });
});

test('an empty folder is filled, and a second run changes nothing', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app'));
  expect((await create(cwd, 'my-app')).exitCode).toBe(0);
  const before = filesIn(join(cwd, 'my-app'));
  const log = await git(join(cwd, 'my-app'), 'log', '--format=%H');
  const again = await create(cwd, 'my-app');
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('Nothing to do');
  expect(filesIn(join(cwd, 'my-app'))).toEqual(before);
  expect(await git(join(cwd, 'my-app'), 'log', '--format=%H')).toBe(log);
});

test('the current folder is taken by its name', async () => {
  const cwd = join(newFolder(), 'here-app');
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.DS_Store'), 'x');
  expect((await create(cwd, '.')).exitCode).toBe(0);
  expect(answersOf(cwd)).toMatchObject({ name: 'here-app' });
  expect(existsSync(join(cwd, '.create-flask-container'))).toBe(false);
});

test('a folder in use is refused with a list, and stays as it is', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app'));
  writeFileSync(join(cwd, 'my-app', 'thesis.tex'), 'years of work');
  const before = filesIn(cwd);
  const ended = await create(cwd, 'my-app');
  expect(ended.exitCode).toBe(73);
  expect(ended.stderr).toContain('thesis.tex');
  expect(ended.stderr).toContain('--on-conflict keep');
  expect(filesIn(cwd)).toEqual(before);
});

test('keep leaves existing files, replace keeps their old bytes beside', async () => {
  const cwd = newFolder();
  const app = join(cwd, 'my-app');
  mkdirSync(app);
  writeFileSync(join(app, 'README.md'), 'mine');
  writeFileSync(join(app, 'notes.txt'), 'mine too');
  const kept = await create(cwd, 'my-app', '--on-conflict', 'keep');
  expect(kept.exitCode).toBe(0);
  expect(readFileSync(join(app, 'README.md'), 'utf8')).toBe('mine');
  const replaced = await create(cwd, 'my-app', '--on-conflict', 'replace', '--json');
  const report = JSON.parse(replaced.stdout);
  const file = report.files.find(({ path }: { path: string }) => path === 'README.md');
  expect(file).toMatchObject({ action: 'replace', backup: '.create-flask-container/replaced/README.md' });
  expect(readFileSync(join(app, file.backup), 'utf8')).toBe('mine');
  expect(readFileSync(join(app, 'README.md'), 'utf8')).not.toBe('mine');
  expect(readFileSync(join(app, 'notes.txt'), 'utf8')).toBe('mine too');
  expect(readFileSync(join(app, '.create-flask-container', '.gitignore'), 'utf8')).toBe('*\n');
  writeFileSync(join(app, 'README.md'), 'mine again');
  // As a run leaves it that was killed between making the file and writing it.
  writeFileSync(join(app, '.create-flask-container', '.gitignore'), '');
  expect((await create(cwd, 'my-app', '--on-conflict', 'replace')).exitCode).toBe(0);
  expect(readFileSync(join(app, '.create-flask-container', '.gitignore'), 'utf8')).toBe('*\n');
  const backups = readdirSync(join(app, '.create-flask-container', 'replaced')).map((name) =>
    readFileSync(join(app, '.create-flask-container', 'replaced', name), 'utf8'),
  );
  expect(backups.sort()).toEqual(['mine', 'mine again']);
});

test.each(['refuse', 'keep', 'replace'])('a folder where a file must go is 73 with --on-conflict %s', async (mode) => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app', 'README.md'), { recursive: true });
  const ended = await create(cwd, 'my-app', '--on-conflict', mode);
  expect(ended.exitCode).toBe(73);
  expect(ended.stderr).toContain('README.md');
  expect(readdirSync(join(cwd, 'my-app'))).toEqual(['README.md']);
});

test('no link redirects a write: neither the target nor a folder in it', async () => {
  const cwd = newFolder();
  const elsewhere = newFolder();
  symlinkSync(elsewhere, join(cwd, 'my-app'));
  expect((await create(cwd, 'my-app')).exitCode).toBe(73);
  mkdirSync(join(cwd, 'other-app'));
  symlinkSync(elsewhere, join(cwd, 'other-app', '.github'));
  symlinkSync(join(elsewhere, 'new-file'), join(cwd, 'other-app', 'README.md'));
  for (const mode of ['keep', 'replace'])
    expect((await create(cwd, 'other-app', '--on-conflict', mode)).exitCode).toBe(73);
  expect(readdirSync(elsewhere)).toEqual([]);
  mkdirSync(join(cwd, 'third-app'));
  symlinkSync(elsewhere, join(cwd, 'third-app', '.create-flask-container'));
  expect((await create(cwd, 'third-app', '--on-conflict', 'keep')).exitCode).toBe(73);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a file in the way, a file as parent, a name that is too long', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'my-app'), 'x');
  expect((await create(cwd, 'my-app')).exitCode).toBe(73);
  expect((await create(cwd, 'my-app/below')).exitCode).toBe(73);
  const long = await create(cwd, `${'a'.repeat(300)}/my-app`);
  expect(long.exitCode).toBe(74);
  expect(long.stderr).toContain('too long');
  expect(readdirSync(cwd)).toEqual(['my-app']);
});

test('the same answers give the same bytes, whatever the locale, zone, umask and folder', async () => {
  const tree = async (umask: string, env: Record<string, string>) => {
    const cwd = newFolder();
    const ended = await runProgram(
      ['-c', `umask ${umask}; exec "$@"`, 'sh', process.execPath, PROGRAM, 'my-app', ...COMPLETE, '--no-git'],
      { cwd, env, program: ['sh'] },
    );
    expect(ended.exitCode).toBe(0);
    const folder = join(cwd, 'my-app');
    const digest = createHash('sha256');
    for (const [path, content] of filesIn(folder))
      digest.update(`${path}\0${statSync(join(folder, path)).mode & 0o100 ? 'x' : '-'}\0${content}\0`);
    const open = [...filesIn(folder).keys()].filter((path) => statSync(join(folder, path)).mode & 0o002);
    return { digest: digest.digest('hex'), open };
  };
  const first = await tree('022', { LC_ALL: 'C', TZ: 'UTC' });
  for (const [umask, env] of [
    ['000', { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' }],
    ['077', { LANG: 'de_DE', TZ: 'America/Caracas' }],
    ['0777', { LC_ALL: 'C' }],
  ] as const) {
    expect(await tree(umask, env)).toEqual({ ...first, open: [] });
  }
});

test('a dry run writes nothing and ends as the real one would', async () => {
  const cwd = newFolder();
  const planned = await runProgram(['my-app', ...COMPLETE, '--diff'], { cwd });
  expect(planned.exitCode).toBe(0);
  expect(planned.stdout).toContain('create    README.md');
  expect(planned.stdout).toContain('+++ b/README.md');
  expect(planned.stdout).toContain('Nothing was written');
  expect(readdirSync(cwd)).toEqual([]);
  writeFileSync(join(cwd, 'my-app'), 'x');
  expect((await runProgram(['my-app', ...COMPLETE, '--dry-run'], { cwd })).exitCode).toBe(73);
});

test('killed at any moment: absent or whole, and the next run works and leaves nothing behind', async () => {
  const whole = newFolder();
  await create(whole, 'my-app', '--no-git');
  const expected = filesIn(join(whole, 'my-app'));
  for (let delay = 40; delay <= 160; delay += 6) {
    const cwd = newFolder();
    const child = spawn(process.execPath, [PROGRAM, 'my-app', ...COMPLETE, '--no-git'], {
      cwd,
      env: environment(),
      stdio: 'ignore',
    });
    setTimeout(() => child.kill('SIGKILL'), delay);
    await new Promise((resolve) => child.on('close', resolve));
    if (existsSync(join(cwd, 'my-app'))) expect(filesIn(join(cwd, 'my-app'))).toEqual(expected);
    expect((await create(cwd, 'my-app', '--no-git')).exitCode).toBe(0);
    expect(filesIn(join(cwd, 'my-app'))).toEqual(expected);
    expect(readdirSync(cwd)).toEqual(['my-app']);
  }
});

test('killed between any two files of an existing folder: no old byte is lost, and the next run starts from there', async () => {
  const reference = newFolder();
  await create(reference, 'my-app', '--no-git', '--registry', 'ghcr.io');
  const expected = filesIn(join(reference, 'my-app'));
  let kills = 0;
  for (let call = 1; call <= 40; call += call < 6 ? 1 : 5) {
    const cwd = newFolder();
    const app = join(cwd, 'my-app');
    mkdirSync(app);
    writeFileSync(join(app, 'README.md'), 'mine');
    const killed = await runProgram(
      [
        '-f',
        '-o',
        '/dev/null',
        '-e',
        `inject=link,linkat,rename,renameat2:signal=SIGKILL:when=${call}`,
        process.execPath,
        PROGRAM,
        'my-app',
        ...COMPLETE,
        '--no-git',
        '--on-conflict',
        'replace',
      ],
      { cwd, program: ['strace'] },
    );
    if (killed.signal === 'SIGKILL' || killed.exitCode === 137) kills += 1;
    const readme = readFileSync(join(app, 'README.md'), 'utf8');
    const kept = join(app, '.create-flask-container', 'replaced', 'README.md');
    if (readme !== 'mine') expect(readFileSync(kept, 'utf8')).toBe('mine');
    const next = await create(cwd, 'my-app', '--no-git', '--registry', 'ghcr.io', '--on-conflict', 'replace');
    expect({ call, exitCode: next.exitCode, stderr: next.stderr }).toEqual({ call, exitCode: 0, stderr: '' });
    expect(readFileSync(kept, 'utf8')).toBe('mine');
    const result = new Map([...filesIn(app)].filter(([path]) => !path.startsWith('.create-flask-container/')));
    expect(result).toEqual(expected);
    if (killed.signal === null && killed.exitCode === 0) break;
  }
  expect(kills).toBeGreaterThan(4);
});

test('a journal that points outside the folder is not believed', async () => {
  const cwd = newFolder();
  const app = join(cwd, 'my-app');
  mkdirSync(join(app, '.create-flask-container'), { recursive: true });
  writeFileSync(join(cwd, 'precious'), 'x');
  const { ownName } = await import('../../src/machine/owner');
  const sha256 = createHash('sha256').update('x').digest('hex');
  for (const path of ['../precious', join(cwd, 'precious'), 'a/../../precious', '..']) {
    writeFileSync(
      join(app, '.create-flask-container', 'journal.json'),
      JSON.stringify({
        owner: ownName().replace(/-\d+-\d+$/, '-4194000-1'),
        folders: ['..'],
        entries: [{ path, action: 'create', sha256 }],
      }),
    );
    await create(cwd, 'my-app', '--no-git', '--on-conflict', 'keep');
    expect(readFileSync(join(cwd, 'precious'), 'utf8')).toBe('x');
  }
});

test('two runs into one folder: one makes it, the other is refused or finds it done', async () => {
  const cwd = newFolder();
  const runs = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      runProgram(['my-app', '--registry-user', `user${index % 2}`, '--yes', '--no-git'], { cwd }),
    ),
  );
  expect(runs.filter(({ stdout }) => stdout.includes('Created')).length).toBe(1);
  expect(runs.every(({ exitCode }) => exitCode === 0 || exitCode === 73)).toBe(true);
  expect(readdirSync(cwd)).toEqual(['my-app']);
});

/** Another user runs it, from a copy that they can read wherever this checkout is. */
const asNobody = (words: readonly string[], cwd: string) => {
  const copy = newFolder();
  for (const part of ['bin', 'dist', 'templates', 'package.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  chmodSync(copy, 0o755);
  const program = join(copy, 'bin', 'create-flask-container.js');
  return runProgram(['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, program, ...words], {
    cwd,
    program: ['setpriv'],
    env: { HOME: '/nonexistent' },
  });
};

test('no permission is 74 and names the path', async () => {
  const cwd = newFolder();
  chmodSync(cwd, 0o755);
  const ended = await asNobody(['my-app', ...COMPLETE], cwd);
  expect(ended.exitCode).toBe(74);
  expect(ended.stderr).toContain(join(cwd, 'my-app'));
  expect(ended.stderr).toContain('permission denied');
  expect(readdirSync(cwd)).toEqual([]);
});

test('a full and a read-only disk are 74, and nothing is left', async () => {
  const run = (mount: string) =>
    runProgram(
      [
        '-Urm',
        'sh',
        '-c',
        `mkdir mnt && mount -t tmpfs -o ${mount} none mnt && cd mnt && "$@"; code=$?; ls -A . | wc -l; exit $code`,
        'sh',
        process.execPath,
        PROGRAM,
        'my-app',
        ...COMPLETE,
      ],
      { program: ['unshare'] },
    );
  const full = await run('size=16k');
  expect(full.exitCode).toBe(74);
  expect(full.stderr).toContain('no space left');
  expect(full.stdout.trim()).toBe('0');
  const locked = await run('ro');
  expect(locked.exitCode).toBe(74);
  expect(locked.stderr).toContain('read-only');
});

test('standard output that is full or closed: a clear end', async () => {
  const shell = (line: string) => runProgram(['-c', line, 'sh', process.execPath, PROGRAM], { program: ['sh'] });
  const full = await shell(`"$@" my-app ${COMPLETE.join(' ')} --no-git > /dev/full; echo "code $?"; ls`);
  expect(full.stdout).toContain('code 74');
  expect(full.stdout).toContain('my-app');
  expect(full.stderr).toContain('standard output: no space left');
  const closed = await shell(`"$@" my-app ${COMPLETE.join(' ')} --no-git >&-; echo "code $?"`);
  expect(closed.stdout).toContain('code 0');
  const gone = await shell(`{ "$@" my-app ${COMPLETE.join(' ')} --no-git; echo "code $?" >&2; } | true`);
  expect(gone.stderr).toContain('code 0');
  const noInput = await shell('"$@" <&-; echo "code $?"');
  expect(noInput.stdout).toContain('code 2');
});

test('no home, no PATH: the files are made', async () => {
  const cwd = newFolder();
  const ended = await runProgram(['my-app', ...COMPLETE], { cwd, env: { HOME: undefined, PATH: '/nonexistent' } });
  expect(ended.exitCode).toBe(69);
  expect(ended.stderr).toContain('git was not found');
  expect(ended.stdout).toContain('git init --initial-branch=main');
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ name: 'my-app' });
});
