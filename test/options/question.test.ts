import type { Option, Value, Values } from '../../src/options/define';
import { essentialKeys, type Question, questionOf } from '../../src/options/question';
import { CREATE_ANSWERS } from '../../src/options/schema';

/** What the prompts ask, what Enter takes, and how a line is judged while it is typed. */

type Line = Extract<Question, { kind: 'line' }>;
const key = (name: keyof typeof CREATE_ANSWERS) => [name, CREATE_ANSWERS[name] as Option] as const;
const line = (name: keyof typeof CREATE_ANSWERS, answers: Values = {}, current?: Value): Line =>
  questionOf(...key(name), current, answers) as Line;

test('a switch is confirmed', () => {
  expect(questionOf(...key('compose'), undefined, {})).toEqual({
    kind: 'confirm',
    key: 'compose',
    message: 'Make compose.yaml?',
    initial: true,
  });
  expect(questionOf(...key('compose'), false, {})).toMatchObject({ initial: false });
});

test('a choice is selected, with a hint where there is one', () => {
  expect(questionOf(...key('app'), undefined, {})).toEqual({
    kind: 'select',
    key: 'app',
    message: 'Kind of app',
    initial: 'web',
    choices: [
      { value: 'web', label: 'web', hint: 'a start page, and JSON errors' },
      { value: 'api', label: 'api', hint: 'JSON only' },
    ],
  });
  expect(questionOf(...key('app'), 'api', {})).toMatchObject({ initial: 'api' });
  const free = { kind: 'choice', group: 'template', scope: 'answer', summary: 'which', choices: ['x', 'y'] } as const;
  expect(questionOf('a', free, undefined, {})).toEqual({
    kind: 'select',
    key: 'a',
    message: 'which',
    initial: 'x',
    choices: [
      { value: 'x', label: 'x' },
      { value: 'y', label: 'y' },
    ],
  });
});

test('of a closed set many are chosen; none only where that is the default', () => {
  const asked = questionOf(...key('platforms'), undefined, {});
  expect(asked).toEqual({
    kind: 'many',
    key: 'platforms',
    message: 'Platforms',
    initial: ['linux/amd64', 'linux/arm64'],
    choices: [
      { value: 'linux/amd64', label: 'linux/amd64' },
      { value: 'linux/arm64', label: 'linux/arm64' },
    ],
  });
  const row = { ...CREATE_ANSWERS.platforms, default: [] as readonly string[] };
  expect(questionOf('a', row, undefined, {})).toMatchObject({ initial: [], optional: true });
  expect(questionOf('a', row, ['linux/arm64'], {})).toMatchObject({ initial: ['linux/arm64'], optional: true });
  const { default: _, ...bare } = CREATE_ANSWERS.platforms;
  expect(questionOf('a', bare, undefined, {})).toMatchObject({ initial: [] });
  expect(questionOf('a', bare, undefined, {})).not.toHaveProperty('optional');
});

test('a line begins with the value there is, the default, or nothing', () => {
  expect(line('registry')).toMatchObject({ kind: 'line', key: 'registry', message: 'Registry', initial: 'docker.io' });
  expect(line('registry', {}, 'ghcr.io').initial).toBe('ghcr.io');
  expect(line('tags').initial).toBe('latest,semver,sha');
  expect(line('port').initial).toBe('8000');
  expect(line('name').initial).toBe('');
  expect(line('baseImage', { python: '3.11' }).initial).toBe('python:3.11-slim');
});

test('a line is read like a flag, and judged beside the other answers', () => {
  expect(line('port').read('9000')).toEqual({ value: 9000 });
  expect(line('port').read('x')).toEqual({ flaw: { rule: 'a whole number from 1024 to 65535' } });
  const user = line('registryUser', { registry: 'docker.io' });
  expect(user.read('acme')).toEqual({ value: 'acme' });
  // Of two flaws, the value's own.
  expect(line('registryUser', { registry: 'x.pkg.dev' }).read('A B')).toMatchObject({
    flaw: { rule: expect.stringMatching(/^lower-case letters/) },
  });
  expect(user.read('a/b')).toMatchObject({ flaw: { rule: expect.stringContaining('one level on docker.io') } });
});

test('an empty line is an answer where the default is empty', () => {
  expect(line('description').read('')).toEqual({ value: '' });
  expect(line('description').read('x')).toEqual({ value: 'x' });
  expect(line('registry').read('')).toMatchObject({ flaw: { rule: 'a value' } });
  expect(line('name').read('')).toMatchObject({ flaw: { rule: 'a value' } });
  const list = { ...CREATE_ANSWERS.tags, default: [] as readonly string[] };
  const asked = questionOf('a', list, undefined, {}) as Line;
  expect(asked.read('')).toEqual({ value: [] });
  expect(line('tags').read('')).toMatchObject({ flaw: { rule: 'a value' } });
});

test('what a value will become is shown while it is typed, once it is good', () => {
  const answers = { registry: 'ghcr.io', registryUser: 'acme', name: 'my-app' };
  expect(line('tags', answers).preview('latest,semver,v2')).toBe('ghcr.io/acme/my-app:latest :1.2.3 :1.2 :1 :v2');
  expect(line('tags', answers).preview('sha,branch,date')).toBe('ghcr.io/acme/my-app:sha-1a2b3c4 :main :20260131');
  expect(line('tags', answers).preview('a b')).toBeUndefined();
  expect(line('registryUser', answers).preview('else')).toBe('ghcr.io/else/my-app');
  expect(line('registryUser', { registry: 'docker.io', name: 'my-app' }).preview('else')).toBe('else/my-app');
  expect(line('registryUser', { registry: 'docker.io' }).preview('else')).toBe('else');
  expect(line('branch', answers).preview('main')).toBeUndefined();
});

test('a terminal asks for the registry, the user and the tags', () => {
  expect(essentialKeys(CREATE_ANSWERS)).toEqual(['registry', 'registryUser', 'tags']);
  expect(CREATE_ANSWERS.registryUser.applies({ registry: 'none' })).toBe(false);
  expect(CREATE_ANSWERS.registryUser.applies({ registry: 'docker.io' })).toBe(true);
});
