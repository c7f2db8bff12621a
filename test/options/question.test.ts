import type { Option, Value, Values } from '../../src/options/option';
import { essentialKeys, type Question, questionOf } from '../../src/options/question';
import { CREATE_ANSWERS } from '../../src/project/schema';

/** What the prompts ask, what Enter takes, and how a line is judged while it is typed. */

type Line = Extract<Question, { kind: 'line' }>;
const key = (name: keyof typeof CREATE_ANSWERS) => [name, CREATE_ANSWERS[name] as Option] as const;
const line = (name: keyof typeof CREATE_ANSWERS, answers: Values = {}, current?: Value): Line =>
  questionOf(...key(name), current, answers) as Line;

test('a switch is confirmed', () => {
  expect(questionOf(...key('compose'), undefined, {})).toMatchObject({
    kind: 'confirm',
    key: 'compose',
    message: 'Make compose.yaml?',
    initial: true,
  });
  expect(questionOf(...key('compose'), false, {})).toMatchObject({ initial: false });
});

test('a choice is selected, with a hint where there is one', () => {
  expect(questionOf(...key('app'), undefined, {})).toMatchObject({
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
  expect(questionOf('a', free, undefined, {})).toMatchObject({
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
  expect(asked).toMatchObject({
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
  expect(line('branch')).toMatchObject({ kind: 'line', key: 'branch', message: 'Branch', initial: 'main' });
  expect(line('branch', {}, 'trunk').initial).toBe('trunk');
  expect(line('tags').initial).toBe('latest,semver,sha');
  expect(line('port').initial).toBe('8000');
  expect(line('name').initial).toBe('');
  expect(line('baseImage', { python: '3.11' }).initial).toBe('python:3.11-slim-trixie');
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
  expect(line('branch').read('')).toMatchObject({ flaw: { rule: 'a value' } });
  expect(line('name').read('')).toMatchObject({
    flaw: { rule: 'an answer: it is needed when the directory has no name of its own' },
  });
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

test('offers come first, and the last of them is to type another value', () => {
  const asked = (current?: Value) =>
    questionOf(...key('registry'), current, {}) as Extract<Question, { kind: 'select' }>;
  expect(asked().initial).toBe('docker.io');
  expect(asked().choices.map(({ label }) => label)).toEqual([
    'Docker Hub (docker.io)',
    'GitHub (ghcr.io)',
    'another host',
    'none for now',
  ]);
  expect(asked('none').initial).toBe('none');
  const other = asked('quay.io');
  expect(other.initial).toBe(other.another?.value);
  expect(other.another?.question).toMatchObject({ kind: 'line', key: 'registry', initial: 'quay.io' });
  expect(other.another?.question.read('nothost')).toHaveProperty('flaw');
  expect(asked().another?.question.initial).toBe('');
});

test('an empty line is no answer where one is needed, and the user of a registry is needed by some', () => {
  for (const registry of ['docker.io', 'ghcr.io', 'quay.io', 'eu.pkg.dev'])
    expect(line('registryUser', { registry }).read('')).toHaveProperty('flaw');
  for (const registry of ['registry.example.com', 'x.azurecr.io', 'localhost:5000'])
    expect(line('registryUser', { registry }).read('')).toEqual({ value: '' });
});

test('what a question is about, and what it says in full, comes from its row', () => {
  expect(questionOf(...key('registryUser'), undefined, { registry: 'ghcr.io' }).about).toContain('GitHub account');
  const { help } = questionOf(...key('dockerfile'), undefined, {});
  expect(help).toContain('simple: one short stage, for learning');
  expect(help?.at(-1)).toContain('--dockerfile <production|simple>');
});
