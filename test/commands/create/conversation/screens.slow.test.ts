import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../../kit/program';
import { expectGolden, screenOf, still } from '../../../kit/screen';
import { templateFolder } from '../../../kit/team';
import { atTerminal, KEYS, type Person } from '../../../kit/terminal';

/** Every screen that a person meets before something is made, as it was last looked at, on three widths and without a cursor. */

const { enter, down, escape: back } = KEYS;
const ROWS = 24;

const TEAM = {
  'template.yaml': [
    'format: 1',
    'name: acme-flask',
    'summary: Services at Acme',
    'extends: builtin',
    'defaults: {registry: ghcr.io, license: MIT}',
    'locked: [registry]',
    'questions:',
    '  team: {type: choice, message: Team, choices: [core, payments]}',
    '  cost: {type: text, message: Cost centre, pattern: "[A-Z]{2}[0-9]{4}", when: "team == \'payments\'", default: AA0000}',
    '  owner: {type: text, message: Owner of the service}',
    '  replicas: {type: integer, message: Replicas, minimum: 1, maximum: 9, default: 2}',
    '  worker: {type: boolean, message: Worker, default: false}',
    '  topics: {type: list, message: Topics, choices: [orders, refunds], default: []}',
    '',
  ].join('\n'),
  'files/docs/owner.txt.ejs': '<%= owner %> of <%= team %>\n',
  'files/dot-envrc': 'PATH_add bin\n',
};

interface Shot {
  readonly name: string;
  /** What must stand there before the picture is taken. */
  readonly waitFor: string | RegExp;
  /** What is typed afterwards. */
  readonly keys: string;
}

const shot = (name: string, waitFor: string | RegExp, keys: string): Shot => ({ name, waitFor, keys });

const WORDS = { first: /Makes a\s+Flask/ };

const BUILT_IN: readonly Shot[] = [
  shot('first', WORDS.first, 'My App!'),
  shot('wrong', 'expected', enter),
  shot('wrong-after-enter', /Enter\s+takes/, `my-app${enter}`),
  shot('registry', 'Registry', '?'),
  shot('registry-help', 'Elsewhere', enter),
  shot('user', 'Registry user', enter),
  shot('user-left-empty', 'an answer', 'acme-1'),
  shot('user-misspelt', 'spelt', `${KEYS.clear}acme${enter}`),
  shot('tags', 'Tags', `a b${enter}`),
  shot('tags-wrong', /> "/, KEYS.clear + enter),
  shot('summary', 'What now?', down + enter),
  shot('change', 'Change what?', 'regi'),
  shot('change-filtered', 'Registry user', `s${enter}`),
  shot('change-registry', 'Docker Hub', `n${enter}`),
  shot('changed', /is left\s+out/, `${down}${down}${down}${enter}`),
  shot('files', 'then', `${down}${down}${down}${down}${enter}`),
  shot('answers', 'Base image', down + down + enter),
];

const OF_TEAM: readonly Shot[] = [
  shot('user', 'Registry user', `acme${enter}`),
  shot('tags', 'Tags', enter),
  shot('team', 'Team', down + enter),
  shot('cost', 'Cost centre', `nonsense${enter}`),
  shot('cost-wrong', 'Enter', `${KEYS.clear}AB1234${enter}`),
  shot('owner', 'Owner of', enter),
  shot('owner-left-empty', 'an answer', `Ada${enter}`),
  shot('replicas', 'Replicas', `99${enter}`),
  shot('replicas-wrong', 'whole number', `${KEYS.clear}3${enter}`),
  shot('worker', 'Worker', `perhaps${enter}`),
  shot('worker-wrong', /yes or\s+no/, `${KEYS.clear}y${enter}`),
  shot('topics', 'Topics', ` ${enter}`),
  shot('summary', 'What now?', down + down + enter),
];

/** The last of the lines, as many as stand on the screen, without what earlier pictures hold. */
const picture = async (person: Person, columns: number, cwd: string): Promise<string> => {
  await still(person);
  const lines = await screenOf(person.raw().replaceAll(cwd, '/home/ada'), { columns, rows: ROWS });
  return lines.slice(-ROWS).join('\n');
};

const album = async (
  person: Person,
  shots: readonly Shot[],
  columns: number,
  cwd: string,
): Promise<ReadonlyMap<string, string>> => {
  const pictures = new Map<string, string>();
  for (const { name, waitFor, keys } of shots) {
    await person.waitFor(waitFor);
    pictures.set(name, await picture(person, columns, cwd));
    person.type(keys);
  }
  return pictures;
};

const texts = (pictures: ReadonlyMap<string, string>): string =>
  [...pictures].map(([name, text]) => `=== ${name}\n${text}\n`).join('\n');

/** A line that the terminal had to break holds one word, a path or an address, that is longer than the screen. */
const broken = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('↳'));

