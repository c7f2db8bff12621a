import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canaries, integrityOf, type LyingRegistry, packument, startLyingRegistry } from '../kit/lying-registry';
import { COMPLETE, newFolder, runProgram } from '../kit/program';
import { packageOf } from '../kit/registry';
import { ALONE, leftIn } from '../kit/team';
import { testSome } from '../kit/test-some';

/** An npm registry that answers as it likes, and whatever stands between it and the user. */

let registry: LyingRegistry;
let archive: Buffer;
let integrity: string;
/** A git repository that runs programs in whoever installs it, and a package folder that does. */
let evil: string;

beforeAll(async () => {
  archive = await packageOf(ALONE);
  integrity = integrityOf(archive);
  registry = await startLyingRegistry(archive);
  evil = newFolder();
  writeFileSync(join(evil, '.npmrc'), 'git=./pwn.sh\n');
  writeFileSync(join(evil, 'pwn.sh'), `#!/bin/sh\necho pwn >> '${join(evil, 'ran')}'\n`, { mode: 0o755 });
  const scripts = { prepare: './pwn.sh', prepack: './pwn.sh', install: './pwn.sh' };
  const dependencies = { other: 'git+https://127.0.0.1:9/other.git' };
  writeFileSync(join(evil, 'package.json'), JSON.stringify({ name: 'evil', version: '1.0.0', scripts, dependencies }));
  mkdirSync(join(evil, 'files'));
  writeFileSync(join(evil, 'template.yaml'), ALONE['template.yaml']!);
  const git = (...words: readonly string[]) =>
    spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words], { cwd: evil });
  git('init');
  git('add', '.');
  git('commit', '-m', 'x');
  writeFileSync(join(evil, 'package.tgz'), archive);
});

afterAll(() => registry.stop());

afterEach(() => expect(existsSync(join(evil, 'ran'))).toBe(false));

beforeEach(() => {
  registry.fetched.length = 0;
  registry.serve = (_, response) => response.end(archive);
});

/** Asked with canaries all around; every assertion that holds of any attack is made here. */
const attacked = async (words: readonly string[], extra: Readonly<Record<string, string>> = {}) => {
  const { cwd, env, ran } = canaries();
  const settings = join(newFolder(), 'npmrc');
  writeFileSync(
    settings,
    `registry=${registry.url}/\nfetch-retries=0\nfetch-retry-mintimeout=1\nfetch-retry-maxtimeout=1\n`,
  );
  const before = readdirSync(cwd);
  const ended = await runProgram(words, { cwd, env: { ...env, npm_config_userconfig: settings, ...extra } });
  expect(ran()).toEqual([]);
  expect(readdirSync(cwd)).toEqual(before);
  expect(leftIn(env['TMPDIR']!)).toEqual([]);
  expect(ended.stderr).not.toContain('    at ');
  return ended;
};

const pinned = (): string => `npm:starter@1.0.0#${integrity}`;
const dryRun = (source: string): readonly string[] => ['my-app', '--template', source, ...COMPLETE, '--dry-run'];

/** What a registry may name as the address of an archive and npm would follow to something else. */
const ADDRESSES: readonly (readonly [form: string, address: (place: string) => unknown])[] = [
  ['a git repository on this machine', (place) => `git+file://${place}`],
  ['the same with a commit', (place) => `git+file://${place}#main`],
  ['the same in capitals', (place) => `GIT+FILE://${place}`],
  ['git over ssh', () => 'git+ssh://git@127.0.0.1:9/x/y.git'],
  ['ssh', () => 'ssh://git@127.0.0.1:9/x/y.git'],
  ['scp', () => 'git@127.0.0.1:x/y.git'],
  ['git over https', () => 'git+https://127.0.0.1:9/x.git'],
  ['git over http', () => 'git+http://127.0.0.1:9/x.git'],
  ['the git protocol', () => 'git://127.0.0.1:9/x.git'],
  ['rsync', () => 'git+rsync://127.0.0.1:9/x.git'],
  ['a shorthand of GitHub', () => 'github:x/y'],
  ['the shortest of GitHub', () => 'x/y'],
  ['a shorthand of GitLab', () => 'gitlab:x/y'],
  ['a shorthand of Bitbucket', () => 'bitbucket:x/y'],
  ['a gist', () => 'gist:11081aaa281'],
  ['a repository page of GitHub', () => 'https://github.com/x/y'],
  ['a repository of GitHub', () => 'https://github.com/x/y.git#main'],
  ['a repository of GitHub by http', () => 'http://github.com/x/y'],
  ['a tree of GitHub', () => 'https://www.github.com/x/y/tree/main'],
  ['a repository of GitLab', () => 'https://gitlab.com/x/y'],
  ['a repository of Bitbucket', () => 'https://bitbucket.org/x/y'],
  ['a gist page', () => 'https://gist.github.com/x/11081aaa281'],
  ['a repository of sourcehut', () => 'https://git.sr.ht/~x/y'],
  ['a folder', (place) => `file://${place}`],
  ['a folder with one slash', (place) => `file:${place}`],
  ['a folder in capitals', (place) => `FILE:${place}`],
  ['an archive on this machine', (place) => `file://${place}/package.tgz`],
  ['a path', (place) => place],
  ['a path of an archive', (place) => `${place}/package.tgz`],
  ['a relative path', () => './package.tgz'],
  ['a path above', () => '../../../../../../etc/passwd'],
  ['a path in the home', () => '~/package.tgz'],
  ['a drive', () => 'C:\\package.tgz'],
  ['a share', () => '\\\\127.0.0.1\\x\\package.tgz'],
  ['an alias', () => 'npm:other@1.0.0'],
  ['a name', () => 'other'],
  ['a name and a version', () => 'other@1.0.0'],
  ['a workspace', () => 'workspace:*'],
  ['a link', (place) => `link:${place}`],
  ['data', () => 'data:application/gzip;base64,H4sIAAAAAAAA'],
  ['ftp', () => 'ftp://127.0.0.1/x.tgz'],
  ['a script', () => 'javascript:alert(1)'],
  ['an option', () => '--git=./pwn.sh'],
  ['a name and a password', () => `http://me:secret@127.0.0.1:9/x.tgz`],
  ['a space before', () => ' http://127.0.0.1:9/x.tgz'],
  ['a line break', () => 'http://127.0.0.1:9/x.tgz\ngit+file:///x'],
  ['nothing', () => ''],
  ['null', () => null],
  ['a number', () => 1],
  ['a list', (place) => [`git+file://${place}`]],
  ['an object', () => ({ href: 'http://127.0.0.1:9/x.tgz' })],
  ['no host', () => 'http://'],
  ['a very long address', () => `http://127.0.0.1:9/${'x'.repeat(9000)}.tgz`],
];

