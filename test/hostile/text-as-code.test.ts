import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, parse } from 'acorn';
import ejs from 'ejs';
import fc from 'fast-check';
import { Stop } from '../../src/errors';
import { plan } from '../../src/plan/plan';
import { runProgram as runTags } from '../../src/plan/render';
import type { Scope } from '../../src/project/scope';
import { PRINTED } from '../../src/template/language/printed-tags';
import type { Program } from '../../src/template/language/program';
import { runHere as runProgram } from '../kit/one-process';
import { filesIn, newFolder } from '../kit/program';
import { templateFolder } from '../kit/team';
import { compiled, refusal, textOf } from '../kit/templates';
import { type Cut, cuts, VANISHING, VANISHING_MANIFEST } from '../kit/vanishing';

/** The text of a template is never code: whatever meets what, it comes out as it was written, and nothing runs. */

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000) / 2;
const scope: Scope = { values: { flag: true, blank: '', many: ['x', 'y'], none: [] }, closed: new Set(), choices: {} };

const CANARY = 'canaryOfTheTemplate';
const TOUCH = `globalThis.${CANARY} = 1`;
const untouched = (): boolean => !(CANARY in globalThis);

const programOf = (source: string): Program => compiled({ 'a.txt.ejs': source }).files[0]!.program!;

/** The engine's own expression for its delimiters, written out. */
const DELIMITER = /<%%|%%>|<%=|<%-|<%_|<%#|<%|%>|-%>|_%>/g;

const identifiers = (node: unknown): readonly string[] => {
  if (typeof node !== 'object' || node === null) return [];
  const own = (node as Node).type === 'Identifier' ? [(node as unknown as { name: string }).name] : [];
  return [...own, ...Object.values(node).flatMap(identifiers)];
};

/** The names that EJS writes itself, ours, and those of the calls. */
const OURS = new Set(['__output', '__append', 's', 'undefined', 'it', '_', 'text', 'write', 'test', 'loop']);

const sourceOf = (program: Program): string => {
  const template = new ejs.Template(program.ejs, {
    localsName: 'it',
    _with: false,
    strict: true,
    compileDebug: false,
  } as ejs.Options & { async: false }) as ejs.Template & { source: string };
  template.compile();
  return template.source;
};

