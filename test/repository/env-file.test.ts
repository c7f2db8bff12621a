import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvText } from '../../src/repository/env-file';
import { newFolder, runProgram } from '../kit/program';

/** Files of variables are read as Compose reads them. */

test.each<[string, Readonly<Record<string, string>>]>([
  ['A=1', { A: '1' }],
  ['DB="sqlite:///x" # local', { DB: 'sqlite:///x' }],
  ["DB='x' # c", { DB: 'x' }],
  ['DB=a\nDB=', { DB: '' }],
  ['DB: x', { DB: 'x' }],
  ['DB : x', { DB: 'x' }],
  ['A = 1 ', { A: '1' }],
  ['export A=1', { A: '1' }],
  ['A=x # y', { A: 'x' }],
  ['A=x#y', { A: 'x#y' }],
  ['A=#y', { A: '#y' }],
  ['A= # y', { A: '' }],
  ['A="x # y"', { A: 'x # y' }],
  ['A="one\ntwo"\nB=3', { A: 'one\ntwo', B: '3' }],
  ["A='one\n$B\\n'\nB=3", { A: 'one\n$B\\n', B: '3' }],
  ['A="a\\nb\\"c\\$d"', { A: 'a\nb"c$d' }],
  ['A=1\nB=$A-${A}-${C:-d}-$C', { A: '1', B: '1-1-d-' }],
  ['A="$B"\nB=2', { A: '', B: '2' }],
  ['\ufeffA=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['# A=1\n\n   \n  B=2', { B: '2' }],
  ["A=it's", { A: "it's" }],
  ['A=a=b:c', { A: 'a=b:c' }],
])('%j', (text, variables) => {
  expect(readEnvText(text)).toEqual({ variables, alone: [], faults: [] });
});

test.each<[string, readonly string[]]>([
  ['A B=1', ['line 1 is no NAME=value']],
  ['A=1\nno variable here\nB=2', ['line 2 is no NAME=value']],
  ['A="open\nB=2', ['the quote of line 1 is not closed']],
  ['A="x"y', ['line 1 goes on behind its quote']],
  ['A\0=\x001\0', ['it is not UTF-8']],
])('%j is said to be no file of variables', (text, faults) => {
  expect(readEnvText(text).faults).toEqual(faults);
});

test('a name alone has no value of its own', () => {
  expect(readEnvText('A\nexport B # c\n')).toEqual({ variables: {}, alone: ['A', 'B'], faults: [] });
});

const verify = async (content: string | Buffer, env: Readonly<Record<string, string>> = {}) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  writeFileSync(join(folder, 'app.env'), content);
  const words = ['verify', folder, '--env-file', join(folder, 'app.env'), '--json'];
  // Without an engine: the file is judged before one is asked.
  const ran = await runProgram(words, { env: { DOCKER_HOST: 'unix:///nowhere.sock', ...env } });
  return { exitCode: ran.exitCode, message: JSON.parse(ran.stdout).problems[0].message as string };
};

test.each<[string, string | Buffer, RegExp]>([
  ['in UTF-16, as PowerShell writes it', Buffer.from('\ufeffA=1\n', 'utf16le'), /it is not UTF-8/],
  ['with a line that is no pair', 'A=1\nhello there\n', /line 2 is no NAME=value/],
  ['with a quote that stays open', 'A="1\n', /quote of line 1 is not closed/],
  ['with a name alone that nobody has', 'NOBODY_HAS_IT\n', /NOBODY_HAS_IT has no value/],
  ['with a name that is none', 'A.B=1\n', /"A\.B" is no name of a variable/],
])('--env-file %s is 65', async (_, content, message) => {
  expect(await verify(content)).toMatchObject({ exitCode: 65, message: expect.stringMatching(message) });
});

test('--env-file with a name that the environment has is read on', async () => {
  expect(await verify('THERE\nA="x" # c\n', { THERE: '1' })).toMatchObject({ exitCode: 69 });
});
