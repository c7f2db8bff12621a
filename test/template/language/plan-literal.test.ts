import type { Value } from '../../../src/options/option';
import type { Language } from '../../../src/template/language/language';
import { literal } from '../../../src/template/language/literal';

/** How values are written; test/template/language/literal.test.ts asks the parsers themselves. */

test('half a character is refused everywhere', () => {
  for (const language of ['yaml', 'json', 'python', 'html', 'text', 'shell'] as const)
    expect(() => literal(language, 'a\ud800')).toThrow('surrogate');
});

test.each<[Language, Value, string]>([
  ['python', true, 'True'],
  ['python', false, 'False'],
  ['python', ['a', "b'"], `["a", "b'"]`],
  ['python', 'say "hi"', `'say "hi"'`],
  ['python', `"it's"`, `'"it\\'s"'`],
  ['python', `it's "x`, `"it's \\"x"`],
  ['python', 8000, '8000'],
  ['yaml', true, 'true'],
  ['yaml', ['1.0', 'b'], '["1.0", "b"]'],
  ['yaml', [], '[]'],
  ['toml', ['a'], '["a"]'],
  ['json', false, 'false'],
  ['shell', ['a b', 'c'], "'a b' 'c'"],
  ['shell', 1, '1'],
  ['makefile', '$x', "'$$x'"],
  ['dockerfile', 8000, '8000'],
  ['markdown', ['a', 'b_c'], 'a, b\\_c'],
  ['html', true, 'true'],
  ['text', ['a', 'b'], 'a, b'],
  ['ini', 3, '3'],
])('%s writes %j as %s', (language, value, expected) => {
  expect(literal(language, value)).toBe(expected);
});

test.each<[Language, Value]>([
  ['dockerfile', ['a']],
  ['dotenv', ['a']],
  ['ini', ['a']],
  ['plain', 1],
  ['plain', 'a'],
  ['workflow', ['a', '${{ b }}']],
])('%s cannot write %j', (language, value) => {
  expect(() => literal(language, value)).toThrow(expect.objectContaining({ name: 'Fault' }));
});

test.each<[Language, Value, string]>([
  ['yaml', 'a\u00ad\u202e\u0085\u2028\ufeff\u200b🙂', '"a\\u00ad\\u202e\\u0085\\u2028\\ufeff\\u200b🙂"'],
  ['compose', '$X ${Y}', '"$$X $${Y}"'],
  ['compose', true, 'true'],
  ['workflow', ['a', '$x'], '["a", "$x"]'],
  ['dockerfile', 'a "$b" \\c', '"a \\"\\$b\\" \\\\c"'],
  ['dockerfile', true, 'true'],
  ['shell', "it's", "'it'\\''s'"],
  ['makefile', ['a', '$b'], "'a' '$$b'"],
  ['makefile', 8000, '8000'],
  ['dotenv', 'a $b', "'a $b'"],
  ['dotenv', false, 'false'],
  ['ini', 'a b', 'a b'],
  ['ini', true, 'true'],
  [
    'html',
    `<a href="b">'c' & {{ d }} \`e\``,
    '&lt;a href=&quot;b&quot;&gt;&#39;c&#39; &amp; &#123;&#123; d &#125;&#125; &#96;e&#96;',
  ],
  ['html', 'a\nb\r\tc\u202e', 'a&#10;b&#13;&#9;c&#8238;'],
  ['html', ['a', '<'], 'a, &lt;'],
  ['markdown', '# a', '\\# a'],
  ['markdown', 'a # b - c', 'a # b - c'],
  ['markdown', '12. a', '12\\. a'],
  ['markdown', '1) a', '1\\) a'],
  ['markdown', '12 a', '12 a'],
  ['markdown', '-a', '\\-a'],
  ['markdown', '=', '\\='],
  ['markdown', '> a', '&gt; a'],
  ['markdown', '[a](b) *c* _d_ `e` ~f~ |g| $h', '&#91;a&#93;(b) \\*c\\* \\_d\\_ \\`e\\` \\~f\\~ \\|g\\| \\$h'],
  ['markdown', 'http://a www.b c@d WWW.e', 'http&#58;//a www&#46;b c&#64;d WWW&#46;e'],
  ['markdown', ' a\n ', '&#32;a&#10;&#32;'],
  ['markdown', '  ', '&#32;&#32;'],
  ['markdown', 8000, '8000'],
  ['markdown', true, 'true'],
  ['text', 'a\n\tb', 'a\n\tb'],
  ['text', true, 'true'],
  ['javascript', [true, 'x'].map(String), '["true", "x"]'],
])('%s escapes %j as %s', (language, value, expected) => {
  expect(literal(language, value)).toBe(expected);
});

const BREAK = 'cannot hold a line break or a control character here';
const BIDI = 'cannot hold characters that change the reading direction unseen';
const SEPARATOR = 'cannot hold an invisible separator here';
const INI = 'an INI file cannot hold this text in a way that every reader understands';

test.each<[Language, Value, string]>([
  ['dockerfile', 'a\n', `a Dockerfile ${BREAK}`],
  ['dockerfile', 'a\u202e', `a Dockerfile ${BIDI}`],
  ['dockerfile', 'a\u2028', `a Dockerfile ${SEPARATOR}`],
  ['shell', 'a\0', `a shell script ${BREAK}`],
  ['makefile', 'a\u009b', `a Makefile ${BREAK}`],
  ['dotenv', 'a\n', `a .env file ${BREAK}`],
  ['dotenv', "it's", "a .env file cannot hold ' or \\ in a way that every reader understands"],
  ['dotenv', '\\', "a .env file cannot hold ' or \\ in a way that every reader understands"],
  ['ini', '', INI],
  ['ini', '%a', INI],
  ['ini', 'a;', INI],
  ['ini', 'a ', INI],
  ['ini', ' a', INI],
  ['ini', 'a\nb', `an INI file ${BREAK}`],
  ['html', 'a\0', 'a page cannot hold control characters'],
  ['markdown', 'a\u0007b', 'a page cannot hold control characters'],
  ['markdown', '\fa', 'a page cannot hold control characters'],
  ['markdown', 'a\u000b', 'a page cannot hold control characters'],
  ['text', 'a\r', 'a text file cannot hold control characters'],
  ['workflow', '${{ a }}', 'GitHub would evaluate ${{ in a workflow'],
  ['plain', 'a', 'the language of this file is not known, so only bare(x) can be written'],
  ['dockerfile', ['a'], 'this language has no lists: write a loop'],
  ['yaml', ['a', '\udc00'], 'half of a character (a lone surrogate) cannot be written'],
])('%s refuses %j: %s', (language, value, reason) => {
  expect(() => literal(language, value)).toThrow(reason);
});
