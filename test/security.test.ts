import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../src/commands/commands';
import { ROOT } from './kit/program';

/** SECURITY.md names the test of each promise, and no attack that is tried is left out of it. */

const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const named = [...text.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path!);

test('every test that it names is there', () => {
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every row of a promise names a test', () => {
  const tables = text.slice(text.indexOf('## Against whom'), text.indexOf('## What is out of scope'));
  const rows = tables.split('\n').filter((line) => /^\| (?!promise|---)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(
    rows.filter((row) => !/`test\/[^`]+\.test\.ts` \|$|`test\/[^`]+\.test\.ts`(, `test\/[^`]+`)* \|$/.test(row)),
  ).toEqual([]);
});

test('every hostile test stands in it', () => {
  const hostile = readdirSync(join(ROOT, 'test', 'hostile'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/hostile/${path}`);
  expect(hostile.filter((path) => !named.includes(path))).toEqual([]);
});

test('it says what each command runs', () => {
  const table = text.slice(text.indexOf('## What each command runs'), text.indexOf('## What is trusted'));
  const missing = Object.keys(COMMANDS).filter((name) => !table.includes(name));
  expect(missing).toEqual([]);
});
