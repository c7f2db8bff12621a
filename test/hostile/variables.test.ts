import fc from 'fast-check';
import { buildArgumentWords, passed } from '../../src/repository/variables';

/** Whatever names and values a repository has: docker reads from our file what was meant, and nothing of the user's. */

/** As docker's client reads a file of variables (opts/file.go): a line without `=` takes the client's own variable. */
const readByDocker = (file: string): readonly (readonly [string, string | undefined])[] =>
  file
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, undefined] : [line.slice(0, at), line.slice(at + 1)];
    });

const piece = fc.constantFrom(
  'A',
  'X',
  'GITHUB_TOKEN',
  '=',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '#',
  '\0',
  '\u2028',
  '"',
  '-',
  '$',
  '1',
  '_',
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
const variables = fc.dictionary(text, text, { noNullPrototype: true });
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

test('a line of the file is always one variable that was given, with its value', () => {
  fc.assert(
    fc.property(variables, variables, (found, given) => {
      const { file, words, inherited } = passed(found, given, () => false);
      const all: Record<string, string> = { ...found, ...given };
      for (const [name, value] of readByDocker(file)) {
        expect(name).toMatch(NAME);
        expect(value).toBe(all[name]);
      }
      words.forEach((word, index) => {
        if (index % 2 === 0) expect(word).toBe('--env');
        else if (word.includes('=')) expect(all[word.split('=')[0]!]).toBe(word.slice(word.indexOf('=') + 1));
        else expect(inherited[word]).toBe(given[word]);
      });
      for (const name of Object.keys(inherited)) expect(Object.hasOwn(given, name)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('every variable either arrives or is named in a note', () => {
  fc.assert(
    fc.property(variables, variables, (found, given) => {
      const { file, words, notes } = passed(found, given, (name) => name === 'X');
      const arrived = readByDocker(file).length + words.length / 2;
      expect(arrived + notes.length).toBe(Object.keys({ ...found, ...given }).length);
    }),
    { numRuns: 1_000 },
  );
});

test('a build argument always has a name and a value', () => {
  fc.assert(
    fc.property(variables, (args) => {
      buildArgumentWords(args).forEach((word, index) => {
        expect(word).toMatch(index % 2 === 0 ? /^--build-arg$/ : /^[A-Za-z_][A-Za-z0-9_]*=/);
      });
    }),
  );
});

test.each([
  ['a line', 70_000, 0],
  ['a word', 130_000, 1],
])('a value longer than %s may be breaks nothing', (_, length, notes) => {
  const told = passed({ A: 'x'.repeat(length), B: 'here' }, {}, () => false);
  expect(told.file).toBe('B=here\n');
  expect(told.notes).toHaveLength(notes);
});
