import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { runHere } from '../kit/one-process';
import { COMPLETE, newFolder } from '../kit/program';

/** Whatever stands at whatever path that a run makes or uses: no byte outside the target changes. */

const OWN = '.create-flask-container';

/** Every part of every path that a run makes in a folder that is in use. `keep` does not use those that it is spared. */
const PLACES: readonly { readonly path: string; readonly spared?: true }[] = [
  { path: OWN },
  { path: `${OWN}/.gitignore` },
  { path: `${OWN}/journal.json` },
  { path: `${OWN}/stage` },
  { path: `${OWN}/stage/0` },
  { path: `${OWN}/stage/notes.txt` },
  { path: `${OWN}/replaced`, spared: true },
  { path: `${OWN}/replaced/README.md`, spared: true },
  { path: `${OWN}/replaced/README.md.1`, spared: true },
  { path: `${OWN}/replaced/src`, spared: true },
  { path: `${OWN}/replaced/src/my_app`, spared: true },
  { path: `${OWN}/replaced/src/my_app/__init__.py`, spared: true },
  { path: `${OWN}/replaced/other/deep/er`, spared: true },
  { path: `${OWN}/other`, spared: true },
  { path: 'src' },
  { path: 'src/my_app' },
  { path: 'src/my_app/__init__.py' },
  { path: 'src/my_app/templates' },
  { path: 'tests' },
  { path: 'tests/conftest.py' },
  { path: '.github' },
  { path: '.github/workflows' },
  { path: '.create-flask-container.json' },
  { path: 'README.md' },
  { path: 'Dockerfile' },
];

interface World {
  readonly app: string;
  readonly outside: string;
}

/** What can stand there, by what it is called in the message. */
const THINGS: readonly {
  readonly title: string;
  readonly told: string;
  readonly put: (at: string, world: World) => void;
}[] = [
  {
    title: 'a link to a folder outside',
    told: 'a symbolic link',
    put: (at, { outside }) => symlinkSync(join(outside, 'folder'), at),
  },
  {
    title: 'a link to a file outside',
    told: 'a symbolic link',
    put: (at, { outside }) => symlinkSync(join(outside, 'empty'), at),
  },
  {
    title: 'a link to nothing outside',
    told: 'a symbolic link',
    put: (at, { outside }) => symlinkSync(join(outside, 'new'), at),
  },
  {
    title: 'a relative link to a folder inside',
    told: 'a symbolic link',
    put: (at, { app }) => {
      mkdirSync(join(app, 'docs'), { recursive: true });
      symlinkSync(join(app, 'docs'), at);
    },
  },
  { title: 'a link to itself', told: 'a symbolic link', put: (at) => symlinkSync(at, at) },
  { title: 'a link to a device', told: 'a symbolic link', put: (at) => symlinkSync('/dev/zero', at) },
  { title: 'a named pipe', told: 'a named pipe', put: (at) => void execFileSync('mkfifo', [at]) },
];

const MINE = { 'README.md': 'mine', 'src/my_app/__init__.py': 'mine', 'tests/conftest.py': 'mine' };

const prepared = (): World & { readonly cwd: string } => {
  const cwd = newFolder();
  const [app, outside] = [join(cwd, 'my-app'), newFolder()];
  mkdirSync(join(outside, 'folder', 'deep'), { recursive: true });
  writeFileSync(join(outside, 'empty'), '');
  writeFileSync(join(outside, 'folder', 'precious'), 'precious');
  mkdirSync(app);
  return { cwd, app, outside };
};

/** Everything below a folder, with kinds, bytes and times: what a run may have touched. */
const snapshot = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path);
      const link = stats.isSymbolicLink() ? readlinkSync(path) : '';
      return `${name} ${stats.mode} ${stats.mtimeMs} ${link} ${stats.isFile() ? readFileSync(path, 'latin1') : ''}`;
    })
    .sort();

const placeAt = (world: World, path: string, put: (at: string, world: World) => void): void => {
  const at = join(world.app, path);
  mkdirSync(dirname(at), { recursive: true });
  if (!existsSync(at)) put(at, world);
};

