import { CLEAN_RUN } from '../../src/commands/clean/options';
import type { Option, OptionTable, Value } from '../../src/options/option';
import { labelOf } from '../../src/options/option';
import {
  closedKeys,
  configSchema,
  defaultText,
  flagUsage,
  grouped,
  optionsMarkdown,
  replayFlags,
  savedKeys,
} from '../../src/options/views';
import { recordText } from '../../src/project/record';
import { CREATE_RUN } from '../../src/project/run-options';
import { CREATE_ANSWERS } from '../../src/project/schema';

/** What is read from a table of options: help, documents, the schema, the record and the replay line. */

const text = (row: Partial<Option> = {}): Option =>
  ({ kind: 'text', group: 'container', scope: 'answer', summary: 's', check: () => undefined, ...row }) as Option;

test.each<[string, Option, string]>([
  ['registryUser', CREATE_ANSWERS.registryUser, '--registry-user <user>'],
  ['tags', CREATE_ANSWERS.tags, '--tags <list>'],
  ['port', CREATE_ANSWERS.port, '--port <number>'],
  ['app', CREATE_ANSWERS.app, '--app <web|api>'],
  ['description', CREATE_ANSWERS.description, '--description <text>'],
  ['compose', CREATE_ANSWERS.compose, '--[no-]compose'],
  ['yes', CREATE_RUN.yes, '-y, --yes'],
  ['dryRun', CREATE_RUN.dryRun, '--dry-run'],
  ['volumes', CLEAN_RUN.volumes, '--volumes[=<names>]'],
  ['template', CREATE_RUN.template, '--template <source>'],
  ['team', text({ group: 'template', flag: 'set team' }), '--set team=<text>'],
  ['on', text({ group: 'template', flag: 'set on', kind: 'boolean' } as Partial<Option>), '--set on=<true|false>'],
])('%s is used as in %s', (key, option, usage) => {
  expect(flagUsage(key, option)).toBe(usage);
});

test.each<[Option, string | undefined]>([
  [CREATE_ANSWERS.registry, 'docker.io'],
  [CREATE_ANSWERS.tags, 'latest,semver,sha'],
  [CREATE_ANSWERS.port, '8000'],
  [CREATE_ANSWERS.description, 'none'],
  [CREATE_ANSWERS.baseImage, 'python:<python>-slim-trixie'],
  [text(), undefined],
  [text({ default: '' } as Partial<Option>), undefined],
  [text({ default: () => 'x' } as Partial<Option>), undefined],
])('the default in words', (option, words) => {
  expect(defaultText(option)).toBe(words);
});

test('a summary calls an answer by its label, its question, or what it is', () => {
  expect(labelOf(CREATE_ANSWERS.compose)).toBe('compose.yaml');
  expect(labelOf(CREATE_ANSWERS.port)).toBe('Port');
  expect(labelOf(text())).toBe('s');
});

test('rows stand under their headings, in one order; a heading without rows does not', () => {
  const table = { b: text({ group: 'run' }), a: text({ group: 'application' }), c: text({ group: 'run' }) };
  expect(grouped(table).map(({ group, rows }) => [group, rows.map(([key]) => key)])).toEqual([
    ['application', ['a']],
    ['run', ['b', 'c']],
  ]);
});

test('the record has the answers that shape the repository, and what is kept beside them', () => {
  const values = { name: 'a', registryUser: '', port: 8000, git: true, tags: ['x'], yes: true } as Record<
    string,
    Value
  >;
  expect(recordText({ ...CREATE_RUN, ...CREATE_ANSWERS }, values, '1.2.3', { template: { source: 'x' } })).toBe(
    '{\n  "generator": "1.2.3",\n  "name": "a",\n  "tags": [\n    "x"\n  ],\n  "port": 8000,\n  "template": {\n    "source": "x"\n  }\n}\n',
  );
  expect(recordText({}, {}, '1.2.3')).toBe('{\n  "generator": "1.2.3"\n}\n');
  expect(savedKeys(CREATE_ANSWERS)).toContain('branch');
  expect(savedKeys(CREATE_ANSWERS)).not.toContain('git');
  expect(closedKeys(CREATE_ANSWERS)).not.toContain('description');
  expect(closedKeys(CREATE_ANSWERS)).toContain('image'.replace('image', 'baseImage'));
});

