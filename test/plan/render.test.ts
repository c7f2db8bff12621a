import ejs from 'ejs';
import { Stop } from '../../src/errors';
import type { Value } from '../../src/options/option';
import type { PlannedFile } from '../../src/plan/plan';
import { plan } from '../../src/plan/plan';
import type { Scope } from '../../src/project/scope';
import { compiled, type Files, refusal as refusalIn, textOf } from '../kit/templates';

const values: Record<string, Value> = {
  name: 'my-app',
  packageName: 'my_app',
  description: 'Says "hi" to $USER',
  author: '',
  port: 8000,
  compose: true,
  ci: 'github',
  tags: ['latest', 'semver'],
};
const scope: Scope = {
  values,
  closed: new Set(['name', 'packageName', 'port', 'compose', 'ci', 'tags']),
  choices: { ci: ['github', 'none'] },
};
const pins = { actions: { 'actions/checkout': { tag: 'v7.0.1', sha: '0123456789' } }, versions: {} };

const planned = (files: Files, at: Scope = scope): readonly PlannedFile[] => plan(compiled(files, pins), at);
const rendered = (text: string, path = 'a.txt', at: Scope = scope): string =>
  textOf(planned({ [`${path}.ejs`]: text }, at)[0]);
const caught = (work: () => unknown): Stop => {
  try {
    work();
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const refusal = (files: Files, at: Scope = scope): readonly string[] => refusalIn(files, at, pins);

describe('tags', () => {
  test('write values, choose and repeat', () => {
    expect(rendered('<%= name %> on <%= port %>\n')).toBe('my-app on 8000\n');
    expect(rendered('<% if (ci == "github") { %>yes<% } else { %>no<% } %>')).toBe('yes');
    expect(rendered('<% if (!compose) { %>a<% } else if (author) { %>b<% } else { %>c<% } %>')).toBe('c');
    expect(rendered('<% for (const tag of tags) { -%>\n- <%= tag %>\n<% } -%>\n')).toBe('- latest\n- semver\n');
    expect(
      rendered(
        "<% for (const a of tags) { %><% for (const b of tags) { %><%= a %><%= b == 'semver' ? '!' : '?' %><% } %> <% } %>",
      ),
    ).toBe('latest?latest! semver?semver! ');
  });

  test('read like those of EJS: line breaks, comments and written delimiters', () => {
    const cases = [
      'a\n<%# note -%>\nb',
      '<%% x %> <%= name %>',
      '%%> a <%% b',
      '<%% c -%>\nd',
      'a <%= name -%>\n\nb',
      '\\ " \u2028 `${1}` <%= name %>\r\n',
      '<%= name -%><%%\n',
      '<%= name -%><%# x %>\ny',
      '<%% a %> b <%% c %>',
      '<%%>',
      '<%%%>',
      '<%%%%>',
      'x<%%%%>y',
      '<%= name -%>\r\nz',
      '%%%> <%%% -%%>',
    ];
    for (const source of cases) {
      const expected = ejs.render(source.replaceAll('\r\n', '\n'), { name: 'my-app' }, {});
      expect([source, rendered(source)]).toEqual([source, expected]);
    }
  });

  test('are rendered with \\n, and files without .ejs are kept byte for byte', () => {
    const bytes = Uint8Array.of(0, 13, 10, 255, 60, 37, 61);
    expect(rendered('a\r\n<%= name -%>\r\nb\r\n')).toBe('a\nmy-appb\n');
    expect(planned({ 'a.bin': bytes })[0]!.content).toEqual(bytes);
    expect(refusal({ 'a.txt.ejs': bytes })).toEqual(['a.txt.ejs: a file that is rendered must be UTF-8']);
  });
});

describe('a literal', () => {
  test('is whole, in the language of the file', () => {
    expect(rendered('a: <%= description %>\n', 'a.yaml')).toBe('a: "Says \\"hi\\" to $USER"\n');
    expect(rendered('LABEL a=<%= description %>\n', 'Dockerfile')).toBe('LABEL a="Says \\"hi\\" to \\$USER"\n');
    expect(rendered('a: <%= tags %>\n', 'compose.yaml')).toBe('a: ["latest", "semver"]\n');
    expect(rendered('A = <%= compose %>\n', 'a.py')).toBe('A = True\n');
    const uses = 'uses: <%= bare(pin("actions/checkout")) %> # <%= bare(pinned("actions/checkout")) %>\n';
    expect(rendered(uses, '.github/workflows/ci.yaml')).toMatch(/^uses: actions\/checkout@[0-9a-f]+ # v7\.0\.1\n$/);
  });

  test.each([
    ['a.py', 'x = "<%= description %>"'],
    ['a.yaml', 'run: |\n  echo <%= description %>\n'],
    ['a.yaml', 'run: |\n  if true; then\n    echo\n  fi\n  x: <%= description %>\n'],
    ['a.yaml', 'a: some <%= description %>\n'],
    ['Dockerfile', '# <%= description %>\n'],
    ['Dockerfile', 'RUN echo \\\n  <%= description %>\n'],
    ['Dockerfile', '# escape=`\nLABEL a=<%= description %>\n'],
    ['Makefile', 'A := <%= description %>\n'],
    ['a.html', '<script>let a = <%= description %></script>'],
    ['a.html', '{{ <%= description %> }}'],
    ['a.html', '<p>{% if <%= description %> %}'],
    ['a.md', '`<%= description %>`'],
    ['.gitignore', '<%= name %>'],
    ['requirements.txt', '<%= name %>'],
  ])('is refused where it would not be one: %s %j', (path, text) => {
    expect(refusal({ [`${path}.ejs`]: text })).toHaveLength(1);
  });

  test.each([
    ['a.yaml', 'a:\n  - <%= description %>\n  - - <%= description %>\n'],
    ['a.yaml', 'run: |\n  echo\nnext: <%= description %>\n'],
    ['a.yaml', 'a: [<%= description %>, <%= name %>]\n'],
    ['Dockerfile', 'LABEL a="b" \\\n      c=<%= description %>\n'],
    ['Makefile', 'a:\n\techo <%= description %>\n'],
    ['a.html', '<script src="a"></script>{{ title }}<p title="<%= description %>">'],
    ['a.md', 'Its `name`: <%= description %>, `x`'],
  ])('stands where it can: %s %j', (path, text) => {
    expect(rendered(text, path)).toBeTruthy();
  });

  test('is refused as the answer that it is, when no escape can carry it; all such answers at once', () => {
    const at = { ...scope, values: { ...values, description: 'two\nlines', team: 'a ${{ b }}' } };
    const files = { 'Dockerfile.ejs': 'FROM x\nLABEL a=<%= description %>\n', '.github/a.yml.ejs': 'a: <%= team %>\n' };
    const stop = caught(() => planned(files, at));
    expect(stop.outcome).toBe('usage');
    expect(stop.problems).toEqual([
      {
        code: 'invalid',
        flag: 'team',
        value: 'a ${{ b }}',
        message: 'team: GitHub would evaluate ${{ in a workflow (.github/a.yml.ejs:1:8)',
      },
      {
        code: 'invalid',
        flag: '--description',
        value: 'two lines',
        message:
          '--description: a Dockerfile cannot hold a line break or a control character here (Dockerfile.ejs:2:13)',
      },
    ]);
  });
});

describe('a value that no escape can carry', () => {
  const at = { ...scope, values: { ...values, description: 'two\nlines', names: ['a', 'b\nc'] } };
  const problemsOf = (text: string, more: Files = {}) => {
    const { outcome, problems } = caught(() => planned({ 'Dockerfile.ejs': `LABEL a=${text}`, ...more }, at));
    return [outcome, ...problems.map(({ message, flag }) => [message.replace(/ \(.*/, ''), flag])];
  };
  const BREAK = 'a Dockerfile cannot hold a line break or a control character here';

  test('is told by the answer in it, also within a call and a loop', () => {
    for (const text of ['upper(description)', 'compose ? description : name', 'author || description'])
      expect(problemsOf(`<%= ${text} %>`)).toEqual(['usage', [`--description: ${BREAK}`, '--description']]);
    // Each alone can be written.
    expect(problemsOf('<%= join(tags, "\\n") %>')).toEqual(['usage', [`--tags: ${BREAK}`, '--tags']]);
    for (const loops of [['x of names'], ['y of tags', 'x of names'], ['x of names', 'y of tags']]) {
      const text = `b${loops.map((loop) => `<% for (const ${loop}) { %>`).join('')}\nLABEL c=<%= x %>${loops.map(() => '<% } %>').join('')}`;
      expect(problemsOf(text)).toEqual(['usage', [`names: ${BREAK}`, 'names']]);
    }
  });

  test("is the template's fault where no answer is in it, or another rule is broken too", () => {
    expect(problemsOf('<%= "a\\nb" %>')).toEqual([
      'data',
      [`Dockerfile.ejs:1:13: "a\\nb": ${BREAK}`, 'Dockerfile.ejs:1:13'],
    ]);
    const long = `<% for (const a of tags) { %>${'x'.repeat(600_000)}<% } %>`;
    expect(problemsOf('<%= description %>', { 'long.ejs': long })[0]).toBe('data');
  });
});

describe('bare', () => {
  test('writes closed values only, judged in every branch', () => {
    expect(
      rendered('<%= bare(packageName) %>:<%= bare(join(tags, ",")) %>:<%= bare(snake(description)) %>', 'x.unknown'),
    ).toBe('my_app:latest,semver:says_hi_to_user');
    for (const code of [
      'description',
      'compose ? name : description',
      'upper(description)',
      'json(description)',
      'join(tags, description)',
      'tags',
    ]) {
      expect(refusal({ 'a.ejs': `<% if (!compose) { %><%= bare(${code}) %><% } %>` })).toHaveLength(1);
    }
    expect(refusal({ 'a.txt.ejs': '<%= upper(bare(name)) %>' })[0]).toContain('bare() can only stand alone');
    expect(rendered('<% for (const tag of tags) { %><%= bare(tag) %> <% } %>', 'a')).toBe('latest semver ');
  });
});

describe('limits', () => {
  const long: Scope = { ...scope, values: { ...values, tags: Array.from({ length: 600 }, (_, index) => `t${index}`) } };

  test('steps of all files together', () => {
    const loops = '<% for (const a of tags) { %><% for (const b of tags) { %><%= bare(port) %><% } %><% } %>';
    expect(refusal({ 'a.ejs': loops }, long)[0]).toMatch(/^a\.ejs:1:\d+: .*more than 200000 steps/);
  });

  test('bytes of one file, also of text that is repeated', () => {
    const text = 'x'.repeat(4_000);
    expect(refusal({ 'a.ejs': `<% for (const a of tags) { %>${text}<% } %>` }, long)).toEqual([
      'a.ejs: the rendered file has more than 1048576 bytes',
    ]);
    expect(refusal({ 'a.ejs': `<%= bare(join(tags, "${text}")) %>` }, long)[0]).toContain(
      'more than 1048576 characters',
    );
    expect(refusal({ 'a.ejs': `<% for (const a of tags) { %>${'é'.repeat(1_000)}<% } %>` }, long)).toEqual([
      'a.ejs: the rendered file has more than 1048576 bytes',
    ]);
  });

  test('as soon as they are reached, and not before', () => {
    const text = 'x'.repeat(100);
    const loops = `<% for (const a of tags) { %><% for (const b of tags) { %>${text}<% } %><% } %>`;
    expect(refusal({ 'a.ejs': loops }, long)).toEqual(['a.ejs: the rendered file has more than 1048576 bytes']);
    const at = (length: number) => ({ ...scope, values: { ...values, name: 'x'.repeat(length) } });
    expect(rendered('<%= name %>', 'a.txt', at(1_048_576))).toHaveLength(1_048_576);
    expect(refusal({ 'a.txt.ejs': '<%= name %>' }, at(1_048_577))).toHaveLength(1);
  });

  test('files and bytes of a template, before anything is read', () => {
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`f${index}`, '']));
    expect(refusal(many)).toEqual(['the template has 2001 files, more than 2000']);
    expect(refusal({ a: Buffer.alloc(1_048_577) })).toEqual(['a: 1048577 bytes are more than 1048576']);
    const large = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`f${index}`, Buffer.alloc(1_048_576)]));
    expect(refusal(large)).toEqual(['the template has 22020096 bytes, more than 20971520']);
  });

  test('tags, so that judging a template takes a bounded time', () => {
    const tags = (count: number) => 'x: <%= name %>\n'.repeat(count);
    expect(refusal({ 'a.yaml.ejs': tags(2_001) })).toEqual([
      'a.yaml.ejs:2001:8: a file may have 2000 values, conditions and loops',
    ]);
    const files = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`f${index}.yaml.ejs`, tags(1_900)]));
    expect(refusal(files)).toEqual(['the template has 20900 values, conditions and loops, more than 20000']);
    const before = performance.now();
    planned({ 'a.yaml.ejs': `${'# padding\n'.repeat(90_000)}${tags(2_000)}` });
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  test.each([
    ['!'.repeat(100) + 'name'],
    ['('.repeat(20_000) + 'name' + ')'.repeat(20_000)],
    ['name == '.repeat(20_000) + 'name'],
    ['!'.repeat(500_000) + 'name'],
  ])('depth of an expression', (code) => {
    expect(refusal({ 'a.txt.ejs': `<%= ${code} %>` })[0]).toMatch(/nested/);
  });

  test('depth of blocks', () => {
    const ifs = (count: number) => '<% if (compose) { %>'.repeat(count) + 'x' + '<% } %>'.repeat(count);
    expect(rendered(ifs(30))).toBe('x');
    expect(refusal({ 'a.txt.ejs': ifs(20_000) })[0]).toMatch(/nested/);
  });
});

test('a compiled template is plain data, and renders the same after JSON', () => {
  const whole = compiled({ 'a.txt.ejs': '<% for (const tag of tags) { %><%= tag %>\n<% } %>' }, pins);
  expect(textOf(plan(JSON.parse(JSON.stringify(whole)), scope)[0])).toBe(textOf(plan(whole, scope)[0]));
});
