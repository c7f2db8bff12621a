import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, PROGRAM, runProgram } from '../../../kit/program';
import { atTerminal, KEYS, type Person } from '../../../kit/terminal';

/** Whole conversations at a real pseudo-terminal: nothing that was typed is lost, and no answer ends the run. */

const answersOf = (folder: string) => JSON.parse(readFileSync(join(folder, '.create-flask-container.json'), 'utf8'));

/** Waits for each text in turn, and types what belongs to it. */
const talk = async (person: Person, ...lines: readonly (readonly [string | RegExp, string])[]): Promise<void> => {
  for (const [text, keys] of lines) {
    await person.waitFor(text);
    person.type(keys);
  }
};

const { enter, down, escape: back } = KEYS;
const MAKE = ['❯ Make it', enter] as const;

test.each([40, 60, 80])(
  'Enter at everything stays at what is needed, and goes on from there (%i columns)',
  async (columns) => {
    const cwd = newFolder();
    const person = atTerminal([], { cwd, columns, rows: 24 });
    await talk(person, ['? App name', enter], ['? Registry', enter], ['? Registry user', enter]);
    const helped = /expected an answer: it is needed\s+for\s+docker\.io/;
    await talk(person, [helped, `acme${KEYS.clear}${enter}`], [helped, `acme${enter}`]);
    await talk(person, ['? Tags', enter], MAKE);
    expect(await person.exit).toMatchObject({ exitCode: 0 });
    expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ registry: 'docker.io', registryUser: 'acme' });
  },
);

test('the first screen says what will happen, and how to leave', async () => {
  const person = atTerminal([]);
  await person.waitFor('nothing is written until');
  await person.waitFor('Ctrl-C leaves');
  await person.waitFor('? App name');
  person.type(KEYS.ctrlC);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expect(person.seen()).not.toContain('To go on from here');
});

const asPasted = (person: Person): string => {
  const line = /To go on from here:\s+npx create-flask-container@\S+ ([^\n]*)/.exec(person.seen().replaceAll('\r', ''));
  if (!line) throw new Error(`no line to go on with:\n${person.seen()}`);
  return line[1]!.trim();
};

test.each([
  [1, 'my-app'],
  [2, 'my-app --registry docker.io'],
  [3, 'my-app --registry docker.io --registry-user acme'],
  [4, 'my-app --registry docker.io --registry-user acme --tags latest,semver,sha'],
])('left at question %i, the line to go on with has every answer, and asks only the rest', async (stop, line) => {
  const cwd = newFolder();
  const steps = [
    ['? App name', enter],
    ['? Registry', enter],
    ['? Registry user', `acme${enter}`],
    ['? Tags', enter],
    ['? What now?', enter],
  ] as const;
  const left = atTerminal([], { cwd, columns: 120 });
  await talk(left, ...steps.slice(0, stop));
  await left.waitFor(steps[stop]![0]);
  left.type(stop % 2 === 0 ? KEYS.ctrlC : KEYS.ctrlD);
  expect(await left.exit).toMatchObject({ exitCode: 130 });
  expect(left.seen()).toContain('Left; nothing was made.');
  expect(asPasted(left)).toBe(line);
  expect(readdirSync(cwd)).toEqual([]);
  const again = atTerminal(['-c', `node ${PROGRAM} ${asPasted(left)}`], { cwd, program: ['sh'] });
  await talk(again, ...steps.slice(stop));
  expect(await again.exit).toMatchObject({ exitCode: 0 });
  for (const [question] of steps.slice(0, stop)) expect(again.seen()).not.toMatch(new RegExp(`\\${question} *$`, 'm'));
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ registryUser: 'acme' });
});

test('a signal and a fault of the machine print the line as well', async () => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd, columns: 120 });
  await talk(person, ['? App name', `it-s${enter}`], ['? Registry', enter]);
  await person.waitFor('? Registry user');
  person.kill('SIGTERM');
  expect(await person.exit).toMatchObject({ exitCode: 143 });
  expect(asPasted(person)).toBe('it-s --registry docker.io');
});

const CHANGES: readonly (readonly [
  before: string,
  after: string,
  then: readonly (readonly [string | RegExp, string])[],
  registry: object,
])[] = [
  ['docker.io', 'none', [['Registry user acme is left out', '']], { registry: 'none' }],
  [
    'none',
    'docker.io',
    [
      ['? Registry user', `acme${enter}`],
      ['? Tags', enter],
    ],
    { registry: 'docker.io', registryUser: 'acme' },
  ],
  ['docker.io', 'ghcr.io', [], { registry: 'ghcr.io', registryUser: 'acme' }],
];

const CHOOSE: Readonly<Record<string, string>> = { 'docker.io': 'D', 'ghcr.io': 'G', none: 'n' };

