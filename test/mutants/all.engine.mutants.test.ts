import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../kit/program';
import { copyOf, folderOf, judge } from './judge-mutant';
import { type Base, MUTANTS } from './mutants';

/** Every mutant is caught by the contract that it breaks, and the good repositories keep every contract. */

jest.setTimeout(600_000);

const BASES: readonly Base[] = ['generated', 'guide', 'uv', 'scripted', 'wheels'];
const rows = new Map<string, readonly string[]>();
const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/sha256:[0-9a-f]+/g, 'sha256:...')
    .slice(0, 160);

test('there are at least 40, none of them twice', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
});

test.each(BASES)('the good repository %s keeps every contract', async (base) => {
  const { exitCode, answers } = await judge(await copyOf(base));
  expect([...answers.values()].filter(({ status }) => status !== 'pass' && status !== 'skip')).toEqual([]);
  expect(exitCode).toBe(0);
  const skipped = [...answers.values()].filter(({ status }) => status === 'skip').map(({ id }) => id);
  rows.set(base, [
    `\`${base}\`, unchanged`,
    '-',
    skipped.length === 0 ? 'all pass' : `all pass; nothing to judge: ${skipped.join(', ')}`,
  ]);
});

test.each(MUTANTS.map((mutant) => [mutant.base, mutant.id, mutant.expected, mutant] as const))(
  '%s, %s: caught by %s',
  async (base, id, expected, mutant) => {
    const { exitCode, answers } = await judge(await folderOf(mutant), [expected]);
    const answer = answers.get(expected)!;
    rows.set(id, [`\`${base}\`: ${id}`, `\`${expected}\``, cell(`${answer.status}: ${answer.found}`)]);
    expect(answer).toMatchObject({ status: 'fail', fix: expect.stringMatching(/\w{3}/) });
    expect(exitCode).toBe(1);
  },
);

const page = (): string => `# Mutants

A contract is worth what it catches. Each row is a good repository with one habit broken on purpose, the
contract that must say so, and what \`verify\` found. The repositories are the generated one and four in
styles seen in the wild (\`test/mutants/bases\`); the changes are data (\`test/mutants/mutants.ts\`).

Written by \`npm run test:mutants\`, on a real engine; ${MUTANTS.length} mutants.

| repository and change | must be caught by | found |
|---|---|---|
${[...rows.values()].map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;

afterAll(() => {
  // Part of a run, with -t, says nothing about the others.
  if (rows.size < MUTANTS.length + BASES.length) return;
  const path = join(ROOT, 'docs', 'mutants.md');
  const text = page();
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // The first time.
  }
  if (before !== text) writeFileSync(path, text);
});
