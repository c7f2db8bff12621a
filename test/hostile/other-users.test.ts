import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ownName } from '../../src/machine/owner';
import { COMPLETE, newFolder, runProgram } from '../kit/program';
import { programForAll } from '../kit/program-for-all';
import { FOLDER_TEMPLATE } from './template-of-a-folder';

/** Two users of one machine, in folders that both may write into: neither removes what is the other's, nor stops them. */

const USER = 1000;
const OTHER = 65_534;
/** Of a process that is certainly gone. */
const GONE = ownName().replace(/-\d+-\d+$/, '-4194000-1');

const as = (user: number): readonly string[] => [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];

const run = (user: number, words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) =>
  runProgram([...as(user), process.execPath, programForAll(), ...words], {
    cwd,
    program: ['setpriv'],
    env: { HOME: '/nonexistent', ...env },
  });

/** A folder that everybody may write into, and a private one of the user's. */
const shared = (mode = 0o777): { readonly folder: string; readonly mine: string } => {
  const folder = newFolder();
  chmodSync(folder, mode);
  const mine = newFolder();
  for (const name of ['thesis.txt', 'authorized_keys']) writeFileSync(join(mine, name), 'precious');
  for (const path of [mine, join(mine, 'thesis.txt'), join(mine, 'authorized_keys')]) chownSync(path, USER, USER);
  chmodSync(mine, 0o700);
  return { folder, mine };
};

const owned = (path: string, user: number): void => {
  chownSync(path, user, user);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) owned(join(path, name), user);
};

/** As a killed run leaves it. */
const leftover = (folder: string, prefix: string, user: number, files: readonly string[], mode = 0o700): string => {
  const path = join(folder, `${prefix}${GONE}-abcdef`);
  mkdirSync(join(path, 'a'), { recursive: true });
  for (const name of files) writeFileSync(join(path, 'a', name), 'left');
  writeFileSync(join(path, `.working-folder-${lstatSync(path).ino}`), '');
  owned(path, user);
  chmodSync(path, mode);
  return path;
};

/** The two places that are swept: beside a target, and among temporary files. */
const SWEEPS = [
  {
    title: 'beside a target',
    prefix: '.create-flask-container-',
    sweep: (folder: string) => run(USER, [join(folder, 'my-app'), ...COMPLETE, '--no-git'], folder),
  },
  {
    title: 'among temporary files',
    prefix: 'create-flask-container-',
    sweep: (folder: string) => {
      const template = join(newFolder(), 'tpl');
      for (const [path, text] of Object.entries(FOLDER_TEMPLATE)) {
        mkdirSync(join(template, path, '..'), { recursive: true });
        writeFileSync(join(template, path), text);
      }
      chmodSync(join(template, '..'), 0o755);
      return run(USER, ['template', 'check', template], template, { TMPDIR: folder });
    },
  },
] as const;