/** Lines from the summary's first to the last of the question below it. */
const summaryLines = (text: string): number => {
  const lines = text.split('\n');
  return lines.length - lines.findLastIndex((line) => line.startsWith('✔'));
};

test.each([40, 60, 80])('the built-in template on %i columns', async (columns) => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd, columns, rows: ROWS });
  const pictures = await album(person, BUILT_IN, columns, cwd);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expectGolden(`asked-${columns}`, texts(pictures));
  for (const text of pictures.values()) expect(broken(text)).toEqual([]);
  if (columns > 40) expect(summaryLines(pictures.get('summary')!)).toBeLessThanOrEqual(ROWS);
  expect(pictures.get('summary')).toContain('Make it');
  expect(pictures.get('summary')).toContain('Defaults');
});

test.each([40, 60, 80])("a team's questions of every type, some of them locked, on %i columns", async (columns) => {
  const cwd = newFolder();
  const person = atTerminal(['my-app', '--template', templateFolder(TEAM)], { cwd, columns, rows: ROWS });
  const pictures = await album(person, OF_TEAM, columns, cwd);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expectGolden(`asked-team-${columns}`, texts(pictures));
  for (const text of pictures.values()) expect(broken(text)).toEqual([]);
  if (columns > 40) expect(summaryLines(pictures.get('summary')!)).toBeLessThanOrEqual(ROWS);
  expect(person.seen()).toMatch(/ghcr\.io \(the template\s+decides\)/);
});

test.each([40, 60, 80])('a folder in use on %i columns', async (columns) => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app'));
  for (const name of ['Dockerfile', 'README.md', 'a long name.txt', ...'bcdefghijkl'])
    writeFileSync(join(cwd, 'my-app', name), '');
  const person = atTerminal(['my-app', '--registry', 'none'], { cwd, columns, rows: ROWS });
  const shots = [
    shot('in-use', 'is in use', `?`),
    shot('in-use-help', /As\s+a\s+flag/, down + enter),
    shot('summary', 'What now?', `${down}${enter}`),
    shot('change', 'Change what?', back),
    shot('menu-again', 'What now?', down + down + enter),
  ];
  const pictures = await album(person, shots, columns, cwd);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expectGolden(`asked-in-use-${columns}`, texts(pictures));
  for (const text of pictures.values()) expect(broken(text)).toEqual([]);
});

test('without a cursor', async () => {
  const cwd = newFolder();
  const person = atTerminal([], { cwd, columns: 60, rows: ROWS, env: { TERM: 'dumb' } });
  for (const [text, keys] of [
    ['App name (my-app): ', 'My App!\r'],
    ['Enter takes', '?\r'],
    ['Elsewhere', '\r'],
    ['Number (1): ', '9\r'],
    ['a number from 1 to 4', '\r'],
    ['Registry user: ', '\r'],
    ['an answer', 'acme\r'],
    ['Tags', '\r'],
    ['What now?', '4\r'],
    ['then', '3\r'],
  ] as const) {
    await person.waitFor(text);
    await still(person);
    person.type(keys);
  }
  expect(await person.exit).toMatchObject({ exitCode: 130 });
  expectGolden('asked-dumb', `${(await screenOf(person.raw(), { columns: 60, rows: ROWS })).join('\n')}\n`);
});
