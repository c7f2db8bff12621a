import fc from 'fast-check';
import { Stop } from '../../../src/errors';
import { plan } from '../../../src/plan/plan';
import type { Scope } from '../../../src/project/scope';
import { languageOf } from '../../../src/template/language/language';
import { carried } from '../../kit/hostile';
import { compiled, textOf } from '../../kit/templates';
import { PIECES, type Pieces } from './pieces';
import { hasReader, readAll } from './readers';

/** Files at random, of which the test knows from their making whether a text can stand where it stands. */

const TAG = '<%= text %>';
const scopeWith = (text: string): Scope => ({
  values: { text, flag: true, list: ['a', 'b'] },
  closed: new Set(['flag']),
  choices: {},
});

const numbered = (pieces: readonly string[]): string =>
  pieces
    .map((piece, index) => piece.replaceAll('@', String(index)))
    .join('')
    .replaceAll('VALUE', TAG);

const refusalOf = (path: string, text: string): string | undefined => {
  try {
    compiled({ [`${path}.ejs`]: text });
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.problems[0]!.message;
    throw error;
  }
};

/** A piece as it is, in a branch, in both branches, or in a loop: closed pieces stay closed. */
const branched = (piece: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: piece },
    { weight: 1, arbitrary: piece.map((text) => `<% if (flag) { -%>\n${text}<% } -%>\n`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(piece, piece)
        .map(([one, other]) => `<% if (!flag) { -%>\n${one}<% } else { -%>\n${other}<% } -%>\n`),
    },
    { weight: 1, arbitrary: piece.map((text) => `<% for (const item of list) { -%>\n${text}<% } -%>\n`) },
  );

const some = (pieces: readonly string[], least = 0): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.constantFrom(...pieces), { minLength: least, maxLength: 6 });
const someBranched = (pieces: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.array(branched(fc.constantFrom(...pieces)), { maxLength: 6 });

const RUNS = { numRuns: 150 };
/** A file of JSON needs a last line, and one of Markdown or Make no more. */
const whole = ({ path, before }: Pieces, text: string): string =>
  `${before}${text}${path.endsWith('.json') ? '"z": 0\n}\n' : ''}`;

describe.each(PIECES.map((pieces) => [pieces.path, pieces] as const))('%s', (path, pieces) => {
  test('is taken where only closed pieces stand round the places that take a text', () => {
    fc.assert(
      fc.property(someBranched([...pieces.closed, ...pieces.taken]), some(pieces.taken, 1), (around, taken) => {
        expect(refusalOf(path, whole(pieces, numbered([...around, ...taken])))).toBeUndefined();
      }),
      RUNS,
    );
  });

  test('is refused where one place does not take a text, whatever stands round it', () => {
    fc.assert(
      fc.property(
        someBranched(pieces.closed),
        branched(fc.constantFrom(...pieces.refused)),
        some(pieces.closed),
        (before, wrong, after) => {
          expect(refusalOf(path, whole(pieces, numbered([...before, wrong, ...after])))).toEqual(expect.any(String));
        },
      ),
      RUNS,
    );
  });

  test('is refused where one branch of two leaves something open', () => {
    fc.assert(
      fc.property(
        some(pieces.closed),
        fc.constantFrom(...pieces.open),
        fc.boolean(),
        fc.constant(pieces.taken[0]!),
        (before, open, first, taken) => {
          const branch = first ? `<% if (flag) { %>${open}<% } %>` : `<% if (flag) { %><% } else { %>${open}<% } %>`;
          expect(refusalOf(path, whole(pieces, numbered([...before, branch, taken])))).toEqual(expect.any(String));
        },
      ),
      RUNS,
    );
  });
});

const HARMLESS = 'Qwx7z';

test.each(
  PIECES.filter(({ path }) => hasReader(languageOf(path.toLowerCase()))).map(
    (pieces) => [pieces.path, pieces] as const,
  ),
)('%s: what is taken is read as it was by the real reader', (path, pieces) => {
  const language = languageOf(path.toLowerCase());
  const starts = ['shell', 'makefile', 'dotenv'].includes(language);
  const texts = carried(language)
    .map(({ value }) => value)
    .filter(
      (text) => text !== '' && !text.startsWith('-') && text.length < 200 && !/[\u0000-\u0008\u000b-\u001f]/.test(text),
    );
  const files = fc.sample(
    fc.tuple(some(pieces.closed), some(pieces.taken, 1), fc.constantFrom(...texts)),
    starts ? 25 : 150,
  );
  const rendered = (text: string, given: string) =>
    textOf(plan(compiled({ [`${path}.ejs`]: text }), scopeWith(given))[0]);
  const sources = files.map(([closed, taken]) => whole(pieces, numbered([...closed, ...taken])));
  const before = readAll(sources.map((text) => [language, rendered(text, HARMLESS)]));
  const after = readAll(sources.map((text, index) => [language, rendered(text, files[index]![2])]));
  files.forEach(([, , value], index) => {
    const expected = JSON.stringify(before[index]).replaceAll(HARMLESS, () => JSON.stringify(value).slice(1, -1));
    expect([sources[index], JSON.stringify(after[index])]).toEqual([sources[index], expected]);
  });
  expect(JSON.stringify(before)).not.toMatch(/"error"|"status"/);
});