describe.each(SWEEPS)('$title', ({ prefix, sweep }) => {
  test('what a killed run of the same user left goes', async () => {
    const { folder } = shared();
    const path = leftover(folder, prefix, USER, ['file']);
    mkdirSync(join(folder, `${prefix}${GONE}-empty1`), { mode: 0o700 });
    owned(join(folder, `${prefix}${GONE}-empty1`), USER);
    expect((await sweep(folder)).exitCode).toBe(0);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith(prefix))).toEqual([]);
  });

  test('what another user left stays, and stops nobody, in a sticky folder too', async () => {
    for (const mode of [0o777, 0o1777]) {
      const { folder } = shared(mode);
      const paths = [leftover(folder, prefix, OTHER, ['file'])];
      const open = join(folder, `${prefix}${GONE}`);
      mkdirSync(open);
      mkdirSync(join(folder, `${prefix}${GONE}-closed`), { mode: 0o000 });
      for (const path of [open, join(folder, `${prefix}${GONE}-closed`)]) owned(path, OTHER);
      expect(await sweep(folder)).toMatchObject({ exitCode: 0, stderr: '' });
      for (const path of [...paths, open, join(folder, `${prefix}${GONE}-closed`)]) expect(existsSync(path)).toBe(true);
    }
  });

  test("a link, a file, and the user's own folder under such a name stay, and so does what they lead to", async () => {
    const { folder, mine } = shared();
    symlinkSync(mine, join(folder, `${prefix}${GONE}-link00`));
    writeFileSync(join(folder, `${prefix}${GONE}-file00`), 'mine');
    owned(join(folder, `${prefix}${GONE}-file00`), USER);
    // Renamed by somebody who may write round it: private, of the user, and nothing of ours.
    cpSync(mine, join(folder, `${prefix}${GONE}-thesis`), { recursive: true });
    owned(join(folder, `${prefix}${GONE}-thesis`), USER);
    chmodSync(join(folder, `${prefix}${GONE}-thesis`), 0o700);
    // The same with the mark of another folder.
    cpSync(mine, join(folder, `${prefix}${GONE}-marked`), { recursive: true });
    writeFileSync(join(folder, `${prefix}${GONE}-marked`, '.working-folder-12345'), '');
    owned(join(folder, `${prefix}${GONE}-marked`), USER);
    chmodSync(join(folder, `${prefix}${GONE}-marked`), 0o700);
    const before = readdirSync(folder).filter((name) => name.startsWith(prefix));
    expect((await sweep(folder)).exitCode).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith(prefix))).toEqual(before);
    expect(readdirSync(mine).sort()).toEqual(['authorized_keys', 'thesis.txt']);
    expect(readFileSync(join(folder, `${prefix}${GONE}-thesis`, 'thesis.txt'), 'utf8')).toBe('precious');
  });

  test('a folder that another user may write into is not removed', async () => {
    const { folder } = shared();
    const path = leftover(folder, prefix, USER, ['file'], 0o777);
    expect((await sweep(folder)).exitCode).toBe(0);
    expect(existsSync(join(path, 'a', 'file'))).toBe(true);
  });

  test('a folder that is swapped for a link while it is removed leads nowhere', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { folder, mine } = shared();
      const names = [...Array.from({ length: 3000 }, (_, index) => `f${index}`), 'thesis.txt', 'authorized_keys'];
      const path = leftover(folder, prefix, USER, names);
      // What is removed from `a` of the leftover is looked for in `a` of whatever stands there.
      const trap = join(folder, 'trap');
      mkdirSync(trap);
      symlinkSync(mine, join(trap, 'a'));
      owned(trap, OTHER);
      const attacker = swapper(path, trap);
      await new Promise((resolve) => attacker.stdout!.once('data', resolve));
      const ended = await sweep(folder);
      attacker.kill('SIGKILL');
      expect(ended.exitCode).toBe(0);
      expect(readdirSync(mine).sort()).toEqual(['authorized_keys', 'thesis.txt']);
    }
  }, 120_000);
});

/** Swaps a folder for a link to another one as soon as its access time or its links say that something goes on in it. */
const swapper = (path: string, trap: string): ChildProcess =>
  spawn(
    'setpriv',
    [
      ...as(OTHER),
      process.execPath,
      '-e',
      `const fs = require('node:fs');
       const [path, trap, delay] = process.argv.slice(1);
       const watched = fs.watch(path.replace(/\\/[^/]*$/, ''));
       process.stdout.write('ready\\n');
       const before = fs.statSync(path);
       for (;;) {
         let now;
         try { now = fs.statSync(path); } catch { break; }
         if (now.mtimeMs !== before.mtimeMs || now.atimeMs !== before.atimeMs) {
           fs.renameSync(path, path + '.away');
           fs.symlinkSync(trap, path);
           break;
         }
       }
       process.stdout.write('swapped\\n');
       process.exit(0);`,
      path,
      trap,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

test("a journal of another user is not undone: the user's files stay, and the way out is told", async () => {
  const { folder } = shared();
  const app = join(folder, 'my-app');
  const own = join(app, '.create-flask-container');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(app, 'thesis.txt'), 'precious');
  owned(app, USER);
  chmodSync(app, 0o777);
  const { createHash } = await import('node:crypto');
  const sha256 = createHash('sha256').update('precious').digest('hex');
  const entry = { path: 'thesis.txt', action: 'create', sha256 };
  writeFileSync(join(own, 'journal.json'), JSON.stringify({ owner: GONE, folders: [], entries: [entry] }));
  owned(own, OTHER);
  chmodSync(own, 0o777);
  const ended = await run(USER, [app, ...COMPLETE, '--no-git', '--on-conflict', 'keep'], folder);
  expect(ended.exitCode).toBe(73);
  expect(ended.stderr).toContain(`another user`);
  expect(ended.stderr).toContain(`rm ${join(own, 'journal.json')}`);
  expect(readFileSync(join(app, 'thesis.txt'), 'utf8')).toBe('precious');
});

test('a page of verify takes no name that somebody could take first', async () => {
  const { folder } = shared();
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const { writePage } = await import('../../src/commands/verify/measure/write-page');
  const taken = join(folder, `.create-flask-container-${process.pid}.html`);
  writeFileSync(taken, 'theirs');
  writePage(join(folder, 'page.html'), 'ours');
  expect(readFileSync(taken, 'utf8')).toBe('theirs');
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe('ours');
});
