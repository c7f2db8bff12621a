import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { written } from '../kit/linters';
import { git, newFolder, runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';
import { stepsNamed } from '../kit/workflow';

/**
 * Which names of git tags are versions, in the Makefile and in the pipeline: real git and make, the pipeline's
 * own commands. What a tag, a branch or a folder is called is never run.
 */

jest.setTimeout(300_000);

const tags = ['latest', 'semver'];
const repository = repositoryOf({ tags });

interface Version {
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly prerelease: readonly unknown[];
}
// The package has no types of its own.
const { parse: parseVersion } = require('semver') as { readonly parse: (text: string) => Version | null };

/** An empty repository with a Makefile and one commit, and a `docker` that writes down each of its words. */
const folderWithTags = async (names: readonly string[], folder = newFolder()): Promise<string> => {
  mkdirSync(folder, { recursive: true });
  written(new Map([...repository].filter(([path]) => /^(Makefile|docker\/.*|compose.yaml)$/.test(path))), folder);
  await git(folder, 'init', '--quiet', '--initial-branch', 'main');
  await git(folder, 'add', '.');
  await git(folder, 'commit', '--quiet', '--message', 'Start');
  for (const name of names) await git(folder, 'tag', name);
  return folder;
};

/** A folder of programs that are asked in place of the real ones; `docker` prints its words, each in a line. */
const standIns = (): string => {
  const bin = newFolder();
  writeFileSync(join(bin, 'docker'), '#!/bin/sh\nprintf "<%s>\\n" "$@"\n', { mode: 0o755 });
  return bin;
};

const make = async (folder: string, ...targets: readonly string[]): Promise<string> => {
  const env = { PATH: `${standIns()}:${process.env['PATH']}`, MARK: join(folder, 'RAN') };
  const ran = await runProgram(['--silent', ...targets], { program: ['make'], cwd: folder, env });
  if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr);
  return ran.stdout;
};

/** The tags that `make build` gives to docker. */
const tagsBuilt = async (folder: string): Promise<readonly string[]> =>
  [...(await make(folder, 'build')).matchAll(/<--tag>\n<(?:[^:>]*):([^>]*)>/g)].map(([, tag]) => tag!);

/** What the npm package semver reads of a name, in the words of the rule: no other leading letter, no spaces, no `v` twice. */
const expected = (name: string): readonly string[] => {
  const version = name.startsWith('v') && /^\d/.test(name.slice(1)) ? parseVersion(name.slice(1)) : null;
  if (!version || version.version.length > 128) return [];
  if (version.prerelease.length > 0) return [version.version];
  const { major, minor } = version;
  return [version.version, `${major}.${minor}`, ...(major === 0 ? [] : [`${major}`])];
};

const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ['v1.2.3', ['1.2.3', '1.2', '1']],
  ['v0.4.1', ['0.4.1', '0.4']],
  ['v0.0.0', ['0.0.0', '0.0']],
  ['v10.20.30', ['10.20.30', '10.20', '10']],
  ['v1.2.3+build.5', ['1.2.3', '1.2', '1']],
  ['v1.2.3+a-b', ['1.2.3', '1.2', '1']],
  ['v2.0.0-rc.1', ['2.0.0-rc.1']],
  ['v2.0.0-rc.1+x', ['2.0.0-rc.1']],
  ['v1.0.0-0a.-.1', ['1.0.0-0a.-.1']],
  ['v1.2.3.4', []],
  ['v2024.01.05', []],
  ['v01.2.3', []],
  ['v1.2', []],
  ['1.2.3', []],
  ['vv1.2.3', []],
  ['v1.2.3-01', []],
  ['v1.2.3+', []],
  [`v1.2.3-${'a'.repeat(200)}`, []],
  ['v1.2.3;touch$IFS$MARK;#', []],
  ['v1.2.3-$(shell,touch,$MARK)', []],
  ['v1.2.3-$(touch$IFS$MARK)', []],
  ['v1.2.3-`touch$IFS$MARK`', []],
  [`v1.2.3'&touch$IFS$MARK&'`, []],
  ['v1.2.3"&touch$IFS$MARK&"', []],
  ['v1.2.3|touch$IFS$MARK', []],
  ['v1.2.3-$(MARK)', []],
  ['v1.2.3#', []],
  ['v1.2.3%', []],
  ['v1.2.3-\u00e9', []],
];

test.each(NAMES)('make build: the git tag %s gives %j', async (name, wanted) => {
  expect(expected(name)).toEqual(wanted);
  const folder = await folderWithTags([name]);
  expect(await tagsBuilt(folder)).toEqual(['latest', ...wanted]);
  for (const target of ['check', 'run', 'clean']) await make(folder, target).catch(() => '');
  expect(existsSync(join(folder, 'RAN'))).toBe(false);
});

