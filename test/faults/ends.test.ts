import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, type Ended, filesIn, newFolder, PROGRAM, runProgram } from '../kit/program';
import { callsOf, withFault } from '../kit/strace';
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

test('three runs into one existing folder: one at a time, nothing lost', async () => {
  for (let round = 0; round < 4; round += 1) {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'my-app'));
    writeFileSync(join(cwd, 'my-app', 'README.md'), 'mine');
    const runs = await Promise.all(
      ['one', 'two', 'three'].map((user) =>
        runProgram(['my-app', '--registry-user', user, '--yes', '--no-git', '--on-conflict', 'replace'], { cwd }),
      ),
    );
    for (const ended of runs) {
      count('three runs into one existing folder', ended);
      expect([0, 73]).toContain(ended.exitCode);
    }
    expect(runs.some(({ exitCode }) => exitCode === 0)).toBe(true);
    const files = filesIn(join(cwd, 'my-app'));
    expect([...files].filter(([path]) => path.includes('replaced/README.md')).map(([, text]) => text)).toContain(
      'mine',
    );
    const users = [...files]
      .filter(([path]) => path === '.create-flask-container.json')
      .map(([, text]) => JSON.parse(text).registryUser);
    expect(['one', 'two', 'three']).toContain(users[0]);
    expect(files.has('.create-flask-container/journal.json')).toBe(false);
    // What the first one made is not undone by one that came too late.
    expect([...files.keys()].filter((path) => !path.startsWith('.create-flask-container/')).length).toBeGreaterThan(30);
  }
});

test('a folder in use that cannot be taken is left as it was', async () => {
  const words = ['my-app', ...COMPLETE, '--no-git', '--on-conflict', 'keep'];
  const place = (): string => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'my-app'));
    writeFileSync(join(cwd, 'my-app', 'README.md'), 'mine');
    return cwd;
  };
  const cwd = place();
  const calls = (await callsOf(words, { cwd }, [cwd])).filter(
    ({ name, text }) =>
      ['mkdir', 'openat', 'write', 'link', 'unlink'].includes(name) &&
      /\/\.create-flask-container(\/\.gitignore|\/[0-9a-f]{12}-[^/]*\.json|")/.test(text),
  );
  expect(calls.length).toBeGreaterThan(4);
  for (const { name, nth } of calls) {
    const here = place();
    const ended = await withFault(words, { cwd: here }, { name, fault: 'error=EIO', when: String(nth) }, [here]);
    count('EIO while a folder in use is taken', ended);
    if (!ended.hit || ended.exitCode === 0) continue;
    expect(ended).toMatchObject({ exitCode: 74 });
    expect([...filesIn(join(here, 'my-app'))]).toEqual([['README.md', 'mine']]);
  }
});
