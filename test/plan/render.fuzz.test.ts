import ejs from 'ejs';
import fc from 'fast-check';
import { Stop } from '../../src/errors';
import { plan } from '../../src/plan/plan';
import type { Scope } from '../../src/project/scope';
import { compiled, textOf } from '../kit/templates';

/** What passes the gate means what EJS itself makes of it; everything else ends as a refusal, never as a fault of ours. */

const values = { a: 'one', b: '', n: 3, yes: true, l: ['p', 'q'] };
const scope: Scope = { values, closed: new Set(['a', 'l']), choices: {} };
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);

/** The gate's own words, as EJS would call them. No `in`: there it means another thing. */
const words = { bare: (value: unknown) => value, upper: (text: string) => text.toUpperCase() };
const byEjs = (source: string): string =>
  ejs.render(
    source,
    { ...values, ...words },
    { escape: (value?: unknown) => (Array.isArray(value) ? value.join(', ') : String(value)) },
  );

const byUs = (source: string): string | undefined => {
  try {
    return textOf(plan(compiled({ 'a.txt.ejs': source }), scope)[0]);
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
};

const WORDS = [
  ...[
    '<%',
    '<%=',
    '<% ',
    '<%= ',
    '%>',
    ' %>',
    '-%>',
    '<%#',
    '<%%',
    '%%>',
    '<%-',
    '_%>',
    '<%_',
    '\n',
    ' ',
    ' ',
    '\n',
    'text',
    '"',
    '\\',
    '`',
    '$',
    '${',
    '<',
    '%',
    '>',
    '-',
  ],
  ...[
    'if (',
    ') {',
    '{',
    '}',
    ' else ',
    'else if (',
    'for (const x of ',
    'for (const y of ',
    ';',
    '//',
    '/*',
    '*/',
    '<!--',
    '-->',
    'const',
    'let z = ',
    '$1',
    ';$2;',
    'a: ',
    '\u2028',
    'do ',
    '#!',
    '\\\n',
  ],
  ...[
    'a',
    'b',
    'n',
    'yes',
    'l',
    'x',
    'y',
    "'s'",
    '"t"',
    '1',
    '3',
    'true',
    '==',
    '!=',
    '===',
    '&&',
    '||',
    '!',
    '(',
    ')',
    ' ? ',
    ' : ',
    '.length',
    '.at(0)',
    '[0]',
    '+',
    '=',
    ',',
    'upper(',
    'bare(',
    'constructor',
    '\\u0061',
    'it',
    'this',
    '=>',
  ],
];

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((parts) => parts.join(''));

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', "'s'", '`t`', '"one"'),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `upper(${inner})`),
    fc.tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression')).map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('==', '!='), tie('expression'), tie('expression'), tie('expression'))
      .map(([left, sign, right, yes, no]) => `(${left} ${sign} ${right} ? ${yes} : ${no})`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([yes, no]) => `(!yes || n == 3 && l.length == 2 ? ${yes} : ${no})`),
  ),
}));

const ends = fc.constantFrom('%>', '-%>', ' %>\n', ' -%>\n');
const { block } = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'text',
      ' ',
      '\n',
      '"\\n"',
      "it's `${x}`",
      '<%% x %>',
      '%%>',
      '<%# note %>',
      '<%# note -%>\n',
      '< %',
      '\u2028é🙂',
    ),
    fc.tuple(expression, ends).map(([code, end]) => `<%= ${code} ${end}`),
    fc.tuple(tie('block'), tie('block')).map((parts) => parts.join('')),
    fc
      .tuple(expression, tie('block'), tie('block'), ends)
      .map(([code, yes, no, end]) => `<% if (${code}) { ${end}${yes}<% } else { ${end}${no}<% } ${end}`),
    fc
      .tuple(expression, expression, tie('block'), ends)
      .map(([one, other, body, end]) => `<% if (${one}) { %>${body}<% } else if (${other}) { ${end}x<% } %>`),
    fc
      .tuple(tie('block'), ends)
      // A loop in a loop must have another name: those inside count one up.
      .map(([body, end]) => [body.replace(/\bx(\d+)\b/g, (_, count) => `x${Number(count) + 1}`), end] as const)
      .map(([body, end]) => `<% for (const x0 of l) { ${end}<%= x0 %>${body}<% } ${end}`),
  ),
}));

test('what passes the gate is what EJS writes', () => {
  let passed = 0;
  fc.assert(
    fc.property(soup, (source) => {
      const ours = byUs(source);
      if (ours === undefined) return;
      passed += 1;
      expect(ours).toBe(byEjs(source));
    }),
    { numRuns: RUNS },
  );
  expect(passed).toBeGreaterThan(RUNS / 100);
});

test('every template of the grammar passes, and is what EJS writes', () => {
  fc.assert(
    fc.property(block, (source) => {
      expect(byUs(source)).toBe(byEjs(source));
    }),
    { numRuns: RUNS / 10 },
  );
});
