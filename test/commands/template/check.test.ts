import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRepository, serveGit } from '../../kit/git-server';
import { runHere as runProgram } from '../../kit/one-process';
import { filesIn, newFolder, ROOT, VERSION } from '../../kit/program';
import { ALONE, TEAM, TEAM_MANIFEST, templateFolder } from '../../kit/team';
import { atTerminal, KEYS } from '../../kit/terminal';

/** `template check` and `template new`, as an author and a pipeline meet them. */

interface Report {
  readonly outcome: string;
  readonly template: { readonly name: string; readonly files: number } | null;
  readonly plans: readonly { readonly id: string; readonly files: number }[];
  readonly linters: readonly { readonly name: string; readonly status: string }[];
  readonly findings: readonly { readonly message: string; readonly plan?: string; readonly fix?: string }[];
  readonly problems: readonly { readonly message: string }[];
}

/** No linter on the path: what is judged is the template. */
const bare = { PATH: `${join(process.execPath, '..')}:/usr/bin:/bin` };

const check = async (source: string, env: Record<string, string> = bare) => {
  const ended = await runProgram(['template', 'check', source, '--json'], { env });
  return { exitCode: ended.exitCode, stderr: ended.stderr, report: JSON.parse(ended.stdout) as Report };
};

const WITH = (manifest: string, files: Record<string, string>) =>
  templateFolder({ 'template.yaml': `format: 1\nname: alone\nextends: none\n${manifest}`, ...files });

test('a good template passes; its examples and the combinations of its choices were planned', async () => {
  const { exitCode, stderr, report } = await check(
    templateFolder({ ...TEAM, 'examples/pay.yaml': 'set: { team: payments }\n' }),
  );
  expect({ exitCode, stderr, findings: report.findings }).toEqual({ exitCode: 0, stderr: '', findings: [] });
  expect(report.plans.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['examples/pay.yaml', 'defaults', 'team=payments']),
  );
  expect(report.plans.length).toBeGreaterThan(20);
});

test('the report is what its schema says', async () => {
  const { default: Ajv } = await import('ajv/dist/2020');
  const validate = new Ajv({ strict: false }).compile(
    JSON.parse(readFileSync(join(ROOT, 'schema', 'template-check.schema.json'), 'utf8')),
  );
  for (const source of [
    templateFolder(ALONE),
    templateFolder({ 'template.yaml': 'format: 2\n' }),
    WITH('', { 'files/a.yaml.ejs': '<%= nothing %>' }),
    './nothing',
  ]) {
    const { report } = await check(source);
    expect(validate(report)).toBe(true);
  }
});

