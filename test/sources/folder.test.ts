import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, filesIn, newFolder, ROOT } from '../kit/program';
import { ALONE, TEAM, TEAM_MANIFEST, templateFolder } from '../kit/team';
import { atTerminal, KEYS } from '../kit/terminal';

/** What a team's template does to a run: its questions, defaults, locked answers, files. */

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly flag?: string;
  readonly value?: string;
  readonly fix?: string;
}

const create = async (
  template: string,
  words: readonly string[] = [],
  options: { cwd?: string; env?: Record<string, string> } = {},
) => {
  const cwd = options.cwd ?? newFolder();
  const ended = await runProgram(['my-app', '--template', template, '--no-git', '--json', '--yes', ...words], {
    ...options,
    cwd,
  });
  const document = ended.stdout === '' ? {} : JSON.parse(ended.stdout);
  return {
    ...ended,
    cwd,
    document,
    problems: (document.problems ?? []) as readonly Problem[],
    file: (path: string) => filesIn(join(cwd, 'my-app')).get(path),
  };
};

/** A manifest with every type of question. */
const ASKING = {
  'template.yaml': `${TEAM_MANIFEST.replace(/questions:\n.*\n/, '')}questions:
  team: { type: choice, message: Team, choices: [core, payments], default: core }
  costCentre: { type: text, message: Cost centre, pattern: "[A-Z]{2}[0-9]{4}" }
  replicas: { type: integer, message: Replicas, minimum: 1, maximum: 9, default: 2 }
  worker: { type: boolean, message: Worker, default: false, when: "ci == 'github'" }
  topics: { type: list, message: Topics, default: [] }
`,
  'files/answers.json.ejs':
    '{ "team": <%= team %>, "cost": "<%= bare(costCentre) %>", "replicas": <%= replicas %>, "worker": <%= worker %>, "topics": <%= topics %> }\n',
  'files/@worker/worker.txt': 'works\n',
  'files/@team=payments/[team].txt': 'pays\n',
};

test('the questions of a template are answered by --set, config and environment, in that order', async () => {
  const folder = templateFolder(ASKING);
  const cwd = newFolder();
  writeFileSync(
    join(cwd, 'answers.yaml'),
    'set:\n  team: core\n  costCentre: BB2222\n  replicas: 3\n  topics: [a, "b,c"]\n',
  );
  const env = {
    CREATE_FLASK_CONTAINER_SET_COST_CENTRE: 'CC3333',
    CREATE_FLASK_CONTAINER_SET_WORKER: 'true',
    CREATE_FLASK_CONTAINER_SET_REPLICAS: '4',
  };
  const ran = await create(folder, ['--config', 'answers.yaml', '--set', 'team=payments'], { cwd, env });
  expect(ran.stderr).toBe('');
  expect(JSON.parse(ran.file('answers.json')!)).toEqual({
    team: 'payments',
    cost: 'BB2222',
    replicas: 3,
    worker: true,
    topics: ['a', 'b,c'],
  });
  expect(ran.file('worker.txt')).toBe('works\n');
  expect(ran.file('payments.txt')).toBe('pays\n');
  expect(ran.document.answers).toMatchObject({
    registry: 'registry.acme.example',
    registryUser: 'platform',
    python: '3.13',
    set: { team: 'payments', worker: true },
  });
});

test.each<[string, readonly string[], Partial<Problem>]>([
  ['a missing answer', [], { code: 'missing', flag: '--set costCentre', fix: 'add --set costCentre=<value>' }],
  [
    'a value that breaks the pattern',
    ['--set', 'costCentre=x'],
    { code: 'invalid', flag: '--set costCentre', value: 'x' },
  ],
  ['a value that matches in part', ['--set', 'costCentre=AB1234x'], { code: 'invalid', value: 'AB1234x' }],
  [
    'a value that is no choice',
    ['--set', 'team=sales'],
    { code: 'invalid', message: '--set team "sales": expected one of core, payments' },
  ],
  ['a choice in capitals', ['--set', 'team=CORE'], { code: 'invalid', fix: '--set team=core' }],
  [
    'a number out of bounds',
    ['--set', 'replicas=10'],
    { code: 'invalid', message: expect.stringContaining('from 1 to 9') as unknown as string },
  ],
  ['a switch that is none', ['--set', 'worker=maybe'], { code: 'invalid' }],
  ['an unknown question', ['--set', 'taem=core'], { code: 'unknown', fix: 'did you mean --set team=...?' }],
  ['no equals sign', ['--set', 'team'], { code: 'invalid', fix: '--set team=value' }],
  ['nothing', ['--set', ''], { code: 'invalid', fix: '--set key=value' }],
  ['no key', ['--set', '=core'], { code: 'invalid', fix: '--set key=value' }],
  [
    'a question like no other',
    ['--set', 'zzzzzzzz=1'],
    { code: 'unknown', fix: expect.stringContaining('its questions are: ') as unknown as string },
  ],
  ['an answer given twice', ['--set', 'team=core', '--set', 'team=core'], { code: 'repeated', flag: '--set team' }],
  [
    'an answer to a question that is skipped',
    ['--set', 'worker=true', '--ci', 'none'],
    { code: 'contradiction', message: expect.stringContaining("only when ci == 'github'") as unknown as string },
  ],
  [
    'a locked answer',
    ['--registry', 'ghcr.io'],
    {
      code: 'contradiction',
      flag: '--registry',
      message: expect.stringContaining(
        'the template acme-flask decides this answer: registry.acme.example',
      ) as unknown as string,
    },
  ],
])('%s is exit 2, with the flag and the fix', async (_, words, problem) => {
  const ran = await create(templateFolder(ASKING), words);
  expect(ran.exitCode).toBe(2);
  expect(ran.problems).toContainEqual(expect.objectContaining(problem));
  expect(filesIn(ran.cwd).size).toBe(0);
});