testSome(ADDRESSES, 3)('an archive at %s is not fetched', async (_, address) => {
  registry.answer = (name) => packument(name, { dist: { tarball: address(evil), integrity } });
  const ended = await attacked(dryRun(pinned()));
  expect(ended).toMatchObject({ exitCode: 77, stdout: '' });
  expect(ended.stderr).toMatch(/only http and https addresses are fetched|not at an http or https address/);
  expect(registry.fetched).toEqual([]);
});

test.each([
  ['template check', () => ['template', 'check', pinned()]],
  ['template check, not pinned', () => ['template', 'check', 'npm:starter']],
  ['--help --template', () => ['--help', '--template', pinned()]],
  ['create', () => ['my-app', '--template', pinned(), ...COMPLETE]],
  ['create, not pinned', () => dryRun('npm:starter@^1.0.0')],
  ['--diff', () => [...dryRun(pinned()), '--diff']],
])('%s follows no address but of http and https', async (_, words) => {
  registry.answer = (name) => packument(name, { dist: { tarball: `git+file://${evil}`, integrity } });
  const ended = await attacked(words());
  expect([ended.exitCode, ended.stderr]).toEqual([77, expect.stringContaining('git+file://')]);
});

/** Answers that change between the first and a later question. */
test.each([
  ['a git repository', () => ({ tarball: `git+file://${evil}`, integrity })],
  ['a folder', () => ({ tarball: `file://${evil}`, integrity })],
  ['a folder without a digest', () => ({ tarball: `file://${evil}` })],
  ['a path', () => ({ tarball: evil, integrity })],
  ['a repository of GitHub', () => ({ tarball: 'https://github.com/x/y', integrity })],
])('an address that becomes %s after it was judged is not followed', async (_, dist) => {
  let asked = 0;
  registry.answer = (name) => {
    asked += 1;
    return packument(name, {
      dist: asked === 1 ? { tarball: `${registry.url}/starter-1.0.0.tgz`, integrity } : dist(),
    });
  };
  const ended = await attacked(dryRun(pinned()));
  expect([75, 77]).toContain(ended.exitCode);
  expect(asked).toBeGreaterThan(1);
});

const http = () => ({ tarball: `${registry.url}/starter-1.0.0.tgz`, integrity });
const OTHER = `sha512-${'A'.repeat(86)}==`;

test.each([
  ['another name', () => ({ name: 'other', dist: http() }), /package other instead/],
  ['a name that leads elsewhere', () => ({ name: '../../../../tmp/x', dist: http() }), /instead/],
  ['an alias for a name', () => ({ name: 'npm:other@1.0.0', dist: http() }), /instead/],
  ['another version', () => ({ version: '1.0.1', dist: http() }), /version 1\.0\.1 instead/],
  ['a version that leads elsewhere', () => ({ version: '/../../../../tmp/x', dist: http() }), /instead/],
  ['a version that is no text', () => ({ version: { a: 1 }, dist: http() }), /instead/],
  ['another integrity', () => ({ dist: { ...http(), integrity: OTHER } }), /gives another integrity: sha512-AAAA/],
  ['no digest at all', () => ({ dist: { tarball: http().tarball } }), /no sha512 and no sha1/],
  ['a digest of no use', () => ({ dist: { ...http(), integrity: 'md5-1B2M2Y8AsgTpgAmY7PhCfg==' } }), /no sha512/],
  ['a list for its dist', () => ({ dist: [http()] }), /archive/],
  ['no dist', () => ({}), /archive/],
])('an answer with %s is refused before anything is fetched', async (_, version, says) => {
  registry.answer = (name) => packument(name, version());
  const ended = await attacked(dryRun(pinned()));
  expect([ended.exitCode, ended.stderr]).toEqual([77, expect.stringMatching(says)]);
  expect(registry.fetched).toEqual([]);
});