const fill = ({ app }: World): void => {
  for (const [path, text] of Object.entries(MINE)) {
    try {
      mkdirSync(dirname(join(app, path)), { recursive: true });
      writeFileSync(join(app, path), text, { flag: 'wx' });
    } catch {
      // What is tried stands there.
    }
  }
};

const create = (cwd: string, ...words: readonly string[]) =>
  runHere(['my-app', ...COMPLETE, '--no-git', ...words], { cwd });

/** A link in a place of ours is in the way, and named, in a dry run too; outside nothing changes. */
const expectRefused = async (mode: string, path: string, thing: (typeof THINGS)[number]): Promise<void> => {
  const world = prepared();
  placeAt(world, path, thing.put);
  fill(world);
  const [before, outside] = [snapshot(world.app), snapshot(world.outside)];
  for (const dry of [['--dry-run'], []]) {
    const ended = await create(world.cwd, '--on-conflict', mode, ...dry);
    const told = `${path} ${thing.title} ${mode} ${dry.join()}`;
    expect({ told, exitCode: ended.exitCode, outside: snapshot(world.outside) }).toEqual({
      told,
      exitCode: 73,
      outside,
    });
    expect({ told, app: snapshot(world.app) }).toEqual({ told, app: before });
    expect(ended.stderr).toContain(thing.told);
    expect(ended.stderr).toContain(path);
    expect(ended.stderr).not.toMatch(/\n\s+at |fault of create/);
  }
};

const expectPassedOver = async (path: string, thing: (typeof THINGS)[number]): Promise<void> => {
  const world = prepared();
  placeAt(world, path, thing.put);
  fill(world);
  const outside = snapshot(world.outside);
  const ended = await create(world.cwd, '--on-conflict', 'keep');
  expect({ path, title: thing.title, exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode: 0 });
  expect(snapshot(world.outside)).toEqual(outside);
  expect(lstatSync(join(world.app, path)).isFile()).toBe(false);
};

const inPairs = async (works: readonly (() => Promise<void>)[]): Promise<void> => {
  for (let at = 0; at < works.length; at += 3) await Promise.all(works.slice(at, at + 3).map((work) => work()));
};

describe.each(THINGS.map((thing) => [thing.title, thing] as const))('%s', (_, thing) => {
  test('in any place of ours is 73 with --on-conflict replace', async () => {
    await inPairs(
      PLACES.map(
        ({ path }) =>
          () =>
            expectRefused('replace', path, thing),
      ),
    );
  }, 300_000);

  test('is 73 with keep where that uses the place, and is passed over where it does not', async () => {
    await inPairs(
      PLACES.map(
        ({ path, spared }) =>
          () =>
            spared ? expectPassedOver(path, thing) : expectRefused('keep', path, thing),
      ),
    );
  }, 300_000);
});

test('in a folder that holds nothing else, a link in our own folder is 73 without a flag', async () => {
  for (const { path } of PLACES.filter((place) => place.path.startsWith(OWN))) {
    const world = prepared();
    placeAt(world, path, THINGS[0]!.put);
    const outside = snapshot(world.outside);
    for (const words of [['--dry-run'], [], ['--on-conflict', 'refuse']]) {
      const ended = await create(world.cwd, ...words);
      expect({ path, exitCode: ended.exitCode }).toEqual({ path, exitCode: 73 });
      expect(ended.stderr).toContain(path);
      expect(snapshot(world.outside)).toEqual(outside);
    }
  }
}, 120_000);

test('a second name of a file outside is not written through', async () => {
  for (const path of [
    ...PLACES.filter(({ path }) => !/\/(src|my_app|stage|replaced|templates)$/.test(path)).map(({ path }) => path),
    `${OWN}/stage/1`,
  ]) {
    if (path === OWN || ['src', 'tests', '.github', '.github/workflows'].includes(path)) continue;
    for (const name of ['empty', 'folder/precious']) {
      const world = prepared();
      placeAt(world, path, (at) => linkSync(join(world.outside, name), at));
      fill(world);
      const ended = await create(world.cwd, '--on-conflict', 'replace');
      expect([0, 73]).toContain(ended.exitCode);
      expect(readFileSync(join(world.outside, 'empty'), 'utf8')).toBe('');
      expect(readFileSync(join(world.outside, 'folder', 'precious'), 'utf8')).toBe('precious');
    }
  }
}, 120_000);

