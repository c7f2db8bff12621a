import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parse } from 'yaml';
import { configLayer } from '../../src/options/layers';
import type { Value, Values } from '../../src/options/option';
import { resolve } from '../../src/options/resolve';
import { plan } from '../../src/plan/plan';
import { type Answers, CREATE_ANSWERS } from '../../src/project/schema';
import { scopeOf } from '../../src/project/scope';
import { compileTemplate } from '../../src/template/language/compile-template';
import { readManifest } from '../../src/template/manifest/manifest';
import { answersTo } from '../kit/answers';

/** Templates and answers that nobody thought of: refused, or every file parses and says what was answered. */

type Kind = 'text' | 'choice' | 'integer' | 'boolean' | 'list';

interface Question {
  readonly kind: Kind;
  readonly choices: readonly string[];
  readonly answer: Value;
}

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom(
    '',
    'yes',
    'null',
    '~',
    '0x10',
    '1e3',
    '- a',
    '# x',
    'a: b',
    "it's",
    '"',
    '\\',
    '\\n',
    '$HOME',
    '`x`',
    '{{ x }}',
    '<b>',
    '%',
    '@',
    '&a',
    '*a',
    '!x',
    '|',
    '>',
    'a\nb',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u{1f600}',
    '\ud800',
    '\u202e',
    '\u001b[2J',
    '${{ x }}',
    "'''",
    '"""',
    '<%= x %>',
    '{',
    '[',
    ',',
    ' x',
    'x ',
  ),
);

const choices = fc.uniqueArray(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .:_-]{0,8}$/).filter((text) => text.trim() === text),
  { minLength: 1, maxLength: 4 },
);

const question: fc.Arbitrary<Question> = fc.oneof(
  nasty.map((answer) => ({ kind: 'text' as const, choices: [], answer })),
  choices.chain((words) =>
    fc.constantFrom(...words).map((answer) => ({ kind: 'choice' as const, choices: words, answer })),
  ),
  fc.integer({ min: -5, max: 2_000_000_000 }).map((answer) => ({ kind: 'integer' as const, choices: [], answer })),
  fc.boolean().map((answer) => ({ kind: 'boolean' as const, choices: [], answer })),
  fc.array(nasty, { maxLength: 4 }).map((answer) => ({ kind: 'list' as const, choices: [], answer })),
);

const questions = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9]{1,6}$/), question, { minKeys: 1, maxKeys: 5 });

/** One file of each language, which writes every answer under its name. */
const FILES: Readonly<Record<string, (names: readonly string[]) => string>> = {
  'a.json.ejs': (names) => `{ ${names.map((name) => `"${name}": <%= ${name} %>`).join(', ')} }\n`,
  'a.yaml.ejs': (names) => names.map((name) => `"${name}": <%= ${name} %>\n`).join(''),
  'a.toml.ejs': (names) => names.map((name) => `${name} = <%= ${name} %>\n`).join(''),
  'a.py.ejs': (names) => `ANSWERS = {\n${names.map((name) => `    "${name}": <%= ${name} %>,\n`).join('')}}\n`,
};

const manifestOf = (asked: Readonly<Record<string, Question>>): string =>
  JSON.stringify({
    format: 1,
    name: 'generated',
    extends: 'none',
    questions: Object.fromEntries(
      Object.entries(asked).map(([name, { kind, choices: words }]) => [
        name,
        { type: kind, message: 'x', ...(kind === 'choice' ? { choices: words } : {}) },
      ]),
    ),
  });

const outputs: { readonly toml: string; readonly python: string; readonly answers: Values }[] = [];
let refused = 0;

test('generated templates and answers', async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (asked) => {
      const answers: Values = Object.fromEntries(Object.entries(asked).map(([name, { answer }]) => [name, answer]));
      const names = Object.keys(asked);
      let files: ReadonlyMap<string, string>;
      let given: Values;
      try {
        const manifest = await readManifest(Buffer.from(manifestOf(asked)));
        const layer = configLayer(manifest.questions, answers, 'answers');
        const { values, problems } = resolve({ ...CREATE_ANSWERS, ...manifest.questions }, [
          { source: 'flag', values: answersTo({}).values, problems: [] },
          layer,
        ]);
        if (problems.length > 0) throw Object.assign(new Error('refused'), { outcome: 'usage' });
        given = Object.fromEntries(names.map((name) => [name, values[name]!]));
        const { template, problems: faults } = compileTemplate({
          manifest: { format: 1, name: 'generated' },
          files: Object.entries(FILES).map(([path, text]) => ({
            path,
            content: Buffer.from(text(names)),
            executable: false,
          })),
        });
        if (faults.length > 0) throw Object.assign(new Error(faults[0]!.message), { outcome: 'data' });
        const planned = plan(
          template,
          scopeOf(values as unknown as Answers, { table: manifest.questions, values: given }),
        );
        files = new Map(planned.map(({ path, content }) => [path, Buffer.from(content).toString('utf8')]));
      } catch (error) {
        // A refusal is planned; anything else is a fault of ours.
        expect(['usage', 'data']).toContain((error as { outcome?: string }).outcome);
        refused += 1;
        return;
      }
      expect(JSON.parse(files.get('a.json')!)).toEqual(given);
      expect(parse(files.get('a.yaml')!)).toEqual(given);
      outputs.push({ toml: files.get('a.toml')!, python: files.get('a.py')!, answers: given });
    }),
    { numRuns: 700 },
  );
  expect(outputs.length).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(50);
});

test('Python reads the same from its own files and from TOML', () => {
  const script = `
import ast, json, sys, tomllib
for index, each in enumerate(json.load(sys.stdin)):
    assert tomllib.loads(each["toml"]) == each["answers"], ("toml", index, each)
    tree = ast.parse(each["python"])
    assert ast.literal_eval(tree.body[0].value) == each["answers"], ("python", index, each)
print("read", index + 1)
`;
  const ended = spawnSync('python3', ['-c', script], { input: JSON.stringify(outputs), encoding: 'utf8' });
  expect({ stderr: ended.stderr, stdout: ended.stdout }).toEqual({ stderr: '', stdout: `read ${outputs.length}\n` });
});