test.each(CHANGES)('at the summary, registry %s becomes %s', async (before, after, then, saved) => {
  const cwd = newFolder();
  const user = before === 'none' ? [] : ['--registry-user', 'acme', '--tags', 'dev'];
  const person = atTerminal(['my-app', '--registry', before, ...user], { cwd });
  await talk(
    person,
    ['What now?', down + enter],
    ['Change what?', `regis${down}${KEYS.up}${enter}`],
    ['? Registry', CHOOSE[after]! + enter],
    ...then,
    MAKE,
  );
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject(saved);
});

test('another host is typed, and a wrong one is judged there', async () => {
  const cwd = newFolder();
  const person = atTerminal(['my-app'], { cwd });
  await talk(
    person,
    ['? Registry', `another${enter}`],
    ['? Another host', `nothost${enter}`],
    ['expected', `${KEYS.clear}registry.example.com:5000${enter}`],
    ['? Registry user', enter],
    ['? Tags', enter],
    MAKE,
  );
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ registry: 'registry.example.com:5000' });
});

test('Escape goes back, question by question, and what was answered is proposed again', async () => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd });
  await talk(
    person,
    ['? App name', `shop${enter}`],
    ['? Registry', down + enter],
    ['Esc goes back', ''],
    ['? Registry user', back],
    ['❯ GitHub', back],
    ['? App name (shop)', enter],
    ['❯ GitHub', enter],
    ['? Registry user', `acme${enter}`],
    ['? Tags', back],
    ['? Registry user (acme)', enter],
    ['? Tags', enter],
    MAKE,
  );
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'shop'))).toMatchObject({ registry: 'ghcr.io', registryUser: 'acme' });
});

test('what is pasted or typed ahead answers one question only', async () => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd });
  await person.waitFor('? App name');
  person.type('one\nnone\nacme\nlatest\n\n\n');
  await person.waitFor('? Registry');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(person.seen()).not.toContain('Registry user');
  person.type(enter);
  await person.waitFor('? Registry user');
  person.type('\u001b[200~acme\nghcr.io\nmore\u001b[201~');
  await person.waitFor('acme/one');
  expect(person.seen()).not.toContain('? Tags');
  person.type(enter);
  await talk(person, ['? Tags', enter], MAKE);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'one'))).toMatchObject({
    registry: 'docker.io',
    registryUser: 'acme',
    tags: ['latest', 'semver', 'sha'],
  });
});

test('keys that came before the first question answer none', async () => {
  const person = atTerminal([]);
  person.type('early\r\r\r');
  await person.waitFor('? App name');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(person.seen()).not.toContain('? Registry');
  person.type(KEYS.ctrlC);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
});

test('Ctrl-Z gives the terminal to the shell, fg brings the question back with what was typed', async () => {
  const cwd = newFolder();
  const shell = atTerminal(['--norc', '-i'], { program: ['bash'], cwd, env: { PS1: 'ready> ' } });
  await shell.waitFor('ready> ');
  shell.type(`node ${PROGRAM} my-app; echo "ended with $?"\r`);
  await talk(
    shell,
    ['? Registry', down + KEYS.ctrlZ],
    ['Stopped', 'echo sh""ell\r'],
    ['shell', 'fg\r'],
    ['? Registry', enter],
  );
  await talk(shell, ['? Registry user', `ac${KEYS.ctrlZ}`], ['Stopped', 'fg\r'], ['? Registry user ac', `me${enter}`]);
  await talk(shell, ['? Tags', enter], MAKE);
  await shell.waitFor('Created my-app');
  shell.kill('SIGKILL');
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ registryUser: 'acme' });
});

test('a window that grows narrower in the middle shows the question again, with what was typed', async () => {
  const cwd = newFolder();
  const person = atTerminal(['my-app'], { cwd, columns: 80 });
  await talk(person, ['? Registry', enter], ['? Registry user', 'ac']);
  await person.waitFor('ac/my-app');
  person.resize(40, 24);
  await talk(person, ['? Registry user ac', `me${enter}`]);
  person.resize(100, 30);
  await talk(person, ['? Tags', enter], MAKE);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'my-app'))).toMatchObject({ registryUser: 'acme' });
});

const inUse = (): { cwd: string; app: string } => {
  const cwd = newFolder();
  const app = join(cwd, 'my-app');
  mkdirSync(app);
  writeFileSync(join(app, 'README.md'), 'mine\n');
  for (let index = 0; index < 20; index += 1) writeFileSync(join(app, `note-${index}`), '');
  return { cwd, app };
};

const NOTHING = ['--registry', 'none'] as const;

