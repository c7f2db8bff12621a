import { CLEAN_RUN } from '../../src/commands/clean/options';
import { VERIFY_OPTIONS } from '../../src/commands/verify/options';
import { kindOf } from '../../src/options/kinds';
import { configLayer, flagLayer } from '../../src/options/layers';
import type { OptionTable } from '../../src/options/option';
import { CREATE_RUN } from '../../src/project/run-options';
import { CREATE_ANSWERS } from '../../src/project/schema';
import { answersTo, onlyProblem } from '../kit/answers';

/** How each kind of option reads a command line and a config file. */

const table: OptionTable = CREATE_ANSWERS;
const config = (key: string, value: unknown) => configLayer(table, { [key]: value }, 'a.yaml');

test.each([
  ['port', '1024', 1024],
  ['port', '65535', 65535],
  ['app', 'api', 'api'],
  ['license', 'MIT', 'MIT'],
  ['compose', 'true', true],
  ['compose', '1', true],
  ['compose', 'false', false],
  ['compose', '0', false],
  ['tags', ' b , a', ['b', 'a']],
  // A closed set has one order.
  ['platforms', 'linux/arm64,linux/amd64', ['linux/amd64', 'linux/arm64']],
  ['platforms', 'linux/arm64', ['linux/arm64']],
])('the text of --%s %j is %j', (key, text, value) => {
  expect(answersTo({ [key]: text })).toMatchObject({ values: { [key]: value }, problems: [] });
});

test.each([
  ['port', '1023', 'a whole number from 1024 to 65535', 'leave it out for 8000'],
  ['port', '65536', 'a whole number from 1024 to 65535', 'leave it out for 8000'],
  ['port', '8e3', 'a whole number from 1024 to 65535', 'leave it out for 8000'],
  ['port', '08000', 'a whole number from 1024 to 65535', 'leave it out for 8000'],
  ['port', ' 8000', 'a whole number from 1024 to 65535', 'leave it out for 8000'],
  ['app', ' API ', 'one of web, api', '--app api'],
  ['app', 'cli', 'one of web, api', 'leave it out for web'],
  [
    'license',
    'mit',
    'one of none, MIT, Apache-2.0, BSD-2-Clause, BSD-3-Clause, ISC, MPL-2.0, GPL-3.0-or-later, AGPL-3.0-or-later, proprietary',
    '--license MIT',
  ],
  ['compose', 'yes', 'true, false, 1 or 0', 'leave it out for true'],
  ['compose', 'toString', 'true, false, 1 or 0', 'leave it out for true'],
  ['tags', 'a,,b', 'no empty item', 'take the extra comma out'],
  ['tags', ' ', 'at least one item', 'leave it out for latest,semver,sha'],
  ['tags', 'a,b,a', 'each item once, and "a" is listed twice', '--tags a,b'],
  [
    'platforms',
    'linux/AMD64',
    'each item to be one of linux/amd64, linux/arm64; "linux/AMD64" is not',
    '--platforms linux/amd64',
  ],
  [
    'platforms',
    'linux/arm64,windows',
    'each item to be one of linux/amd64, linux/arm64; "windows" is not',
    'leave it out for linux/amd64,linux/arm64',
  ],
  ['name', '', 'a value', 'leave it out for the default'],
])('--%s %j is refused', (key, value, rule, fix) => {
  expect(onlyProblem({ [key]: value })).toEqual({
    code: 'invalid',
    message: `--${key} "${value}": expected ${rule}`,
    flag: `--${key}`,
    value,
    fix,
  });
});

test.each([
  ['name', 'my-app', 'my-app'],
  ['python', '3.14', '3.14'],
  ['port', 9000, 9000],
  ['compose', false, false],
  ['tags', ['b', 'a'], ['b', 'a']],
  ['tags', 'b,a', ['b', 'a']],
])('a config file says %s: %j', (key, value, read) => {
  expect(config(key, value)).toMatchObject({ source: 'config', values: { [key]: read }, problems: [] });
});

test.each(['description', 'author', 'registryUser'])('nothing is a value of %s', (key) => {
  expect(config(key, '')).toMatchObject({ source: 'config', values: { [key]: '' }, problems: [] });
  expect(read(table, key, '')).toEqual({ source: 'flag', values: { [key]: '' }, problems: [] });
});

test('nothing is a value of a list that may be nothing, and of no other', () => {
  const common = { group: 'template', scope: 'answer', summary: 'x' } as const;
  const list = { ...common, kind: 'list', check: () => undefined } as const;
  const asked: OptionTable = {
    none: { ...list, default: [], mayBeNothing: true },
    some: { ...list, default: ['a'] },
    one: { ...common, kind: 'choice', choices: ['none', 'a'], default: 'none', mayBeNothing: true },
  };
  for (const nothing of ['', []]) {
    expect(configLayer(asked, { none: nothing }, 'a.yaml')).toMatchObject({ values: { none: [] }, problems: [] });
    expect(configLayer(asked, { some: nothing }, 'a.yaml')).toMatchObject({
      values: {},
      problems: [{ flag: '--some' }],
    });
    expect(configLayer(asked, { one: nothing }, 'a.yaml')).toMatchObject({ values: {}, problems: [{ flag: '--one' }] });
  }
  expect(configLayer(asked, { none: ['a'] }, 'a.yaml').values).toEqual({ none: ['a'] });
  expect(read(asked, 'none', '').values).toEqual({ none: [] });
  expect(read(asked, 'some', '').problems[0]).toMatchObject({ message: '--some "": expected a value' });
  expect(read(asked, 'one', '').problems[0]).toMatchObject({ message: '--one "": expected a value' });
});