test('a forbidden text, cut anywhere by whatever vanishes, comes out as it was written', () => {
  fc.assert(
    fc.property(cuts(TOUCH), ({ source, text }) => {
      expect(textOf(plan(compiled({ 'a.txt.ejs': source }), scope)[0])).toBe(text);
      expect(untouched()).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('the engine sees the tags that were printed, and no name but ours is compiled', () => {
  fc.assert(
    fc.property(cuts(TOUCH), ({ source }) => {
      const program = programOf(source);
      const { texts, slots } = program;
      const blocks = slots.filter(({ kind }) => kind !== 'write').length;
      const others = program.ejs.split(PRINTED.otherwise).length - 1;
      const signs = program.ejs.match(DELIMITER) ?? [];
      expect(signs).toHaveLength(2 * (texts.length + slots.length + blocks + others));
      expect(program.ejs.replace(/<%[^%<>]*%>/g, '')).toBe('');
      const names = identifiers(parse(`function f(it) {${sourceOf(program)}}`, { ecmaVersion: 'latest' }));
      expect(names.filter((name) => name !== 'f' && !OURS.has(name))).toEqual([]);
    }),
    { numRuns: RUNS / 10 },
  );
});

const PROGRAM = programOf(
  'a<% if (flag) { %>b<%= blank %><% } else { %>c<% } %><% for (const x of many) { %><%= x %><% } %>',
);
const TAGS = {
  text: () => 'text',
  write: () => 'written',
  test: () => true,
  loop: () => [undefined],
};

test('a program that holds anything but its printed tags is never compiled', () => {
  const inserted = fc.oneof(
    fc.constantFrom('x', ' ', '\n', `<% ${TOUCH} %>`, `<%- ${TOUCH} %>`, '<%# c %>', '<%%', '%%>', '<% ; %>', TOUCH),
    fc.constantFrom(
      ...[0, 1, 2, 3, 9].flatMap((index) => [PRINTED.text(index), PRINTED.write(index), PRINTED.test(index)]),
    ),
    fc.constantFrom(PRINTED.end, PRINTED.otherwise, '-', '_', '=', '0', '/*', '*/', '//', '`'),
    fc.string({ minLength: 1, maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.nat(PROGRAM.ejs.length), fc.nat(8), inserted, (at, taken, text) => {
      const altered = PROGRAM.ejs.slice(0, at) + text + PROGRAM.ejs.slice(at + taken);
      fc.pre(altered !== PROGRAM.ejs);
      expect(() => runTags({ ...PROGRAM, ejs: altered }, TAGS)).toThrow(Error);
      expect(untouched()).toBe(true);
    }),
    { numRuns: RUNS / 10 },
  );
  expect(runTags({ ...PROGRAM }, TAGS)).toBe('texttextwrittenwritten');
});

test.each([
  ['a text is gone', { texts: ['a'] }],
  ['a text is too many', { texts: ['a', 'b', 'c', 'd'] }],
  ['a slot is gone', { slots: PROGRAM.slots.slice(1) }],
  ['slots changed places', { slots: [...PROGRAM.slots].reverse() }],
])('a program is not compiled where %s', (_, change) => {
  expect(() => runTags({ ...PROGRAM, ...change }, TAGS)).toThrow(/printed/);
});

test.each([
  ['a comment over a text', '<% /* %>x<% */ %>'],
  ['a comment over a value', '<% /* %><%= blank %><% */ %>'],
  ['a template literal over a text', '<% ` %>x<% ` %>'],
  ['a template literal over a value in code', '<% if (`${ %>x<% }`) { %>y<% } %>'],
  ['a string that goes on in the next line', "<% '\\\n %>x<% ' %>"],
  ['a string that is continued over a text', "<% 'a\\%>x<% ' %>"],
  ['a regular expression over a text', '<% / %>x<% / %>'],
  ['a class over a text', '<% class A { static { %>x<% } } %>'],
  ['a function over a text', '<% if ((() => { %>x<% })()) { %>y<% } %>'],
  ['an object over a text', '<% ({ a() { %>x<% } }) %>'],
  ['a label before a text', '<% a: %>x'],
  ['a marker of its own', '<% $1 %>x'],
  ['a marker as a statement', '<% ;$1; %>x'],
  ['a marker that is called', '<% $1() %>x'],
  ['a marker that is declared', '<% const $1 = flag %>x'],
  ['a loop over a marker', '<% for (const $1 of many) { %>x<% } %>'],
  ['a marker in an expression', '<%= $1 %>x'],
  ['a condition without braces before a text', '<% if (flag) %>x'],
  ['an else without braces before a text', '<% if (flag) { } else %>x'],
  ['a loop without braces before a text', '<% for (const x of many) %>x'],
  ['do before a text', '<% do %>x<% while (flag) %>'],
  ['a case before a text', '<% switch (blank) { case "": %>x<% } %>'],
  ['a declaration that takes a text', '<% const x = %>x'],
  ['an operator that takes a text', '<% flag && %>x'],
  ['a call that takes a text', '<% upper( %>x<% ) %>'],
  ['an HTML comment', '<% <!-- %>x<% --> %>'],
  ['the end of an HTML comment in a line of its own', '<%\n--> x\n%>x'],
  ['a hashbang', '<%\u200b#! x %>x'],
  ['a directive', "<% 'use strict' %>x"],
  ['a line separator that ends a comment', `<% // \u2028 ${TOUCH} %>x`],
  ['a paragraph separator that ends a comment', `<% // \u2029 ${TOUCH} %>x`],
  ['a carriage return that ends a comment', `<% // \r ${TOUCH} %>x`],
  ['a brace that ends the program', `<% } ${TOUCH}; { %>x`],
  ['a block', '<% { %>x<% } %>'],
  ['try', '<% try { %>x<% } finally { } %>'],
  ['with', '<% with (many) { %>x<% } %>'],
  ['export', '<% export { %>x<% } %>'],
  ['an empty comment tag', 'a<%#%>b'],
  ['an empty tag', 'a<%%>b<% %>c'],
])('code cannot hide or forge what stands for a text: %s', (_, source) => {
  expect(refusal({ 'a.txt.ejs': source }, scope)).toHaveLength(1);
  expect(untouched()).toBe(true);
});

test('a comment that takes a text in is named at the text', () => {
  expect(refusal({ 'a.txt.ejs': 'one\n<% /* %>two<% */ %>\n' }, scope)[0]).toMatch(
    /a\.txt\.ejs:2:9: a comment may not/,
  );
});

test('code soup over many tags is refused or gives its texts, and never runs', () => {
  const words = [
    '/*',
    '*/',
    '//',
    '`',
    "'",
    '"',
    '\\',
    '\n',
    '{',
    '}',
    '(',
    ')',
    ';',
    '$0',
    '$1',
    ';$2;',
    'a:',
    'if (flag) {',
    '} else {',
    'for (const x of many) {',
    'do ',
    '<!--',
    '-->',
    '\u2028',
    '=>',
    TOUCH,
    'flag',
    ',',
    '...',
  ];
  const code = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((parts) => `<% ${parts.join('')} %>`);
  const soup = fc.array(fc.oneof(code, fc.constantFrom('one', 'two', '<%= blank %>', '<', '%')), { maxLength: 8 });
  fc.assert(
    fc.property(soup, (parts) => {
      try {
        plan(compiled({ 'a.txt.ejs': parts.join('') }), scope);
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
      }
      expect(untouched()).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

describe('through every command', () => {
  const folder = newFolder();
  const sentinel = join(folder, 'PWNED');
  const touch = `globalThis.process.getBuiltinModule("fs").writeFileSync(${JSON.stringify(sentinel)}, "x")`;
  /** Every piece between the two signs of each tag, and some of everything. */
  const all: readonly Cut[] = [
    ...VANISHING.map((piece) => ({ source: `<${piece}% ${touch} %${piece}>\n`, text: `<% ${touch} %>\n` })),
    ...fc.sample(cuts(touch), { numRuns: 400, seed: 20_261_201 }),
  ];
  const template = templateFolder({
    'template.yaml': VANISHING_MANIFEST,
    ...Object.fromEntries(all.map(({ source }, index) => [`files/${index}.txt.ejs`, source])),
    'examples/one.yaml': 'name: my-app\n',
  });
  const made = ['my-app', '--template', template, '--registry-user', 'acme', '--yes', '--no-git'];
  const expectNothingRan = (ended: { readonly exitCode: number | null; readonly stderr: string }): void => {
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(sentinel)).toBe(false);
  };

  test.each([
    ['--dry-run', [...made, '--dry-run']],
    ['--diff', [...made, '--diff']],
    ['--dry-run --json', [...made, '--dry-run', '--json']],
    ['--help --template', ['--help', '--template', template]],
    ['completion --template', ['completion', '--template', template]],
  ])('%s reads a template and runs nothing of it', async (_, words) => {
    const ended = await runProgram(words);
    expectNothingRan(ended);
    expect(ended.stdout).toMatch(/0\.txt|flag/);
  });

  test('template check passes it and runs nothing of it', async () => {
    expectNothingRan(await runProgram(['template', 'check', template]));
  });

  test('a real run writes the texts as they are', async () => {
    const cwd = newFolder();
    expectNothingRan(await runProgram(made, { cwd }));
    const files = filesIn(join(cwd, 'my-app'));
    // Line breaks of a template are written as `\n`.
    const found = all.map((_, index) => Buffer.from(files.get(`${index}.txt`)!, 'latin1').toString());
    expect(found).toEqual(all.map(({ text }) => text));
  });
});
