import { printable } from '../../src/text/printable';
import { answersTo, onlyProblem } from '../kit/answers';

/** What single answers may be, and what is proposed in place of one that may not. */

const long = (length: number, letter = 'a'): string => letter.repeat(length);
const digest = `sha256:${long(64, '0')}`;

test.each<[string, readonly string[]]>([
  ['name', ['a', 'my-app', 'a1', 'app-2-go', long(63)]],
  [
    'registry',
    [
      'docker.io',
      'ghcr.io',
      'localhost',
      'none',
      'registry:5000',
      'a.b',
      'a-b.c:1',
      'host.example:65535',
      '[::1]',
      '[fe80::1]:5000',
      '[fe80::0]',
      '[2001:db8:0:0:0:0:0:1]:5000',
      '[::]',
      'localhost:443',
      `${long(63)}.example:5000`,
      `${`${long(62)}.`.repeat(4)}a`,
    ],
  ],
  ['registryUser', ['acme', 'a', '0', 'a.b', 'a_b', 'a__b', 'a--b', long(180)]],
  ['tags', ['latest', '_x', 'v1.0', '1', 'A.b-c_d', 'semver,sha', long(128)]],
  [
    'baseImage',
    [
      'python:3.14',
      'registry.example.com/python:3.14-slim',
      'localhost:5000/a/b:c',
      `python@${digest}`,
      `python:latest@${digest}`,
      `[::1]:5000/a:${long(128)}`,
      `${long(63)}.example/a:1`,
      `${long(396)}:1.0`,
    ],
  ],
  ['branch', ['main', 'a', 'release/2.x', '_a', 'HEAD2', 'feature/a-b_c.d', 'a.lock.b', long(200)]],
  ['description', ['a', 'Zoë’s “app” 🙂', 'a ${ b } $x', long(350), long(350, '🙂')]],
  ['author', ['Ada', 'Ada Lovelace', 'Ada <ada@example.com>', 'a b c <x@y>']],
])('%s takes %j', (key, values) => {
  for (const value of values) {
    const registry = key === 'registryUser' ? { registry: 'ghcr.io' } : {};
    const user = key === 'registry' && value === 'none' ? { registryUser: '' } : {};
    const { values: answers, problems } = answersTo({ ...registry, [key]: value, ...user });
    // An empty user is no answer of a command line; only registry none wants none.
    expect([value, problems.filter(({ flag }) => flag !== '--registry-user' || value !== 'none')]).toEqual([value, []]);
    expect(String(answers[key])).toBe(value);
  }
});

const NAME = 'lower-case letters, digits and single dashes, starting with a letter, at most 63 characters';
const REGISTRY = 'docker.io, ghcr.io, another host[:port] in lower case with a dot, a port or "localhost", or none';
const USER = 'lower-case letters and digits, joined by ".", "_", "-", and "/" between levels';
const BRANCH = 'a branch name of letters, digits, ".", "_", "-" and "/" that git accepts';
const ONE_LINE = 'one line without control or bidirectional characters';
const AUTHOR = 'a name, or a name and an address: Ada Lovelace <ada@example.com>';
const NO_DEFAULT = 'give a value of this form, or leave it out';

