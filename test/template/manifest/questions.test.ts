import { runHere as runProgram } from '../../kit/one-process';
import { COMPLETE, newFolder } from '../../kit/program';
import { templateFolder } from '../../kit/team';

/** What an author is told of the questions of a template, and what a user may answer. */

const ALONE = 'format: 1\nname: alone\nextends: none\n';

const check = async (manifest: string, files: Readonly<Record<string, string>> = { 'files/a.txt': 'a\n' }) => {
  const folder = templateFolder({ 'template.yaml': manifest, ...files });
  const ended = await runProgram(['template', 'check', folder, '--json']);
  const report = JSON.parse(ended.stdout) as Record<'problems' | 'findings', { message: string; fix?: string }[]> & {
    plans: readonly { id: string }[];
  };
  return {
    ...ended,
    report,
    told: [...report.problems, ...report.findings].map(({ message, fix }) => `${message} (${fix})`),
  };
};

const asking = (...lines: readonly string[]): string =>
  `${ALONE}questions:\n${lines.map((line) => `  ${line}\n`).join('')}`;

test.each<[string, string, RegExp]>([
  [
    'choices beside a pattern',
    'a: { type: list, message: x, choices: [b], pattern: "[a-z]+" }',
    /:\d+:\d+: questions\.a\.pattern: a list has choices or a pattern, not both/,
  ],
  [
    'a choice that stands twice',
    'a: { type: choice, message: x, choices: [b, c, b], default: b }',
    /choices\.2: "b": each item stands once/,
  ],
  ['no choices', 'a: { type: list, message: x, choices: [], default: [] }', /expected at least one choice/],
  [
    'an empty message',
    'a: { type: boolean, message: "  ", default: true }',
    /message: expected text, and this is empty/,
  ],
  [
    'a condition that is no text',
    'a: { type: boolean, message: x, default: true, when: 5 }',
    /when: "5": expected text/,
  ],
  [
    'a condition that is not finished',
    'a: { type: boolean, message: x, default: true, when: "ci ==" }',
    /when: "ci ==": .*/,
  ],
  [
    'a condition of an unknown function',
    'a: { type: boolean, message: x, default: true, when: "f(ci)" }',
    /there is no function \\?"f\\?".*the functions are/,
  ],
  [
    'a default of another kind',
    'a: { type: text, message: x, pattern: "[a-z]+", default: [] }',
    /questions\.a\.default: "\[\]": expected/,
  ],
  [
    'a key that is like none',
    'a: { type: boolean, message: x, default: true, zzzzzzzz: 1 }',
    /there is no such key \(the keys are type, message/,
  ],
  ['a hint for no choice', 'a: { type: choice, message: x, choices: [b], hints: { c: y } }', /questions\.a\.hints/],
  ['hints that are a text', 'a: { type: choice, message: x, choices: [b], hints: y }', /a mapping of choices to lines/],
  ['help of two lines', 'a: { type: boolean, message: x, help: "y\\nz", default: true }', /questions\.a\.help/],
  ['hints beside no choices', 'a: { type: boolean, message: x, hints: { b: y }, default: true }', /no such key/],
  ['a type that is like none', 'a: { type: 7, message: x }', /expected one of text, choice, boolean, integer, list/],
])('%s is told with its place: exit 65', async (_, line, says) => {
  const { exitCode, told } = await check(asking(line));
  expect({ exitCode, told: told.join('\n') }).toEqual({ exitCode: 65, told: expect.stringMatching(says) });
});

test.each<[string, string, RegExp]>([
  [
    'questions that are no mapping',
    `${ALONE}questions: [a]\n`,
    /questions: .*expected a mapping of names to questions/,
  ],
  ['a manifest that is a list', '- format: 1\n', /expected a mapping/],
  ['a directive', `%YAML 1.2\n---\n${ALONE}`, /a YAML directive is not allowed/],
])('%s: exit 65', async (_, manifest, says) => {
  const { exitCode, told } = await check(manifest);
  expect({ exitCode, told: told.join('\n') }).toEqual({ exitCode: 65, told: expect.stringMatching(says) });
});

test('help and hints are read with the question', async () => {
  const folder = templateFolder({
    'template.yaml': asking(
      'team: { type: choice, message: Team, help: who is called at night, choices: [core, pay], hints: { core: the platform } }',
    ),
    'files/a.txt': 'a\n',
  });
  const { stdout } = await runProgram(['--template', folder, '--help']);
  expect(stdout.replace(/\s+/g, ' ')).toContain('Team: who is called at night');
  const refused = await runProgram(['app', ...COMPLETE, '--template', folder, '--set', 'team=none']);
  expect(refused.exitCode).toBe(2);
});

test('questions without a default are tried with what they allow, and lists with all, one and none', async () => {
  const { told, report, exitCode } = await check(
    asking(
      'size: { type: integer, message: x, minimum: 3 }',
      'team: { type: choice, message: x, choices: [core, pay] }',
      'words: { type: list, message: x }',
      'parts: { type: list, message: x, choices: [one, "t w o"] }',
      'zones: { type: list, message: x, choices: [eu, us], default: [] }',
      'only: { type: list, message: x, choices: [lone], default: [lone] }',
      'nick: { type: text, message: x, default: "" }',
      'serial: { type: text, message: x, pattern: "[a-z]\\\\d+-\\\\w{2,}(?:x|y)?[A-Z.-]*", default: a1-bc }',
    ),
    {
      'files/a.json.ejs':
        '{ "a": <%= size %>, "b": <%= team %>, "c": <%= words %>, "d": <%= parts %>, "e": <%= zones %>, "f": <%= only %>, "g": <%= nick %>, "h": "<%= bare(serial) %>" }\n',
    },
  );
  expect({ exitCode, told }).toEqual({ exitCode: 0, told: [] });
  const ids = report.plans.map(({ id }) => id).join('\n');
  expect(ids).toMatch(/zones=eu,us/);
  expect(ids).toMatch(/zones=eu( |$)/m);
  expect(ids).toMatch(/team=pay/);
});

test.each(['.', '[^a]+', '[A-z]+', '(?i)k', '[.-_]+', 'a b'])(
  'a pattern that admits more than letters, digits and . _ - is not written bare: %s',
  async (pattern) => {
    const { exitCode, told } = await check(
      asking(`a: { type: text, message: x, pattern: '${pattern}', default: '' }`),
      {
        'files/a.txt.ejs': '<%= bare(a) %>\n',
      },
    );
    expect({ exitCode, told: told.join('\n') }).toEqual({ exitCode: 1, told: expect.stringContaining('bare') });
  },
);

test('a condition that denies, combines, counts and looks into a list decides who is asked', async () => {
  const manifest = asking(
    'worker: { type: boolean, message: x, default: false }',
    'zones: { type: list, message: x, choices: [eu, us], default: [eu] }',
    `queue: { type: boolean, message: x, default: false, when: "!(worker == false) && zones.length != 0 && ('eu' in zones || worker)" }`,
  );
  const folder = templateFolder({
    'template.yaml': manifest,
    'files/a.json.ejs': '{ "a": <%= worker %>, "b": <%= zones %>, "c": <%= queue %> }\n',
  });
  const ask = (...words: readonly string[]) =>
    runProgram(['my-app', '--template', folder, '--no-git', '--dry-run', ...COMPLETE, '--set', 'queue=true', ...words]);
  expect((await ask('--set', 'worker=true')).exitCode).toBe(0);
  const skipped = await ask();
  expect([skipped.exitCode, skipped.stderr]).toEqual([2, expect.stringContaining('it is asked only when !(worker')]);
  const nowhere = await ask('--set', 'worker=true', '--set', 'zones=');
  expect(nowhere.exitCode).toBe(2);
});

describe('answers', () => {
  const create = (template: string, cwd: string, ...words: readonly string[]) =>
    runProgram(['my-app', '--template', template, '--no-git', ...COMPLETE, ...words], { cwd });
  const silent = () => templateFolder({ 'template.yaml': ALONE, 'files/a.txt': 'a\n' });

  test('to a template without questions, or like none of its own: what there is is told', async () => {
    const cwd = newFolder();
    const none = await create(silent(), cwd, '--set', 'team=core');
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('its questions are: none')]);
    const asks = templateFolder({
      'template.yaml': asking(
        'team: { type: text, message: x, default: a }',
        'size: { type: text, message: x, default: b }',
      ),
      'files/a.json.ejs': '{ "a": <%= team %>, "b": <%= size %> }\n',
    });
    const far = await create(asks, cwd, '--set', 'zzzzzzzz=1');
    expect([far.exitCode, far.stderr]).toEqual([2, expect.stringContaining('its questions are: team, size')]);
    const nameless = await create(asks, cwd, '--set', '=core');
    expect([nameless.exitCode, nameless.stderr]).toEqual([2, expect.stringContaining('--set key=value')]);
  });

  test('of a list are given one by one, or together', async () => {
    const cwd = newFolder();
    const template = templateFolder({
      'template.yaml': asking('topics: { type: list, message: x, default: [] }'),
      'files/a.json.ejs': '{ "topics": <%= topics %> }\n',
    });
    const ended = await create(template, cwd, '--set', 'topics=a', '--set', 'topics=b', '--json');
    expect([ended.exitCode, JSON.parse(ended.stdout).answers.set]).toEqual([0, { topics: ['a', 'b'] }]);
  });
});
