import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../kit/program';
import { atTerminal, KEYS } from '../kit/terminal';

/** The questions, asked of a person at a real pseudo-terminal. */

const answersOf = (folder: string) => JSON.parse(readFileSync(join(folder, '.create-flask-container.json'), 'utf8'));

test('four answers, a wrong one first, and the repository is there', async () => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd });
  await person.waitFor('App name');
  person.type('My App!');
  await person.waitFor('lower-case letters');
  person.type(KEYS.enter);
  await person.waitFor('(my-app)');
  person.type(KEYS.enter);
  await person.waitFor('Registry');
  person.type(KEYS.enter);
  await person.waitFor('Registry user');
  person.type('acme');
  await person.waitFor('acme/my-app');
  person.type(KEYS.enter);
  await person.waitFor('Tags');
  await person.waitFor('acme/my-app:latest');
  await person.waitFor(':sha-1a2b3c4');
  person.type(KEYS.enter);
  await person.waitFor('What now?');
  expect(readdirSync(cwd)).toEqual([]);
  person.type(KEYS.enter);
  await person.waitFor('Created my-app');
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({
    name: 'my-app',
    registry: 'docker.io',
    registryUser: 'acme',
    tags: ['latest', 'semver', 'sha'],
  });
  expect(existsSync(join(cwd, 'my-app', '.git'))).toBe(true);
});

test('what flags answer is not asked; an answer can be changed before anything is written', async () => {
  const cwd = newFolder();
  const person = atTerminal(['my-app', '--registry', 'none', '--tags', 'dev'], { cwd });
  await person.waitFor('What now?');
  expect(person.seen()).not.toContain('? Registry');
  person.type(KEYS.down + KEYS.enter);
  await person.waitFor('Change what?');
  person.type(`port${KEYS.enter}`);
  await person.waitFor('? Port');
  person.type(`80${KEYS.enter}`);
  await person.waitFor('a whole number from 1024 to 65535');
  person.type(`${KEYS.clear}9000${KEYS.enter}`);
  await person.waitFor('What now?');
  person.type(KEYS.enter);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ registry: 'none', port: 9000, tags: ['dev'] });
});

const QUESTIONS = ['App name', 'Registry docker.io', 'Registry user', 'Tags', 'What now?'] as const;

test.each([0, 1, 2, 3, 4])('Ctrl-C at question %i leaves nothing and exits 130', async (stop) => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd });
  const answers = ['my-app', '', 'acme', ''];
  const shown = ['App name', 'Registry', 'Registry user', 'Tags', 'What now?'];
  for (let index = 0; index < stop; index += 1) {
    await person.waitFor(`? ${shown[index]}`);
    person.type(answers[index]! + KEYS.enter);
  }
  await person.waitFor(`? ${shown[stop]}`);
  person.type(KEYS.ctrlC);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expect(person.seen()).toContain('nothing was made');
  expect(readdirSync(cwd)).toEqual([]);
  expect(QUESTIONS).toHaveLength(shown.length);
});

test('leaving at the summary is 130; a signal at a question ends with its code', async () => {
  const cwd = newFolder();
  const person = atTerminal(['my-app', '--registry', 'none', '--tags', 'dev'], { cwd });
  await person.waitFor('What now?');
  person.type(KEYS.down + KEYS.down + KEYS.enter);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  for (const [signal, exitCode] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const) {
    const other = atTerminal([], { cwd });
    await other.waitFor('App name');
    other.kill(signal);
    expect(await other.exit).toMatchObject({ exitCode });
  }
  expect(readdirSync(cwd)).toEqual([]);
});

test('what is known to be wrong is said before the first question', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app'));
  writeFileSync(join(cwd, 'my-app', 'x'), '');
  const taken = atTerminal(['my-app', '--on-conflict', 'refuse'], { cwd });
  expect(await taken.exit).toMatchObject({ exitCode: 73 });
  for (const words of [
    ['--port', '1'],
    ['--registry-user', ''],
  ]) {
    const wrong = atTerminal(['other', ...words], { cwd });
    expect(await wrong.exit).toMatchObject({ exitCode: 2 });
    expect(wrong.seen()).toContain(`error: ${words[0]} "${words[1]}": expected `);
    expect(wrong.seen()).not.toContain('? ');
  }
});

test('a directory whose name is no app name: the nearest one is proposed', async () => {
  const cwd = newFolder();
  const person = atTerminal(['My App', '--registry', 'none', '--tags', 'dev'], { cwd });
  await person.waitFor('App name (my-app)');
  person.type(KEYS.enter);
  await person.waitFor('What now?');
  person.type(KEYS.enter);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'My App'))).toMatchObject({ name: 'my-app' });
});

test('40 columns, no colour, no cursor: the same questions', async () => {
  const cwd = newFolder();
  const narrow = atTerminal(['my-app', '--registry-user', 'acme'], { cwd, columns: 40, env: { NO_COLOR: '1' } });
  for (const question of ['? Registry', '? Tags', 'What now?']) {
    await narrow.waitFor(question);
    narrow.type(KEYS.enter);
  }
  expect(await narrow.exit).toMatchObject({ exitCode: 0 });
  const dumb = atTerminal([], { cwd, env: { TERM: 'dumb' } });
  await dumb.waitFor('App name (my-app): ');
  dumb.type('Bad Name\r');
  await dumb.waitFor('for example bad-name');
  dumb.type('plain\r');
  await dumb.waitFor('Number (1): ');
  dumb.type('none\r');
  await dumb.waitFor('Number (1): ');
  dumb.type('9\r');
  await dumb.waitFor('a number from 1 to 5');
  dumb.type('1\r');
  expect(await dumb.exit).toMatchObject({ exitCode: 0 });
  expect(dumb.seen()).not.toContain('Tags (');
  expect(dumb.raw()).not.toContain('\u001b');
  expect(answersOf(join(cwd, 'plain'))).toMatchObject({ registry: 'none' });
  const closed = atTerminal([], { cwd, env: { TERM: 'dumb' } });
  await closed.waitFor('App name');
  closed.type(KEYS.ctrlD);
  expect(await closed.exit).toMatchObject({ exitCode: 130 });
});

test('with --yes, --json or in CI nothing is asked', async () => {
  for (const [words, env] of [
    [['--yes'], {}],
    [['--json'], {}],
    [[], { CI: 'true' }],
  ] as const) {
    const person = atTerminal(['my-app', ...words], { env });
    expect(await person.exit).toMatchObject({ exitCode: 2 });
    expect(person.seen()).toContain('--registry-user');
  }
  const notCi = atTerminal([], { env: { CI: 'false' } });
  await notCi.waitFor('App name');
  notCi.type(KEYS.ctrlC);
  await notCi.exit;
});
