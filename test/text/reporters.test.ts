import Ajv from 'ajv-draft-04';
import fc from 'fast-check';
import { github } from '../../src/text/reporters/github';
import type { Judged } from '../../src/text/reporters/judged';
import { junit } from '../../src/text/reporters/junit';
import { sarif } from '../../src/text/reporters/sarif';
import { runProgram } from '../kit/program';
import { ALONE, templateFolder } from '../kit/team';

/** The forms of a result that pipelines read, each read by the reader of its form. */

const SCHEMA = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

const validSarif = (text: string): unknown => {
  const document = JSON.parse(text);
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
    SCHEMA,
  );
  validate({ ...document, $schema: undefined });
  expect(validate.errors ?? []).toEqual([]);
  return document;
};

/** What a runner makes of a line, by its own rules (actions/runner, ActionCommand). */
const commandOf = (line: string) => {
  const match = /^::([a-z]+) ([^\n]*?)::([^\n]*)$/.exec(line);
  if (!match) return undefined;
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  return {
    name: match[1],
    properties: Object.fromEntries(
      match[2]!
        .split(',')
        .map((each) => [each.slice(0, each.indexOf('=')), property(each.slice(each.indexOf('=') + 1))]),
    ),
    data: data(match[3]!),
  };
};

const HOSTILE = [
  'a, b: c',
  '100 %0A::error::x',
  'line\nbreak\r\n::stop-commands::x',
  '<![CDATA[ ]]> & "quoted" \'single\'',
  'nul \u0000 bell \u0007 escape \u001b[31m',
  'bidi \u202e lone \ud800 emoji 🐍 ﷐',
  '-->',
] as const;

const judgedOf = (text: string): Judged => ({
  subject: text,
  checks: [
    {
      id: 'cache',
      title: text,
      status: 'fail',
      message: text,
      fix: text,
      place: { file: `a b/${text}`, line: 3, column: 1 },
    },
    { id: 'user', title: 'held', status: 'pass', message: text, milliseconds: 1234.5 },
    { id: 'size', title: 'left', status: 'skip', message: text },
    { id: 'build', title: 'unknown', status: 'error', message: text },
  ],
});

test.each(HOSTILE)('an annotation says what was said, and nothing else: %j', (text) => {
  const lines = github(judgedOf(text), '1.0.0').trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  const [first] = lines.map(commandOf);
  expect(first).toEqual({
    name: 'error',
    properties: { file: `a b/${text}`, line: '3', col: '1', title: `cache: ${text}` },
    data: `${text}\nfix: ${text}`,
  });
  expect(lines.map((line) => commandOf(line)?.name)).toEqual(['error', 'error', 'notice']);
});

/** Well-formed by a parser of XML, which refuses what HTML forgives. */
const wellFormed = async (text: string): Promise<string> => {
  const program =
    'import sys, json, xml.etree.ElementTree as E\nr = E.fromstring(sys.stdin.buffer.read())\nprint(json.dumps([dict(c.attrib, **{"kind": (list(c)[0].tag if len(c) else "pass"), "message": (list(c)[0].get("message") if len(c) else "")}) for c in r.iter("testcase")]))';
  const ended = await runProgram(['-c', program], { program: ['python3'], input: text });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return ended.stdout;
};

test.each(HOSTILE)('a JUnit report is XML and holds the text: %j', async (text) => {
  const cases = JSON.parse(await wellFormed(junit(judgedOf(text), '1.0.0')));
  expect(cases.map(({ kind }: { kind: string }) => kind)).toEqual(['failure', 'pass', 'skipped', 'error']);
  // What XML cannot hold has a mark in its place.
  const held = text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
  expect(cases[0].message).toBe(held);
  expect(cases[1].time).toBe('1.234');
});

test.each(HOSTILE)('a SARIF log is valid against its schema: %j', (text) => {
  const log = validSarif(sarif(judgedOf(text), '1.0.0')) as { runs: { results: { kind: string; level: string }[] }[] };
  expect(log.runs[0]!.results.map(({ kind, level }) => [kind, level])).toEqual([
    ['fail', 'error'],
    ['pass', 'none'],
    ['notApplicable', 'none'],
    ['review', 'none'],
  ]);
});

test('no text breaks any of the forms', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const judged = judgedOf(text);
      expect(github(judged, '1.0.0').trimEnd().split('\n')).toHaveLength(3);
      expect(junit(judged, '1.0.0').match(/<testcase /g)).toHaveLength(4);
      JSON.parse(sarif(judged, '1.0.0'));
    }),
  );
});

const BAD = { ...ALONE, 'files/notes.md.ejs': 'ok\n<%= nothing %>\n' };

test('template check tells a fault to a pipeline, at its place, with the exit code of words', async () => {
  const folder = templateFolder(BAD);
  const run = (reporter: string) => runProgram(['template', 'check', folder, '--reporter', reporter]);
  const annotated = await run('github');
  expect(annotated.exitCode).toBe((await runProgram(['template', 'check', folder])).exitCode);
  const error = annotated.stdout
    .split('\n')
    .map(commandOf)
    .find((each) => each?.name === 'error');
  expect(error?.properties).toMatchObject({ file: expect.stringContaining('notes.md.ejs'), line: '2' });
  expect(JSON.parse(await wellFormed((await run('junit')).stdout))[0]).toMatchObject({ kind: 'failure' });
  validSarif((await run('sarif')).stdout);
});

test('a template that holds is told as such, and a source that cannot be read as an error', async () => {
  const good = await runProgram(['template', 'check', templateFolder(ALONE), '--reporter', 'junit']);
  expect(good.exitCode).toBe(0);
  expect(JSON.parse(await wellFormed(good.stdout))).toEqual([expect.objectContaining({ kind: 'pass' })]);
  const absent = await runProgram(['template', 'check', './absent', '--reporter', 'github']);
  expect(absent.exitCode).not.toBe(0);
  expect(absent.stdout).toMatch(/^::error /);
});

test('--json and --reporter contradict each other, and another word is refused with the three', async () => {
  const folder = templateFolder(ALONE);
  const both = await runProgram(['template', 'check', folder, '--json', '--reporter', 'sarif']);
  expect(both.exitCode).toBe(2);
  const other = await runProgram(['verify', folder, '--reporter', 'xml']);
  expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('github') });
});

test('verify tells a pipeline why it could not judge', async () => {
  const ended = await runProgram(['verify', templateFolder(ALONE), '--reporter', 'github']);
  expect(ended.exitCode).toBe(2);
  expect(ended.stdout).toMatch(/^::error title=[^\n]*::[^\n]*no Dockerfile/);
});
