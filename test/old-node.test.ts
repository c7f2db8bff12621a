import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { newFolder, PROGRAM, ROOT, runProgram } from './kit/program';

/** What a Node.js that is too old meets; the real ones are tried by `npm run platforms`. */

test('the program itself is written in ES5, so that any Node.js can read it', () => {
  const text = readFileSync(PROGRAM, 'utf8');
  expect(() => parse(text, { ecmaVersion: 5, allowHashBang: true })).not.toThrow();
});

const pretending = (version: string, words: readonly string[]) => {
  const spy = join(newFolder(), 'version.cjs');
  writeFileSync(
    spy,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return runProgram(words, {
    env: { NODE_OPTIONS: `--require ${spy} --require ${join(ROOT, 'test', 'kit', 'loaded.cjs')}` },
  });
};

test.each(['0.12.18', '8.17.0', '16.20.2', '18.20.4', '19.9.0', '20.18.3', '21.7.3', '22.0.0', '22.11.0'])(
  'on Node.js %s one line says what is needed, and nothing is loaded',
  async (version) => {
    for (const words of [['my-app'], ['--version'], ['--help']]) {
      const { exitCode, stdout, stderr } = await pretending(version, words);
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 69,
        stdout: '',
        stderr: `create-flask-container: this is Node.js ${version}, and it needs 20.19 or a later 20, or 22.12 or newer: see https://nodejs.org\n`,
      });
    }
  },
);

test.each(['20.19.0', '20.20.2', '22.12.0', '22.99.0', '23.0.0', '24.1.0', '26.0.0', '100.0.0'])(
  'Node.js %s is new enough',
  async (version) => {
    expect((await pretending(version, ['--version'])).exitCode).toBe(0);
  },
);
