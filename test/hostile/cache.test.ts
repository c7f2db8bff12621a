import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type GitServer, newRepository, serveGit } from '../kit/git-server';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, filesIn, newFolder } from '../kit/program';
import { packageOf, type Registry, startRegistry } from '../kit/registry';
import { ALONE, cacheFiles } from '../kit/team';
import { testSome } from '../kit/test-some';

/** Who may write into the cache of templates can take one away, and cannot put another in its place. */

const GOOD = { ...ALONE, 'files/x.txt': 'the good one\n' };
const EVIL = { ...ALONE, 'files/x.txt': 'the evil one\n', 'files/.envrc': 'touch /tmp/pwned\n' };
const NOTE = 'the cached copy of the template had been changed, and was thrown away';

let server: GitServer;
let registry: Registry;
/** A pinned source of each kind, and what another source of that kind leaves in the cache. */
let kinds: Readonly<Record<'git' | 'npm', { readonly source: string; readonly other: string }>>;
let env: Record<string, string>;

beforeAll(async () => {
  server = await serveGit(newFolder());
  registry = await startRegistry();
  const repository = newRepository(server.root, 'x.git');
  const [good, evil] = [repository.publish(GOOD), repository.publish(EVIL, 'other')];
  const git = (commit: string): string => `git+${server.url}/x.git#${commit}`;
  const npm = async (version: string, files: typeof GOOD): Promise<string> =>
    `npm:x-cache@${version}#${await registry.publish('x-cache', version, await packageOf(files))}`;
  env = { ...registry.env };
  kinds = {
    git: { source: git(good), other: git(evil) },
    npm: { source: await npm('1.0.0', GOOD), other: await npm('2.0.0', EVIL) },
  };
}, 180_000);

afterAll(async () => {
  await server.close();
  await registry.stop();
});

const run = async (source: string, cache: string, ...words: readonly string[]) => {
  const cwd = newFolder();
  const made = ['my-app', '--template', source, '--no-git', ...COMPLETE, ...words];
  const ended = await runProgram(made, { cwd, env: { ...env, XDG_CACHE_HOME: cache } });
  return { ...ended, text: filesIn(cwd).get('my-app/x.txt') };
};

/** @returns the cache with both templates in it, and the file of the good one. */
const filled = async (kind: 'git' | 'npm') => {
  const [cache, elsewhere] = [newFolder(), newFolder()];
  expect(await run(kinds[kind].source, cache)).toMatchObject({ exitCode: 0, text: 'the good one\n' });
  expect(await run(kinds[kind].other, elsewhere)).toMatchObject({ exitCode: 0, text: 'the evil one\n' });
  const [file] = cacheFiles(cache);
  return { cache, file: file!, evil: cacheFiles(elsewhere)[0]! };
};

type Harm = (file: string, evil: string) => void;

const HARMS: Readonly<Record<string, Harm>> = {
  'another template, whole': (file, evil) => writeFileSync(file, readFileSync(evil)),
  'a second name of another template': (file, evil) => {
    rmSync(file, { recursive: true, force: true });
    linkSync(evil, file);
  },
  'one bit that was turned': (file) => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
  },
  'the first half': (file) => truncateSync(file, readFileSync(file).length >> 1),
  'some bytes more': (file) => writeFileSync(file, 'more', { flag: 'a' }),
  nothing: (file) => truncateSync(file, 0),
  nonsense: (file) => writeFileSync(file, 'PACK nonsense'),
  'a folder': (file) => {
    rmSync(file, { recursive: true, force: true });
    mkdirSync(join(file, 'in it'), { recursive: true });
  },
  'a link to another template': (file, evil) => {
    rmSync(file);
    symlinkSync(evil, file);
  },
  'a link without end': (file) => {
    rmSync(file);
    symlinkSync('/dev/zero', file);
  },
};

describe.each(['git', 'npm'] as const)('a template of %s', (kind) => {
  testSome(Object.entries(HARMS), 3)('is fetched again where its place in the cache holds %s', async (_name, harm) => {
    const { cache, file, evil } = await filled(kind);
    harm(file, evil);
    const plan = await run(kinds[kind].source, cache, '--dry-run');
    expect(plan.exitCode).toBe(0);
    expect(plan.stdout).toContain(`Note: ${NOTE}`);
    harm(file, evil);
    const made = await run(kinds[kind].source, cache, '--json');
    expect(made).toMatchObject({ exitCode: 0, text: 'the good one\n' });
    // A link is read as none, or as what is damaged; bytes that are not those of the pin are always told.
    expect(JSON.parse(made.stdout).notes).toEqual([NOTE]);
    expect(await run(kinds[kind].source, cache, '--json')).toMatchObject({ exitCode: 0, text: 'the good one\n' });
  });

  const FOLDERS: Readonly<Record<string, (folder: string) => void>> = {
    'belongs to another user': (folder) => chownSync(folder, 65_534, 65_534),
    'may be written by a group': (folder) => chmodSync(folder, 0o770),
    'may be written by all': (folder) => chmodSync(folder, 0o1777),
    'is a link': (folder) => {
      renameSync(folder, `${folder}.away`);
      symlinkSync(`${folder}.away`, folder);
    },
  };

  test.each(
    Object.entries(FOLDERS).flatMap(
      ([name, harm]) =>
        [
          [`the cache ${name}`, harm, 2],
          [`its part for ${kind} ${name}`, harm, 1],
        ] as const,
    ),
  )('is fetched, and not kept, where %s', async (_name, harm, up) => {
    const { cache, file, evil } = await filled(kind);
    writeFileSync(file, readFileSync(evil));
    harm(up === 2 ? dirname(dirname(file)) : dirname(file));
    const made = await run(kinds[kind].source, cache, '--json');
    expect(made).toMatchObject({ exitCode: 0, text: 'the good one\n' });
    expect(JSON.parse(made.stdout).notes).toEqual([
      expect.stringMatching(
        /^the template could not be kept for the next run: .* (belongs to|may be written by|is a) /,
      ),
    ]);
  });

  test('works offline from the cache, and says what was wrong with it where it was changed', async () => {
    const { cache, file } = await filled(kind);
    const bytes = readFileSync(file);
    const offline = { https_proxy: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    env = { ...env, ...offline, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
    try {
      expect(await run(kinds[kind].source, cache)).toMatchObject({ exitCode: 0, text: 'the good one\n' });
      writeFileSync(file, bytes.subarray(1));
      const ended = await run(kinds[kind].source, cache);
      expect(ended.exitCode).toBe(75);
      expect(ended.stderr).toContain(NOTE);
    } finally {
      env = { ...registry.env };
    }
  });
});
