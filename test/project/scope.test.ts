import type { Values } from '../../src/options/option';
import { sameValue } from '../../src/options/option';
import { resolve } from '../../src/options/resolve';
import { packageNameOf } from '../../src/project/python-names';
import { type Answers, CREATE_ANSWERS } from '../../src/project/schema';
import { scopeOf } from '../../src/project/scope';

/** The names that a template sees: the answers, and what follows from them. */

const answers = (given: Values): Answers =>
  resolve(CREATE_ANSWERS, [
    { source: 'flag', values: { name: 'my-app', registryUser: 'acme', ...given }, problems: [] },
  ]).values as unknown as Answers;
const valuesAt = (given: Values): Values => scopeOf(answers(given)).values;

test('what follows from the answers', () => {
  expect(valuesAt({})).toMatchObject({
    name: 'my-app',
    packageName: 'my_app',
    projectName: 'my-app',
    image: 'acme/my-app',
    publishes: true,
    registryKind: 'docker-hub',
    literalTags: ['latest'],
    strategyTags: ['semver', 'sha'],
    localTags: ['latest'],
    mainTag: 'latest',
    authorName: '',
    authorEmail: '',
  });
  expect(valuesAt({ tags: ['branch', 'date', 'toString', 'v1'] })).toMatchObject({
    literalTags: ['toString', 'v1'],
    strategyTags: ['branch', 'date'],
    localTags: ['toString', 'v1'],
    mainTag: 'toString',
  });
  expect(valuesAt({ tags: ['sha'] })).toMatchObject({ literalTags: [], localTags: ['dev'], mainTag: 'dev' });
});

test.each([
  ['flask', 'flask_app', 'flask-app'],
  ['a-b-c', 'a_b_c', 'a-b-c'],
  ['json', 'json_app', 'json-app'],
  ['py-compile', 'py_compile_app', 'py-compile-app'],
  ['class', 'class_app', 'class-app'],
  ['tests', 'tests_app', 'tests-app'],
  ['com1', 'com1_app', 'com1-app'],
  ['lpt9', 'lpt9_app', 'lpt9-app'],
  ['com', 'com', 'com'],
  ['zoneinfo', 'zoneinfo_app', 'zoneinfo-app'],
])('the app %s is the package %s of the project %s', (name, packageName, projectName) => {
  expect(packageNameOf(name)).toBe(packageName);
  expect(valuesAt({ name })).toMatchObject({ packageName, projectName });
});

test.each([
  ['docker.io', 'acme', 'acme/my-app', 'docker-hub'],
  ['ghcr.io', 'acme/x', 'ghcr.io/acme/x/my-app', 'ghcr'],
  ['none', '', 'my-app', 'none'],
  ['quay.io', 'acme', 'quay.io/acme/my-app', 'quay'],
  ['acme.azurecr.io', '', 'acme.azurecr.io/my-app', 'acr'],
  ['europe-docker.pkg.dev', 'a/b', 'europe-docker.pkg.dev/a/b/my-app', 'artifact-registry'],
  ['1.dkr.ecr.eu-west-1.amazonaws.com', 'a', '1.dkr.ecr.eu-west-1.amazonaws.com/a/my-app', 'ecr'],
  ['1.dkr.ecr.cn-north-1.amazonaws.com.cn', 'a', '1.dkr.ecr.cn-north-1.amazonaws.com.cn/a/my-app', 'ecr'],
  [
    '1.dkr.ecr.eu-west-1.amazonaws.com.example.org',
    'a',
    '1.dkr.ecr.eu-west-1.amazonaws.com.example.org/a/my-app',
    'other',
  ],
  ['amazonaws.com', 'a', 'amazonaws.com/a/my-app', 'other'],
  ['localhost:5000', 'a', 'localhost:5000/a/my-app', 'other'],
])('%s with "%s" makes %s, of the kind %s', (registry, registryUser, image, registryKind) => {
  expect(valuesAt({ registry, registryUser })).toMatchObject({ image, registryKind, publishes: registry !== 'none' });
});

test.each([
  ['Ada Lovelace', 'Ada Lovelace', ''],
  ['Ada Lovelace <ada@example.com>', 'Ada Lovelace', 'ada@example.com'],
  ['', '', ''],
])('the author %j is %j, %j', (author, authorName, authorEmail) => {
  expect(valuesAt({ author })).toMatchObject({ authorName, authorEmail });
});

test('what people write freely is not safe to write bare; a path and a condition know what a choice can be', () => {
  const { closed, choices, values } = scopeOf(answers({}));
  expect(values).not.toHaveProperty('git');
  for (const name of ['name', 'image', 'packageName', 'tags', 'mainTag', 'port']) expect(closed).toContain(name);
  for (const name of ['description', 'author', 'authorName', 'authorEmail']) expect(closed).not.toContain(name);
  expect(choices).toMatchObject({
    app: ['web', 'api'],
    platforms: ['linux/amd64', 'linux/arm64'],
    strategyTags: ['semver', 'sha', 'branch', 'date'],
    registryKind: ['none', 'docker-hub', 'ghcr', 'ecr', 'artifact-registry', 'acr', 'quay', 'other'],
  });
  expect(choices).not.toHaveProperty('port');
  expect(choices).not.toHaveProperty('tags');
});

test('the questions of a template are names like any other', () => {
  const row = { group: 'template', scope: 'answer', summary: 's' } as const;
  const table = {
    team: { ...row, kind: 'choice', choices: ['core', 'web'], closed: true },
    motto: { ...row, kind: 'text', check: () => undefined },
  } as const;
  const scope = scopeOf(answers({}), { table, values: { team: 'core', motto: 'x' } });
  expect(scope.values).toMatchObject({ name: 'my-app', team: 'core', motto: 'x' });
  expect(scope.choices).toMatchObject({ team: ['core', 'web'] });
  expect([scope.closed.has('team'), scope.closed.has('motto')]).toEqual([true, false]);
});

test('lists are the same item by item', () => {
  expect(sameValue(['a', 'b'], ['a', 'b'])).toBe(true);
  expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false);
  expect(sameValue(undefined, undefined)).toBe(true);
  expect(sameValue('1', 1)).toBe(false);
});
