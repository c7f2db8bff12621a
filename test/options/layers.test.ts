import { VERIFY_OPTIONS } from '../../src/commands/verify/options';
import { closest, configLayer, environmentLayer, flagLayer, type Layer, problemOf } from '../../src/options/layers';
import { setFlag } from '../../src/options/option';
import { resolve } from '../../src/options/resolve';
import { CREATE_ANSWERS } from '../../src/project/schema';

/** Which source an answer is taken from, and what is said of a source that is wrong. */

const layer = (source: Layer['source'], values: Layer['values']): Layer => ({ source, values, problems: [] });
const NEEDED = { name: 'my-app', registryUser: 'acme' };

test('the strongest source wins, in whatever order they come', () => {
  const sources = ['flag', 'config', 'environment', 'answer', 'directory', 'template'] as const;
  const layers = sources.map((source, index) => layer(source, { port: 9000 + index, ...NEEDED }));
  for (const [index, source] of sources.entries())
    expect(resolve(CREATE_ANSWERS, layers.slice(index).reverse())).toMatchObject({
      values: { port: 9000 + index },
      sources: { port: source, branch: 'default' },
      problems: [],
    });
  expect(resolve(CREATE_ANSWERS, []).values).toMatchObject({ port: 8000, branch: 'main' });
});

test('what is missing is asked for with the flag that gives it', () => {
  const { problems, missing, values } = resolve(CREATE_ANSWERS, []);
  expect(missing).toEqual(['name', 'registryUser']);
  expect(problems).toEqual([
    {
      code: 'missing',
      message: "--name is missing: the app's name, when it differs from the directory's",
      flag: '--name',
      fix: 'add --name <name>',
    },
    {
      code: 'missing',
      message: '--registry-user is missing: account, organisation or path that owns the image',
      flag: '--registry-user',
      fix: 'add --registry-user <user>',
    },
  ]);
  expect(values).not.toHaveProperty('name');
});

test('a row without a placeholder asks for a value, a question of a template with --set', () => {
  const row = {
    kind: 'text',
    group: 'template',
    scope: 'answer',
    flag: setFlag('team'),
    summary: 'who',
    check: () => undefined,
    required: () => true,
  } as const;
  expect(resolve({ team: row }, []).problems).toEqual([
    { code: 'missing', message: '--set team is missing: who', flag: '--set team', fix: 'add --set team=<value>' },
  ]);
});

test('nothing is no answer where one is needed', () => {
  const said = flagLayer(CREATE_ANSWERS, { name: ['app'], registryUser: [''] });
  expect(resolve(CREATE_ANSWERS, [said])).toMatchObject({
    missing: [],
    problems: [
      {
        code: 'invalid',
        message: '--registry-user "": expected a value',
        flag: '--registry-user',
        fix: 'add --registry-user <user>',
      },
    ],
  });
  expect(resolve(CREATE_ANSWERS, [said, flagLayer(CREATE_ANSWERS, { registry: ['none'] })]).problems).toEqual([]);
});

test('what is wrong is not missing too', () => {
  const wrong = flagLayer(CREATE_ANSWERS, { name: ['My App'], registryUser: ['acme'] });
  const { problems, missing, sources } = resolve(CREATE_ANSWERS, [wrong]);
  expect(problems.map(({ code, flag }) => [code, flag])).toEqual([['invalid', '--name']]);
  expect(missing).toEqual([]);
  expect(sources).toMatchObject({ registryUser: 'flag', registry: 'default' });
});

test('a default follows the answers before it', () => {
  const at = (given: Layer['values']) => resolve(CREATE_ANSWERS, [layer('flag', { ...NEEDED, ...given })]).values;
  expect(at({ python: '3.12' })).toMatchObject({ baseImage: 'python:3.12-slim-trixie' });
  expect(resolve(CREATE_ANSWERS, [layer('flag', { name: 'a', registry: 'none' })])).toMatchObject({
    values: { registryUser: '' },
    problems: [],
  });
});

test.each([
  [
    'docker.io',
    'a/b',
    'one level on docker.io: your Docker Hub account or organisation',
    'take the "/" and what follows it out',
  ],
  ['x.pkg.dev', 'a', 'at least 2 levels on x.pkg.dev: project/repository', 'write the levels with "/" between them'],
  [
    'ghcr.io',
    Array.from({ length: 21 }, () => 'a').join('/'),
    'at least 1 levels on ghcr.io: your GitHub account or organisation, in lower case',
    'write the levels with "/" between them',
  ],
])('%s wants another user than %s', (registry, registryUser, rule, fix) => {
  expect(resolve(CREATE_ANSWERS, [layer('flag', { name: 'a', registry, registryUser })]).problems).toEqual([
    {
      code: 'invalid',
      message: `--registry-user "${registryUser}": expected ${rule}`,
      flag: '--registry-user',
      value: registryUser,
      fix,
    },
  ]);
});

test.each([
  ['docker.io', 'acme'],
  ['ghcr.io', 'acme/team'],
  ['x.pkg.dev', 'a/b'],
  ['x.pkg.dev', 'a/b/c'],
  ['acme.azurecr.io', ''],
  ['host:5000', 'a/b/c'],
])('%s takes the user "%s"', (registry, registryUser) => {
  expect(resolve(CREATE_ANSWERS, [layer('flag', { name: 'a', registry, registryUser })]).problems).toEqual([]);
});