/** Pieces that names of tags are made of: parts of versions, and what a shell, make and sed read in their own way. */
const PIECES = [
  'v',
  '1',
  '0',
  '02',
  '.',
  '.',
  '-',
  '+',
  'rc',
  'A',
  '$',
  '(',
  ')',
  '`',
  "'",
  '"',
  ';',
  '&',
  '|',
  '<',
  '>',
];
const MORE = ['#', '%', '!', '{', '}', '=', ',', '/', '@x', 'touch$IFS$MARK', '$(MARK)'];
const anyName = fc
  .tuple(
    fc.constantFrom('v', 'v1.2.3', 'v0.9.0-rc', ''),
    fc.array(fc.constantFrom(...PIECES, ...MORE), { maxLength: 8 }),
  )
  .map(([start, rest]) => start + rest.join(''));

test('make build, by generator: a name of a tag is a version of semver.org, or nothing, and never runs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(anyName, { minLength: 1, maxLength: 40 }), async (names) => {
      const folder = await folderWithTags([]);
      const accepted: string[] = [];
      for (const name of names)
        await git(folder, 'tag', '--', name).then(
          () => accepted.push(name),
          () => undefined,
        );
      const found = new Set(await tagsBuilt(folder));
      expect(found).toEqual(new Set(['latest', ...accepted.flatMap(expected)]));
      await make(folder, 'run');
      expect(existsSync(join(folder, 'RAN'))).toBe(false);
    }),
    { numRuns: 8 },
  );
});

const PATHS = [
  'my apps/shop',
  `it's`,
  'a "quoted" one',
  'cost $HOME $(touch RAN) $$',
  'a #1; touch RAN',
  'a,b=c',
  'back\\slash',
  '`touch RAN`',
  '%d *',
  'na\u00efve \u65e5\u672c',
  '-x',
  'a & b | c',
  '{{.ID}}',
  '!',
];

test.each(PATHS)('make works in a folder of the name %s, whatever git says of it', async (name) => {
  const folder = await folderWithTags(['v1.2.3'], join(newFolder(), name));
  const label = /<--label>\n<(io\.github\.create-flask-container\.checkout=[0-9a-f]{32})>/.exec(
    await make(folder, 'build'),
  )?.[1];
  expect(await make(folder, 'clean')).toContain(`<label=${label}>`);
  expect(await make(folder, 'run')).toContain('<SECRET_KEY=only-for-this-machine>\n<acme/my-app:latest>');
  const mount = `<type=bind,"source=${folder.replaceAll('"', '""')}",target=/app>`;
  expect(await make(folder, 'lock')).toContain(mount);
  expect(await make(folder, 'upgrade')).toContain(mount);
  rmSync(join(folder, '.git'), { recursive: true });
  expect(await make(folder, 'build')).toContain(`<--label>\n<io.github.create-flask-container.folder=${folder}>\n`);
  expect(existsSync(join(folder, 'RAN'))).toBe(false);
});

const ID_FILE = 'create-flask-container-checkout';
const idOf = async (folder: string): Promise<string | undefined> =>
  /checkout=([^>]*)>/.exec(await make(folder, 'build'))?.[1];

test('an id of a checkout stays, goes along when the folder moves, and a copy or another checkout has its own', async () => {
  const [one, other] = [await folderWithTags([]), await folderWithTags([])];
  const id = await idOf(one);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(await idOf(one)).toBe(id);
  expect(await idOf(other)).not.toBe(id);
  const copy = join(newFolder(), 'copy');
  cpSync(one, copy, { recursive: true });
  const copied = await idOf(copy);
  expect(copied).toMatch(/^[0-9a-f]{32}$/);
  expect(copied).not.toBe(id);
  expect(await idOf(copy)).toBe(copied);
  const moved = join(newFolder(), 'moved');
  renameSync(one, moved);
  expect(await idOf(moved)).toBe(id);
});

test('a linked worktree has its own id, and an app below the top of a repository the label of its path', async () => {
  const folder = await folderWithTags([]);
  const tree = join(newFolder(), 'tree');
  await git(folder, 'worktree', 'add', '--quiet', '--detach', tree);
  const [id, own] = [await idOf(folder), await idOf(tree)];
  expect(own).toMatch(/^[0-9a-f]{32}$/);
  expect(own).not.toBe(id);
  expect(await idOf(folder)).toBe(id);
  const below = join(folder, 'apps', 'below');
  mkdirSync(below, { recursive: true });
  written(new Map([...repository].filter(([path]) => path === 'Makefile')), below);
  expect(await make(below, 'build')).toContain(`<--label>\n<io.github.create-flask-container.folder=${below}>\n`);
  expect(await idOf(folder)).toBe(id);
});

