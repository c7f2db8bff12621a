import type { Value } from '../../../src/options/option';
import type { Scope } from '../../../src/project/scope';
import { newBudget } from '../../../src/template/language/budget';
import { evaluate } from '../../../src/template/language/evaluate';
import { FUNCTIONS } from '../../../src/template/language/functions';
import { judge } from '../../../src/template/language/judge-expression';
import { parseExpression } from '../../../src/template/language/parse-expression';
import { compiled, refusal as refusalIn } from '../../kit/templates';

const scope: Scope = {
  values: {
    name: 'my-app',
    description: 'Ä "text"',
    author: '',
    port: 8000,
    compose: true,
    ci: 'github',
    tags: ['latest', 'semver'],
    none: [],
    strategyTags: ['semver'],
  },
  closed: new Set(['name', 'ci', 'tags', 'none', 'strategyTags']),
  choices: { ci: ['github', 'none'], strategyTags: ['semver', 'sha'] },
};
const pins = { actions: { 'actions/checkout': { tag: 'v7', sha: '0123' } }, versions: { uv: { version: '0.13.9' } } };

const valueIn = (code: string): Value => {
  const expression = parseExpression(code);
  judge(expression, { scope, pins, loops: new Map() });
  return evaluate(expression, { scope, pins, budget: newBudget(), loops: new Map() });
};

test.each<[string, Value]>([
  ['name', 'my-app'],
  ['"a"', 'a'],
  ["'it\\'s'", "it's"],
  ['`x`', 'x'],
  ['42', 42],
  ['0', 0],
  ['true', true],
  ['!compose', false],
  ['!author', true],
  ['!none', true],
  ['!tags', false],
  ["ci == 'github'", true],
  ["'none' != ci", true],
  ['port == 8000', true],
  ['compose == true', true],
  ["'semver' in tags", true],
  ["!('sha' in tags)", true],
  ['name in tags', false],
  ["ci == 'github' && compose", true],
  ["author == '' || compose == false", true],
  ["author || 'nobody'", 'nobody'],
  ['author && name', ''],
  ["compose ? 'a' : 'b'", 'a'],
  ['(((name)))', 'my-app'],
  ['tags.length', 2],
  ['name.length', 6],
  ['tags.length == 2 ? 1 : 0', 1],
  ["join(tags, ', ')", 'latest, semver'],
  ['json(description)', '"Ä \\"text\\""'],
  ['json(tags)', '["latest","semver"]'],
  ['json(port)', '8000'],
  ["upper('aß')", 'ASS'],
  ["lower('ÀB')", 'àb'],
  ["snake('My App')", 'my_app'],
  ["kebab('myAppName 2')", 'my-app-name-2'],
  ["pascal('my-app')", 'MyApp'],
  ["title('my_app')", 'My App'],
  ["snake('日本')", ''],
  ["pin('actions/checkout')", 'actions/checkout@0123'],
  ["pinned('actions/checkout')", 'v7'],
  ["pinned('uv')", '0.13.9'],
  [' name ', 'my-app'],
  ['name\n', 'my-app'],
])('%s', (code, expected) => {
  expect(valueIn(code)).toEqual(expected);
});

/** What is wrong, in words: each is refused before anything is evaluated. */
test.each([
  'nothing',
  'constructor',
  'toString',
  '__proto__',
  'hasOwnProperty',
  'globalThis',
  'NaN',
  'Infinity',
  'bare',
  'upper',
  'process',
  'require',
  'undefined',
  'null',
  'arguments',
  'eval',
  'this',
  'it',
  'locals',
  'escapeFn',
  'include',
  'rethrow',
  "ci == 'gitlab'",
  "'gitlab' != ci",
  "'banana' in strategyTags",
  'port == "8000"',
  'compose == "true"',
  'tags == tags',
  "tags == 'latest'",
  'name in name',
  '1 in tags',
  'compose.length',
  'port.length',
  "'a'.length.length",
  'join(name, name)',
  'join(tags)',
  'join(tags, 1)',
  'upper(port)',
  'upper()',
  'upper(name, name)',
  "pin('nothing')",
  'pinned(ci)',
  'pin(name)',
  "pin('constructor')",
  'nothing(name)',
  'toString()',
  'bare(name)',
  'json(bare(name))',
])('%s is refused', (code) => {
  expect(() => valueIn(code)).toThrow();
});

