import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, filesIn, git, newFolder, runProgram } from '../kit/program';
import { ALONE, templateFolder } from '../kit/team';

const RECORD = '.create-flask-container.json';

const filesOf = (folder: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(folder, RECORD), 'utf8')).files;

const idsIn = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const paths = [...filesIn(folder).keys()].filter((path) => path !== RECORD);
  const told = await git(folder, 'hash-object', '--no-filters', '--', ...paths);
  return Object.fromEntries(paths.map((path, index) => [path, told.split('\n')[index]!]));
};

test('the record names every generated file but itself, with the id that git has for its bytes', async () => {
  const cwd = newFolder();
  const made = await runProgram(['my-app', ...COMPLETE], { cwd });
  expect(made.exitCode).toBe(0);
  const folder = join(cwd, 'my-app');
  expect(filesOf(folder)).toEqual(await idsIn(folder));
  expect(filesOf(folder)).toHaveProperty(['docker/check.sh']);
});

test('where --on-conflict keep left another file, the record names the bytes that were planned', async () => {
  const cwd = newFolder();
  await runProgram(['my-app', ...COMPLETE, '--no-git'], { cwd });
  const folder = join(cwd, 'my-app');
  const planned = filesOf(folder);
  writeFileSync(join(folder, 'README.md'), 'mine\r\n');
  writeFileSync(join(folder, RECORD), '{}\n');
  const again = await runProgram(['my-app', ...COMPLETE, '--no-git', '--on-conflict', 'replace'], { cwd });
  expect(again.exitCode).toBe(0);
  writeFileSync(join(folder, 'README.md'), 'mine\r\n');
  expect((await runProgram(['my-app', ...COMPLETE, '--no-git', '--on-conflict', 'keep'], { cwd })).exitCode).toBe(0);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine\r\n');
  expect(filesOf(folder)).toEqual(planned);
});

test('bytes of any kind and an executable file of a template have their ids', async () => {
  const template = templateFolder({
    ...ALONE,
    'files/crlf.txt': 'a\r\nb\r\n',
    'files/empty': '',
    'files/binary': Buffer.from([0, 255, 13, 10, 0]),
    'files/tools/run': '#!/bin/sh\n',
  });
  const cwd = newFolder();
  const made = await runProgram(['my-app', ...COMPLETE, '--template', template, '--no-git'], { cwd });
  expect(made).toMatchObject({ exitCode: 0 });
  const folder = join(cwd, 'my-app');
  expect(Object.keys(filesOf(folder))).toEqual(['README.md', 'binary', 'crlf.txt', 'empty', 'tools/run']);
  expect(filesOf(folder)).toEqual(await idsIn(folder));
});

test('a record is a config file as before, whatever files it names', async () => {
  const cwd = newFolder();
  await runProgram(['my-app', ...COMPLETE, '--no-git', '--port', '9000'], { cwd });
  const config = join(cwd, 'my-app', RECORD);
  const again = await runProgram(['other', '--config', config, '--name', 'my-app', '--yes', '--no-git'], { cwd });
  expect(again.exitCode).toBe(0);
  expect(filesIn(join(cwd, 'other'))).toEqual(filesIn(join(cwd, 'my-app')));
  const unchanged = await runProgram(['my-app', '--config', config, '--yes', '--no-git', '--json'], { cwd });
  expect(JSON.parse(unchanged.stdout)).toMatchObject({ outcome: 'unchanged' });
});
