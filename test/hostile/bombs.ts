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
