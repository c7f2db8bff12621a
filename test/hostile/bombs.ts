import { type Case, PLAIN_MANIFEST } from './case';

/** Templates that would take all of the memory, the disk or the time. */

const rendered = (name: string, text: string, says?: RegExp): Case => ({
  name,
  files: { 'files/a.txt.ejs': text },
  ...(says ? { says } : {}),
});

const LOOP = '<% for (const a of many) { %>';
const nested = (depth: number): string =>
  Array.from({ length: depth }, (_, index) => `<% for (const v${index} of many) { %>`).join('');

export const BOMBS: readonly Case[] = [
  {
    name: '2,001 files',
    files: Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`files/f${index}`, 'x'])),
    says: /more than 2000 files/,
  },
  { name: 'a file of more than 1 MiB', files: { 'files/a.bin': Buffer.alloc(1_048_577) } },
  {
    name: 'more than 20 MiB in all',
    files: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`files/f${index}`, Buffer.alloc(1_048_576)])),
    says: /more than 20971520 bytes/,
  },
  rendered('loops within loops', `${nested(20)}x${'<% } %>'.repeat(20)}`, /steps|deep/),
  rendered('a nest of loops beyond what a stack bears', `${nested(500)}x${'<% } %>'.repeat(500)}`),
  rendered(
    'a file that grows beyond 1 MiB',
    `${LOOP}${LOOP.replace('a of', 'b of')}${'x'.repeat(600_000)}<% } %><% } %>`,
  ),
  rendered('a join that grows', `<%= join(many, "${'x'.repeat(1_000_000)}") %>`),
  rendered('a million tags', '<%= word %>'.repeat(90_000)),
  rendered('conditions within conditions', `${'<% if (flag) { %>'.repeat(3000)}x${'<% } %>'.repeat(3000)}`),
  {
    name: 'a pattern that takes for ever elsewhere',
    files: {
      'template.yaml': PLAIN_MANIFEST.replace('default: hello', 'pattern: "(a|a|aa)*b(a+)+c", default: bac'),
      'files/a.txt': 'x\n',
    },
    words: ['--set', `word=${'a'.repeat(300)}`],
    exit: 2,
  },
];

/** The same many bytes in each of many files: every one is small, and all together would fill a memory. */
const many = (count: number, text: string, part = ''): Case['files'] =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`files/${index}.txt${part}.ejs`, text]));
const MIB = 1_048_576;
const hundred = Array.from({ length: 100 }, (_, index) => `w${index}`).join(',');
const WITH_HUNDRED = PLAIN_MANIFEST.replace('default: [x, y]', `default: [${hundred}]`);
const ALL_BYTES =
  /^error: \S*files\/\d+\.txt(\.part)?\.ejs: with this file the repository has more than 20971520 bytes\n[^\n]*\n$/;

/** What a plan makes of a small template: refused before it takes memory, in whatever way it would grow. */
const ALL_MADE = /^error: \S*files\/\d+\.txt\.ejs:1:\d+: [^\n]*functions made more than 20971520 characters\n[^\n]*\n$/;

export const PLAN_BOMBS: readonly Case[] = [
  {
    name: 'loops over texts in many files',
    files: { 'template.yaml': WITH_HUNDRED, ...many(1900, `${LOOP}${'x'.repeat(10_000)}<% } %>`) },
    says: ALL_BYTES,
  },
  {
    name: 'joins with a long text between in many files',
    files: { 'template.yaml': WITH_HUNDRED, ...many(1900, `<%= join(many, '${'x'.repeat(1000)}') %>`) },
    says: ALL_MADE,
  },
  {
    name: 'values of many bytes for each character',
    files: { 'template.yaml': WITH_HUNDRED, ...many(1900, `<%= join(many, '${'€'.repeat(1000)}') %>`) },
    says: ALL_BYTES,
  },
  {
    name: 'parts that are added to one file',
    files: {
      'template.yaml': WITH_HUNDRED,
      'files/all.txt': 'x',
      ...Object.fromEntries(
        Array.from({ length: 1900 }, (_, index) => [
          `files/@many=w${index % 100}/all.txt.part.ejs`,
          `${LOOP}${'x'.repeat(10_000)}<% } %>`,
        ]),
      ),
    },
    says: /all\.txt\.part\.ejs: with this file the repository has more than 20971520 bytes/,
  },
  {
    name: 'files that are copied beside one that is rendered',
    files: {
      ...Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`files/${index}.bin`, Buffer.alloc(MIB)])),
      ...many(4, `${LOOP}${'x'.repeat(400_000)}<% } %>`),
    },
    says: /^error: \S*files\/\d+\.bin: with this file the repository has more than 20971520 bytes\n[^\n]*\n$/,
  },
  {
    name: 'texts that are made and never written',
    files: {
      'template.yaml': WITH_HUNDRED,
      ...many(50, `${LOOP}<% if (join(many, '${'x'.repeat(9000)}') == a) { %>x<% } %><% } %>`),
    },
    says: ALL_MADE,
  },
  {
    name: 'more steps than all files may take',
    files: { 'template.yaml': WITH_HUNDRED, ...many(300, `${LOOP}${LOOP.replace('a of', 'b of')}<% } %><% } %>`) },
    says: /^error: \S*files\/\d+\.txt\.ejs:1:\d+: [^\n]*rendering took more than 200000 steps\n[^\n]*\n$/,
  },
];
