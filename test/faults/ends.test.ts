import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, type Ended, newFolder, PROGRAM, runProgram } from '../kit/program';
import { count } from './record';

/** How a run ends that has nowhere to speak, or nowhere to stand. */

const shell = (line: string, cwd: string, words: readonly string[]): Promise<Ended> =>
  runProgram(['-c', line, 'sh', process.execPath, PROGRAM, ...words], { cwd, program: ['sh'] });

test.each(['<&- >&- 2>&-', '2>/dev/full', '>/dev/full 2>/dev/full', '2>&-'])(
  '%s: what is wrong still is 2',
  async (redirection) => {
    const ended = await shell(`"$@" ${redirection}`, newFolder(), ['my-app', '--port', '1']);
    count('a standard stream that is closed, full or odd', ended);
    expect(ended.exitCode).toBe(2);
  },
);

test('a current folder that is gone is 74, and is not made again', async () => {
  const cwd = newFolder();
  for (const words of [
    ['my-app', ...COMPLETE],
    ['my-app', ...COMPLETE, '--json'],
    [join(cwd, 'other'), ...COMPLETE],
  ]) {
    mkdirSync(join(cwd, 'gone'));
    const ended = await shell('cd gone; rmdir ../gone; "$@"', cwd, words);
    count('a current folder that is gone', ended);
    expect(ended.exitCode).toBe(74);
    expect(ended.stderr).toMatch(/^error: the current folder is gone: .*\n {2}fix: cd .*\n$/);
    expect(readdirSync(cwd)).toEqual([]);
    if (words.includes('--json')) expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'failed' });
  }
  expect((await shell('mkdir gone; cd gone; rmdir ../gone; "$@"', cwd, ['--help'])).exitCode).toBe(0);
});
