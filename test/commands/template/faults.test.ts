import { mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { newRepository, serveGit } from '../../kit/git-server';
import { newFolder, runProgram } from '../../kit/program';
import { templateFolder } from '../../kit/team';

/** What an author reads of a template with many faults: all of them at once, each with a path that opens the file. */

interface Report {
  readonly findings: readonly { readonly message: string; readonly flag?: string }[];
  readonly problems: readonly { readonly message: string; readonly flag?: string }[];
}

const checkIn = async (cwd: string, source: string) => {
  const ended = await runProgram(['template', 'check', source, '--json'], { cwd });
  const { findings, problems } = JSON.parse(ended.stdout) as Report;
  return { exitCode: ended.exitCode, told: [...findings, ...problems].map(({ message }) => message) };
};

const MANIFEST = `format: 1
name: acme
extends: none
questions:
  team: { type: choice, message: Team, choices: [core, pay], default: core }
`;

const FILE = `a: <%= nothing %>
b: <%= eval(1) %>
c: "<%= team %>"
d: <%= team %>x
e: <% if (team == 'cor') { %>1<% } else { %>2<% } %>
f: <%= other + team %>
g: <%- team %>
h: <%= team.slice(1) && name.foo %>
i: <% while (1) { %><%= require('x') %><% } %>
j: <%= none == team || lower(tags) == team %>
k: <% for (const x of team) { %><%= x %><% } %>
l: <%= %>
m: <% if (team = ) { %>1<% } %>
n: <%= ( %>
o: <%= bare(description) %>
`;

test('every fault of a file is told at once, in its order, and those of other files and examples too', async () => {
  const folder = templateFolder({
    'template.yaml': MANIFEST,
    'files/docs/a.yaml.ejs': FILE,
    'files/b.md.ejs': '# <%= nowhere %>\n',
    'files/c.yaml': 'a: [\n',
    'files/@never/d.txt': 'd\n',
    'examples/e.yaml': 'port: 1\nset: { team: other }\n',
  });
  const { exitCode, told } = await checkIn(folder, '.');
  expect(exitCode).toBe(1);
  const inFile = told.filter((message) => message.startsWith('files/docs/a.yaml.ejs:'));
  expect(inFile.map((message) => message.split(':').slice(1, 4).join(':'))).toEqual([
    '1:8: nothing',
    '2:8: eval(1)',
    '3:9: team',
    '4:8: team',
    "5:19: 'cor'",
    '6:8: other + team',
    '7:4: <%-',
    '8:8: team.slice(1)',
    '8:25: name.foo',
    '9:7: while (1) { … }',
    "9:25: require('x')",
    '10:8: none',
    '10:30: tags',
    '11:23: team',
    '11:37: x',
    '12:4: <%= %>',
    '13:18: the end',
    '14:10: the end',
    '15:13: description',
  ]);
  expect(told).toEqual(
    expect.arrayContaining([
      'files/b.md.ejs:1:7: nowhere: there is no answer "nowhere"',
      expect.stringMatching(/^files\/c\.yaml:2:1: what came out does not parse/),
      'files/@never/d.txt: @never: there is no answer "never"',
      expect.stringMatching(/^port in examples\/e\.yaml:1:1 "1"/),
      expect.stringMatching(/^team in set of examples\/e\.yaml:2:8 "other"/),
    ]),
  );
});

test('a manifest that is wrong does not hide what is wrong with the files', async () => {
  const folder = templateFolder({
    'template.yaml':
      'format: 2\nname: No Name\nquestions: { a: { type: text, message: A, default: b, when: x && y } }\n',
    'files/a.yaml.ejs': 'a: <%= eval(1) %>\nb: "<%= name %>"\n',
  });
  const { exitCode, told } = await checkIn(folder, '.');
  expect(exitCode).toBe(65);
  expect(told.map((message) => message.split(': ').slice(0, 2).join(': '))).toEqual([
    'template.yaml:1:9: format',
    'template.yaml:2:7: name',
    'template.yaml:3:61: questions.a.when',
    'template.yaml:3:61: questions.a.when',
    'files/a.yaml.ejs:1:8: eval(1)',
    'files/a.yaml.ejs:2:9: name',
  ]);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['a loop that is no loop', { 'a.txt.ejs': '<% for (const x in team) { %>a<% } %>\n<%= no %>' }, ['1:4', '2:5']],
  ['a tag in a tag', { 'a.txt.ejs': '<%= a <%= b %>\n<%= c %>' }, ['1:1', '1:11', '2:5']],
  ['a tag that is never closed', { 'a.txt.ejs': '<%= a %>\n<%= b' }, ['1:5', '2:1']],
  ['a block that is never closed', { 'a.txt.ejs': "<% if (team == 'x') { %>\n<%= b %>" }, ['2:5', '2:9']],
  ['an end without a block', { 'a.txt.ejs': '<%= a %>\n<% } %>\n<%= b %>' }, ['1:5', '2:4', '3:5']],
  [
    'two conditions that are none',
    { 'a.txt.ejs': '<% if (team ==) { %>a<% } %>\n<% if (== b) { %>b<% } %>' },
    ['1:15', '2:8'],
  ],
  ['code across tags', { 'a.txt.ejs': '<% if (flag) %>x\n<%= b %>' }, ['1:8', '1:16', '2:5']],
])('%s does not hide what stands after it', async (_, files, places) => {
  const folder = templateFolder({
    'template.yaml': MANIFEST,
    'files/t.md.ejs': '<%= team %>',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`files/${path}`, text])),
  });
  const { told } = await checkIn(folder, '.');
  const found = told.filter((message) => message.startsWith('files/a.txt.ejs')).map((message) => message.split(':'));
  expect(found.map(([, line, column]) => `${line}:${column}`)).toEqual(places);
});

