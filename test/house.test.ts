import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './kit/program';

/** The rules of the house, read from the import lines; CONTRIBUTING.md draws it. */

/** Rooms of one row do not know each other; a row knows the ones above it. */
const ROWS = [
  ['errors'],
  ['text'],
  ['yaml'],
  ['options'],
  ['machine', 'project'],
  ['template', 'repository', 'steps'],
  ['plan'],
  ['writing'],
  ['sources'],
  ['commands'],
  ['apart.worker', 'main'],
] as const;

/** What only works out something: neither the disk nor another program is touched there. */
const PURE =
  /^(errors|text|yaml|options|project|template|plan|commands\/verify\/(contracts|reading)|commands\/clean\/judge)(\/|\.ts$)/;
const EFFECTS = /^(node:fs|node:child_process|node:worker_threads|fs-extra|execa|inquirer|@inquirer\/)/;

interface Import {
  readonly name: string;
  readonly target?: string;
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const importsOf = (path: string, text: string): readonly Import[] =>
  [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) =>
    name!.startsWith('.') ? { name: name!, target: `${join(path, '..', name!)}.ts` } : { name: name! },
  );

const sources: readonly Source[] = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && item.name.endsWith('.ts'))
  .map((item) => {
    const path = relative(join(ROOT, 'src'), join(item.parentPath, item.name));
    const text = readFileSync(join(item.parentPath, item.name), 'utf8');
    return { path, text, imports: importsOf(path, text) };
  });

const roomOf = (path: string): string => path.split('/')[0]!.replace(/\.ts$/, '');
const rowOf = (path: string): number => ROWS.findIndex((row) => (row as readonly string[]).includes(roomOf(path)));
const commandOf = (path: string): string | undefined => /^commands\/([^/]+)\//.exec(path)?.[1];

test('every file lies in a room', () => {
  expect(sources.filter(({ path }) => rowOf(path) < 0).map(({ path }) => path)).toEqual([]);
});

test.each(sources.map((source) => [source.path, source] as const))('%s keeps the rules', (path, { text, imports }) => {
  const inside = imports.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const upward = inside.filter((target) => roomOf(target) !== roomOf(path) && rowOf(target) >= rowOf(path));
  const foreign = inside.filter((target) => {
    const [own, other] = [commandOf(path), commandOf(target)];
    return own !== undefined && other !== undefined && own !== other;
  });
  const effects = PURE.test(path) ? imports.map(({ name }) => name).filter((name) => EFFECTS.test(name)) : [];
  expect({ upward, foreign, effects }).toEqual({ upward: [], foreign: [], effects: [] });
  expect(text).not.toMatch(/\bprocess\.exit\(|\bconsole\.|\bTODO\b/);
});

/** @returns a way from a file back to itself, for each file that has one. */
const circles = (): readonly string[] => {
  const next = new Map(sources.map(({ path, imports }) => [path, imports.flatMap(({ target }) => target ?? [])]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (done.has(path) || way.includes(path)) return;
    for (const target of next.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  return found;
};

test('no file leads back to itself, types included', () => {
  expect(circles()).toEqual([]);
});

test('no file has grown out of being one room', () => {
  const large = sources.filter(({ text }) => text.split('\n').length > 250).map(({ path }) => path);
  expect(large).toEqual([]);
});

/** What knip finds: files, exports and dependencies that nothing uses. `@internal` marks what only a test may import. */
test.each([
  ['at all', []],
  ['by the program', ['--production']],
])('nothing is there that is not used %s', (_, words) => {
  const knip = ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints', ...words];
  const { stdout, stderr } = spawnSync(process.execPath, knip, { cwd: ROOT, encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});
