import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { configLayer } from '../../src/options/layers';
import { CREATE_ANSWERS } from '../../src/project/schema';
import { runHere as runProgram } from '../kit/one-process';
import { newFolder } from '../kit/program';
import { runMany } from '../kit/run-many';
import { templateFolder } from '../kit/team';

/** A config file that holds what YAML reads in another way than it was meant: the fix is the line that goes there. */

const cwd = newFolder();

const problemsOf = async (name: string, content: string | Buffer, ...more: string[]) => {
  writeFileSync(join(cwd, name), content);
  const words = ['app', '--registry-user', 'acme', '--yes', '--dry-run', '--json', '--config', name, ...more];
  const [ended] = await runMany([{ argv: words, cwd }]);
  return { exitCode: ended!.exitCode, ...JSON.parse(ended!.stdout) };
};

const fixes = (document: { problems: readonly { fix?: string }[] }) => document.problems.map(({ fix }) => fix);

test.each([
  ['port: "9000"', 'write port: 9000, without quotes'],
  ['compose: "false"', 'write compose: false, without quotes'],
  ['compose: yes', 'write compose: true'],
  ['tags: [1.0]', 'write tags: ["1.0"], in quotes'],
  ['tags: [1.10, latest]', 'write tags: ["1.10", latest], in quotes'],
  ['tags: 1.0', 'write tags: ["1.0"], in quotes'],
  ['tags: [0x1F, true]', 'write tags: ["0x1F", "true"], in quotes'],
  ['description: 1.10', 'write description: "1.10", in quotes'],
  ['author: 007', 'write author: "007", in quotes'],
  ['branch: 2.0', 'write branch: "2.0", in quotes'],
  ['registry: GHCR.io', 'write registry: ghcr.io'],
  ['license: gpl', 'write license: GPL-3.0-or-later'],
  ['platforms: arm64', 'write platforms: [linux/arm64]'],
  ['branch: refs/heads/main', 'write branch: main'],
  ['port: 80', 'leave it out for 8000'],
  ['registryUsr: acme', 'did you mean registryUser?'],
])('%s: %s', async (line, fix) => {
  const document = await problemsOf('answers.yaml', `# answers\n\n${line}\n`);
  expect({ exitCode: document.exitCode, fixes: fixes(document) }).toEqual({
    exitCode: 2,
    fixes: [`${fix} (answers.yaml, line 3)`],
  });
  if (fix.startsWith('write ')) {
    const mended = fix.slice('write '.length).replace(/, (?:in|without) quotes$/, '');
    expect((await problemsOf('mended.yaml', `${mended}\n`)).problems).toEqual([]);
  }
});

test('what is good by itself and wrong beside another answer is not proposed again', async () => {
  const cases = [
    ['registry: docker.io\nregistryUser: a/b\n', 'take the "/" and what follows it out'],
    ['registry: none\nregistryUser: acme\n', 'leave out --registry-user, or name a registry'],
  ] as const;
  for (const [content, fix] of cases) {
    writeFileSync(join(cwd, 'beside.yaml'), content);
    const words = ['app', '--yes', '--dry-run', '--json', '--config', 'beside.yaml'];
    const { stdout } = await runProgram(words, { cwd });
    expect(fixes(JSON.parse(stdout))).toEqual([`${fix} (beside.yaml, line 2)`]);
  }
});

test('a version of Python may stand without quotes', async () => {
  expect((await problemsOf('answers.yaml', 'python: 3.13\n')).answers.python).toBe('3.13');
  expect((await problemsOf('answers.json', '{ "python": 3.12 }')).answers.python).toBe('3.12');
});

test('in JSON the fix is JSON', async () => {
  expect(fixes(await problemsOf('answers.json', '{\n  "port": "9000",\n  "tags": [1]\n}\n'))).toEqual([
    'write "port": 9000, without quotes (answers.json, line 2)',
    'write "tags": ["1"], in quotes (answers.json, line 3)',
  ]);
});

test('an answer to the question of a template is mended where it stands too', async () => {
  const questions =
    'questions: { team: { type: choice, message: Team, choices: [core, payments] }, code: { type: text, message: Code } }';
  const folder = templateFolder({
    'template.yaml': `format: 1\nname: x\nextends: none\n${questions}\n`,
    'files/a.txt.ejs': '<%= team %> <%= code %>\n',
  });
  expect(fixes(await problemsOf('answers.yaml', 'set:\n  team: Core\n  code: 1.10\n', '--template', folder))).toEqual([
    'write team: core (set of answers.yaml, line 2)',
    'write code: "1.10", in quotes (set of answers.yaml, line 3)',
  ]);
});

test('what an answer from a file breaks beside the others is told of the file', async () => {
  const document = await problemsOf('answers.yaml', 'registry: none\nregistryUser: acme\n');
  expect(document.problems[0].fix).not.toMatch(/^--registry-user/);
});

test.each<[string, Buffer | string, number, string, string]>([
  ['two documents', 'port: 9000\n---\nport: 9001\n', 65, 'it holds more than one YAML document', 'keep one'],
  ['UTF-16 LE', Buffer.from('\ufeffport: 9000\n', 'utf16le'), 65, 'it is UTF-16, not UTF-8', 'save it as UTF-8'],
  [
    'UTF-16 BE',
    Buffer.from('\ufeffport: 9000\n', 'utf16le').swap16(),
    65,
    'it is UTF-16, not UTF-8',
    'save it as UTF-8',
  ],
  [
    'UTF-16 without its mark',
    Buffer.from('port: 9000\n', 'utf16le'),
    65,
    'it is UTF-16, not UTF-8',
    'save it as UTF-8',
  ],
  ['Latin-1', Buffer.from('author: Ren\u00e9\n', 'latin1'), 65, 'it is not UTF-8', 'save it as UTF-8'],
  ['JSON with a comment', '{\n  // the port\n  "port": 9000\n}\n', 65, 'JSON has no comments', 'take them out'],
  ['JSON with a block comment', '{ /* the port */ "port": 9000 }\n', 65, 'JSON has no comments', 'take them out'],
])('%s is told as what it is', async (_, content, exitCode, message, fix) => {
  const document = await problemsOf('file.json', content);
  expect(document.exitCode).toBe(exitCode);
  expect(document.problems).toHaveLength(1);
  expect(document.problems[0].message).toContain(message);
  expect(document.problems[0].fix).toContain(fix);
});

test('a variable is mended where it stands', async () => {
  const ended = await runProgram(['app', '--yes', '--dry-run'], {
    env: { CREATE_FLASK_CONTAINER_REGISTRY: 'GHCR.io', CREATE_FLASK_CONTAINER_REGISTRY_USER: 'acme' },
  });
  expect(ended.stderr).toContain('fix: CREATE_FLASK_CONTAINER_REGISTRY=ghcr.io');
});

test('every line that is proposed for a config file is good there', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }),
  );
  const key = fc.constantFrom(...Object.keys(CREATE_ANSWERS));
  fc.assert(
    fc.property(key, value, (name, given) => {
      const fix = configLayer(CREATE_ANSWERS, { [name]: given }, 'a.yaml').problems[0]?.fix;
      const line = /^write (.*?)(?:, (?:in|without) quotes)? \(a\.yaml\)$/s.exec(fix ?? '')?.[1];
      if (line === undefined) return;
      expect(configLayer(CREATE_ANSWERS, parse(line), 'a.yaml').problems).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
