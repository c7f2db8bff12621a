import { PassThrough } from 'node:stream';
import { plainAsk } from '../../src/machine/plain-prompts';
import type { World } from '../../src/machine/world';
import type { Value } from '../../src/options/option';
import type { Question } from '../../src/options/question';

/** Questions on a terminal that cannot move its cursor: a line out, a line in, until the line is good. */

/** @returns the answer, and everything that was shown; a line is typed whenever a question stands there. */
const asked = async (question: Question, ...lines: string[]): Promise<{ value: Value | undefined; shown: string }> => {
  const stdin = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (bytes: Buffer) => {
    shown += bytes;
    if (/: $|\) $/.test(shown)) setImmediate(() => stdin.write(`${lines.shift() ?? ''}\n`));
  });
  const world = { stdin, ending: new AbortController().signal } as unknown as World;
  const ask = plainAsk(world, output as unknown as NodeJS.WriteStream, () => {
    throw new Error('left');
  });
  return { value: await ask(question, false), shown };
};

const choices = [
  { value: 'a', label: 'A', hint: 'first' },
  { value: 'b', label: 'B' },
];

test('a switch takes y, no, Enter, in either case, and nothing else', async () => {
  const confirm = (initial: boolean): Question => ({ kind: 'confirm', key: 'k', message: 'Sure?', initial });
  expect(await asked(confirm(true), '')).toEqual({ value: true, shown: 'Sure? (Y/n) ' });
  expect(await asked(confirm(false), 'YES')).toEqual({ value: true, shown: 'Sure? (y/N) ' });
  expect(await asked(confirm(true), 'maybe', 'n')).toEqual({
    value: false,
    shown: 'Sure? (Y/n)   expected y or n; Enter takes yes\nSure? (Y/n) ',
  });
});

test('a choice takes its number, its word, or Enter', async () => {
  const select: Question = { kind: 'select', key: 'k', message: 'Which', initial: 'b', choices };
  expect(await asked(select, '')).toEqual({ value: 'b', shown: 'Which\n  1) A - first\n  2) B\nNumber (2): ' });
  expect((await asked(select, '1')).value).toBe('a');
  const again = await asked(select, '3', 'a');
  expect(again.value).toBe('a');
  expect(again.shown).toContain('  expected a number from 1 to 2; Enter takes B\n');
});

test('many choices take numbers and words; none only where none is an answer', async () => {
  const many = (more: object): Question => ({
    kind: 'many',
    key: 'k',
    message: 'Which',
    initial: ['a'],
    choices,
    ...more,
  });
  expect((await asked(many({}), '')).value).toEqual(['a']);
  expect((await asked(many({}), '2, a')).value).toEqual(['b', 'a']);
  expect((await asked(many({}), '2,x', '2')).shown).toContain('expected numbers of the list, separated by commas');
  expect((await asked(many({ initial: [] }), '', '1')).value).toEqual(['a']);
  expect((await asked(many({ initial: [], optional: true }), '')).value).toEqual([]);
});

test('a line is judged, and a better one proposed', async () => {
  const line = (initial: string): Question => ({
    kind: 'line',
    key: 'k',
    message: 'Name',
    initial,
    read: (text) =>
      text === 'x' ? { value: 'x' } : { flaw: { rule: 'x', ...(text === 'X' ? { proposal: 'x' } : {}) } },
    preview: () => undefined,
  });
  expect(await asked(line('x'), '')).toEqual({ value: 'x', shown: 'Name (x): ' });
  expect((await asked(line(''), 'X', 'y', ' x ')).shown).toBe(
    'Name:   expected x; for example x\nName:   expected x\nName: ',
  );
});
