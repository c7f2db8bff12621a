import fc from 'fast-check';
import { RE2JS } from 're2js';
import { isNode, parseDocument, visit } from 'yaml';
import { patternSize } from '../../src/template/manifest/pattern-size';
import { entriesIn } from '../../src/yaml/bounds';
import { readYaml } from '../../src/yaml/read-yaml';

/** What is counted before anything is parsed is no less than what the parser then finds. */

const nodesIn = (text: string): number => {
  let count = 0;
  visit(parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }), {
    Node: (_, node) => {
      if (isNode(node)) count += 1;
    },
  });
  return count;
};

const signs = fc.constantFrom(
  ...'ab:,[]{}-?&*!|>\'"#%@ \n\t'.split(''),
  '- ',
  ': ',
  '? ',
  '\n  ',
  '\n- ',
  'k: v\n',
  '{a: b, ',
);

test('a text has no more nodes than two for each entry that was counted', () => {
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      try {
        expect([text, nodesIn(text)]).toEqual([text, expect.any(Number)]);
        expect(nodesIn(text)).toBeLessThanOrEqual(2 * entriesIn(text) + 2);
      } catch (error) {
        // The parser itself gives up on some.
        if ((error as Error).name === 'JestAssertionError' || /toBeLess/.test(String(error))) throw error;
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a key that stands twice is found at any depth, and nowhere else', async () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', '__proto__');
  const mapping = (depth: number): fc.Arbitrary<{ text: string; twice: boolean }> =>
    fc
      .array(fc.tuple(key, depth === 0 ? fc.constant({ text: '1', twice: false }) : mapping(depth - 1)), {
        maxLength: 3,
      })
      .map((rows) => ({
        text: `{${rows.map(([name, { text }]) => `${name}: ${text}`).join(', ')}}`,
        twice: new Set(rows.map(([name]) => name)).size < rows.length || rows.some(([, { twice }]) => twice),
      }));
  await fc.assert(
    fc.asyncProperty(mapping(3), async ({ text, twice }) => {
      const answer = await readYaml(text, 'plain');
      expect([text, 'reason' in answer && answer.reason]).toEqual([text, twice && 'Map keys must be unique']);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['^[A-Z]{2}[0-9]{4}$', 8],
  ['(a{30}){30}', 900],
  ['(?:\\pL{1,30}.?){1,30}', 930],
  ['a{2,}', 3],
  ['[a-z]{10}', 10],
  ['\\{9', 2],
  ['((a|b){10}c){10}', 310],
])('the size of %s is %i', (pattern, size) => {
  expect(patternSize(pattern)).toBe(size);
});

test('a pattern of the size that is allowed is made and judged in little time', () => {
  for (const pattern of ['(?:\\pL{1,30}.?){1,31}', '(?i)[\\pL\\pN]{999}', '(?:(?:a|b|c|d){1,10}){1,14}', '.{1,999}']) {
    expect(patternSize(pattern)).toBeLessThanOrEqual(1_000);
    const began = Date.now();
    RE2JS.compile(pattern).matches('a1'.repeat(2_000));
    expect([pattern, Date.now() - began < 3_000]).toEqual([pattern, true]);
  }
});