test('a folder in use is asked about before anything else: keep', async () => {
  const { cwd, app } = inUse();
  const person = atTerminal(['my-app', ...NOTHING], { cwd });
  await person.waitFor('? my-app is in use. What now?');
  await person.waitFor('README.md');
  await person.waitFor('and 13 more');
  person.type(enter);
  await talk(person, MAKE);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(app, 'README.md'), 'utf8')).toBe('mine\n');
  expect(existsSync(join(app, 'Dockerfile'))).toBe(true);
});

test('replace: the old bytes are kept beside', async () => {
  const { cwd, app } = inUse();
  const person = atTerminal(['my-app', ...NOTHING], { cwd });
  await talk(person, ['? my-app is in use', down + enter], MAKE);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(app, 'README.md'), 'utf8')).toContain('# my-app');
  expect(readFileSync(join(app, '.create-flask-container/replaced/README.md'), 'utf8')).toBe('mine\n');
});

test('another folder, and one that is in use too', async () => {
  const { cwd, app } = inUse();
  const person = atTerminal(['my-app', ...NOTHING], { cwd });
  await talk(
    person,
    ['? my-app is in use', down + down + enter],
    ['? Directory', `my-app${enter}`],
    ['? my-app is in use', down + down + enter],
    ['? Directory', `other${enter}`],
    MAKE,
  );
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(readdirSync(app)).toHaveLength(21);
  expect(existsSync(join(cwd, 'other', 'Dockerfile'))).toBe(true);
});

test('leave: nothing is made', async () => {
  const { cwd, app } = inUse();
  const person = atTerminal(['my-app', ...NOTHING], { cwd });
  await talk(person, ['? my-app is in use', down + down + down + enter]);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expect(person.seen()).toContain('Left; nothing was made.');
  expect(readdirSync(app)).toHaveLength(21);
});

test('a name whose folder is in use is asked about at once, and one that is no folder asks for another', async () => {
  const { cwd } = inUse();
  symlinkSync('my-app', join(cwd, 'link'));
  const person = atTerminal([], { cwd });
  await talk(
    person,
    ['? App name', enter],
    ['? my-app is in use', down + down + enter],
    ['? Directory', `link${enter}`],
    ['is a symbolic link', ''],
    ['? Directory', `free${enter}`],
    ['? Registry', `none${enter}`],
    MAKE,
  );
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'free'))).toMatchObject({ name: 'my-app' });
});

test('what stands in the way of a file is told at the summary, where it can be moved away', async () => {
  const { cwd, app } = inUse();
  mkdirSync(join(app, 'Dockerfile'));
  const person = atTerminal(['my-app', ...NOTHING], { cwd });
  await talk(person, ['? my-app is in use', enter], ['Dockerfile', ''], ['❯ Change something', down + enter]);
  await talk(
    person,
    ['❯ Change something', down + enter],
    ['❯ Change something', enter],
    ['? Change what?', down + enter],
  );
  await talk(person, ['? Directory', `free${enter}`], MAKE);
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(cwd, 'free', 'Dockerfile'))).toBe(true);
});

test.each([
  [['my-app', 'other'], 2, 'one argument too many'],
  [['my-app', '--registry', 'none', '--registry-user', 'acme'], 2, 'there is no one to publish as'],
  [['file'], 73, 'is a file'],
  [['file/below'], 73, 'not a folder'],
])('%j is refused before the first question', async (words, exitCode, text) => {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'file'), '');
  const person = atTerminal(words, { cwd, columns: 200 });
  expect(await person.exit).toMatchObject({ exitCode });
  expect(person.seen()).toContain(text);
  expect(person.seen()).not.toContain('? ');
  expect((await runProgram([...words, '--registry-user', 'acme', '--yes'], { cwd })).exitCode).toBe(exitCode);
});

test('without colour and without a cursor: wrong, back, help, a folder in use, and several lines at once', async () => {
  const { cwd } = inUse();
  const person = atTerminal([], { cwd, columns: 60, env: { TERM: 'dumb' } });
  await talk(
    person,
    ['App name (my-app): ', '?\r'],
    ['Small letters', ''],
    ['App name (my-app): ', 'my-app\rnone\r\r'],
    ['my-app is in use', ''],
    ['Number (1): ', '9\r'],
    ['a number from 1 to 4; Enter takes', 'keep\r'],
    ['Registry', ''],
    ['Number (1): ', '<\r'],
    ['my-app is in use', ''],
    ['Number (1): ', '3\r'],
    ['Directory: ', '\r'],
    ['a path', 'shop\r'],
    ['Registry', ''],
    ['Number (1): ', 'quay.io\r'],
    ['Registry user: ', '\r'],
    ['it is needed', 'acme\r'],
    ['Tags', '\r'],
    ['What now?', ''],
    ['Number (1): ', '\r'],
  );
  expect(await person.exit).toMatchObject({ exitCode: 0 });
  expect(answersOf(join(cwd, 'shop'))).toMatchObject({ registry: 'quay.io', registryUser: 'acme' });
});
