import { Stop } from '../../../src/errors';
import { compiled } from '../../kit/templates';

/** Where a text stands is decided in a bounded time, and over the files that are joined. */

const refusalOf = (files: Readonly<Record<string, string>>): string | undefined => {
  try {
    compiled(files);
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.problems[0]!.message;
    throw error;
  }
};

const TAG = '<%= text %>';
const HALF = 500_000;

test.each<[string, string]>([
  ['a.json', '['.repeat(HALF)],
  ['a.json', '{"a":'.repeat(HALF / 5)],
  ['a.yaml', '['.repeat(HALF)],
  ['a.yaml', '- '.repeat(HALF / 2)],
  ['a.yaml', `${Array.from({ length: 900 }, (_, index) => `${' '.repeat(index)}a:\n`).join('')}`],
  ['a.toml', `a = ${'['.repeat(HALF)}`],
  ['a.py', '('.repeat(HALF)],
  ['a.js', '`${'.repeat(HALF / 3)],
  ['a.js', 'a() / b() / '.repeat(HALF / 12)],
  ['a.sh', '$('.repeat(HALF / 2)],
  ['a.sh', '"$('.repeat(HALF / 3)],
  ['a.html', '<a '.repeat(HALF / 3)],
  ['a.html', '<![CDATA['.repeat(HALF / 9)],
  ['a.html', '{{ "}}" '.repeat(HALF / 8)],
  ['a.md', 'a <b `c '.repeat(HALF / 8)],
  ['a.md', '- '.repeat(HALF / 2)],
  ['a.md', '> '.repeat(HALF / 2)],
  ['Dockerfile', 'LABEL a=b \\\n'.repeat(HALF / 12)],
  ['Makefile', 'a:\n\techo "$(A) \\\n'.repeat(HALF / 17)],
])('%s of half a million characters takes seconds at most', (path, text) => {
  const before = performance.now();
  refusalOf({ [`${path}.ejs`]: `${text}${TAG}\n` });
  expect(performance.now() - before).toBeLessThan(10_000);
});

test('branches and loops in each other take a bounded time, and are refused where they cannot be followed', () => {
  const nested = (depth: number, text: string): string =>
    depth === 0
      ? text
      : `<% for (const a${depth} of list) { %>${nested(depth - 1, `x"${text}`)}<% if (flag) { %>'<% } %><% } %>`;
  const branches = Array.from({ length: 400 }, (_, index) => `<% if (flag) { %>k${index} <% } %>`).join('');
  for (const text of [nested(30, 'y'), branches, nested(12, branches)]) {
    const before = performance.now();
    for (const path of ['a.yaml', 'a.py', 'a.sh', 'a.js', 'a.html', 'a.md'])
      refusalOf({ [`${path}.ejs`]: `${text}\n${TAG}\n` });
    expect(performance.now() - before).toBeLessThan(30_000);
  }
  expect(refusalOf({ 'a.py.ejs': `${nested(30, 'y')}\nA = ${TAG}\n` })).toEqual(expect.any(String));
});

test('lines that are added to another file are read after it', () => {
  const base = { 'a.sh': 'echo x\n', '.env': 'A=b\n' };
  expect(refusalOf({ ...base, 'a.sh.part.ejs': `echo ${TAG}\n`, '.env.part.ejs': `B=${TAG}\n` })).toBeUndefined();
  for (const open of ['cat <<EOF\n', 'echo "', "x='"])
    expect(refusalOf({ 'a.sh': open, 'a.sh.part.ejs': `echo ${TAG}\n` })).toEqual(expect.any(String));
  expect(refusalOf({ 'a.yaml': 'a: |\n  b\n', 'a.yaml.part.ejs': `  c: ${TAG}\n` })).toMatch(/block of text/);
  expect(
    refusalOf({ 'a.yaml.ejs': 'a:\n<% if (flag) { %>  b: |\n    x\n<% } %>', 'a.yaml.part.ejs': `    c: ${TAG}\n` }),
  ).toMatch(/block of text/);
  // One part opens what another does not close.
  expect(refusalOf({ ...base, '@flag/a.sh.part': 'echo "\n', 'a.sh.part.ejs': `echo ${TAG}\n` })).toEqual(
    expect.any(String),
  );
  // What the built-in template's file ends with is not read here.
  expect(refusalOf({ 'a.sh.part.ejs': `echo ${TAG}\n` })).toMatch(/cannot be read with certainty/);
  expect(refusalOf({ 'a.txt.part.ejs': `echo ${TAG}\n` })).toBeUndefined();
  expect(refusalOf({ 'a.sh.part.ejs': 'echo <%= bare(text) %>\n' })).toBeUndefined();
});
