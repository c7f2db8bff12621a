import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runProgram } from '../kit/program';

/** The schemas of everything that programs read and write, from the program itself. */

const FOLDER = join(ROOT, 'schema');
const NAMES = readdirSync(FOLDER).map((file) => file.replace('.schema.json', ''));

test('without a name each schema is listed with the file in which it lies', async () => {
  const { exitCode, stdout } = await runProgram(['schema']);
  expect(exitCode).toBe(0);
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(rows.map(([name]) => name).sort()).toEqual([...NAMES].sort());
  for (const [name, path] of rows) expect(path).toBe(join(FOLDER, `${name}.schema.json`));
});

test.each(NAMES)('schema %s prints it', async (name) => {
  const { exitCode, stdout } = await runProgram(['schema', name]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8'),
  });
});

test('another name is a fault of the command line, with the closest', async () => {
  const { exitCode, stdout, stderr } = await runProgram(['schema', 'creates']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('expected one of config, create, update, verify, clean, template, template-check');
  expect(stderr).toContain('fix: create');
  expect((await runProgram(['schema', 'create', 'verify'])).exitCode).toBe(2);
});