describe('a path opens from where the author is', () => {
  const FILES = { 'template.yaml': MANIFEST, 'files/a.yaml.ejs': 'a: <%= nothing %>\n' };

  test.each([
    ['.', '.', ''],
    ['the folder above', '..', (name: string) => `${name}/`],
    ['a folder beside', '../other', (name: string) => `../${name}/`],
  ])('%s', async (_, where, before) => {
    const folder = templateFolder(FILES);
    const cwd = join(folder, where);
    mkdirSync(cwd, { recursive: true });
    const name = folder.split('/').at(-1)!;
    const prefix = typeof before === 'string' ? before : before(name);
    const source = relative(cwd, folder) || '.';
    for (const typed of [source, `${source}/`, `./${source}`]) {
      const { told } = await checkIn(cwd, typed);
      expect(told[0]).toMatch(new RegExp(`^${prefix}files/a\\.yaml\\.ejs:1:8: nothing: `));
      expect(told).toContainEqual(
        expect.stringMatching(new RegExp(`^${prefix}template\\.yaml:5:3: the question team `)),
      );
    }
  });

  test('an absolute path stays one where the template is elsewhere', async () => {
    const folder = templateFolder(FILES);
    const { told } = await checkIn(newFolder(), folder);
    expect(told[0]).toContain(`${folder}/files/a.yaml.ejs:1:8`);
    const { told: above } = await checkIn(dirname(folder), folder);
    expect(above[0]).toMatch(/^cfc-test-[^/]+\/files\/a\.yaml\.ejs:1:8/);
  });

  test('create names it in the same way', async () => {
    const folder = templateFolder({ ...FILES, 'files/a.yaml.ejs': 'a: <%= eval(1) %>\nb: <%= eval(2) %>\n' });
    const ended = await runProgram(['app', '--template', folder, '--yes', '--registry-user', 'acme'], {
      cwd: newFolder(),
    });
    expect(ended.exitCode).toBe(65);
    expect(ended.stderr).toContain(`error: ${folder}/files/a.yaml.ejs:1:8: eval(1)`);
    expect(ended.stderr).toContain(`error: ${folder}/files/a.yaml.ejs:2:8: eval(2)`);
  });

  test('what was fetched is named by its path in the repository', async () => {
    const server = await serveGit(newFolder());
    const commit = newRepository(server.root, 'team.git').publish(
      Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`flask/${path}`, text])),
    );
    const { told } = await checkIn(newFolder(), `git+${server.url}/team.git#${commit}::flask`).finally(() =>
      server.close(),
    );
    expect(told[0]).toMatch(/^flask\/files\/a\.yaml\.ejs:1:8: nothing: /);
  });
});

test('two files that meet are both named', async () => {
  const folder = templateFolder({
    'template.yaml': MANIFEST,
    'files/@team=core/x.txt': 'a\n',
    'files/@app=web/x.txt': 'b\n',
  });
  const { told } = await checkIn(folder, '.');
  expect(told).toContain(
    'files/@team=core/x.txt: the path x.txt cannot be used: two files have it (the other is files/@app=web/x.txt)',
  );
});