test('a locked answer may be given as it is', async () => {
  expect(await create(templateFolder(TEAM), ['--registry', 'registry.acme.example'])).toMatchObject({ exitCode: 0 });
});

test('answers to questions without a template are exit 2', async () => {
  const ended = await runProgram(['my-app', '--set', 'team=core', ...COMPLETE], {
    env: { CREATE_FLASK_CONTAINER_SET_TEAM: 'core' },
  });
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain('--set team=core: the built-in template asks no question of its own');
  expect(ended.stderr).toContain('CREATE_FLASK_CONTAINER_SET_TEAM');
});

describe('a folder', () => {
  test('is recorded by its content, not by its path; its pin is enforced', async () => {
    const folder = templateFolder(TEAM);
    const ran = await create(folder);
    const hash = ran.document.template.contentHash as string;
    const record = ran.file('.create-flask-container.json')!;
    expect(JSON.parse(record)).toMatchObject({ templateHash: hash, set: { team: 'core' } });
    expect(record).not.toContain(folder);
    expect(ran.document.replay).toEqual(expect.arrayContaining(['--template', `${folder}#${hash}`]));
    expect(await create(`${folder}#${hash}`)).toMatchObject({ exitCode: 0 });
    writeFileSync(join(folder, 'files', 'docs', 'owner.yaml.ejs'), 'team: nobody\n');
    const changed = await create(`${folder}#${hash}`);
    expect(changed.exitCode).toBe(77);
    expect(changed.problems[0]).toMatchObject({ code: 'untrusted' });
  });

  test('must be named again where saved answers only hold its hash', async () => {
    const folder = templateFolder(TEAM);
    const first = await create(folder, ['--set', 'team=payments']);
    const config = join(first.cwd, 'my-app', '.create-flask-container.json');
    const without = await runProgram(['my-app', '--config', config, '--yes']);
    expect(without.exitCode).toBe(2);
    expect(without.stderr).toContain('add --template <folder>');
    const moved = join(newFolder(), 'moved');
    renameSync(folder, moved);
    const again = await create(moved, ['--config', config]);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(filesIn(join(again.cwd, 'my-app'))).toEqual(filesIn(join(first.cwd, 'my-app')));
    writeFileSync(join(moved, 'files', 'new.txt'), 'new\n');
    expect(await create(moved, ['--config', config])).toMatchObject({ exitCode: 77 });
  });

  test('gives the same content hash whatever its files are called by the system: modes and times do not count', async () => {
    const [one, other] = [
      await create(templateFolder(TEAM), ['--dry-run']),
      await create(templateFolder(Object.fromEntries(Object.entries(TEAM).reverse())), ['--dry-run']),
    ];
    expect(one.document.template.contentHash).toBe(other.document.template.contentHash);
  });
});

test('a second run is unchanged', async () => {
  const folder = templateFolder(TEAM);
  const first = await create(folder);
  const second = await create(folder, [], { cwd: first.cwd });
  expect(second.document.outcome).toBe('unchanged');
});

