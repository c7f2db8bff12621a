import {
  credentialFile,
  needlesOf,
  searchFile,
  searchHistory,
  searchPairs,
} from '../../../src/commands/verify/reading/credentials';

/** What counts as a credential. The values are made up here, in the forms that their issuers document. */

const random = (length: number): string => 'Zk3v9QpX7sLw2Bn8Rt5Yc1Md6Hf4Jg0Aq'.repeat(8).slice(0, length);
const inFile = (path: string, text: string) => searchFile(path, Buffer.from(text), []);

const KEY = `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\n${random(64)}\n-----END`;

test.each([
  ['a private key', 'app/deploy', KEY],
  ['an AWS access key', 'app/x.txt', `id ${'AK'}IAQWERTYUIOPASDFGH`],
  ['a GitHub token', 'srv/notes.md', `token ${'gh'}p_${random(36)}`],
  ['an npm token', 'root/.npmrc', `//registry/:_authToken=${'np'}m_${random(36)}`],
  ['a password in a URL', 'app/settings.py', 'URL = "postgres://app:hunter2hunter@db/x"'],
  ['a value of SECRET_KEY', 'app/settings.py', `SECRET_KEY = "${random(32)}"`],
  ['a value of DB_PASSWORD', 'app/conf.yaml', `DB_PASSWORD: ${random(20)}`],
])('finds %s', (what, path, text) => {
  const found = inFile(path, text);
  expect(found.map((finding) => finding.what)).toContain(what);
  expect(found[0]!.where).toBe(`/${path}`);
  expect(JSON.stringify(found)).not.toContain(random(20));
});

test.each([
  ['a placeholder', 'app/settings.py', 'SECRET_KEY = "change-me-please-1"'],
  [
    'code that reads the environment',
    'app/settings.py',
    'SECRET_KEY = os.environ["SECRET_KEY"]\npassword=get_password(user1)',
  ],
  ['a path', 'app/settings.py', 'SECRET_KEY_FILE = "/run/secrets/secret_key_1"'],
  ['words in prose', 'app/README.md', 'The password: must be long enough for 2026.'],
  ['an example URL', 'app/x.py', '"postgres://user:password@host/db"'],
  ['test data of a package', 'opt/venv/lib/python3.14/site-packages/tornado/test/test.key', KEY],
  ['a public key', 'app/key.pub', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI'],
  ['a hash lock', 'app/requirements.txt', 'flask==3.1.3 --hash=sha256:f2e95ee7e1a0d1f8bb3a7ac06aa8e2bcf7a7a'],
])('does not take %s for one', (_, path, text) => {
  expect(inFile(path, text)).toEqual([]);
});

test.each([
  ['app/.env', true],
  ['app/.env.production', true],
  ['app/.env.example', false],
  ['srv/.git/config', true],
  ['root/.ssh/id_ed25519', true],
  ['root/.ssh/id_ed25519.pub', false],
  ['app/environment.py', false],
])('the name %s is a credential: %s', (path, is) => {
  expect(credentialFile(path) !== undefined).toBe(is);
});

test('a known value is found in any file, binary ones included', () => {
  const needle = random(24);
  const found = searchFile('app/data.bin', Buffer.concat([Buffer.alloc(64), Buffer.from(needle), Buffer.alloc(64)]), [
    needle,
  ]);
  expect(found).toEqual([
    { where: '/app/data.bin', what: 'a secret of this repository', shown: `${needle.slice(0, 4)}... (24 characters)` },
  ]);
});

test('in the environment the name is enough; a path, a number and a key for checking signatures are not secrets', () => {
  const names = searchPairs('ENV', [
    ['SECRET_KEY', 'dev-only'],
    ['DB_PASSWORD', 'x1'],
    ['SECRET_KEY_FILE', '/run/secrets/key'],
    ['GPG_KEY', '7169605F62C751356D054A26A821E680E5FA6305'],
    ['TOKEN', '/run/token'],
    ['PATH', '/usr/bin'],
  ]).map(({ where }) => where);
  expect(names).toEqual(['ENV SECRET_KEY', 'ENV DB_PASSWORD']);
});

test('a build argument is in the history', () => {
  const found = searchHistory([
    `RUN |1 PIP_TOKEN=${random(24)} /bin/sh -c pip install x # buildkit`,
    'COPY . . # buildkit',
  ]);
  expect(found).toHaveLength(1);
  expect(found[0]!.what).toBe('a value of PIP_TOKEN');
});

test('the values of a .env worth looking for are those of secrets', () => {
  expect(needlesOf(`DEBUG=1\nexport API_KEY="${random(20)}"\nNAME=my-long-name-1\nTOKEN=change-me-now`)).toEqual([
    random(20),
  ]);
});