test('two answers that cannot both hold are a contradiction, not a wrong value', () => {
  const { problems } = resolve(CREATE_ANSWERS, [layer('flag', { name: 'a', registry: 'none', registryUser: 'acme' })]);
  expect(problems).toEqual([
    {
      code: 'contradiction',
      message: '--registry-user "acme": with registry none there is no one to publish as',
      flag: '--registry-user',
      value: 'acme',
      fix: 'leave out --registry-user, or name a registry',
    },
  ]);
});

test.each<[readonly string[], readonly string[], object | undefined]>([
  [
    ['build', 'tags'],
    ['tags'],
    { code: 'contradiction', fix: 'name it in one of the two', message: '--skip "tags": "tags" is in --only as well' },
  ],
  [['build'], ['tags'], undefined],
])('verify --only %j --skip %j', (only, skip, problem) => {
  const { problems } = resolve(VERIFY_OPTIONS, [layer('flag', { only, skip })]);
  expect(problems).toEqual(problem === undefined ? [] : [expect.objectContaining(problem)]);
});

test('verify must have something left to prove', () => {
  const { choices } = VERIFY_OPTIONS.skip;
  expect(resolve(VERIFY_OPTIONS, [layer('flag', { skip: choices })]).problems).toEqual([
    {
      code: 'invalid',
      message: `--skip "${choices.join(',')}": expected something to be left`,
      flag: '--skip',
      value: choices.join(','),
      fix: 'skip fewer',
    },
  ]);
  expect(resolve(VERIFY_OPTIONS, [layer('flag', { skip: choices.slice(1) })]).problems).toEqual([]);
});

test('a config file may hold answers only, but may be a saved answers file', () => {
  const read = configLayer(CREATE_ANSWERS, { generator: '1.0.0', prot: 1, toString: 1, port: 1 }, 'a.yaml');
  expect(read.values).toEqual({});
  expect(read.problems).toEqual([
    { code: 'unknown', message: 'a.yaml: there is no option "prot"', flag: 'prot', fix: 'did you mean port?' },
    {
      code: 'unknown',
      message: 'a.yaml: there is no option "toString"',
      flag: 'toString',
      fix: `use one of ${Object.keys(CREATE_ANSWERS).join(', ')}`,
    },
    {
      code: 'invalid',
      message: 'port in a.yaml "1": expected a whole number from 1024 to 65535',
      flag: '--port',
      value: '1',
      fix: 'leave it out for 8000 (a.yaml)',
    },
  ]);
});

test('variables with our prefix are answers or mistakes; others are nobody’s', () => {
  const read = environmentLayer(CREATE_ANSWERS, {
    PATH: '/bin',
    CREATE_FLASK_CONTAINER_REGISTRY_USER: 'acme',
    CREATE_FLASK_CONTAINER_PORT: 'x',
    CREATE_FLASK_CONTAINER_BRANCHES: 'x',
    CREATE_FLASK_CONTAINER_BRANCH: undefined,
  });
  const { places, ...told } = read;
  expect(Object.keys(places!)).toEqual(['registryUser', 'port']);
  expect(told).toEqual({
    source: 'environment',
    values: { registryUser: 'acme' },
    problems: [
      {
        code: 'unknown',
        message: 'environment: there is no option "CREATE_FLASK_CONTAINER_BRANCHES"',
        flag: 'CREATE_FLASK_CONTAINER_BRANCHES',
        fix: 'did you mean CREATE_FLASK_CONTAINER_BRANCH?',
      },
      {
        code: 'invalid',
        message: 'CREATE_FLASK_CONTAINER_PORT "x": expected a whole number from 1024 to 65535',
        flag: '--port',
        value: 'x',
        fix: 'leave it out for 8000',
      },
    ],
  });
});

test.each([
  ['tga', 'tags', 'tag'],
  ['xx', 'ab', undefined],
  ['ax', 'ab', 'ab'],
  ['axx', 'abc', 'abc'],
  ['xxx', 'abc', undefined],
  ['abcxx', 'abcde', 'abcde'],
  ['abxxx', 'abcde', 'abcde'],
  ['axxxx', 'abcde', undefined],
  ['axxx', 'abcd', undefined],
  ['PORT', 'port', 'port'],
  ['port', 'PORT', 'PORT'],
])('%s is meant to be %s: %s', (word, candidate, found) => {
  expect(closest(word, found === undefined ? [candidate] : ['zzzzzzzz', found, `${found}zz`])).toBe(found);
});

test('of two candidates the nearer one is meant, of two as near the first', () => {
  expect(closest('porq', ['pork1', 'port'])).toBe('port');
  expect(closest('porq', ['port', 'pork'])).toBe('port');
});

test('a fix can be pasted: quoted where a shell would split it, without a flag for the directory', () => {
  const fixOf = (flag: string, proposal: string) => problemOf({ rule: 'x', proposal }, flag, flag, 'y').fix;
  expect(fixOf('--author', 'O Neil')).toBe('--author "O Neil"');
  expect(fixOf('--tags', 'a,b')).toBe('--tags a,b');
  expect(fixOf('directory', 'my-app')).toBe('my-app');
  expect(fixOf('directory', 'my app')).toBe('"my app"');
  expect(fixOf('--set team', 'core')).toBe('--set team=core');
  expect(problemOf({ rule: 'x' }, '--a', '--a', 'b\r\nc')).toEqual({
    code: 'invalid',
    message: '--a "b\\r\\nc": expected x',
    flag: '--a',
    value: 'b\r\nc',
  });
});
