import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './kit/program';

/** The rules of the house, read from the import lines. */

const ROOMS = [
  'errors',
  'text',
  'options',
  'template',
  'plan',
  'steps',
  'tidy',
  'proof',
  'report',
  'world',
  'commands',
  'main',
];
const ONLY_IN_WORLD = /^(node:fs|node:child_process|fs-extra|execa|inquirer|@inquirer\/)/;

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && item.name.endsWith('.ts'))
  .map((item) => ({
    path: relative(join(ROOT, 'src'), join(item.parentPath, item.name)),
    text: readFileSync(join(item.parentPath, item.name), 'utf8'),
  }));

const roomOf = (path: string): number => ROOMS.indexOf(path.split('/')[0]!.replace(/\.ts$/, ''));

const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) => name!);

test.each(sources.map(({ path, text }) => [path, text] as const))('%s keeps the rules', (path, text) => {
  const room = roomOf(path);
  expect(room).toBeGreaterThanOrEqual(0);
  const upward = importsOf(text)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(join(ROOT, 'src'), join(ROOT, 'src', path, '..', name)))
    .filter((target) => roomOf(target) > room);
  expect({ upward }).toEqual({ upward: [] });
  const effects = importsOf(text).filter((name) => ONLY_IN_WORLD.test(name));
  expect({ effects: path.startsWith('world/') ? [] : effects }).toEqual({ effects: [] });
  expect(text).not.toMatch(/\bprocess\.exit\(|\bconsole\.|\bTODO\b/);
});

test('no file has grown out of being one room', () => {
  const large = sources.filter(({ text }) => text.split('\n').length > 250).map(({ path }) => path);
  expect(large).toEqual([]);
});
