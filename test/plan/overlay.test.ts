import { overlay, removeProblems } from '../../src/plan/overlay';
import { plan } from '../../src/plan/plan';
import type { Scope } from '../../src/project/scope';
import { compiled, type Files, textOf } from '../kit/templates';

/** A team's template over the built-in one. */

const scope: Scope = {
  values: { packageName: 'my_app', compose: true, ci: 'none' },
  closed: new Set(['packageName']),
  choices: { ci: ['github', 'none'] },
};
const base = compiled({
  'README.md': 'base',
  'src/[packageName]/app.py': 'base',
  'src/[packageName]/other.py': 'base',
  'srcs.txt': 'base',
  '@compose/compose.yaml': 'base',
  'list.txt': 'base\n',
  '@ci=github/ci.txt': 'base',
});

const made = (files: Files, remove: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(
    plan(overlay(base, { template: compiled(files), remove }, scope), scope).map((each) => [each.path, textOf(each)]),
  );

const BASE = {
  'README.md': 'base',
  'compose.yaml': 'base',
  'list.txt': 'base\n',
  'src/my_app/app.py': 'base',
  'src/my_app/other.py': 'base',
  'srcs.txt': 'base',
};

test('files of the same resulting path are replaced, others are added', () => {
  expect(made({})).toEqual(BASE);
  expect(made({ '@compose/README.md': 'team', 'src/my_app/app.py': 'team', more: 'team' })).toEqual({
    ...BASE,
    'README.md': 'team',
    'src/my_app/app.py': 'team',
    more: 'team',
  });
});

test('a file whose condition does not hold replaces nothing, and a part adds its lines', () => {
  expect(made({ '@!compose/README.md': 'team', 'list.txt.part': 'team\n' })).toEqual({
    ...BASE,
    'list.txt': 'base\nteam\n',
  });
});

test('what is removed: a file, a folder with all in it, a path with the package’s name', () => {
  const without = (...paths: string[]) =>
    Object.fromEntries(Object.entries(BASE).filter(([path]) => !paths.includes(path)));
  expect(made({}, ['compose.yaml'])).toEqual(without('compose.yaml'));
  for (const folder of ['src', 'src/', 'src/[packageName]'])
    expect(made({}, [folder])).toEqual(without('src/my_app/app.py', 'src/my_app/other.py'));
  expect(made({}, ['src/[packageName]/app.py', 'srcs.txt'])).toEqual(without('src/my_app/app.py', 'srcs.txt'));
});

test('a removed path that no file has is a mistake', () => {
  const placeOf = (path: readonly (string | number)[]): string => `acme/template.yaml:${path.join('.')}`;
  expect(removeProblems(base, ['README.md', 'src/', 'ci.txt', 'src/[packageName]'], placeOf)).toEqual([]);
  expect(removeProblems(base, ['sr', 'README'], placeOf)).toEqual(
    ['sr', 'README'].map((path, index) => ({
      code: 'template',
      message: `acme/template.yaml:remove.${index}: remove: the built-in template has no file "${path}"`,
      flag: `acme/template.yaml:remove.${index}`,
      value: path,
      fix: 'write the path as it is in a new repository, or take it out',
    })),
  );
});

test('a path of the team that cannot be read is told once, when it is planned', () => {
  for (const path of ['@nothing/a', '[nothing]/a'])
    expect(() => made({ [path]: '' })).toThrow(expect.objectContaining({ name: 'Stop', outcome: 'data' }));
});
