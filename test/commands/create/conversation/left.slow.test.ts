import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asked, columnsIn, enter, line, MEDIA, type Medium, pick, type Step, seatOf } from '../../../kit/conversation';
import { newFolder, PROGRAM } from '../../../kit/program';
import { templateFolder } from '../../../kit/team';
import { atTerminal, KEYS } from '../../../kit/terminal';

/** Every question is left by each of the keys that leave, or stopped and taken up again, on every terminal. */

interface Place {
  readonly words?: readonly string[];
  /** The way to the question. */
  readonly way: readonly Step[];
  readonly question: string;
  /** What the line to go on with has; nothing where nothing was answered. */
  readonly going?: string;
}

const QUESTIONS = templateFolder({
  'template.yaml': `format: 1
name: acme
extends: builtin
defaults: {registry: none}
locked: [registry]
questions:
  team: {type: choice, message: Team, choices: [core, payments]}
  owner: {type: text, message: Owner of the service}
  replicas: {type: integer, message: Replicas}
  worker: {type: boolean, message: Worker}
  queues: {type: list, message: Queues, choices: [orders, refunds], default: []}
  topics: {type: list, message: Topics, default: []}
`,
});
const ASKED = [
  pick('Team', 'core'),
  line('Owner of the service', 'Ada'),
  line('Replicas', '2'),
  line('Worker', 'y'),
  enter('Queues'),
  enter('Topics'),
];
const ofTeam = (count: number, question: string, going?: string): Place => ({
  words: ['my-app', '--template', QUESTIONS],
  way: ASKED.slice(0, count),
  question,
  ...(going === undefined ? {} : { going }),
});

const HUB = [pick('Registry', 'Docker Hub'), line('Registry user', 'acme'), enter('Tags')];
const SAID = 'my-app --registry docker.io --registry-user acme --tags latest,semver,sha';
const CHANGE = [pick('What now?', 'Change something')];
const QUIET = ['my-app', '--registry', 'none'];

const PLACES: Readonly<Record<string, Place>> = {
  'the name': { way: [], question: 'App name' },
  'the registry': { way: [line('App name', 'shop')], question: 'Registry', going: 'shop' },
  'another host': {
    words: ['my-app'],
    way: [pick('Registry', 'another host')],
    question: 'Another host',
  },
  'the user': {
    words: ['my-app'],
    way: HUB.slice(0, 1),
    question: 'Registry user',
    going: 'my-app --registry docker.io',
  },
  'the tags': {
    words: ['my-app'],
    way: HUB.slice(0, 2),
    question: 'Tags',
    going: 'my-app --registry docker.io --registry-user acme',
  },
  'the summary': { words: ['my-app'], way: HUB, question: 'What now?', going: SAID },
  'the list of changes': { words: ['my-app'], way: [...HUB, ...CHANGE], question: 'Change what?', going: SAID },
  'a change': { words: QUIET, way: [...CHANGE, pick('Change what?', 'Port:')], question: 'Port' },
  'a folder in use': { words: ['used', '--registry', 'none'], way: [], question: 'used is in use. What now?' },
  'another folder': {
    words: ['used', '--registry', 'none'],
    way: [pick('used is in use. What now?', 'Another folder')],
    question: 'Directory',
  },
  "a template's choice": ofTeam(0, 'Team'),
  "a template's text": ofTeam(1, 'Owner of the service', '--set team=core'),
  "a template's number": ofTeam(2, 'Replicas', '--set team=core --set owner=Ada'),
  "a template's switch": ofTeam(3, 'Worker', '--set replicas=2'),
  "a template's list to mark": ofTeam(4, 'Queues', '--set worker=true'),
  "a template's list to type": ofTeam(5, 'Topics', '--set worker=true'),
};

const LEAVING = { 'Ctrl-C': KEYS.ctrlC, 'Ctrl-D': KEYS.ctrlD } as const;
type Key = keyof typeof LEAVING | 'Ctrl-Z and fg';
const KEYS_THAT_LEAVE: readonly Key[] = ['Ctrl-C', 'Ctrl-D', 'Ctrl-Z and fg'];

const ALL = process.env['LONG_TESTS'] === 'true';

/** Always each question with each key, and each key on each terminal; `LONG_TESTS=true` takes every combination. */
const ROWS: readonly (readonly [string, Key, Medium])[] = Object.keys(PLACES).flatMap((place, row) =>
  KEYS_THAT_LEAVE.flatMap((key, column) =>
    MEDIA.filter((_, index) => ALL || index === (row + column) % MEDIA.length).map(
      (medium) => [place, key, medium] as const,
    ),
  ),
);

const folder = (): string => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'used'));
  writeFileSync(join(cwd, 'used', 'README.md'), 'mine\n');
  return cwd;
};

const shellWord = (word: string): string => `'${word}'`;

test.each(ROWS)('%s is left by %s (%s)', async (title, key, medium) => {
  const { words = [], way, question, going } = PLACES[title]!;
  const cwd = folder();
  // A shell of one's own has jobs: it stops one and takes it up again.
  const shell = atTerminal(['--norc', '--noediting', '-i'], {
    program: ['bash'],
    cwd,
    columns: columnsIn(medium),
    rows: 24,
    env: { PS1: 'ready> ', ...(medium === 'dumb' ? { TERM: 'dumb' } : {}) },
  });
  const seat = seatOf(shell, medium, false);
  await shell.waitFor('ready> ');
  shell.type(`node ${[PROGRAM, ...words].map(shellWord).join(' ')}; echo "ended with $?"\r`);
  // What the shell repeats of its line is no question.
  await shell.waitFor('ended with $?"');
  for (const step of way) await step(seat);
  await asked(question)(seat);
  if (key === 'Ctrl-Z and fg') {
    shell.type(KEYS.ctrlZ);
    await shell.waitFor('Stopped');
    await shell.waitFor('ready> ');
    shell.type('fg; echo "ended with $?"\r');
    await shell.waitFor('ended with $?"');
    // What stands there again is the question with its line, or the line alone.
    seat.explained = question;
    await asked(question)(seat);
    shell.type(KEYS.ctrlC);
  } else shell.type(LEAVING[key]);
  await shell.waitFor('Left; nothing was made.');
  if (going !== undefined) await shell.waitFor(going);
  await shell.waitFor('ended with 130');
  if (going === undefined) expect(shell.seen()).not.toContain('To go on from here');
  shell.kill('SIGKILL');
  expect(readdirSync(cwd)).toEqual(['used']);
  expect(readdirSync(join(cwd, 'used'))).toEqual(['README.md']);
});
