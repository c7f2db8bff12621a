import { judgePaths, unsafe } from '../../src/template/path-safety';

const messages = (...paths: string[]): readonly string[] =>
  judgePaths(paths.map((path) => ({ path }))).map((problem) => problem.message);

test.each([
  '/etc/passwd',
  '//x',
  '',
  '.',
  '..',
  'a/../b',
  'a/..',
  './a',
  'a//b',
  'a/',
  '...',
  'a/.',
  '.. ',
  'a\\b',
  '..\\b',
  'C:\\x',
  'C:x',
  'a:b',
  'a\0b',
  'a\nb',
  'a\x1b[31m',
  'a\x7f',
  'a\x85',
  'a\u202eb',
  'a\u200bb',
  'a\ufeffb',
  'a\u2028',
  '\ud800',
  'a\u00adb',
  'con',
  'CON',
  'Con.txt',
  'nul',
  'nul.tar.gz',
  'NUL .txt',
  'aux',
  'prn',
  'com1',
  'COM9.log',
  'com0',
  'lpt1',
  'COM\u00b9',
  'lpt\u00b3.txt',
  'CONIN$',
  'conout$.txt',
  'src/aux/x.py',
  'src/aux.py',
  'a.',
  'a ',
  'a. .',
  'dir./x',
  'dir /x',
  ' a',
  'a<b',
  'a>b',
  'a"b',
  'a|b',
  'a?b',
  'a*b',
  '.git',
  '.GIT',
  '.Git/config',
  'sub/.git/hooks/x',
  '.git.',
  '.git ',
  '.git . .',
  '.git::$INDEX_ALLOCATION',
  '.git:x',
  'git~1',
  'GIT~1',
  'git~2/x',
  '.g\u200cit',
  '.gi\u200dt/config',
  '\ufeff.git',
  '.git\u206a',
  '.gıt\u0307'.normalize('NFD'),
  '.create-flask-container.json',
  '.Create-Flask-Container.JSON',
  '.create-flask-container/journal',
  '.create-flask-container',
  '.CREATE-FLASK-CONTAINER/x',
  '.create\u200d-flask-container.json',
  'e\u0301.txt',
  `${'a'.repeat(256)}`,
  'é'.repeat(128),
  Array(33).fill('a').join('/'),
])('%j is refused', (path) => {
  expect(unsafe(path)).toEqual(expect.any(String));
  const [problem] = judgePaths([{ path }]);
  expect(problem).toMatchObject({ code: 'template' });
  expect(problem!.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028]/u);
});

test.each([
  'README.md',
  '.gitignore',
  '.github/workflows/ci.yml',
  '.gitattributes',
  '.gitmodules',
  'src/my_app/__init__.py',
  'git',
  'git~',
  'a.git',
  '.gitx',
  'console.log',
  'com10',
  'community',
  'nullable.py',
  'auxiliary/x',
  'a b.txt',
  'a...b',
  '..a',
  '.env',
  'é.txt',
  '日本語/x',
  'a'.repeat(255),
  'é'.repeat(127),
  Array(32).fill('a').join('/'),
  'create-flask-container.json',
  'docs/.create-flask-container.json',
  '[id].ts',
  "it's",
  '$x',
  '{{x}}',
  '-x',
  '~x',
  '@x',
])('%j is safe', (path) => {
  expect(unsafe(path)).toBeUndefined();
  expect(judgePaths([{ path }])).toEqual([]);
});

test.each([
  [['a', 'a']],
  [['a', 'A']],
  [['é', 'É']],
  [['stra\u00dfe', 'STRASSE']],
  [['a', 'a/b']],
  [['a/b', 'A']],
  [['a/b', 'a']],
  [['x/a', 'X/b']],
  [['k', '\u212a'.normalize('NFC')]],
  [['d/E/f', 'd/e/g']],
])('%j meet on some system', (paths) => {
  expect(judgePaths(paths.map((path) => ({ path })))).toHaveLength(1);
});

test('paths that do not meet are all taken', () => {
  expect(messages('a/b', 'a/c', 'ab', 'a.b', 'b/a')).toEqual([]);
});

test('every bad path is reported, with its name and the rule', () => {
  expect(messages('ok', 'OK', '../x', 'aux.py')).toEqual([
    'the path OK cannot be used: it differs from ok in case or form only',
    'the path ../x cannot be used: it leaves its folder',
    'the path aux.py cannot be used: it is a device on Windows',
  ]);
});

test('a path with thousands of levels takes no time', () => {
  const deep = Array(2_000).fill('a').join('/');
  const before = performance.now();
  expect(judgePaths(Array(2_000).fill({ path: deep }))).toHaveLength(2_000);
  expect(performance.now() - before).toBeLessThan(1_000);
});