test.each<[string, string, Record<string, string>, RegExp]>([
  [
    'an unknown name in code',
    '',
    { 'files/a.yaml.ejs': 'a: <%= nothing %>\n' },
    /a\.yaml\.ejs:1:8: nothing: there is no answer "nothing"/,
  ],
  [
    'an unknown name in a branch that is never taken',
    '',
    { 'files/a.yaml.ejs': "<% if (app == 'web') { %>a: 1<% } else { %>a: <%= nothing %><% } %>\n" },
    /there is no answer "nothing"/,
  ],
  ['code that is not allowed', '', { 'files/a.yaml.ejs': 'a: <%= eval(1) %>\n' }, /there is no function "eval"/],
  ['an unknown condition', '', { 'files/@nothing/a.txt': 'a\n' }, /nothing/],
  [
    'a question that nothing reads',
    'questions: { team: { type: choice, message: x, choices: [a], default: a } }\n',
    { 'files/a.txt': 'a\n' },
    /the question team is asked, and no file and no condition reads it/,
  ],
  [
    'two files that meet only with some answers',
    'questions: { a: { type: boolean, message: x, default: false }, b: { type: boolean, message: x, default: false } }\n',
    { 'files/@a/x.txt': 'a\n', 'files/@b/x.txt': 'b\n' },
    /x\.txt cannot be used: two files have it/,
  ],
  [
    'an example that no run could be',
    'questions: { a: { type: integer, message: x, default: 1 } }\n',
    { 'files/a.yaml.ejs': 'a: <%= a %>\n', 'examples/a.yaml': 'set: { a: many }\n' },
    /a in set of \S*examples\/a\.yaml:1:8 "many"/,
  ],
  [
    'an example that is no YAML',
    '',
    { 'files/a.txt': 'a\n', 'examples/a.yaml': 'a: [\n' },
    /examples\/a\.yaml:\d+:\d+/,
  ],
  [
    'an example of something else',
    '',
    { 'files/a.txt': 'a\n', 'examples/a.txt': 'a\n' },
    /an example is a YAML or JSON file/,
  ],
  [
    'a required answer that no example gives',
    'questions: { a: { type: text, message: x, pattern: "[0-9]+" } }\n',
    { 'files/a.yaml.ejs': 'a: <%= a %>\n' },
    /no example answers it/,
  ],
  ['what comes out is no YAML', '', { 'files/a.yaml': 'a: [\n' }, /\/files\/a\.yaml:2:1: what came out does not parse/],
  ['what comes out is no JSON', '', { 'files/a.json': '{\n' }, /\/files\/a\.json:2:1: what came out does not parse/],
])('%s is a finding: exit 1', async (_, manifest, files, says) => {
  const { exitCode, report } = await check(WITH(manifest, files));
  expect({ exitCode, outcome: report.outcome }).toEqual({ exitCode: 1, outcome: 'fail' });
  expect(report.findings.map(({ message }) => message).join('\n')).toMatch(says);
});

test('a finding names the answers with which it is found', async () => {
  const manifest =
    'questions: { a: { type: boolean, message: x, default: false }, b: { type: boolean, message: x, default: false } }\n';
  const { report } = await check(WITH(manifest, { 'files/@a/x.txt': 'a\n', 'files/@b/x.txt': 'b\n' }));
  expect(report.findings[0]!.plan).toBe('a=true b=true');
});

test.each([
  ['no manifest', { 'files/a.txt': 'a\n' }, 65],
  ['a manifest that is none', { 'template.yaml': 'format: 1\n' }, 65],
])('%s is no template at all: exit 65', async (_, files, exit) => {
  const { exitCode, report } = await check(templateFolder(files as Record<string, string>));
  expect({ exitCode, outcome: report.outcome, template: report.template }).toEqual({
    exitCode: exit,
    outcome: 'refused',
    template: null,
  });
});

test('the linters that are installed judge what comes out', async () => {
  const folder = newFolder();
  // Stands for a linter: its place on the path is what is tried, its words are its own.
  writeFileSync(
    join(folder, 'shellcheck'),
    '#!/bin/sh\nfor last; do :; done\necho "$last:2:1: warning: bad word"\ngrep -q bad "$last" && exit 1\nexit 0\n',
  );
  chmodSync(join(folder, 'shellcheck'), 0o755);
  const env = { PATH: `${folder}:${bare.PATH}` };
  const source = WITH('', { 'files/run': '#!/bin/sh\necho bad\n' });
  const bad = await check(source, env);
  expect(bad.exitCode).toBe(1);
  expect(bad.report.findings[0]!.message).toBe(`shellcheck: ${source}/files/run:2:1: warning: bad word`);
  const rendered = await check(WITH('', { 'files/run.ejs': '#!/bin/sh\n<%# why %>echo bad\n' }), env);
  expect(rendered.report.findings[0]!.message).toMatch(
    /^shellcheck: run:2:1: warning: bad word \(made from .*\/files\/run\.ejs\)$/,
  );
  const good = await check(WITH('', { 'files/run': '#!/bin/sh\necho good\n' }), env);
  expect(good.exitCode).toBe(0);
  expect(good.report.linters).toContainEqual(expect.objectContaining({ name: 'shellcheck', status: 'ran' }));
});

