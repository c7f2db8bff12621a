import fc from 'fast-check';
import { LastLines } from '../../src/machine/last-lines';

/** What is kept of a stream, however its bytes come. */

const fed = (parts: readonly Buffer[], wants?: (line: string) => boolean): string => {
  const lines = new LastLines(wants);
  for (const part of parts) lines.take(part);
  return lines.text();
};

/** A text in pieces, cut anywhere, in the middle of a character too. */
const pieces = fc
  .tuple(
    fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', '😀', '\n', '\r\n') }), { maxLength: 20 }),
    fc.array(fc.nat(5), { minLength: 1 }),
  )
  .map(([texts, sizes]) => {
    const bytes = Buffer.from(texts.join(''));
    const parts: Buffer[] = [];
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const size = sizes[turn % sizes.length]! + 1;
      parts.push(bytes.subarray(at, at + size));
      at += size;
    }
    return { bytes, parts };
  });

test('the lines are the same, however the stream is cut', () => {
  fc.assert(
    fc.property(pieces, ({ bytes, parts }) => {
      const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n').slice(-200);
      expect(fed(parts)).toBe(lines.map((line) => line.replace(/\r$/, '')).join('\n'));
    }),
  );
});

test('a line is taken whole or kept, never both', () => {
  fc.assert(
    fc.property(pieces, ({ bytes, parts }) => {
      const taken: string[] = [];
      const kept = fed(parts, (line) => line.includes('ü') && taken.push(line) > 0);
      expect(kept).not.toContain('ü');
      const wanted = bytes
        .toString('utf8')
        .split(/\r?\n/)
        .filter((line) => line.includes('ü'));
      expect(taken).toEqual(wanted);
    }),
  );
});

test('of many lines the last are kept, and of a long one its beginning and its end', () => {
  const many = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`);
  expect(fed(many.map((line) => Buffer.from(line))).split('\n')).toEqual(
    many.slice(-200).map((line) => line.trimEnd()),
  );
  const long = Buffer.concat([Buffer.from('begin'), Buffer.alloc(50_000, 'x'), Buffer.from('end')]);
  expect(fed([long])).toMatch(/^beginx+\.\.\.x+end$/);
  expect(fed([long]).length).toBeLessThan(5000);
});

test('a line without an end does not fill the memory', () => {
  const lines = new LastLines();
  const before = process.memoryUsage().heapUsed;
  const part = Buffer.alloc(64 * 1024, 'x');
  for (let count = 0; count < 4000; count += 1) lines.take(part);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  expect(lines.text().length).toBeLessThan(5000);
});