test('what is in our own folder and not ours is not removed', async () => {
  const world = prepared();
  fill(world);
  for (const path of [`${OWN}/stage/notes.txt`, `${OWN}/stage/0/deep.txt`]) {
    placeAt(world, path, (at) => writeFileSync(at, 'mine'));
    const ended = await create(world.cwd, '--on-conflict', 'replace');
    expect(ended.exitCode).toBe(73);
    expect(readFileSync(join(world.app, path), 'utf8')).toBe('mine');
    rmSync(join(world.app, OWN, 'stage'), { recursive: true });
  }
  placeAt(world, `${OWN}/.gitignore`, (at) => writeFileSync(at, '*.bak\n'));
  expect((await create(world.cwd, '--on-conflict', 'replace')).exitCode).toBe(0);
  expect(readFileSync(join(world.app, OWN, '.gitignore'), 'utf8')).toBe('*.bak\n');
});

test('old bytes whose place is taken by a file are kept under another name', async () => {
  const world = prepared();
  fill(world);
  placeAt(world, `${OWN}/replaced/src`, (at) => writeFileSync(at, 'older'));
  placeAt(world, `${OWN}/replaced/README.md`, (at) => writeFileSync(at, 'older'));
  const ended = await create(world.cwd, '--on-conflict', 'replace', '--json');
  expect(ended.exitCode).toBe(0);
  const files: { path: string; backup?: string }[] = JSON.parse(ended.stdout).files;
  const backup = (path: string) => files.find((file) => file.path === path)?.backup ?? '';
  expect(backup('src/my_app/__init__.py')).toBe(`${OWN}/replaced/src.1/my_app/__init__.py`);
  for (const path of Object.keys(MINE)) expect(readFileSync(join(world.app, backup(path)), 'utf8')).toBe('mine');
  expect(readFileSync(join(world.app, OWN, 'replaced', 'src'), 'utf8')).toBe('older');
  expect(readFileSync(join(world.app, OWN, 'replaced', 'README.md'), 'utf8')).toBe('older');
});

test('a target that is reached through what is no folder is 73, and through a link to a folder is made', async () => {
  const world = prepared();
  const outside = snapshot(world.outside);
  symlinkSync(join(world.outside, 'new'), join(world.cwd, 'dangling'));
  symlinkSync('loop', join(world.cwd, 'loop'));
  symlinkSync(join(world.outside, 'empty'), join(world.cwd, 'file'));
  writeFileSync(join(world.cwd, 'plain'), '');
  for (const name of ['dangling', 'loop', 'file', 'plain'])
    for (const below of ['x', 'deep/er/x'])
      for (const dry of [['--dry-run'], []]) {
        const ended = await runHere([`${name}/${below}`, ...COMPLETE, ...dry], { cwd: world.cwd });
        expect({ name, below, dry, exitCode: ended.exitCode }).toEqual({ name, below, dry, exitCode: 73 });
        expect(ended.stderr).toContain(`${join(world.cwd, name)} is a`);
      }
  for (const name of ['dangling', 'loop', 'file']) {
    const ended = await runHere([name, ...COMPLETE], { cwd: world.cwd });
    expect(ended.exitCode).toBe(73);
    expect(ended.stderr).toContain('a symbolic link');
  }
  expect(snapshot(world.outside)).toEqual(outside);
  mkdirSync(join(world.cwd, 'real'));
  symlinkSync('real', join(world.cwd, 'alias'));
  expect((await runHere(['alias/deep/my-app', ...COMPLETE], { cwd: world.cwd })).exitCode).toBe(0);
  expect(existsSync(join(world.cwd, 'real', 'deep', 'my-app', 'README.md'))).toBe(true);
});