/** A hostile corpus: each tries to reach beyond the answers. */
const HOSTILE = [
  "process.getBuiltinModule('fs')",
  "require('fs')",
  "import('fs')",
  "include('/etc/passwd')",
  'global.process',
  "globalThis['process']",
  'this.constructor',
  'name.constructor',
  "name['constructor']",
  "name.constructor.constructor('return process')()",
  "''.constructor.constructor('return 1')()",
  '[].constructor',
  '({}).constructor',
  '(() => 1)()',
  '(function () { return 1 })()',
  'function () {}',
  'async () => 1',
  'new Date()',
  "new Function('x')",
  'class {}',
  'new.target',
  'import.meta',
  'import.meta.url',
  "name = 'x'",
  "name += 'x'",
  'name++',
  '--port',
  'delete name',
  'typeof name',
  'void 0',
  '-1',
  '+1',
  '~1',
  'name + name',
  'port - 1',
  'port * 2',
  'port / 2',
  'port % 2',
  'port ** 2',
  'port < 1',
  'port > 1',
  'port <= 1',
  'port >= 1',
  'port << 1',
  'port & 1',
  'port | 1',
  'port ^ 1',
  "name === 'x'",
  "name !== 'x'",
  'name instanceof name',
  'name ?? name',
  'name?.length',
  'name?.[0]',
  'name[0]',
  'tags[0]',
  "tags['length']",
  'name.slice(1)',
  'tags.map(upper)',
  'name.at(0)',
  'tags.join()',
  'name.length()',
  'name.toString',
  'name.__proto__',
  '`${name}`',
  'upper`x`',
  'String.raw`x`',
  '/x/',
  '/x/.test(name)',
  '1n',
  '0x10',
  '1e3',
  '0.5',
  '1_000',
  '.5',
  'null',
  '[1, 2]',
  '[name]',
  '[...tags]',
  '{}',
  '{a: 1}',
  '({a: 1})',
  '({name})',
  'name, name',
  '(name, name)',
  '...tags',
  'upper(...tags)',
  'yield name',
  'await name',
  "await import('fs')",
  'super.x',
  '#x in name',
  'name => name',
  'let x = 1',
  'x: name',
  'debugger',
  'throw name',
  'name; name',
  'name;',
  'name)',
  '(name',
  'name) + (name',
  'name) ; process.exit(1); (name',
  '',
  ' ',
  '// name',
  '/* name */',
  '/* */ name name',
  'n\\u0061me',
  '\\u{6e}ame',
  '\\u0070rocess',
  "n\\u0061me == 'x'",
  'upp\\u0065r(name)',
  'name.l\\u0065ngth',
  'tags.\\u006cength',
  'nаme',
  'ｎame',
  'na\u200dme',
  '𝓃ame',
  '$name',
  '_name',
  '__dirname',
  'name$',
  '$0',
  '$1;',
  ';$0;',
  'upper(name',
  'upper()()',
  'bare(name)(name)',
  'pin.call(name)',
  'pin?.(name)',
  '<!-- name',
  'name --> x',
  '#!/bin/sh',
  "'unclosed",
  "'a\nb'",
  '`unclosed',
  "'\\u{110000}'",
  'if (name) {}',
  'for (;;) {}',
  'while (1) {}',
  'with (name) {}',
  'export default name',
  "import x from 'y'",
  'name in',
  'in tags',
  '? 1 : 2',
  'name ? 1',
  '== name',
  'a => { b }',
  '@x',
  '\\',
  '#',
  '\0',
  'name\u2028name',
  'name\u0000',
];

