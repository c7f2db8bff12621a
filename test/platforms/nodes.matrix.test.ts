import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, filesIn, newFolder, PROGRAM, runProgram } from '../kit/program';
import { installed } from './installed';

/** The same bytes, messages and exit codes on every Node.js that package.json allows, and on the current one. */

const made = async (node: string) => {
  const cwd = newFolder();
  const run = (...words: string[]) => runProgram(words, { cwd, program: [node, PROGRAM] });
  const version = (await runProgram(['--version'], { program: [node] })).stdout.trim();
  const created = await run('my-app', ...COMPLETE);
  const ends = [
    created,
    await run('my-app', ...COMPLETE),
    await run('my-app', '--registry-user', 'other', '--yes'),
    await run('--help'),
    await run('other', '--port', '1', '--nonsense'),
    await run('other', '--config', '-', '--json', '--diff'),
    await run('completion', 'bash'),
  ].map(({ exitCode, stdout, stderr }) => ({
    exitCode,
    stdout: stdout.replaceAll(cwd, '.'),
    stderr: stderr.replaceAll(cwd, '.'),
  }));
  return { version, ends, files: filesIn(join(cwd, 'my-app')), committed: existsSync(join(cwd, 'my-app', '.git')) };
};

test.each(['20.19.0', '20', '22.12.0', '22', '24', 'latest'])(
  'node %s',
  async (wanted) => {
    const here = await made(process.execPath);
    const there = await made(join(installed(`node@${wanted}`), 'node_modules', '.bin', 'node'));
    expect(there.version).toMatch(wanted === 'latest' ? /^v\d+/ : new RegExp(`^v${wanted.replaceAll('.', '\\.')}`));
    expect({ ...there, version: '' }).toEqual({ ...here, version: '' });
    expect(here.ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 73, 0, 2, 2, 0]);
  },
  300_000,
);