test.each(['ab";touch $MARK;#$(touch $MARK)12\n', '', 'f'.repeat(32), `${'f'.repeat(32)} 1\n`, `${'f'.repeat(33)} 1`])(
  'the id %j of a checkout is none: it gets one, and nothing runs',
  async (content) => {
    const folder = await folderWithTags([]);
    writeFileSync(join(folder, '.git', ID_FILE), content);
    const id = await idOf(folder);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(id).not.toBe('f'.repeat(32));
    expect(readFileSync(join(folder, '.git', ID_FILE), 'utf8')).toBe(`${id} ${statSync(folder).ino}\n`);
    expect(existsSync(join(folder, 'RAN'))).toBe(false);
  },
);

const ORDER = 'Decide which tags move';

/** A repository with these branches and tags, and a clone of it as the pipeline's check-out makes it. */
const history = async (
  commits: readonly (readonly [branch: string, ...tags: string[]])[],
): Promise<{ readonly origin: string; readonly clone: (at: string) => Promise<string> }> => {
  const origin = newFolder();
  await git(origin, 'init', '--quiet', '--initial-branch', 'main');
  await git(origin, 'commit', '--quiet', '--allow-empty', '--message', 'Start');
  for (const commit of commits) await more(origin, ...commit);
  const clone = async (at: string): Promise<string> => {
    const folder = newFolder();
    await git(folder, 'clone', '--quiet', origin, '.');
    await git(folder, 'checkout', '--quiet', '--detach', at);
    return folder;
  };
  return { origin, clone };
};

/** One more commit on a branch, with these tags. */
const more = async (origin: string, branch: string, ...names: readonly string[]): Promise<void> => {
  await git(origin, 'checkout', '--quiet', '-B', branch);
  await git(origin, 'commit', '--quiet', '--allow-empty', '--message', `On ${branch}`);
  for (const name of names) await git(origin, 'tag', name);
  await git(origin, 'checkout', '--quiet', 'main');
};

interface Decided {
  readonly exitCode: number | null;
  readonly said: string;
  /** What may move. */
  readonly may: readonly string[] | undefined;
}

/** Runs the commands of the pipeline's step in a clone. */
const decide = async (cwd: string, env: Readonly<Record<string, string>>, of = repository): Promise<Decided> => {
  const output = join(newFolder(), 'output');
  writeFileSync(output, '');
  const script = stepsNamed(of, ORDER)[0]!.run!;
  const sha = (await git(cwd, 'rev-parse', 'HEAD')).trim();
  const ran = await runProgram(['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    program: ['bash'],
    cwd,
    env: { GITHUB_OUTPUT: output, GITHUB_RUN_ATTEMPT: '1', GITHUB_SHA: sha, MARK: join(cwd, 'RAN'), ...env },
  });
  expect(existsSync(join(cwd, 'RAN'))).toBe(false);
  const may = /^may=(.*)\n$/.exec(readFileSync(output, 'utf8'))?.[1]?.split(' ').filter(Boolean);
  return { exitCode: ran.exitCode, said: ran.stdout + ran.stderr, may };
};