test.each(HOSTILE)('%j cannot be written in an expression', (code) => {
  expect(() => parseExpression(code)).toThrow(expect.objectContaining({ name: 'Fault' }));
});

const refusal = (text: string): string => refusalIn({ 'a.txt.ejs': text }, scope, pins).join('\n');

describe('in a file', () => {
  test.each(HOSTILE)('%j cannot be written', (code) => {
    // What ends or opens a tag is cut by the tags first.
    for (const text of [
      `a <%= ${code} %> b`,
      `<% if (${code}) { %>x<% } %>`,
      `<% for (const x of ${code}) { %>x<% } %>`,
    ])
      expect(refusal(text)).toMatch(/^a\.txt\.ejs:\d+:\d+: /);
  });

  test.each([
    '<%- name %>',
    '<%_ if (compose) { _%><%_ } _%>',
    '<% name %>',
    '<% ; name ; %>',
    '<% let x = 1 %>',
    '<% var x %>',
    '<% const x = name %>',
    '<% { %>x<% } %>',
    '<% if (compose) %>x',
    '<% if (compose) { %>x',
    'x<% } %>',
    '<% if (compose) { %>x<% } else %>y',
    '<% for (let x of tags) { %><% } %>',
    '<% for (var x of tags) { %><% } %>',
    '<% for (x of tags) { %><% } %>',
    '<% for (const [x] of tags) { %><% } %>',
    '<% for (const {x} of tags) { %><% } %>',
    '<% for (const x in tags) { %><% } %>',
    '<% for await (const x of tags) { %><% } %>',
    '<% for (const x of tags) %>y',
    '<% for (const name of tags) { %><% } %>',
    '<% for (const upper of tags) { %><% } %>',
    '<% for (const bare of tags) { %><% } %>',
    '<% for (const x of tags) { %><% for (const x of tags) { %><% } %><% } %>',
    '<% for (const x of name) { %><% } %>',
    '<% for (const __proto__ of tags) { %><% } %>',
    '<% for (const \\u0078 of tags) { %><% } %>',
    '<% for (const x of tags) { %><% } %><%= x %>',
    '<% for (;;) { %><% } %>',
    '<% while (true) { %><% } %>',
    '<% do { %><% } while (true) %>',
    '<% switch (name) { case 1: %>x<% } %>',
    '<% try { %>x<% } catch { } %>',
    '<% function f() { %>x<% } %>',
    '<% class A { } %>',
    '<% label: for (const x of tags) { %><% } %>',
    '<% for (const x of tags) { break } %>',
    '<% return %>',
    '<% throw name %>',
    '<% debugger %>',
    '<% "use strict" %>',
    '<% import x from "fs" %>',
    '<% export const x = 1 %>',
    '<% with (name) { %>x<% } %>',
    '<% process.exit(1) %>',
    '<% include("x") %>',
    '<% it.write(0) %>',
    '<% __append(name) %>',
    '<% __output = name %>',
    '<% $0 %>',
    '<% ;$0; %>x',
    'x<% ;$0; %>',
    '<% if (compose) { $0 } %>x',
    '<% /* %>hidden<% */ %>',
    '<% if (compose) { /* %>hidden<% */ } %>',
    '<%= name /* %>x<% */ %>',
    '<% if (compose /* %>x<% */) { } %>',
    '<%= name',
    '<% if',
    '<%= name /* x */ %>',
    '<%= name // x\n%>',
    'x %>',
    '-%>',
    '<%= %>',
    '<% %>',
    '<%=%>',
    '<%= <%= name %> %>',
    '<%# <% %>',
    '<%= "%>" %>',
    '<%= name) ; process.exit(1) ; (name %>',
    '<%= name)) ; it.write((0 %>',
    '<%= name } %>',
    '<% } %>x<% { %>',
    '<% if (compose) { } } { %>',
    '<% if (compose = true) { %>x<% } %>',
    '<% if (compose) { process.exit() } %>',
    '<% if (compose) { name } %>',
    '<% if (true) { let a } %>',
    '<% async function f() {} %>',
    '<% (() => { %>x<% })() %>',
    '<% tags.forEach((x) => { %>x<% }) %>',
    '<% if (compose) { %>x<% } else if (nothing) { %>y<% } %>',
    '<% if (!compose) { %><%= nothing %><% } %>',
    '<% for (const x of none) { %><%= nothing %><% } %>',
    '<%= author && compose %>',
    '<%= tags.length || name %>',
    "<%= compose ? 1 : 'a' %>",
    '<%= bare() %>',
    '<%= bare(name, name) %>',
    '<%= bare?.(name) %>',
    '<%= b\\u0061re(name) %>',
    '<%= bare(bare(name)) %>',
    '<%= (bare(name)) %>',
    '<%= bare(...tags) %>',
  ])('%j is refused, with its place', (text) => {
    expect(refusal(text)).toMatch(/^a\.txt\.ejs:\d+:\d+: /);
  });

  test('the place is that of the construct, in lines and columns of the file', () => {
    expect(refusal('one\ntwo <%= name %>\n  <% if (compose) { %>\n    <%= upper(nothing) %>\n<% } %>')).toBe(
      'a.txt.ejs:4:15: nothing: there is no answer "nothing"',
    );
    expect(refusal('<% if (compose) { %>\n<% } else if (\n   name.slice) { %><% } %>')).toBe(
      'a.txt.ejs:3:4: name.slice: only .length can be read of a value',
    );
    expect(refusal('a\n\n<% if (compose) { %>b')).toMatch(/^a\.txt\.ejs:3:\d+: /);
    expect(refusal('é <%=\n  ci == "gitlab" %>')).toBe('a.txt.ejs:2:9: "gitlab": it can never be this');
  });

  test('what a message shows of a template is on one line and has no controls', () => {
    expect(refusal('<%= "\u001b[31m\u202e" + name %>')).toBe(
      'a.txt.ejs:1:5: "\ufffd[31m\ufffd" + name: the operator + is not allowed',
    );
    expect(refusal(`<%= "${'x'.repeat(500)}" + name %>`).length).toBeLessThan(150);
  });

  test('nothing of a template reaches the engine but text', () => {
    const program = compiled({
      'a.txt.ejs':
        '<% for (const each of tags) { %>a<%= each == "x" ? name : ci %><% } %><% if (compose) { %>b<% } else { %>c<% } %>',
    }).files[0]!.program!;
    const code = [...program.ejs.matchAll(/<%-?([^%]*)%>/g)].map(([, inner]) => inner!.trim().replace(/\d+/g, 'N'));
    expect(new Set(code)).toEqual(
      new Set(['for (const _ of it.loop(N)) {', 'it.text(N)', 'it.write(N)', '}', 'if (it.test(N)) {', '} else {']),
    );
  });
});

test('every function says what it does and keeps to its types', () => {
  for (const [name, { parameters, result, summary }] of Object.entries(FUNCTIONS)) {
    expect([name, parameters.length > 0, summary.length > 10, ['text', 'list'].includes(result)]).toEqual([
      name,
      true,
      true,
      true,
    ]);
  }
});

test('answers with names from the prototype are read, and only when they are there', () => {
  const values = Object.assign(Object.create(null), { constructor: 'own' }) as Record<string, Value>;
  const at = { scope: { ...scope, values }, pins, loops: new Map<string, string>() };
  const expression = parseExpression('constructor');
  expect(judge(expression, { ...at, loops: new Map() }).type).toBe('text');
  expect(evaluate(expression, { ...at, budget: newBudget() })).toBe('own');
});