describe('laid over the built-in template', () => {
  test('files of the same path take the place of its files, also where a condition decides', async () => {
    const folder = templateFolder({
      ...TEAM,
      'files/Makefile': 'all:\n\ttrue\n',
      'files/@team=payments/README.md': '# Ours\n',
      'files/src/[packageName]/views.py': 'VIEWS = 1\n',
    });
    const core = await create(folder);
    expect(core.file('Makefile')).toBe('all:\n\ttrue\n');
    expect(core.file('src/my_app/views.py')).toBe('VIEWS = 1\n');
    expect(core.file('README.md')).toContain('my-app');
    const payments = await create(folder, ['--set', 'team=payments']);
    expect(payments.file('README.md')).toBe('# Ours\n');
  });

  test('parts add lines to its files', async () => {
    const plain = await create(templateFolder(TEAM));
    const ran = await create(templateFolder({ ...TEAM, 'files/dot-gitignore.part': 'secrets/\n' }));
    expect(ran.file('.gitignore')).toBe(`${plain.file('.gitignore')}secrets/\n`);
  });

  test('a whole folder can be removed', async () => {
    const ran = await create(
      templateFolder({ ...TEAM, 'template.yaml': TEAM_MANIFEST.replace('[compose.yaml]', '[tests/, compose.yaml]') }),
    );
    expect([...filesIn(join(ran.cwd, 'my-app')).keys()].filter((path) => path.startsWith('tests/'))).toEqual([]);
  });

  test('one that stands alone is not told to run what it does not have', async () => {
    const ended = await runProgram(['my-app', '--template', templateFolder(ALONE), '--no-git', ...COMPLETE]);
    expect(ended.stdout).not.toMatch(/docker|Makefile|make /);
  });

  test('one that stands alone has only its own files', async () => {
    const ran = await create(templateFolder(ALONE), ['--registry-user', 'acme']);
    expect([...filesIn(join(ran.cwd, 'my-app')).keys()]).toEqual(['.create-flask-container.json', 'README.md']);
  });
});

test('errors of a manifest name file, line, column, value and fix, all at once', async () => {
  const manifest =
    'format: 1\nname: Bad Name\ndefaults:\n  prot: 80\nquestions:\n  team:\n    type: chioce\n    message: Team\n';
  const folder = templateFolder({ ...ALONE, 'template.yaml': manifest });
  const ran = await create(folder);
  expect(ran.exitCode).toBe(65);
  const told = ran.problems.map(({ message, flag, fix }) => [flag, message, fix]);
  expect(JSON.parse(JSON.stringify(told).replaceAll(`${folder}/`, ''))).toEqual([
    [
      'template.yaml:2:7',
      'template.yaml:2:7: name: "Bad Name": expected small letters and digits, joined by ".", "_" or "-", at most 100 characters',
      'write a name such as acme-flask',
    ],
    ['template.yaml:4:3', 'template.yaml:4:3: defaults.prot: there is no such option', 'did you mean port?'],
    [
      'template.yaml:7:11',
      'template.yaml:7:11: questions.team.type: "chioce": expected one of text, choice, boolean, integer, list',
      'write type: choice',
    ],
  ]);
});

test('--template with --help lists the questions and what is decided', async () => {
  const ended = await runProgram(['--template', templateFolder(ASKING), '--help']);
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toContain('Questions of the template acme-flask: Flask services at Acme');
  expect(ended.stdout).toMatch(/--set team=<core\|payments>\s+Team \(default: core\)/);
  expect(ended.stdout).toMatch(/registry\s+registry\.acme\.example \(decided by the template\)/);
});

test('files that run by being there have a heading of their own in the plan', async () => {
  const ended = await runProgram(['my-app', '--template', templateFolder(TEAM), '--dry-run', '--yes']);
  expect(ended.stdout).toContain('Files that run by being there');
  expect(ended.stdout).toMatch(/ {2}\.envrc +the shell obeys it\n/);
});

describe('at a terminal', () => {
  test('the questions are asked, with their defaults; what is decided is not', async () => {
    const cwd = newFolder();
    const person = atTerminal(['my-app', '--template', templateFolder(ASKING), '--no-git'], { cwd });
    await person.waitFor('Registry user');
    expect(person.seen()).not.toContain('? Registry\n');
    person.type(KEYS.enter);
    await person.waitFor('Tags');
    person.type(KEYS.enter);
    await person.waitFor('Team');
    person.type(KEYS.down + KEYS.enter);
    await person.waitFor('Cost centre');
    person.type(`nonsense${KEYS.enter}`);
    await person.waitFor('expected the whole value to match');
    person.type(`${KEYS.clear}AB1234${KEYS.enter}`);
    await person.waitFor('Replicas');
    person.type(KEYS.enter);
    await person.waitFor('Worker');
    person.type(KEYS.enter);
    await person.waitFor('Topics');
    person.type(KEYS.enter);
    await person.waitFor('Files that run by being there');
    await person.waitFor('What now?');
    person.type(KEYS.enter);
    expect(await person.exit).toMatchObject({ exitCode: 0 });
    expect(filesIn(join(cwd, 'my-app')).get('payments.txt')).toBe('pays\n');
    expect(person.seen()).toContain('From the template acme-flask');
  });
});

test('the schema of manifests accepts what the program accepts', async () => {
  const { default: Ajv } = await import('ajv/dist/2020');
  const { parse } = await import('yaml');
  const schema = JSON.parse(readFileSync(join(ROOT, 'schema', 'template.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  for (const text of [TEAM_MANIFEST, ASKING['template.yaml'], ALONE['template.yaml']!]) {
    expect(validate(parse(text))).toBe(true);
  }
  expect(validate({ format: 1, name: 'x', hooks: {} })).toBe(false);
  expect(validate({ format: 1, name: 'x', questions: { a: { type: 'choice', message: 'x' } } })).toBe(false);
});