test.each<[string, string, string, string]>([
  ['name', 'My App', NAME, '--name my-app'],
  ['name', 'Crème Brûlée!', NAME, '--name creme-brulee'],
  ['name', '2nd--try--', NAME, '--name nd-try'],
  ['name', long(64), NAME, `--name ${long(63)}`],
  ['name', `${long(62)}-b`, NAME, `--name ${long(62)}`],
  ['name', '日本', NAME, NO_DEFAULT],
  ['name', '-', NAME, NO_DEFAULT],
  ['name', '12 Apps', NAME, '--name apps'],
  ['registry', 'Docker.IO', REGISTRY, '--registry docker.io'],
  ['registry', ' https://ghcr.io/acme/x ', REGISTRY, '--registry ghcr.io'],
  ['registry', 'docker', REGISTRY, '--registry docker.io'],
  ['registry', 'index.docker.io', REGISTRY, '--registry docker.io'],
  ['registry', 'ghcr', REGISTRY, '--registry ghcr.io'],
  ['registry', 'github', REGISTRY, '--registry ghcr.io'],
  ['registry', 'quay', REGISTRY, '--registry quay.io'],
  ['registry', ' ', REGISTRY, '--registry none'],
  ['registry', 'myhost', REGISTRY, 'leave it out for docker.io'],
  ['registry', 'a..b', REGISTRY, 'leave it out for docker.io'],
  ['registry', 'host.example:0', REGISTRY, 'leave it out for docker.io'],
  ['registry', 'host.example:65536', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[::1]:65536', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[a]', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[a]:5000', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[:::]', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[1::2::3]', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[1:2:3:4:5:6:7]', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[1:2:3:4:5:6:7:8:9]', REGISTRY, 'leave it out for docker.io'],
  ['registry', '[12345::1]', REGISTRY, 'leave it out for docker.io'],
  ['registry', `${long(64)}.example`, REGISTRY, 'leave it out for docker.io'],
  ['registry', `${`${long(62)}.`.repeat(4)}ab`, REGISTRY, 'leave it out for docker.io'],
  ['registry', 'a b.example', REGISTRY, 'leave it out for docker.io'],
  ['registryUser', ' Acme', USER, '--registry-user acme'],
  ['registryUser', '//acme//', USER, '--registry-user acme'],
  ['registryUser', '/Acme/x/', USER, '--registry-user acme/x'],
  ['registryUser', 'a b', USER, NO_DEFAULT],
  ['registryUser', 'a___b', USER, NO_DEFAULT],
  ['registryUser', long(181), USER, NO_DEFAULT],
  ['branch', ' my branch ', BRANCH, '--branch my-branch'],
  ['branch', '/a/', BRANCH, '--branch a'],
  ['branch', '--a--', BRANCH, '--branch a'],
  ['branch', 'feature/ünder  way.', BRANCH, '--branch feature/-nder-way'],
  ['branch', 'HEAD', BRANCH, 'leave it out for main'],
  ['branch', 'a..b', BRANCH, 'leave it out for main'],
  ['branch', 'a//b', BRANCH, 'leave it out for main'],
  ['branch', 'a/.b', BRANCH, 'leave it out for main'],
  ['branch', 'a.lock', BRANCH, 'leave it out for main'],
  ['branch', 'a.lock/b', BRANCH, 'leave it out for main'],
  ['branch', long(201), BRANCH, 'leave it out for main'],
  ['description', 'a\u202eb', ONE_LINE, 'take the character out'],
  ['description', 'a\nb', ONE_LINE, 'take the character out'],
  ['description', 'a\ud800', 'valid Unicode (a surrogate stands alone)', 'take the character out'],
  ['description', 'a ${{ b }}', 'no "${{", which a workflow would run', 'write it in another way'],
  ['description', ' a', 'no space at either end', '--description a'],
  ['description', 'a b ', 'no space at either end', '--description "a b"'],
  ['description', long(351), 'at most 350 characters', 'shorten it'],
  ['author', 'a\tb', ONE_LINE, 'take the character out'],
  ['author', 'Ada ', 'no space at either end', '--author Ada'],
  ['author', 'Ada <ada>', AUTHOR, NO_DEFAULT],
  ['author', 'Ada <>', AUTHOR, NO_DEFAULT],
  ['author', '<ada@example.com>', AUTHOR, NO_DEFAULT],
  ['author', 'Ada <a@b> x', AUTHOR, NO_DEFAULT],
  ['author', 'Ada <a b@c>', AUTHOR, NO_DEFAULT],
])('%s refuses %j', (key, value, rule, fix) => {
  const flag = `--${key.replace('U', '-u')}`;
  expect(onlyProblem({ [key]: value })).toEqual({
    code: 'invalid',
    message: `${flag} "${printable(value)}": expected ${rule}`,
    flag,
    value,
    fix,
  });
});

const TAG = 'a tag of letters, digits, "_", "." and "-" that does not start with "." or "-", at most 128 characters';

test.each([
  ['my tag', 'my tag', '--tags my-tag'],
  ['latest,.a,b', '.a', '--tags latest,a,b'],
  ['.-a b!! ', '.-a b!!', '--tags a-b'],
  [long(129), long(129), `--tags ${long(128)}`],
  ['a!?b', 'a!?b', '--tags a-b'],
  ['a- !', 'a- !', '--tags a'],
  ['a,!', '!', 'leave it out for latest,semver,sha'],
])('tags refuse %j, item by item', (value, item, fix) => {
  expect(onlyProblem({ tags: value })).toEqual({
    code: 'invalid',
    message: `--tags "${value}": expected each item to be ${TAG}; "${item}" is not`,
    flag: '--tags',
    value,
    fix,
  });
});

test.each([
  [
    'python',
    'an image reference with a tag other than "latest", or with a digest',
    'name the version that you build on',
  ],
  [
    'python:latest',
    'an image reference with a tag other than "latest", or with a digest',
    'name the version that you build on',
  ],
  [
    'Python:3',
    'an image reference such as python:3.14-slim or registry.example.com/python:3.14@sha256:<64 hex digits>',
    NO_DEFAULT,
  ],
  [
    `${long(397)}:1.0`,
    'an image reference such as python:3.14-slim or registry.example.com/python:3.14@sha256:<64 hex digits>',
    NO_DEFAULT,
  ],
])('a base image must say which version it means: %j', (value, rule, fix) => {
  expect(onlyProblem({ baseImage: value })).toMatchObject({
    message: `--base-image "${value}": expected ${rule}`,
    fix,
  });
});

test.each([
  'python:3.14-alpine',
  'python:3.14-alpine3.23',
  'python:3.14-Alpine',
  'alpine:3.23',
  'registry.example.com:5000/team/python-alpine:1',
  `mirror.example.com/alpine@sha256:${'0'.repeat(64)}`,
  'python:alpine',
])('a base image of Alpine is refused, with another one as the fix: %j', (value) => {
  expect(onlyProblem({ baseImage: value })).toMatchObject({
    message: `--base-image "${value}": expected an image of Debian or its like: what is made needs glibc and GNU find, which Alpine has not`,
    fix: 'take an image with "slim" in its tag, such as python:3.14-slim-trixie',
  });
});

test.each(['alpine.example.com/python:3.14-slim', 'ghcr.io/alpine/python:3.14', 'python:3.14-nonalpine'])(
  'a registry or an account may be called after it: %j',
  (value) => {
    expect(answersTo({ baseImage: value }).values).toMatchObject({ baseImage: value });
  },
);
