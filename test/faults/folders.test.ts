import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, filesIn, newFolder, runProgram } from '../kit/program';
import { callsOf, withFault } from '../kit/strace';

/** Faults where folders are made and removed: few enough for every day; `npm run faults` tries them at each call. */

const WORDS = ['my-app', ...COMPLETE, '--no-git'];

test.each(['EDQUOT', 'ENOSPC', 'EROFS', 'EIO', 'EMLINK', 'ESTALE', 'ENOTCONN', 'EUCLEAN'])(
  '%s at any making of a folder is a fault of the disk, not of ours, and leaves nothing',
  async (error) => {
    const counted = newFolder();
    const calls = (await callsOf(WORDS, { cwd: counted }, [counted])).filter(({ name }) => name === 'mkdir');
    expect(calls.length).toBeGreaterThan(3);
    for (const { nth } of [calls[0]!, calls[1]!, calls.at(-1)!]) {
      const cwd = newFolder();
      const fault = { name: 'mkdir', fault: `error=${error}`, when: String(nth) };
      const ended = await withFault(WORDS, { cwd }, fault, [cwd]);
      expect(ended).toMatchObject({ hit: true, exitCode: 74, stdout: '' });
      expect(ended.stderr).not.toContain('fault of create-flask-container');
      expect(readdirSync(cwd)).toEqual([]);
    }
  },
);

test.each(['rmdir', 'unlink'])('what a run leaves that is killed at its last %s goes with the next', async (name) => {
  const counted = newFolder();
  const calls = (await callsOf(WORDS, { cwd: counted }, [counted])).filter((call) => call.name === name);
  expect(calls.length).toBeGreaterThan(0);
  for (const { nth } of calls) {
    const cwd = newFolder();
    await withFault(WORDS, { cwd }, { name, fault: 'signal=SIGKILL', when: String(nth) }, [cwd]);
    const whole = filesIn(join(cwd, 'my-app'));
    expect(whole.size).toBeGreaterThan(20);
    // The same again, which has nothing to do, and another folder beside it.
    expect((await runProgram(WORDS, { cwd })).exitCode).toBe(0);
    expect(readdirSync(cwd)).toEqual(['my-app']);
    expect(filesIn(join(cwd, 'my-app'))).toEqual(whole);
  }
});

test('a folder in use that a run was killed in is as before, or as wanted, after the next', async () => {
  const prepare = (): string => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'my-app'));
    writeFileSync(join(cwd, 'my-app', 'README.md'), 'mine');
    return cwd;
  };
  const words = [...WORDS, '--on-conflict', 'replace'];
  const counted = prepare();
  const calls = (await callsOf(words, { cwd: counted }, [counted])).filter(({ name }) => name === 'rmdir');
  for (const { nth } of calls) {
    const cwd = prepare();
    await withFault(words, { cwd }, { name: 'rmdir', fault: 'signal=SIGKILL', when: String(nth) }, [cwd]);
    expect((await runProgram(words, { cwd })).exitCode).toBe(0);
    expect(readdirSync(cwd)).toEqual(['my-app']);
    expect(readdirSync(join(cwd, 'my-app', '.create-flask-container')).sort()).toEqual(['.gitignore', 'replaced']);
  }
});