test('in words: what was tried, the pin to publish, each fault with its fix', async () => {
  const good = await runProgram(['template', 'check', templateFolder(ALONE)], { env: bare });
  expect(good.stdout).toMatch(/^alone passes\.\n {2}1 file of its own, \d+ plans? tried\n/);
  expect(good.stdout).toMatch(/pinned as: .*#sha256-[0-9a-f]{64}\n/);
  const folder = WITH('', { 'files/a.yaml.ejs': 'a: <%= nothing %>\n' });
  const bad = await runProgram(['template', 'check', '.'], { env: bare, cwd: folder });
  expect(bad.exitCode).toBe(1);
  expect(bad.stdout).toMatch(/^fault: files\/a\.yaml\.ejs:1:8: nothing: there is no answer "nothing"\n/);
});

describe('template new', () => {
  test('begins a template that passes its own check and makes a repository', async () => {
    const cwd = newFolder();
    const made = await runProgram(['template', 'new', 'Team Flask'], { cwd });
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    const files = filesIn(join(cwd, 'Team Flask'));
    expect(files.get('template.yaml')).toContain('name: team-flask\n');
    expect(files.get('.github/workflows/check.yml')).toMatch(
      new RegExp(
        `uses: actions/checkout@[0-9a-f]{40} # v\\d[\\s\\S]*create-flask-container@${VERSION.replaceAll('.', '\\.')} template check \\.`,
      ),
    );
    expect([...files.values()].join('')).not.toMatch(/acme-flask|@0\.0\.0|checkout@v0/);
    const { exitCode, report } = await check(join(cwd, 'Team Flask'));
    expect({ exitCode, findings: report.findings }).toEqual({ exitCode: 0, findings: [] });
    const ran = await runProgram(
      ['my-app', '--template', 'Team Flask', '--registry-user', 'acme', '--yes', '--no-git'],
      { cwd },
    );
    expect(ran.exitCode).toBe(0);
    expect(await runProgram(['template', 'new', 'Team Flask'], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing to do'),
    });
  });

  test('does not touch a folder that is in use', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'template.yaml'), 'mine\n');
    const ended = await runProgram(['template', 'new', '.'], { cwd });
    expect(ended.exitCode).toBe(73);
    expect([...filesIn(cwd)]).toEqual([['template.yaml', 'mine\n']]);
  });
});

test.each([
  [['template'], /template is to do what/],
  [['template', 'chekc', '.'], /template cannot chekc/],
  [['template', 'check'], /the source is missing/],
  [['template', 'new'], /the directory is missing/],
  [['template', 'check', '.', 'x'], /one argument too many/],
  [['template', 'check', '.', '--jsn'], /there is no flag --jsn/],
])('%j is exit 2', async (words, says) => {
  const ended = await runProgram(words as string[]);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toMatch(says as RegExp);
});

describe('consent at a terminal', () => {
  test('what is not pinned is shown and asked about; no is the default', async () => {
    const server = await serveGit(newFolder());
    const commit = newRepository(server.root, 'team.git').publish({
      ...TEAM,
      'template.yaml': TEAM_MANIFEST.replace('Flask services', 'Services'),
    });
    const source = `git+${server.url}/team.git#main`;
    const refused = newFolder();
    const no = atTerminal(['my-app', '--template', source], { cwd: refused });
    await no.waitFor('acme-flask: Services at Acme');
    await no.waitFor(`branch main is git+${server.url}/team.git#${commit}`.slice(0, 60));
    await no.waitFor('Use it as it is now?');
    no.type(KEYS.enter);
    expect(await no.exit).toMatchObject({ exitCode: 77 });
    expect(filesIn(refused).size).toBe(0);
    const yes = atTerminal(['my-app', '--template', source, '--no-git'], { columns: 200 });
    await yes.waitFor('Use it as it is now?');
    yes.type(`y${KEYS.enter}`);
    for (const question of ['Registry user', 'Tags', 'Team', 'What now?']) {
      await yes.waitFor(question);
      yes.type(KEYS.enter);
    }
    expect(await yes.exit).toMatchObject({ exitCode: 0 });
    expect(yes.seen()).toContain(`git+${server.url}/team.git#${commit}`);
    await server.close();
  });
});