describe('the pipeline takes a version', () => {
  const decided = async (commits: Parameters<typeof history>[0], tag: string): Promise<Decided> =>
    decide(await (await history(commits)).clone(`refs/tags/${tag}`), { GITHUB_REF_NAME: tag, GITHUB_REF_TYPE: 'tag' });

  test.each(NAMES.filter(([, wanted]) => wanted.length === 0))('%s is none: red, and nothing moves', async (name) => {
    const { exitCode, said, may } = await decided([['main', name]], name);
    expect([exitCode, may]).toEqual([1, undefined]);
    expect(said).toContain(`::error title=Not published::${name} is no version of semver.org`);
  });

  test.each<[string, Parameters<typeof decided>[0], string, readonly string[]]>([
    ['the first', [['main', 'v1.0.0']], 'v1.0.0', ['latest', 'major', 'minor']],
    ['one with a build', [['main', 'v1.2.3+a-b']], 'v1.2.3+a-b', ['latest', 'major', 'minor']],
    ['a pre-release', [['main', 'v1.0.0-rc.1']], 'v1.0.0-rc.1', []],
    ['one of zero', [['main', 'v0.1.0']], 'v0.1.0', ['latest', 'minor']],
    [
      'an old line',
      [
        ['main', 'v1.9.0'],
        ['release/1.x', 'v1.9.1'],
        ['main', 'v2.0.0'],
      ],
      'v1.9.1',
      ['major', 'minor'],
    ],
    [
      'an older line',
      [
        ['main', 'v1.8.1', 'v1.9.0'],
        ['release/1/8', 'v1.8.2'],
        ['main', 'v2.0.0'],
      ],
      'v1.8.2',
      ['minor'],
    ],
    [
      'an old one again',
      [
        ['main', 'v1.2.3'],
        ['main', 'v1.2.4'],
      ],
      'v1.2.3',
      [],
    ],
    [
      'ten after nine',
      [
        ['main', 'v1.9.0'],
        ['main', 'v1.10.0'],
      ],
      'v1.10.0',
      ['latest', 'major', 'minor'],
    ],
    [
      'one beside 102',
      [
        ['main', 'v1.2.0'],
        ['main', 'v102.0.0'],
      ],
      'v1.2.0',
      ['major', 'minor'],
    ],
    [
      'one before a pre-release',
      [
        ['main', 'v1.0.0'],
        ['main', 'v2.0.0-rc.1'],
      ],
      'v1.0.0',
      ['latest', 'major', 'minor'],
    ],
    [
      'one beside a foreign branch',
      [
        ['main', 'v1.0.0'],
        ['topic', 'v9.0.0'],
      ],
      'v1.0.0',
      ['latest', 'major', 'minor'],
    ],
    ['one beside no version', [['main', 'v1.0.0', 'v2024.01.05']], 'v1.0.0', ['latest', 'major', 'minor']],
  ])('%s: it moves what no newer one has', async (_told, commits, tag, wanted) => {
    expect(await decided(commits, tag)).toEqual({ exitCode: 0, said: '', may: wanted });
  });

  test.each([
    ['topic', 'v1.0.0'],
    ['releases', 'v1.0.0'],
    ['main2', 'v1.0.0-rc.1'],
    ['x/release/1', 'v1.0.0'],
  ])('a tag on %s only is refused', async (branch, tag) => {
    const { exitCode, said, may } = await decided([[branch, tag]], tag);
    expect([exitCode, may]).toEqual([1, undefined]);
    expect(said).toContain(`${tag} is on no commit of main or release/*.`);
  });
});

describe('an old run that is repeated', () => {
  test('of a version moves back nothing that a newer one has taken since', async () => {
    const { origin, clone } = await history([['main', 'v1.2.3']]);
    const version = { GITHUB_REF_NAME: 'v1.2.3', GITHUB_REF_TYPE: 'tag' };
    expect((await decide(await clone('v1.2.3'), version)).may).toEqual(['latest', 'major', 'minor']);
    for (const [tag, still] of [
      ['v1.2.4', []],
      ['v2.0.0', []],
    ] as const) {
      await more(origin, 'main', tag);
      const again = await decide(await clone('v1.2.3'), { ...version, GITHUB_RUN_ATTEMPT: '2' });
      expect(again).toEqual({ exitCode: 0, said: '', may: still });
    }
    expect((await decide(await clone('v1.2.4'), { ...version, GITHUB_REF_NAME: 'v1.2.4' })).may).toEqual([
      'major',
      'minor',
    ]);
  });

  test.each([
    ['with versions', repository],
    ['without', repositoryOf({ tags: ['latest', 'edge', 'branch', 'date'] })],
  ])('of a branch moves nothing back, %s', async (_told, made) => {
    const { origin, clone } = await history([['main']]);
    const branch = { GITHUB_REF_NAME: 'main', GITHUB_REF_TYPE: 'branch' };
    const old = (await git(origin, 'rev-parse', 'main')).trim();
    const at = async (attempt: string): Promise<readonly string[] | undefined> =>
      (await decide(await clone(old), { ...branch, GITHUB_RUN_ATTEMPT: attempt }, made)).may;
    expect([await at('1'), await at('2')]).toEqual([
      ['latest', 'branch'],
      ['latest', 'branch'],
    ]);
    await more(origin, 'main');
    // Runs of one branch follow each other, so that the first attempt of an older commit comes before the newer one's.
    expect([await at('1'), await at('2'), await at('7')]).toEqual([['latest', 'branch'], [], []]);
  });

  test('every tag that moves asks what may move', () => {
    const all = repositoryOf({ tags: ['latest', 'edge', 'semver', 'sha', 'branch', 'date'] });
    const rules = String(stepsNamed(all, 'Work out tags')[0]!.with!['tags']).trim().split('\n');
    const free = rules.filter(
      (rule) => !/contains\(steps\.order\.outputs\.may, '(latest|branch|major|minor)'\)/.test(rule),
    );
    expect(free).toEqual([
      'type=semver,pattern={{version}}',
      "type=sha,enable=${{ github.event_name == 'push' && github.ref_type == 'branch' }}",
    ]);
  });
});

test('Makefile and pipeline have one rule', () => {
  const rule = (text: string): readonly string[] =>
    ['number', 'word', 'build'].map((name) => new RegExp(`\\b${name} ?:?= ?'?([^'\\s]+)`, 'i').exec(text)![1]!);
  expect(rule(repository.get('Makefile')!)).toEqual(rule(repository.get('.github/workflows/image.yml')!));
});
