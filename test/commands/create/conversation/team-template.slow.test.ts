import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from '../../../kit/program';
import { screenOf, still } from '../../../kit/screen';
import { templateFolder } from '../../../kit/team';
import { atTerminal, KEYS } from '../../../kit/terminal';

/** What a template brings to a terminal: answers that it has decided, and files that run by being there. */

const DECIDED = `format: 1
name: acme
extends: builtin
defaults: { registry: ghcr.io, registryUser: acme, tags: [latest], compose: false, port: 9000 }
locked: [registry, tags, compose, port]
`;

const LOCKED = templateFolder({ 'template.yaml': DECIDED });

interface Said {
  readonly words?: readonly string[];
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
}

test.each<readonly [string, Said, string, string]>([
  ['a flag', { words: ['--registry', 'docker.io'] }, '--registry "docker.io"', 'leave --registry out'],
  ['a list', { words: ['--tags', 'dev,semver'] }, '--tags "dev,semver"', 'leave --tags out'],
  ['a switch', { words: ['--compose'] }, '--compose "true"', 'leave --compose out'],
  ['a number', { words: ['--port', '8000'] }, '--port "8000"', 'leave --port out'],
  ['a config file', { config: 'registry: quay.io\n' }, 'registry in a.yaml "quay.io"', '(a.yaml, line 1)'],
  ['a list in a config file', { config: '\ntags: [dev]\n' }, 'tags in a.yaml "dev"', '(a.yaml, line 2)'],
  [
    'the environment',
    { env: { CREATE_FLASK_CONTAINER_REGISTRY: 'quay.io' } },
    'CREATE_FLASK_CONTAINER_REGISTRY "quay.io"',
    'leave it out, or use another template',
  ],
])('%s against a locked answer is told before the first question, where it stands', async (_title, said, told, fix) => {
  const cwd = newFolder();
  const { words = [], config, env = {} } = said;
  if (config !== undefined) writeFileSync(join(cwd, 'a.yaml'), config);
  const all = ['--template', LOCKED, ...words, ...(config === undefined ? [] : ['--config', 'a.yaml'])];
  for (const directory of [[], ['my-app']]) {
    const person = atTerminal([...directory, ...all], { cwd, env, columns: 200 });
    expect(await person.exit).toMatchObject({ exitCode: 2 });
    expect(person.seen()).toContain(`${told}: the template acme decides this answer: `);
    expect(person.seen()).toContain(fix);
    expect(person.seen()).not.toContain('? ');
  }
  const silent = await runProgram(['my-app', ...all, '--yes'], { cwd, env });
  expect(silent).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${told}: the template acme decides`) });
  expect(readdirSync(cwd)).toEqual(config === undefined ? [] : ['a.yaml']);
});

test('an answer beside which a locked one has no meaning leads back to its own question', async () => {
  const manifest =
    'format: 1\nname: acme\nextends: builtin\ndefaults: { registryUser: acme/team }\nlocked: [registryUser]\n';
  const cwd = newFolder();
  const person = atTerminal(['my-app', '--template', templateFolder({ 'template.yaml': manifest })], { cwd });
  for (const [text, keys] of [
    ['? Registry', KEYS.enter],
    ['one level on docker.io', ''],
    ['? Registry', `G${KEYS.enter}`],
    ['? Tags', KEYS.enter],
    ['❯ Make it', KEYS.enter],
  ] as const) {
    await person.waitFor(text);
    person.type(keys);
  }
  expect(await person.exit).toMatchObject({ exitCode: 0 });
});

const ACTING = [
  '.envrc',
  '.husky/pre-commit',
  '.pre-commit-config.yaml',
  '.devcontainer/devcontainer.json',
  'Jenkinsfile',
];
const ofFiles = (paths: readonly string[]): string =>
  templateFolder({
    'template.yaml': 'format: 1\nname: acme\nextends: builtin\n',
    ...Object.fromEntries(
      paths.map((path) => [`files/${path.replace(/^\./, 'dot-')}`, path.endsWith('.json') ? '{}\n' : 'x: y\n']),
    ),
  });

test.each([
  [4, 60],
  [5, 40],
  [5, 60],
  [5, 80],
])(
  'of %i files that run by being there the summary names as many as fit, at most four, and counts the others (%i columns)',
  async (count, columns) => {
    const paths = ACTING.slice(0, count);
    const words = ['my-app', '--registry', 'none', '--template', ofFiles(paths)];
    const person = atTerminal(words, { columns, rows: 24 });
    await person.waitFor('❯ Make it');
    await still(person);
    const lines = await screenOf(person.raw(), { columns, rows: 24 });
    expect(lines.length).toBeLessThanOrEqual(24);
    const named = paths.filter((path) => lines.some((line) => line.trim().startsWith(path)));
    // On a narrow screen some take two lines, and the question must stand below them.
    if (columns === 80 || count === 4) expect(named).toHaveLength(4);
    else expect(named).not.toHaveLength(0);
    const more = lines.filter((line) => line.includes('more: Show the files'));
    expect(more).toEqual(count > named.length ? [`  and ${count - named.length} more: Show the files`] : []);
    person.type(`S${KEYS.enter}`);
    await person.waitFor('then      first commit');
    for (const path of [...paths].sort()) await person.waitFor(path);
    person.type(KEYS.ctrlC);
    expect(await person.exit).toMatchObject({ exitCode: 130 });
  },
);

const HELPED = `format: 1
name: acme
extends: builtin
questions:
  tier:
    type: choice
    message: How much it matters
    help: Decides who is called at night, and what each of these costs your team in a month
    choices: [gold, silver]
    hints: {gold: "somebody is called at night, on every day of the year", silver: working hours}
    default: silver
`;

test("a question of a template's shows its help, the hint on the choice that is marked, and each of them at `?`", async () => {
  const size = { columns: 60, rows: 24 };
  const words = ['my-app', '--registry', 'none', '--template', templateFolder({ 'template.yaml': HELPED })];
  const person = atTerminal(words, size);
  const shown = async (): Promise<string> => {
    await still(person);
    return (await screenOf(person.raw(), size)).join('\n');
  };
  await person.waitFor('? How much it matters');
  const question = await shown();
  expect(question).toMatch(
    /called at night, and what each of these\n +costs your team in a month\n +gold\n❯ silver\n +working hours/,
  );
  expect(question).not.toContain('somebody is called');
  person.type(KEYS.up);
  expect(await shown()).toMatch(/❯ gold\n +silver\n +somebody is called at night, on every day of the year/);
  person.type('?');
  const explained = await shown();
  for (const part of ['gold: somebody is called', 'silver: working hours', 'Without an answer: silver.', '--set tier='])
    expect(explained).toContain(part);
  expect(explained.split('Decides who')).toHaveLength(3);
  person.type(KEYS.ctrlC);
  expect(await person.exit).toMatchObject({ exitCode: 130 });
});
