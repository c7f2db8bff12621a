import { place } from '../../src/plan/place';
import { plan } from '../../src/plan/plan';
import type { Scope } from '../../src/project/scope';
import { compiled, type Files, refusal as refusalIn, textOf } from '../kit/templates';

const scope: Scope = {
  values: {
    name: 'my-app',
    packageName: 'my_app',
    image: 'acme/my-app',
    description: 'd',
    compose: true,
    ci: 'github',
    tags: ['latest', 'semver'],
    port: 8000,
    author: '',
    constructor2: '',
  },
  closed: new Set(['name', 'packageName', 'image', 'ci', 'tags']),
  choices: { ci: ['github', 'none'], tags: ['latest', 'semver', 'sha'] },
};

const refusal = (path: string): string => {
  try {
    place(path, scope);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};

/** The repository that a template of such files becomes: path, mode and content of each. */
const made = (files: Files, at: Scope = scope): readonly string[] =>
  plan(compiled(files), at).map((file) => `${file.path} ${file.mode} ${textOf(file)}`);

const problems = (files: Files): readonly string[] => refusalIn(files, scope);

test.each([
  ['README.md', 'README.md', true],
  ['dot-github/workflows/ci.yaml.ejs', '.github/workflows/ci.yaml', true],
  ['src/[packageName]/__init__.py', 'src/my_app/__init__.py', true],
  ['docs/[name]-[port].md', 'docs/my-app-8000.md', true],
  ['@compose/compose.yaml', 'compose.yaml', true],
  ['@!compose/a', 'a', false],
  ['a/@ci=github/b', 'a/b', true],
  ['a/@ci=none/b', 'a/b', false],
  ['@tags=semver/a', 'a', true],
  ['@tags=sha/a', 'a', false],
  ['@tags/@!author/@port=8000/@compose=true/a', 'a', true],
  ['@author/a', 'a', false],
  ['@compose=false/a', 'a', false],
  ['dot-dot-x', '.dot-x', true],
  ['x.ejs.ejs', 'x.ejs', true],
  ['e\u0301', 'é', true],
])('%s becomes %s (%s)', (source, path, applies) => {
  expect(place(source, scope)).toMatchObject({ path, applies });
});

test.each([
  ['a.txt.ejs', true, false],
  ['a.txt.part', false, true],
  ['a.txt.part.ejs', true, true],
  ['a.txt.ejs.part', true, true],
])('%s is rendered: %s, a part: %s', (source, rendered, part) => {
  expect(place(source, scope)).toMatchObject({ path: 'a.txt', rendered, part });
});

test.each([
  '@nothing/a',
  '@!nothing/a',
  '@ci=gitlab/a',
  '@ci=/a',
  '@/a',
  '@!/a',
  '@!ci=github/a',
  '@ci==github/a',
  '@compose=yes/a',
  '@tags=nothing/a',
  '@constructor/a',
  '@__proto__/a',
  '@toString/a',
  '[nothing]/a',
  '[description]/a',
  '[image]/a',
  '[compose]/a',
  '[tags]/a',
  '[__proto__]',
  '[]',
  '@compose',
  'a/@compose',
  '@co mpose/a',
  '@author/@nothing/a',
  '@c\u0131/a',
])('%s is refused', (path) => {
  expect(refusal(path)).toBeTruthy();
  expect(problems({ [path]: '' })[0]).toContain(path.normalize('NFC'));
});

const fixOf = (path: string): string | undefined => {
  try {
    place(path, scope);
  } catch (error) {
    return (error as { fix?: string }).fix;
  }
  return undefined;
};

test('a refusal says what there is', () => {
  expect(fixOf('@nothing/a')).toBe(`the names are ${Object.keys(scope.values).join(', ')}`);
  expect(fixOf('@ci=gitlab/a')).toBe('it is one of github, none');
  expect(fixOf('@compose=yes/a')).toBe('it is one of true, false');
});

test('dot- is read before an answer takes its place', () => {
  const at = { ...scope, values: { ...scope.values, name: 'dot-x' } };
  expect(place('[name]', at).path).toBe('dot-x');
});

test('files are sorted by the bytes of their paths, and a #! file may be run', () => {
  const files = {
    b: '',
    '\u{1f600}': '',
    '\uffe0': '',
    A: '#!/bin/sh\n',
    'a.b.ejs': '#!<%= bare(name) %>\n',
    'c/b': '',
  };
  expect(made(files)).toEqual([
    'A 0755 #!/bin/sh\n',
    'a.b 0755 #!my-app\n',
    'b 0644 ',
    'c/b 0644 ',
    '\uffe0 0644 ',
    '\u{1f600} 0644 ',
  ]);
});

test('parts add lines to their file, in the order of their paths', () => {
  expect(made({ '@compose/x.part': 'c\n', x: 'a', '@ci=github/x.part.ejs': 'b', '@!compose/x.part': 'never' })).toEqual(
    ['x 0644 a\nb\nc\n'],
  );
  expect(made({ x: '', 'x.part': 'a\n' })).toEqual(['x 0644 a\n']);
  expect(problems({ '@compose/x.part': 'c\n' })).toEqual(['@compose/x.part: it adds lines to x, which no file makes']);
});

test('two files on one path are refused, unless only one of them applies', () => {
  expect(made({ '@compose/a': '1', '@!compose/a': '2' })).toEqual(['a 0644 1']);
  expect(problems({ '@compose/a': '1', a: '2' })).toEqual(['the path a cannot be used: two files have it']);
  expect(problems({ '@compose/a': '1', A: '2', 'a/b.ejs': '' })).toHaveLength(2);
});

test('the order is that of the resulting paths', () => {
  expect(made({ '@compose/z': '', a: '', 'dot-b': '' })).toEqual(['.b 0644 ', 'a 0644 ', 'z 0644 ']);
});

test('a file whose code has not passed the gate is not planned', () => {
  const file = { path: 'a.txt.ejs', content: Buffer.from('<%= name %>'), executable: false };
  expect(() => plan({ ...compiled({}), files: [file] }, scope)).toThrow('a.txt.ejs: this file was not compiled');
});

test('an unsafe path is refused also where its condition does not hold', () => {
  expect(
    problems({
      '@!compose/dot-git/config': '',
      '@!compose/..': '',
      'dot-git/hooks/x': '',
      'dot-create-flask-container.json': '',
      'x/aux.py.ejs': '',
    }),
  ).toHaveLength(5);
  expect(problems({ '@!compose/..': '' })).toEqual(['@!compose/..: the path .. cannot be used: it leaves its folder']);
});

test('all problems of a template are told at once', () => {
  expect(problems({ '@nothing/a': '', 'b.txt.ejs': '<%= nothing %>', 'c/..': '' })).toEqual([
    '@nothing/a: @nothing: there is no answer "nothing"',
    'b.txt.ejs:1:5: nothing: there is no answer "nothing"',
    'the path c/.. cannot be used: it leaves its folder',
  ]);
});
