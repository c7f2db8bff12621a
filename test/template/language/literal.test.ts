import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { type Language, languageOf } from '../../../src/template/language/language';
import { carried, HOSTILE_TEXTS, refused } from '../../kit/hostile';
import { ROOT } from '../../kit/program';

/** What each parser of test/kit/parsers.py makes of files. */
const parsed = (files: Record<string, readonly string[]>): Record<string, unknown[]> =>
  JSON.parse(
    execFileSync('python3', [join(ROOT, 'test', 'kit', 'parsers.py')], {
      input: JSON.stringify(files),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, PYTHONUTF8: '1' },
      maxBuffer: 64 * 1024 * 1024,
    }),
  );

const folder = mkdtempSync(join(tmpdir(), 'literal-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program and cuts its output at NUL. */
const split = (command: string, ...given: string[]): string[] =>
  execFileSync(command, given, {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .slice(0, -1);

const hasControl = (text: string): boolean => /[\u0000-\u001f\u007f-\u009f]/.test(text);
const SEPARATOR = /[\u2028\u2029\ufeff\ufffe\uffff]/;
const hasBidi = (text: string): boolean => /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text);

test('the corpus is large and has no twins', () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThan(500);
});

describe.each<[Language, (written: string) => string]>([
  ['yaml', (written) => `value: ${written}\n`],
  ['json', (written) => `{"value": ${written}}`],
  ['toml', (written) => `value = ${written}\n`],
  ['python', (written) => `value = ${written}\n`],
])('%s', (language, file) => {
  test('carries every text, as its parser in Python reads it', () => {
    const texts = carried(language);
    expect(texts).toHaveLength(HOSTILE_TEXTS.length);
    const read = parsed({ [language]: texts.map(({ written }) => file(written)) })[language]!;
    expect(texts.map(({ value }, index) => [value, read[index]]).filter(([value, back]) => value !== back)).toEqual([]);
  });

  test('is on one line, and shows nothing that cannot be seen', () => {
    for (const { written } of carried(language))
      expect(written).not.toMatch(
        /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
      );
  });
});

test('yaml and javascript are read alike by a parser in JavaScript', () => {
  for (const { value, written } of carried('yaml'))
    expect(parseDocument(`value: [${written}, x]`).toJS()).toEqual({ value: [value, 'x'] });
  for (const { value, written } of carried('javascript'))
    expect(new Function(`'use strict'; return ${written}`)()).toBe(value);
});

test('a workflow carries every text that GitHub would not evaluate', () => {
  expect(refused('workflow').every((value) => value.includes('${{'))).toBe(true);
  expect(carried('workflow').some(({ written }) => written.includes('${{'))).toBe(false);
});

test('a shell and make pass every text on as one word', () => {
  const words = carried('shell');
  writeFileSync(join(folder, 'a.sh'), words.map(({ written }) => `printf '%s\\0' ${written}\n`).join(''));
  for (const shell of ['sh', 'bash']) expect(split(shell, 'a.sh')).toEqual(words.map(({ value }) => value));
  expect(refused('shell').every((value) => hasControl(value) || hasBidi(value) || SEPARATOR.test(value))).toBe(true);

  const recipes = carried('makefile');
  writeFileSync(
    join(folder, 'Makefile'),
    `all:\n${recipes.map(({ written }) => `\t@printf '%s\\0' ${written}\n`).join('')}`,
  );
  expect(split('make', '-s')).toEqual(recipes.map(({ value }) => value));
  expect(refused('makefile')).toEqual(refused('shell'));
});

test('a .env file is read by a shell as it was written', () => {
  const texts = carried('dotenv');
  const excused = (value: string): boolean =>
    /['\\]/.test(value) || hasControl(value) || hasBidi(value) || SEPARATOR.test(value);
  expect(refused('dotenv').every(excused)).toBe(true);
  writeFileSync(join(folder, 'some.env'), texts.map(({ written }, index) => `V${index}=${written}\n`).join(''));
  const prints = texts.map((_, index) => `printf '%s\\0' "$V${index}"\n`);
  writeFileSync(join(folder, 'b.sh'), `. ./some.env\n${prints.join('')}`);
  expect(split('sh', 'b.sh')).toEqual(texts.map(({ value }) => value));
});

test('ini carries what every dialect reads alike, and refuses the rest', () => {
  const texts = carried('ini');
  const read = parsed({ ini: texts.map(({ written }) => `[s]\nvalue = ${written}\n`) }).ini!;
  expect(texts.map(({ value }) => value)).toEqual(read);
  expect(texts.map(({ value }) => value)).toEqual(
    expect.arrayContaining(['plain', 'two words', 'é', '日本語', "it's", 'a:b', '1.0']),
  );
});

test('html carries every text without control characters, in text and in an attribute', () => {
  const texts = carried('html');
  const files = texts.flatMap(({ written }) => [
    `<p>${written}</p>`,
    `<p title="${written}">${written}</p>`,
    `<p title='${written}'>${written}</p>`,
  ]);
  const read = parsed({ html: files }).html!;
  expect(read.filter((back, index) => back !== texts[Math.floor(index / 3)]!.value)).toEqual([]);
  expect(refused('html').every((value) => hasControl(value) || /[\ufffe\uffff]/.test(value))).toBe(true);
  for (const { written } of texts) expect(written).not.toMatch(/[{}<>"'`\n]/);
});

/** What a renderer of GitHub's Markdown makes of documents. It is an ES module: it runs in a process of its own. */
const markdownAsHtml = (documents: readonly string[]): readonly string[] =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { marked } from 'marked'; import { readFileSync } from 'node:fs';
        console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map((text) => marked.parse(text))))`,
      ],
      { input: JSON.stringify(documents), encoding: 'utf8', cwd: __dirname, maxBuffer: 64 * 1024 * 1024 },
    ),
  );

test('markdown shows every text as it is, wherever it stands', () => {
  const texts = carried('markdown').filter(({ value }) => value !== '');
  const frames = [
    (text: string) => `${text}\n`,
    (text: string) => `before ${text} after\n`,
    (text: string) => `before\n${text}\nafter\n`,
    (text: string) => `# ${text}\n`,
    (text: string) => `- ${text}\n`,
    (text: string) => `| a | b |\n|---|---|\n| ${text} | c |\n`,
  ];
  const text = (markdown: string) => markdown.replace(/<[^>]*>/g, '');
  for (const frame of frames) {
    const pages = markdownAsHtml([frame('WORD'), ...texts.map(({ written }) => frame(written))]);
    const [pattern, ...shown] = pages as [string, ...string[]];
    const read = parsed({ html: shown.map((page) => `<p>${text(page)}</p>`) }).html!;
    const expected = texts.map(({ value }) => text(pattern).replace('WORD', () => value));
    expect(expected.map((value, index) => [value, read[index]]).filter(([value, back]) => value !== back)).toEqual([]);
  }
});