test('the replay line gives what did not come from a default, each as it is typed', () => {
  const table: OptionTable = {
    ...CREATE_ANSWERS,
    yes: CREATE_RUN.yes,
    off: { kind: 'boolean', group: 'container', scope: 'answer', summary: 's', default: false },
    team: text({ group: 'template' }),
    on: { kind: 'boolean', group: 'template', scope: 'answer', summary: 's', default: false },
  };
  const values = {
    name: 'a',
    registryUser: '',
    tags: ['x', 'y'],
    description: '-dash',
    port: 9000,
    compose: false,
    git: true,
    branch: 'main',
    python: '3.13',
    yes: true,
    off: false,
    team: '-core',
    on: false,
  };
  const flags = Object.fromEntries(Object.keys(values).map((key) => [key, 'flag'])) as Record<string, 'flag'>;
  const sources = { ...flags, branch: 'default', python: 'template', port: 'config' } as const;
  expect(replayFlags(table, values, sources)).toEqual([
    ...['--name', 'a', '--tags', 'x,y', '--description=-dash', '--port', '9000', '--no-compose', '--git'],
    ...['--set', 'team=-core', '--set', 'on=false'],
  ]);
  expect(replayFlags(table, { off: true, name: 'a' }, {})).toEqual(['--name', 'a', '--off']);
});

test('a config file has a schema, with the kinds’ own rules and plain defaults', () => {
  const schema = configSchema({ ...CREATE_ANSWERS, set: CREATE_RUN.set }, 'Answers') as {
    readonly properties: Readonly<Record<string, object>>;
  };
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Answers',
    type: 'object',
    additionalProperties: false,
  });
  const { name, port, compose, app, tags, platforms, description, baseImage, set, generator, templateHash } =
    schema.properties;
  expect(name).toMatchObject({ type: 'string', pattern: CREATE_ANSWERS.name.pattern });
  expect(name).not.toHaveProperty('default');
  expect(port).toEqual({
    description: 'port inside the container',
    type: 'integer',
    minimum: 1024,
    maximum: 65535,
    default: 8000,
  });
  expect(compose).toEqual({ description: 'compose.yaml', type: 'boolean', default: true });
  expect(app).toMatchObject({ type: 'string', enum: ['web', 'api'], default: 'web' });
  const list = (items: object) => [
    { type: 'array', items: { type: 'string', ...items }, minItems: 1, uniqueItems: true },
    { type: 'string', minLength: 1 },
  ];
  expect(tags).toMatchObject({ anyOf: list({ pattern: CREATE_ANSWERS.tags.pattern }) });
  expect((platforms as { anyOf: unknown }).anyOf).toEqual(list({ enum: ['linux/amd64', 'linux/arm64'] }));
  expect(description).toEqual({ description: 'one line on what the app does', type: 'string' });
  expect(baseImage).not.toHaveProperty('default');
  expect(set).toEqual({ description: CREATE_RUN.set.summary, ...CREATE_RUN.set.schema });
  expect(generator).toEqual({ description: 'the version that wrote the file; not an answer', type: 'string' });
  expect(templateHash).toEqual({
    description: 'what the content of the template must be, as a saved answers file records it',
    type: 'string',
    pattern: '^sha256-[0-9a-f]{64}$',
  });
});

test('the documents show a table of every group, with hints, needs and both forms of a switch', () => {
  const table: OptionTable = {
    app: CREATE_ANSWERS.app,
    name: CREATE_ANSWERS.name,
    compose: CREATE_ANSWERS.compose,
    yes: CREATE_RUN.yes,
  };
  expect(optionsMarkdown(table)).toBe(
    [
      '## Application',
      '',
      '| flag | meaning | default | config key | environment |',
      '|---|---|---|---|---|',
      '| `--app <web\\|api>` | a start page with JSON errors, or JSON only (`web`: a start page, and JSON errors; `api`: JSON only). | web | `app` | `CREATE_FLASK_CONTAINER_APP` |',
      "| `--name <name>` | the app's name, when it differs from the directory's. Needed when the directory has no name of its own. | the directory's | `name` | `CREATE_FLASK_CONTAINER_NAME` |",
      '',
      '## Container',
      '',
      '| flag | meaning | default | config key | environment |',
      '|---|---|---|---|---|',
      '| `--compose`, `--no-compose` | compose.yaml. | true | `compose` | `CREATE_FLASK_CONTAINER_COMPOSE` |',
      '',
      '## This run',
      '',
      '| flag | meaning | default | config key | environment |',
      '|---|---|---|---|---|',
      '| `-y, --yes` | no questions: defaults for whatever was not given. | false | `yes` | `CREATE_FLASK_CONTAINER_YES` |',
    ].join('\n'),
  );
  expect(optionsMarkdown({ a: text() })).toContain('| s. | - |');
});
