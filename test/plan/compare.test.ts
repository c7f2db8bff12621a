import { createTwoFilesPatch } from 'diff';
import {
  type Change,
  compare,
  diffOf,
  type Found,
  isUnchanged,
  obstaclesOf,
  type Target,
} from '../../src/plan/compare';
import type { PlannedFile } from '../../src/plan/plan';

/** A plan held against a folder: what is made, what is left, and what stands in the way. */

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const file = (path: string, text = 'new\n', mode: PlannedFile['mode'] = '0644'): PlannedFile => ({
  path,
  mode,
  content: bytes(text),
});
const there = (text: string, executable = false): Found => ({ kind: 'file', content: bytes(text), executable });
const target = (found: Readonly<Record<string, Found>> = {}, more: Partial<Target> = {}): Target => ({
  path: '/t',
  state: 'occupied',
  entries: ['theirs.txt'],
  found: new Map(Object.entries(found)),
  keepsModes: true,
  own: { used: [], spared: [] },
  ...more,
});
const action = (planned: PlannedFile, found: Found, onConflict: 'refuse' | 'keep' | 'replace' = 'refuse', more = {}) =>
  compare([planned], target({ [planned.path]: found }, more), onConflict)[0]!.action;

test('a free path is made, the same bytes are left, others are a conflict or what was asked for', () => {
  expect(compare([file('a')], target(), 'refuse')).toEqual([{ ...file('a'), action: 'create' }]);
  expect(compare([file('a')], target({ a: there('new\n') }), 'refuse')).toEqual([
    { ...file('a'), action: 'same', previous: bytes('new\n') },
  ]);
  expect(compare([file('a')], target({ a: there('old\n') }), 'refuse')).toEqual([
    { ...file('a'), action: 'conflict', previous: bytes('old\n'), obstacle: 'a file with other bytes' },
  ]);
  for (const onConflict of ['keep', 'replace'] as const)
    expect(compare([file('a')], target({ a: there('old\n') }), onConflict)).toEqual([
      { ...file('a'), action: onConflict, previous: bytes('old\n') },
    ]);
});

test('no flag moves a folder or a link out of the way', () => {
  const found = { a: { kind: 'obstacle', what: 'a folder' } } as const;
  for (const onConflict of ['refuse', 'keep', 'replace'] as const)
    expect(compare([file('a')], target(found), onConflict)).toEqual([
      { ...file('a'), action: 'conflict', obstacle: 'a folder' },
    ]);
});

test('the executable bit counts where the file system keeps it', () => {
  const script = file('a', 'new\n', '0755');
  expect(action(script, there('new\n', true))).toBe('same');
  expect(action(script, there('new\n'))).toBe('conflict');
  expect(action(file('a'), there('new\n', true))).toBe('conflict');
  expect(action(script, there('new\n'), 'refuse', { keepsModes: false })).toBe('same');
  expect(action(script, there('old\n', true), 'refuse', { keepsModes: false })).toBe('conflict');
});

test('another version of the program is no difference in the record of the answers, another answer is', () => {
  const record = (version: string, name: string) => `{\n  "generator": "${version}",\n  "name": "${name}"\n}\n`;
  const planned = file('.create-flask-container.json', record('2.0.0', 'a'));
  expect(action(planned, there(record('1.0.0', 'a')))).toBe('same');
  expect(action(planned, there(record('2.0.0', 'a')))).toBe('same');
  expect(action(planned, there(record('1.0.0', 'b')))).toBe('conflict');
  expect(action(file('other.json', record('2.0.0', 'a')), there(record('1.0.0', 'a')))).toBe('conflict');
});

const changes = (...actions: Change['action'][]): readonly Change[] =>
  actions.map((each, index) => ({
    ...file(`f${index}`),
    action: each,
    ...(each === 'conflict' ? { obstacle: 'a link' } : {}),
  }));

test('nothing would be written where every file is the same or kept', () => {
  expect(isUnchanged(changes('same', 'keep'))).toBe(true);
  expect(isUnchanged(changes('same', 'create'))).toBe(false);
  expect(isUnchanged(changes('replace'))).toBe(false);
  expect(isUnchanged([])).toBe(true);
});

test('what stands in the way is told: the files first, else what is in the folder', () => {
  expect(obstaclesOf(changes('create', 'conflict'), target(), 'refuse')).toEqual(['f1 (a link)']);
  expect(obstaclesOf(changes('create'), target(), 'refuse')).toEqual(['theirs.txt']);
  expect(obstaclesOf(changes('same'), target(), 'refuse')).toEqual([]);
  expect(obstaclesOf(changes('create'), target(), 'keep')).toEqual([]);
  expect(obstaclesOf(changes('create', 'conflict'), target(), 'replace')).toEqual(['f1 (a link)']);
  for (const state of ['absent', 'empty', 'open'] as const)
    expect(obstaclesOf(changes('create'), target({}, { state }), 'refuse')).toEqual([]);
});

const change = (each: Partial<Change>): Change => ({ ...file('a/b'), action: 'create', ...each });
const shownDiff = (each: Partial<Change>) => diffOf(change(each), createTwoFilesPatch);

test('a diff is one that patch reads', () => {
  expect(shownDiff({})).toBe('--- /dev/null\n+++ b/a/b\n@@ -0,0 +1,1 @@\n+new\n');
  expect(shownDiff({ action: 'replace', previous: bytes('old\n') })).toBe(
    '--- a/a/b\n+++ b/a/b\n@@ -1,1 +1,1 @@\n-old\n+new\n',
  );
  expect(shownDiff({ action: 'conflict', previous: bytes('a\n====\n'), content: bytes('b\n====\n') })).toContain(
    ' ====\n',
  );
});

test('there is no diff where nothing changes, and none of bytes that are no text', () => {
  expect(shownDiff({ action: 'same', previous: bytes('old\n') })).toBe('');
  expect(shownDiff({ action: 'keep', previous: bytes('old\n') })).toBe('');
  expect(shownDiff({ content: Uint8Array.of(1, 0) })).toBe('Binary files differ: a/b\n');
  expect(shownDiff({ action: 'replace', previous: Uint8Array.of(0) })).toBe('Binary files differ: a/b\n');
});
