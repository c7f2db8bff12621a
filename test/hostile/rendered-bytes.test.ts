import { readdirSync } from 'node:fs';
import { runHere as runProgram } from '../kit/one-process';
import { newFolder } from '../kit/program';
import { templateFolder } from '../kit/team';
import { PLAN_BOMBS } from './bombs';
import { PLAIN_MANIFEST } from './case';

/** A small template cannot make a large repository: what would be too much is refused before it takes memory. */

/** Runs the program with as much heap as a plan within the limits needs, and a stopwatch. */
const within = async (words: readonly string[], cwd: string) => {
  const began = Date.now();
  const ended = await runProgram(words, { cwd, env: { NODE_OPTIONS: '--max-old-space-size=160' } });
  return { ...ended, took: Date.now() - began };
};

const templates = PLAN_BOMBS.map((each) => ({
  ...each,
  folder: templateFolder({ 'template.yaml': PLAIN_MANIFEST, ...each.files }),
}));
const CASES = templates.flatMap(({ name, folder, says }) =>
  (
    [
      ['a dry run', ['--dry-run']],
      ['--diff', ['--diff']],
      ['a real run', []],
    ] as const
  ).map(([manner, words]) => [name, manner, folder, words, says!] as const),
);

test.each(CASES)('%s: refused by %s, with nothing written', async (_, _manner, folder, words, says) => {
  const cwd = newFolder();
  const made = ['my-app', '--template', folder, '--registry-user', 'acme', '--yes', '--no-git', ...words];
  const ended = await within(made, cwd);
  expect(ended).toMatchObject({ exitCode: 65, stdout: '', stderr: expect.stringMatching(says) });
  expect(readdirSync(cwd)).toEqual([]);
  expect(ended.took).toBeLessThan(20_000);
});

test.each(templates.map(({ name, folder }) => [name, folder] as const))(
  '%s: told by template check',
  async (_, folder) => {
    const ended = await within(['template', 'check', folder], newFolder());
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout + ended.stderr).toMatch(/more than (20971520 (bytes|characters)|200000 steps)/);
  },
);

test('template check keeps no more plans in memory than it lints', async () => {
  const choices = Array.from({ length: 100 }, (_, index) => `c${index}`);
  const folder = templateFolder({
    'template.yaml': `format: 1\nname: wide\nextends: none\nquestions:\n  pick: { type: choice, message: Pick, choices: [${choices}], default: c0 }\n`,
    ...Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`files/${index}.txt.ejs`, `<%= pick %>${'x'.repeat(1_000_000)}\n`]),
    ),
  });
  const ended = await within(['template', 'check', folder], newFolder());
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a repository right at the limit is made', async () => {
  const folder = templateFolder({
    'template.yaml': PLAIN_MANIFEST,
    ...Object.fromEntries(Array.from({ length: 19 }, (_, index) => [`files/${index}.bin`, Buffer.alloc(1_048_576)])),
    // Twice, and twenty bytes less than a mebibyte.
    'files/loop.txt.ejs': `<% for (const each of many) { %>${'x'.repeat(524_288 - 10)}<% } %>`,
    // With `\n` between two parts the twenty bytes that are left.
    'files/all.txt': '0123456789',
    'files/all.txt.part': 'abcdefgh\n',
  });
  const ended = await runProgram([
    'my-app',
    '--template',
    folder,
    '--registry-user',
    'acme',
    '--yes',
    '--no-git',
    '--dry-run',
  ]);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
});
