import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, ROOT, runProgram } from './kit/program';

/** What a benchmark says of a line that became slower since it was recorded. */

const slower = async (recorded: string | undefined, ratios: Readonly<Record<string, number>>): Promise<string[]> => {
  const file = join(newFolder(), 'start.json');
  if (recorded !== undefined) writeFileSync(file, recorded);
  const lines = Object.entries(ratios).map(([id, ratio]) => ({ id, ratio }));
  const script = `import { recordedRatios, slowerLines } from ${JSON.stringify(join(ROOT, 'bench', 'record.mjs'))};
process.stdout.write(JSON.stringify(slowerLines(${JSON.stringify(lines)}, recordedRatios(${JSON.stringify(file)})).map(({ id }) => id)));`;
  const ended = await runProgram(['--input-type=module', '-e', script], { program: [process.execPath] });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(ended.stdout);
};

test('a line that grew by a tenth is named; less, a new line and a first record are not', async () => {
  const recorded = JSON.stringify({ lines: ['help', 'files', 'git'].map((id) => ({ id, ratio: 1 })) });
  expect(await slower(recorded, { help: 1.1, files: 1.09, git: 0.5, question: 9 })).toEqual(['help']);
  expect(await slower(undefined, { help: 9 })).toEqual([]);
});