test.each([
  ['no package', () => ({})],
  ['no versions', (name: string) => ({ name, 'dist-tags': { latest: '1.0.0' }, versions: {} })],
  ['versions as a list', (name: string) => ({ name, versions: ['1.0.0'] })],
  ['a text', () => 'no'],
  ['nothing', () => null],
  ['a depth without end', () => JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`)],
  ['a tag for another version', (name: string) => ({ name, 'dist-tags': { '1.0.0': '2.0.0' }, versions: {} })],
])('a registry that answers with %s is a clear end', async (_, answer) => {
  registry.answer = answer as LyingRegistry['answer'];
  const ended = await attacked(dryRun(pinned()));
  expect([2, 65, 75, 77]).toContain(ended.exitCode);
  expect(registry.fetched).toEqual([]);
});

test.each([
  ['file', () => `file://${evil}/package.tgz`],
  ['git', () => `git+file://${evil}`],
  ['data', () => `data:application/gzip;base64,${archive.toString('base64')}`],
  ['nowhere', () => ''],
  ['itself, without end', () => '/starter-1.0.0.tgz'],
])('a redirection to %s is not followed', async (_, place) => {
  registry.answer = (name) => packument(name, { dist: http() });
  registry.serve = (_request, response) => response.writeHead(302, { Location: place() }).end();
  const ended = await attacked(dryRun(pinned()));
  expect([75, 77]).toContain(ended.exitCode);
});

test('a redirection to another http address is followed, and an archive that may not be kept is read', async () => {
  registry.answer = (name) => packument(name, { dist: http() });
  registry.serve = (request, response) =>
    /moved/.test(request.url ?? '')
      ? response.setHeader('Cache-Control', 'no-store').end(archive)
      : response.writeHead(302, { Location: '/moved.tgz' }).end();
  const ended = await attacked(dryRun(pinned()));
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
});

test('other bytes than the registry promised are not used, pinned or not', async () => {
  const other = await packageOf({ ...ALONE, 'files/README.md': '# Other\n' });
  registry.answer = (name) => packument(name, { dist: http() });
  registry.serve = (_, response) => response.end(other);
  for (const source of [pinned(), 'npm:starter', 'npm:starter@1.0.0']) {
    const ended = await attacked(dryRun(source));
    expect([ended.exitCode, ended.stderr]).toEqual([77, expect.stringContaining('not what the registry says it is')]);
  }
});

test('a registry of old that knows SHA-1 only is compared by the bytes', async () => {
  const { createHash } = await import('node:crypto');
  const shasum = createHash('sha1').update(archive).digest('hex');
  registry.answer = (name) => packument(name, { dist: { tarball: http().tarball, shasum } });
  expect(await attacked(dryRun(pinned()))).toMatchObject({ exitCode: 0 });
  const ended = await attacked(dryRun(`npm:starter@1.0.0#${OTHER}`));
  expect([ended.exitCode, ended.stderr]).toEqual([77, expect.stringContaining('another integrity')]);
});

test.each(['npm:evil.tgz', 'npm:evil.tar.gz', 'npm:evil.tar', 'npm:evil@x.tgz', 'npm:evil@1.tar'])(
  '%s would be a file for npm, and is no package',
  async (source) => {
    const ended = await attacked(dryRun(source));
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringMatching(/no name of an npm package|no version/)]);
  },
);

test('settings of the folder that the run starts in do not count, settings of the user do', async () => {
  registry.answer = (name) => packument(name, { dist: http() });
  expect(await attacked(dryRun(pinned()))).toMatchObject({ exitCode: 0 });
  // `npm create … --dry-run` leaves this behind for us.
  expect(await attacked(dryRun(pinned()), { npm_config_dry_run: 'true' })).toMatchObject({ exitCode: 0 });
  expect(await attacked(dryRun(pinned()), { npm_config_registry: 'http://127.0.0.1:9/' })).toMatchObject({
    exitCode: 75,
  });
});

test('the canaries do sing where npm is used as it comes', async () => {
  registry.answer = (name) => packument(name, { dist: { tarball: `git+file://${evil}`, integrity } });
  const { cwd, env, song } = canaries();
  const words = ['pack', 'starter', `--registry=${registry.url}`, '--fetch-retries=0'];
  const { stderr } = await runProgram(words, { cwd, env, program: ['npm'] });
  const sung = [song, join(evil, 'ran')].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
  // Since 12, npm fetches nothing of git unless it is told to.
  expect(`${sung.join('')}${stderr}`).toMatch(/pwn|\/git\n|EALLOWGIT/);
  rmSync(join(evil, 'ran'), { force: true });
});
