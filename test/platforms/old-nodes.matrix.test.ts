import { join } from 'node:path';
import { newFolder, PROGRAM, runProgram } from '../kit/program';
import { installed } from './installed';

/** A Node.js that is too old is told in one line, before anything else is loaded. */

const OLD = ['12', '14', '16', '18', '19', '20.18.0', '21', '22.11.0'];
const GOOD = ['20.19.0', '22.12.0', '23', '24', '25', '26'];

test.each(OLD)(
  'node %s is told which one is needed, whatever was asked',
  async (wanted) => {
    const node = join(installed(`node@${wanted}`), 'node_modules', '.bin', 'node');
    for (const words of [['my-app', '--yes'], ['--version'], ['--help'], ['verify', '.', '--json']]) {
      const cwd = newFolder();
      const { exitCode, stdout, stderr } = await runProgram(words, { cwd, program: [node, PROGRAM] });
      expect({ exitCode, stdout }).toEqual({ exitCode: 69, stdout: '' });
      expect(stderr).toMatch(
        /^create-flask-container: this is Node\.js [\d.]+, and it needs 20\.19 or a later 20, or 22\.12 or newer: see \S+\n$/,
      );
    }
  },
  300_000,
);

test.each(GOOD)(
  'node %s runs it',
  async (wanted) => {
    const node = join(installed(`node@${wanted}`), 'node_modules', '.bin', 'node');
    const { exitCode, stderr } = await runProgram(['--version'], { program: [node, PROGRAM] });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
  300_000,
);