test('a Dockerfile and a text file refuse what they cannot show', () => {
  for (const { value, written } of carried('dockerfile')) {
    expect(hasControl(value) || hasBidi(value)).toBe(false);
    expect(written).toMatch(/^"(?:[^"\\$]|\\["\\$])*"$/);
    expect(written.slice(1, -1).replace(/\\(["\\$])/g, '$1')).toBe(value);
  }
  expect(carried('dockerfile').length).toBeGreaterThan(400);
  for (const { value, written } of carried('text')) expect(written).toBe(value);
  expect(refused('plain')).toHaveLength(HOSTILE_TEXTS.length);
});

test.each<[string, Language]>([
  ['.github/workflows/ci.yaml', 'workflow'],
  ['.github/dependabot.yml', 'workflow'],
  ['compose.yaml', 'compose'],
  ['compose.dev.yml', 'compose'],
  ['docker-compose.yml', 'compose'],
  ['x/compose.yaml', 'compose'],
  ['k8s/app.yaml', 'yaml'],
  ['decompose.yaml', 'yaml'],
  ['pyproject.toml', 'toml'],
  ['uv.lock', 'toml'],
  ['package.json', 'json'],
  ['src/a.py', 'python'],
  ['a.pyi', 'python'],
  ['a.js', 'javascript'],
  ['a.mts', 'javascript'],
  ['Dockerfile', 'dockerfile'],
  ['Dockerfile.dev', 'dockerfile'],
  ['app.Dockerfile', 'dockerfile'],
  ['Containerfile', 'dockerfile'],
  ['Makefile', 'makefile'],
  ['rules.mk', 'makefile'],
  ['run.sh', 'shell'],
  ['.env', 'dotenv'],
  ['.env.example', 'dotenv'],
  ['app.env', 'dotenv'],
  ['setup.cfg', 'ini'],
  ['README.md', 'markdown'],
  ['templates/a.html', 'html'],
  ['a.html.jinja', 'html'],
  ['notes.txt', 'text'],
  ['LICENSE', 'text'],
  ['requirements.txt', 'plain'],
  ['requirements-dev.txt', 'plain'],
  ['requirements/constraints.txt', 'plain'],
  ['.gitignore', 'plain'],
  ['.dockerignore', 'plain'],
  ['Procfile', 'plain'],
  ['a.css', 'plain'],
  ['README', 'plain'],
  ['dockerfile_x', 'plain'],
  ['a.yaml.bak', 'plain'],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language);
});
