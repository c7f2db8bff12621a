import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
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

const MOST_LINES = { file: 250, function: 40 };

const isCode = (line: string): boolean => /\S/.test(line) && !/^\s*(\/\/|\/\*|\*)/.test(line);

/** Counts the lines of code of a part of a file. */
const codeIn = (node: ts.Node, file: ts.SourceFile): number =>
  file.text.slice(node.getStart(file), node.end).split('\n').filter(isCode).length;

/** Lines within a function that are counted elsewhere, or are a text: functions with a name, and scripts. */
const apart = (node: ts.Node, file: ts.SourceFile): number => {
  let lines = 0;
  ts.forEachChild(node, (child) => {
    const named = ts.isVariableDeclaration(child) && child.initializer && ts.isFunctionLike(child.initializer);
    const own = named || ts.isTemplateLiteral(child) ? codeIn(child, file) - 1 : apart(child, file);
    lines += own;
  });
  return lines;
};

/** A list or a mapping that stands at the top of a file: a row more makes nothing harder to read. */
const isTable = (statement: ts.Statement): boolean => {
  if (!ts.isVariableStatement(statement)) return false;
  let value = statement.declarationList.declarations[0]?.initializer;
  while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression;
  return value !== undefined && (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value));
};

const namesOf = (node: ts.Node): ReadonlySet<string> => {
  const names = new Set<string>();
  const visit = (each: ts.Node): void => {
    if (ts.isIdentifier(each)) names.add(each.text);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return names;
};

const declaredBy = (statement: ts.Statement): readonly string[] =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.getText())
    : [(statement as ts.FunctionDeclaration).name?.text ?? ''];

const lineOf = (node: ts.Node, file: ts.SourceFile): number =>
  file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

/** @returns the line before which a file falls apart most easily: the fewest names are used on the other side. */
const whereToSplit = (file: ts.SourceFile): string => {
  const statements = file.statements.filter((statement) => !ts.isImportDeclaration(statement));
  const used = statements.map(namesOf);
  const code = statements.map((statement) => (isTable(statement) ? 0 : codeIn(statement, file)));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const ways = statements.slice(1).map((statement, index) => {
    const crossing = statements.flatMap((other, at) =>
      declaredBy(other).filter((name) => used.some((names, user) => at <= index !== user <= index && names.has(name))),
    );
    const line = lineOf(statement, file);
    const share = Math.abs(sum(code.slice(0, index + 1)) / sum(code) - 0.5);
    return { line, crossing, cost: crossing.length + 20 * share };
  });
  const { line, crossing } = ways.reduce((best, way) => (way.cost < best.cost ? way : best));
  return `split it before line ${line}: ${crossing.join(', ') || 'no name'} would be shared`;
};

/** @returns each function of a file with too many lines, and the file itself. */
const tooLarge = ({ path, text }: Source): readonly string[] => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const own = ts.isFunctionLike(node) ? codeIn(node, file) - apart(node, file) : 0;
    if (own > MOST_LINES.function)
      found.push(`${path}:${lineOf(node, file)}: a function of ${own} lines: name a step of it`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const tables = file.statements.filter(isTable).reduce((sum, statement) => sum + codeIn(statement, file), 0);
  const lines = text.split('\n').filter(isCode).length - tables;
  return lines > MOST_LINES.file ? [...found, `${path}: ${lines} lines: ${whereToSplit(file)}`] : found;
};

test('no function and no file has grown out of being one thing', () => {
  expect(sources.flatMap(tooLarge)).toEqual([]);
});

test('a file that has grown is told where it falls apart', () => {
  const half = (name: string): string =>
    `${Array.from({ length: 130 }, (_, at) => `const ${name}${at} = () => ${at === 0 ? 0 : `${name}${at - 1}()`};`).join('\n')}\n`;
  const text = `export const TABLE = [\n${'  1,\n'.repeat(300)}];\n${half('a')}${half('b')}`;
  const long = `const long = () => {\n${'  f();\n'.repeat(50)}};\n`;
  expect(tooLarge({ path: 'x.ts', text, imports: [] })).toEqual([
    'x.ts: 260 lines: split it before line 433: no name would be shared',
  ]);
  expect(tooLarge({ path: 'x.ts', text: long, imports: [] })).toEqual([
    'x.ts:1: a function of 52 lines: name a step of it',
  ]);
});

/** What knip finds: files, exports and dependencies that nothing uses. `@internal` marks what only a test may import. */
test.each([
  ['at all', []],
  ['by the program', ['--production', '--include', 'files,exports,types']],
])('nothing is there that is not used %s', (_, words) => {
  const knip = ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints', ...words];
  const { stdout, stderr } = spawnSync(process.execPath, knip, { cwd: ROOT, encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});
