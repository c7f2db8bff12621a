import { runHere as runProgram } from '../kit/one-process';
import { templateFolder } from '../kit/team';
import { PLAIN, ROWS, readersOf, replaced, repositoryOf } from './words';

/** Answers that a language has other uses for arrive as the texts that they are. */

let plain: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  plain = readersOf(await repositoryOf(PLAIN));
});

test.each(ROWS)(
  '$name, $user and $registry are texts in every file, for readers of YAML 1.1 and 1.2, TOML and JSON',
  async (words) => {
    const read = readersOf(await repositoryOf(words));
    const ours = '.create-flask-container.json';
    const expected = replaced(plain, words) as Record<string, unknown>;
    expect(Object.keys(expected)).toEqual(
      expect.arrayContaining(['compose.yaml', '.github/workflows/image.yml', 'pyproject.toml', ours]),
    );
    // The record of the answers holds the hashes of files, which differ.
    expect({ ...read, [ours]: 0 }).toEqual({ ...expected, [ours]: 0 });
  },
);

test('the readers see each of the words', async () => {
  for (const word of [PLAIN.name, PLAIN.user, PLAIN.registry, PLAIN.tags[0]!])
    expect(JSON.stringify(plain)).toContain(word);
  expect(ROWS.length).toBeGreaterThan(20);
});

const MANIFEST = `format: 1
name: bare
extends: none
questions:
  slug: { type: text, message: Slug, pattern: "[A-Za-z0-9._-]+", default: plain }
  minor: { type: choice, message: Minor, choices: ["10", "14"], default: "14" }
`;

const create = async (file: string, text: string, ...words: readonly string[]) => {
  const folder = templateFolder({ 'template.yaml': MANIFEST, [`files/${file}.ejs`]: text });
  return runProgram([
    'my-app',
    '--template',
    folder,
    '--registry-user',
    'acme',
    '--yes',
    '--dry-run',
    '--diff',
    '--no-git',
    ...words,
  ]);
};

const WORDS = [
  'true',
  'No',
  'ON',
  'null',
  'y',
  '1',
  '007',
  '1e3',
  '0x10',
  '0o17',
  '0b1',
  '1.5',
  '.5',
  '1_000',
  '2026-01-31',
  '.inf',
  '.nan',
  '...',
  '-',
  '-1',
];

test.each(WORDS)(
  'a template that writes %s without quotes as a scalar of YAML is refused by the answer, with the fix',
  async (word) => {
    for (const text of [
      'a: <%= bare(slug) %>\n',
      '- <%= bare(slug) %> # note\n',
      'a: [x, <%= bare(slug) %>]\n',
      'a: {b: <%= bare(slug) %>}\n',
    ]) {
      const { exitCode, stderr } = await create('a.yaml', text, '--set', `slug=${word}`);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringMatching(
          /slug: written without quotes, .* would be read as .*\(\S*a\.yaml\.ejs:1:\d+\)[\s\S]*fix: .*<%= x %>/,
        ),
      });
    }
    for (const text of [
      'a: "<%= bare(slug) %>"\n',
      "a: '<%= bare(slug) %>'\n",
      'a: x/<%= bare(slug) %>\n',
      'a: |\n  <%= bare(slug) %>\n',
      '# <%= bare(slug) %>\na: b\n',
      'a: <%= slug %>\n',
    ]) {
      const { exitCode, stderr } = await create('a.yaml', text, '--set', `slug=${word}`);
      expect({ text, exitCode, stderr }).toMatchObject({ text, exitCode: 0 });
    }
  },
);

test.each([
  ['a.yaml', 'python: 3.<%= bare(minor) %>\n', ['--set', 'minor=10'], 2],
  ['a.yaml', 'python: "3.<%= bare(minor) %>"\n', ['--set', 'minor=10'], 0],
  ['a.yaml', 'port: <%= bare(port) %>\n', [], 0],
  ['a.yaml', 'image: <%= bare(image) %>\n', ['--registry', '[::1]:5000'], 2],
  ['compose.yaml', 'services: {a: {image: "<%= bare(image) %>"}}\n', ['--registry', '[::1]:5000'], 0],
  ['.github/workflows/a.yml', 'name: <%= bare(name) %>\n', ['--name', 'true'], 2],
  ['a.toml', 'a = <%= bare(slug) %>\n', [], 65],
  ['a.toml', 'a = <%= bare(port) %>\n', [], 0],
  ['a.toml', '[a.<%= bare(slug) %>]\n', ['--set', 'slug=a.b'], 2],
  ['a.toml', '<%= bare(slug) %> = 1\n', ['--set', 'slug=a-b'], 0],
  ['a.json', '{"a": <%= bare(slug) %>}\n', [], 65],
  ['a.json', '{"a": "<%= bare(slug) %>", "b": <%= bare(port) %>}\n', [], 0],
  ['a.py', 'from <%= bare(packageName) %> import x\n', ['--name', 'class'], 0],
  ['a.py', 'x = <%= bare(name) %>\n', [], 2],
  ['a.py', 'import <%= bare(slug) %>\n', ['--set', 'slug=None'], 2],
  ['a.js', 'const a = <%= bare(slug) %>;\n', ['--set', 'slug=true'], 2],
  ['a.js', 'const a = <%= bare(slug) %>;\n', ['--set', 'slug=a-b'], 2],
] as const)('%s %j with %j ends with %i', async (file, text, words, exitCode) => {
  const path = file.startsWith('.') ? `dot-${file.slice(1)}` : file;
  const ended = await create(path, text, ...words);
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode });
});

test('a byte order mark before a tag is part of it, and refused', async () => {
  for (const tag of ['\ufefflatest', 'a,\ufeffb', '\u00a0b', 'a,\u3000b']) {
    const { exitCode, stderr } = await runProgram([
      'x',
      '--registry-user',
      'acme',
      '--yes',
      '--dry-run',
      '--tags',
      tag,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('--tags') });
  }
});