test('the schema of a config file takes nothing where the program does', () => {
  const fits = (key: string, value: unknown): boolean => {
    const { pattern } = kindOf(table[key]!).jsonSchema(table[key]!) as { pattern: string };
    return new RegExp(pattern, 'u').test(String(value));
  };
  expect(['', 'acme', 'acme/team', 'Acme', ' '].map((user) => fits('registryUser', user))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(['', 'my-app'].map((name) => fits('name', name))).toEqual([false, true]);
});

test.each<[string, unknown, string, string, string]>([
  [
    'name',
    1,
    '1',
    'text (in quotes, where YAML would read something else)',
    'give a value of this form, or leave it out',
  ],
  [
    'name',
    null,
    'null',
    'text (in quotes, where YAML would read something else)',
    'give a value of this form, or leave it out',
  ],
  ['python', 3.1, '3.1', 'one of 3.11, 3.12, 3.13, 3.14, 3.15', 'leave it out for 3.14'],
  ['port', '8000', '8000', 'a whole number from 1024 to 65535', 'write port: 8000, without quotes'],
  ['port', 8000.5, '8000.5', 'a whole number from 1024 to 65535', 'leave it out for 8000'],
  ['compose', 'true', 'true', 'true or false', 'write compose: true, without quotes'],
  ['compose', 1, '1', 'true or false', 'write compose: true'],
  ['tags', ['a', 1], '["a",1]', 'a list of texts, or one comma-separated text', 'write tags: [a, "1"], in quotes'],
  ['tags', { a: 1 }, '{"a":1}', 'a list of texts, or one comma-separated text', 'leave it out for latest,semver,sha'],
  ['tags', [], '[]', 'at least one item', 'leave it out for latest,semver,sha'],
  ['tags', ['a', ''], '["a",""]', 'no empty item', 'take the extra comma out'],
  ['branch', '', '', 'a value', 'leave it out for the default'],
  ['branch', undefined, 'undefined', 'text (in quotes, where YAML would read something else)', 'leave it out for main'],
])('a config file cannot say %s: %j', (key, value, told, rule, fix) => {
  expect(config(key, value).problems).toEqual([
    {
      code: 'invalid',
      message: `${key} in a.yaml "${told}": expected ${rule}`,
      flag: `--${key}`,
      value: told,
      fix: `${fix} (a.yaml)`,
    },
  ]);
});

/** Flags of the other commands, one text each. */
const read = (options: OptionTable, key: string, ...texts: string[]) => flagLayer(options, { [key]: texts });

test('a repeated list takes every text, and one whose items may hold commas keeps them whole', () => {
  expect(read(table, 'tags', 'a', 'b,c').values).toEqual({ tags: ['a', 'b', 'c'] });
  expect(read(VERIFY_OPTIONS, 'env', 'A=1,2', 'B').values).toEqual({ env: ['A=1,2', 'B'] });
  expect(configLayer(VERIFY_OPTIONS, { env: 'A=1,2' }, 'a.yaml').values).toEqual({ env: ['A=1,2'] });
});

test.each<[string, readonly string[]]>([
  ['env', ['A=', 'A', '_a1=x y', 'A=b=c', 'A=b\nc']],
  ['healthPath', ['/', '/a/b?c=d']],
  ['platform', ['linux/amd64', 'linux/arm/v7']],
  ['only', ['build', 'read-only']],
])('verify takes %s: %j', (key, texts) => {
  for (const text of texts) expect(read(VERIFY_OPTIONS, key, text).problems).toEqual([]);
});

test.each([
  [
    'env',
    '1=a',
    'each item to be NAME=value, or NAME to take it from your environment; "1=a" is not',
    '--env NAME=value',
  ],
  [
    'env',
    'A\n=1',
    'each item to be NAME=value, or NAME to take it from your environment; "A\n=1" is not',
    '--env NAME=value',
  ],
  ['healthPath', 'up', 'a path that starts with /', '--health-path /up'],
  ['healthPath', 'a/b', 'a path that starts with /', '--health-path /healthz'],
  ['healthPath', '/a b', 'a path that starts with /', '--health-path /healthz'],
  ['healthPath', '/#a', 'a path that starts with /', '--health-path /healthz'],
  ['platform', 'linux', 'a platform such as linux/amd64', '--platform linux/amd64'],
  ['platform', 'linux/arm/v7/x', 'a platform such as linux/amd64', '--platform linux/amd64'],
])('verify refuses %s %j', (key, text, rule, fix) => {
  const { problems } = read(VERIFY_OPTIONS, key, text);
  expect(problems).toEqual([expect.objectContaining({ message: expect.stringMatching(/expected /), fix })]);
  expect(problems[0]!.message.split('": expected ')[1]).toBe(rule);
});

test('clean takes the names of volumes, or the volumes that can be shown to be the folder’s', () => {
  expect(read(CLEAN_RUN, 'volumes', 'my-app_data').values).toEqual({ volumes: ['my-app_data'] });
  expect(read(CLEAN_RUN, 'volumes', '@shown').values).toEqual({ volumes: ['@shown'] });
  expect(read(CLEAN_RUN, 'volumes', 'a b').problems[0]!.message).toBe(
    '--volumes "a b": expected each item to be the name of a volume (docker volume ls); "a b" is not',
  );
  expect(read(CLEAN_RUN, 'volumes', '-a').problems).toHaveLength(1);
});

test('a value of a run is read like any other', () => {
  expect(read(CREATE_RUN, 'timeout', '3601').problems[0]).toMatchObject({ fix: 'leave it out for 60' });
  expect(read(CREATE_RUN, 'template', 'anything at all').values).toEqual({ template: 'anything at all' });
});
