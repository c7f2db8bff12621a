import { Stop } from '../../../src/errors';
import { plan } from '../../../src/plan/plan';
import type { Scope } from '../../../src/project/scope';
import { type Language, languageOf } from '../../../src/template/language/language';
import { carried } from '../../kit/hostile';
import { compiled, textOf } from '../../kit/templates';
import { hasReader, type Read, readAll } from './readers';
import { REFUSED } from './refused';
import { type Placed, TAKEN } from './taken';

/** Where texts stand in a file: judged before anything is rendered, and read afterwards by what the file is for. */

const TAG = '<%= text %>';
const HARMLESS = 'Qwx7z';

const templateOf = ([path, file]: Placed) => compiled({ [`${path}.ejs`]: file.replaceAll('VALUE', TAG) });
const scopeWith = (text: string): Scope => ({ values: { text }, closed: new Set(), choices: {} });

/** @returns why a file is refused; nothing where it is taken. */
const refusalOf = (placed: Placed): string | undefined => {
  try {
    templateOf(placed);
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.problems[0]!.message;
    throw error;
  }
};

test('every ordinary place takes a text', () => {
  const refused = TAKEN.map((placed) => [...placed, refusalOf(placed)]).filter(([, , reason]) => reason !== undefined);
  expect(refused).toEqual([]);
});

test('every place at which a text would be something else is refused, with file, line, construct and reason', () => {
  expect(REFUSED.filter((placed) => refusalOf(placed) === undefined)).toEqual([]);
  for (const placed of REFUSED) {
    const line = placed[1].slice(0, placed[1].indexOf('VALUE')).split('\n').length;
    expect([placed, refusalOf(placed)]).toEqual([placed, expect.stringMatching(/^\S+\.ejs:\d+:\d+: text: ./)]);
    const told = Number(refusalOf(placed)!.split(':')[1]);
    expect(told).toBeGreaterThanOrEqual(line);
  }
});

/** JSON with comments and XML have readers of their own. */
const readerOf = ([path, file]: Placed): string => {
  if (path.endsWith('.json') && file.includes('/*')) return 'jsonc';
  return path.endsWith('.xml') ? 'xml' : languageOf(path.toLowerCase());
};
const WRITTEN_AS: Readonly<Record<string, Language>> = { xml: 'html', jsonc: 'json' };

/** The texts of a tree, each with a word in place of another. */
const replaced = (read: Read, value: string): Read => {
  if (typeof read === 'string') return read.replaceAll(HARMLESS, () => value);
  if (Array.isArray(read)) return read.map((each) => replaced(each, value));
  if (typeof read !== 'object' || read === null) return read;
  return Object.fromEntries(Object.entries(read).map(([key, each]) => [key, replaced(each, value)]));
};

/** Compose takes one of two dollars away; that is not YAML's affair. */
const fileWith = (placed: Placed, value: string): string => {
  const [path] = placed;
  const text = textOf(plan(templateOf(placed), scopeWith(value))[0]);
  return languageOf(path.toLowerCase()) === 'compose' ? text.replaceAll('$$', '$') : text;
};

const LANGUAGES = [...new Set(TAKEN.map(readerOf))].filter(hasReader);

test.each(LANGUAGES)('%s: what is taken arrives as it was, in every place, for the real reader', (name) => {
  const language = WRITTEN_AS[name] ?? (name as Language);
  const texts = carried(language)
    .map(({ value }) => value)
    .filter(
      (value) =>
        value !== '' && !value.startsWith('-') && value.length < 200 && !/[\u0000-\u0008\u000b-\u001f]/.test(value),
    );
  // A shell is started for each: fewer of them, the others at other places.
  const step = ['shell', 'makefile', 'dotenv'].includes(language) ? 23 : 7;
  const cases = TAKEN.filter((placed) => readerOf(placed) === name && !placed[0].endsWith('.ts')).flatMap(
    (placed, index) => {
      const some = texts.filter((_, at) => at % step === index % step);
      return some.map((value) => ({ placed, value }));
    },
  );
  const harmless = new Map(TAKEN.map((placed) => [placed, fileWith(placed, HARMLESS)]));
  const before = readAll(cases.map(({ placed }) => [name, harmless.get(placed)!]));
  const after = readAll(cases.map(({ placed, value }) => [name, fileWith(placed, value)]));
  const wrong = cases.flatMap(({ placed, value }, index) => {
    const expected = replaced(before[index], value);
    return JSON.stringify(expected) === JSON.stringify(after[index])
      ? []
      : [{ placed, value, expected, found: after[index] }];
  });
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(cases.length).toBeGreaterThan(12);
  expect(JSON.stringify(before)).not.toContain('"error"');
  for (const read of before) expect(JSON.stringify(read)).toContain(HARMLESS);
});
