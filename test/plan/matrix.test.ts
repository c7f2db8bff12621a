import { type Axis, optionRows, type Row } from '../../src/commands/template/option-matrix';
import { parseFault } from '../../src/commands/template/parsable';
import { actingFiles } from '../../src/plan/acting-files';

/** How `template check` judges a template: with which answers, and what it looks for. */

const optionMatrix = (axes: readonly Axis[]): readonly Row[] => [...optionRows(axes)];

const axis = (key: string, count: number): Axis => ({
  key,
  values: Array.from({ length: count }, (_, index) => `${key}${index}`),
});

test('few combinations are all tried, each once', () => {
  expect(optionMatrix([axis('a', 2), axis('b', 2), axis('none', 0)])).toEqual([
    { a: 'a0', b: 'b0' },
    { a: 'a0', b: 'b1' },
    { a: 'a1', b: 'b0' },
    { a: 'a1', b: 'b1' },
  ]);
  expect(optionMatrix([])).toEqual([{}]);
  expect(optionMatrix([axis('a', 2), axis('b', 2), axis('c', 2)])).toHaveLength(8);
  expect(optionMatrix([axis('a', 4), axis('b', 4), axis('c', 4), axis('d', 4)])).toHaveLength(256);
  // One axis has no pairs.
  expect(optionMatrix([axis('a', 300), axis('none', 0)])).toHaveLength(300);
});

test('of many combinations every pair is tried, in few rows, each whole', () => {
  const axes = [axis('a', 4), axis('b', 3), axis('c', 5), axis('d', 2), axis('e', 4)];
  const rows = optionMatrix(axes);
  expect(rows).toEqual(optionMatrix(axes));
  for (const row of rows) expect(Object.keys(row).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  const holds = (row: Row, key: string, value: unknown) => row[key] === value;
  for (const [index, one] of axes.entries())
    for (const other of axes.slice(index + 1))
      for (const first of one.values)
        for (const second of other.values)
          expect(rows.some((row) => holds(row, one.key, first) && holds(row, other.key, second))).toBe(true);
  // The two largest axes alone take 20 rows; all combinations would be 480.
  expect(rows.length).toBeLessThanOrEqual(24);
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
});

test.each([
  ['.github/workflows/ci.yaml', 'a pipeline runs it when it is pushed'],
  ['.gitlab-ci.yml', 'a pipeline runs it when it is pushed'],
  ['Jenkinsfile', 'a pipeline runs it when it is pushed'],
  ['a/.vscode/tasks.json', 'the editor obeys it, or runs what it names'],
  ['.devcontainer/Dockerfile', 'the editor builds and runs it'],
  ['.claude/settings.json', 'a coding agent obeys it, or runs what it names'],
  ['.envrc', 'the shell obeys it'],
  ['.pre-commit-config.yaml', 'git hooks run it'],
  ['.husky/pre-commit', 'git hooks run it'],
  ['tests/conftest.py', 'Python runs it'],
  ['a.pth', 'Python runs it'],
  ['setup.py', 'pip runs it'],
  ['src/flask.py', 'Python imports it in place of what is installed'],
  ['pip.conf', 'an installer obeys it'],
  ['.npmrc', 'a package manager obeys it, and runs its scripts'],
  ['.gitattributes', 'git obeys it'],
  ['compose.override.yaml', 'what builds, starts or deploys the app obeys it'],
  ['renovate.json5', 'a bot obeys it'],
  ['Makefile', 'a task runner runs it when asked'],
  ['AGENTS.md', 'a program takes its text for orders'],
  ['extra.py', 'Python may import it'],
  ['unheard-of', 'some program may run or obey it'],
])('%s acts by being there: %s', (path, why) => {
  expect(actingFiles(['README.md', path, 'src/app.py'])).toEqual([{ path, why }]);
});

test('names that only look like it do not act', () => {
  expect(actingFiles(['src/xsetup.py', 'Makefile.txt', 'Jenkinsfile.md', 'docs/compose.html'])).toEqual([]);
});

const fault = (path: string, text: string) => parseFault({ path, mode: '0644', content: Buffer.from(text) });

test('a file that is not what its name says is told, with the first error', async () => {
  expect(await fault('a.json', '{"a": 1}')).toBeUndefined();
  expect(await fault('a.json', '{"a": 1,}')).toMatchObject({
    reason: 'Expected double-quoted property name',
    at: { line: 1, column: 9 },
  });
  expect(await fault('a.json', '{\n  "a": [1,\n')).toMatchObject({ at: { line: 2, column: 11 } });
  expect(await fault('a.yaml', 'a: 1\n---\nb: [1\n')).toMatchObject({
    reason: expect.stringMatching(/^Flow sequence in block collection /),
    at: { line: 4, column: 1 },
  });
  expect(await fault('b.yml', 'a: 1\na: 2\n')).toMatchObject({
    reason: expect.stringContaining('Map keys must be unique'),
    at: { line: 2, column: 1 },
  });
  expect(await fault('a.yaml', 'a: 1\n---\nb: 2\n')).toBeUndefined();
});

test.each([
  '.vscode/settings.json',
  'a/.devcontainer/devcontainer.json',
  'tsconfig.json',
  'a/jsconfig.base.json',
  'a.txt',
  'json',
])('%s may have comments, or is not judged', async (path) => {
  expect(await fault(path, '// a: [\n{')).toBeUndefined();
});

test('a name that ends like one of those is still JSON', async () => {
  const reason = expect.stringMatching(/JSON|token/);
  expect(await fault('my.vscode/a.json', '//')).toMatchObject({ reason });
  expect(await fault('tsconfig.json.d/a.json', '//')).toMatchObject({ reason });
  expect(await fault('a.json5', '//')).toBeUndefined();
  expect(await fault('a.yaml.txt', '[')).toBeUndefined();
});
