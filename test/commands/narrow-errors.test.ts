import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, PROGRAM, runProgram } from '../kit/program';
import { screenOf } from '../kit/screen';
import { templateFolder } from '../kit/team';
import { atTerminal } from '../kit/terminal';

/** What goes wrong is told in lines that a narrow terminal need not break, and in lines as they are where nobody looks. */

interface Case {
  readonly words: readonly string[];
  readonly exitCode: number;
  /** What somebody may paste: never broken by us. */
  readonly whole?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const NAMELESS = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, undefined],
    [`GIT_${who}_EMAIL`, undefined],
  ]),
);

const template = templateFolder({ 'template.yaml': 'format: 1\nname: x\nextends: builtin\n' });
const wrongPin = `${template}#sha256-${'0'.repeat(64)}`;

const CASES: Readonly<Record<string, Case>> = {
  'one argument too many': { words: ['my-app', 'other', '--yes'], exitCode: 2 },
  'everything is missing': { words: ['--yes'], exitCode: 2, whole: ['--registry-user <user>'] },
  'a capital': { words: ['my-app', '--registry-user', 'Acme', '--yes'], exitCode: 2, whole: ['--registry-user acme'] },
  'several at once': {
    words: ['My App', '--port', '80', '--tags', 'a b,.c', '--python', '2.7', '--branch', 'a..b', '--yes'],
    exitCode: 2,
  },
  'two levels on Docker Hub': { words: ['my-app', '--registry-user', 'acme/team', '--yes'], exitCode: 2 },
  'no such flag': { words: ['my-app', '--registry-usr', 'acme', '--yes'], exitCode: 2, whole: ['--registry-user'] },
  'a folder in use': { words: ['used', '--registry', 'none', '--yes'], exitCode: 73, whole: ['--on-conflict keep'] },
  'another template than the pinned one': {
    words: ['my-app', '--registry', 'none', '--yes', '--template', wrongPin],
    exitCode: 77,
  },
  'nobody to commit as': {
    words: ['my-app', '--registry', 'none', '--yes'],
    exitCode: 69,
    whole: ['git config --global user.name "Your Name"', 'git config --global user.email you@example.com'],
    env: NAMELESS,
  },
  'nothing to verify': { words: ['verify', 'empty'], exitCode: 2, whole: ['create-flask-container my-app'] },
  'no folder for a template': { words: ['template', 'new'], exitCode: 2, whole: ['template new acme-flask'] },
};

const folder = (): string => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'empty'));
  mkdirSync(join(cwd, 'used'));
  for (const name of ['notes of last week.txt', 'README.md']) writeFileSync(join(cwd, 'used', name), '');
  return cwd;
};

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** @returns the lines as they were sent, those that the terminal has broken put together again. */
const sentLines = (screen: readonly string[]): readonly string[] => screen.join('\n').replaceAll('\n↳', '').split('\n');

/** An option and its value are one. */
const isOneWord = (line: string): boolean => !line.replace(/^\s*(error: |fix: |\| )?(--\S+ )?/, '').includes(' ');

const rows = Object.keys(CASES).flatMap((title) => [40, 60, 80].map((columns) => [title, columns] as const));

test.each(rows)('%s, on %i columns', async (title, columns) => {
  const { words, exitCode, whole = [], env = {} } = CASES[title]!;
  const cwd = folder();
  const told = await runProgram(words, { cwd, env });
  expect(told).toMatchObject({ exitCode });
  const again = folder();
  const person = atTerminal(['-c', 'exec "$@" >out', 'sh', process.execPath, PROGRAM, ...words], {
    cwd: again,
    env,
    columns,
    program: ['sh'],
  });
  expect(await person.exit).toMatchObject({ exitCode });
  const lines = sentLines(await screenOf(person.raw(), { columns, rows: 24 }));
  expect(squeezed(lines.join('\n')).replaceAll(again, cwd)).toBe(squeezed(told.stderr));
  for (const text of whole) expect(lines.filter((line) => line.includes(text))).not.toEqual([]);
  const tooLong = lines.filter((line) => line.length > columns && !isOneWord(line));
  expect(
    tooLong.filter((line) => !whole.some((text) => line.trim() === text || line.trim() === `fix: ${text}`)),
  ).toEqual([]);
});
