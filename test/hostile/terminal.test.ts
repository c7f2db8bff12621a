import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { cleanListing } from '../../src/commands/clean/text';
import { checkText, verdictText } from '../../src/commands/verify/text';
import { shownQuestion } from '../../src/machine/prompts/shown-question';
import { jsonText, printable, printableLines } from '../../src/text/printable';
import { styleFor } from '../../src/text/style';
import { writeFiles } from '../kit/git-server';
import { runHere as runProgram } from '../kit/one-process';
import { newFolder } from '../kit/program';
import { type Case, runMany } from '../kit/run-many';
import { templateFolder } from '../kit/team';
import { atTerminal } from '../kit/terminal';

/**
 * Text from outside comes to the screen by many doors: names of folders and files, a template's words, git's and npm's
 * complaints, settings of a repository, the environment. By none of them it moves the cursor, changes the colours or the
 * title, reorders a line or begins one of its own.
 */

/** Written here anew, so that a fault in the program's own list is seen. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const MARK = 'FORGED';

const PIECES = [
  '\u001b[2J',
  '\u001b]0;owned\u0007',
  '\u001b[31m',
  '\u001b[1A',
  '\u009b31m',
  '\u009d0;owned\u009c',
  '\u0085',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u061c',
  '\u2028',
  '\u2029',
  '\b\b\b',
  '\u007f',
  '\r',
  '\u000b',
  '\u000c',
  '\n',
  `\n${MARK}`,
  `\r\n${MARK}`,
  `\nok    files        ${MARK}`,
  `\nerror: ${MARK}`,
];

/** One word with each piece, and words of several, drawn at random. */
const HOSTILE: readonly string[] = [
  ...PIECES.map((piece) => `a${piece}b`),
  ...fc
    .sample(
      fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom('x', ' ', 'ok', '-', "'", '"')), {
        minLength: 2,
        maxLength: 6,
      }),
      { numRuns: 12, seed: 11 },
    )
    .map((parts) => `a${parts.join('')}b`),
];

/** What can be a name on a disk, or a word of a command line. */
const onDisk = HOSTILE.map((text) => text.replaceAll('/', ''));

/** A line that begins with the mark, alone or as ours begin. */
const FORGED_LINE = new RegExp(`^\\W*(?:(?:ok|error:) +(?:files +)?)?${MARK}`, 'm');

const harmless = (output: string): void => {
  expect(UNSAFE.exec(output)).toBeNull();
  expect(output.replace(/^ {6,7}\| .*$/gm, '')).not.toMatch(FORGED_LINE);
};

const json = ['--registry-user', 'acme', '--yes', '--json'] as const;

/** Runs both as for people and with --json, whose document must be readable and hold the text itself. */
const both = async (words: readonly string[], options: Parameters<typeof runProgram>[1] = {}) => {
  const people = await runProgram(words, options);
  harmless(people.stdout + people.stderr);
  const programs = await runProgram([...words, '--json'], options);
  harmless(programs.stdout + programs.stderr);
  return JSON.parse(programs.stdout);
};

test.each(onDisk)('a folder that is typed: %j', async (name) => {
  const document = await both([name, '--name', 'my-app', '--registry-user', 'acme', '--yes', '--dry-run']);
  expect(document.directory).toMatch(new RegExp(`${name.at(0)}`));
  expect(document.replay).toContain(name);
});

test.each(onDisk.slice(0, 8))('a folder that is made, and made again: %j', async (name) => {
  const cwd = newFolder();
  const words = [name, '--name', 'my-app', '--registry-user', 'acme', '--yes'];
  for (const _ of ['made', 'unchanged']) {
    const ended = await runProgram(words, { cwd });
    expect(ended.exitCode).toBe(0);
    harmless(ended.stdout + ended.stderr);
  }
});

test('files that are in the way', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'my-app'));
  for (const name of onDisk) writeFileSync(join(cwd, 'my-app', name), '');
  const document = await both(['my-app', '--registry-user', 'acme', '--yes'], { cwd });
  expect(document.outcome).toBe('refused');
});

/** Runs each both as for people and with --json; every document can be read. None is a fault of ours. */
const allHarmless = async (cases: readonly Case[]): Promise<void> => {
  for (const { stdout, stderr, exitCode } of await runMany(cases)) {
    harmless(stdout + stderr);
    expect(exitCode).not.toBe(70);
  }
  for (const { stdout, stderr } of await runMany(cases.map((each) => ({ ...each, argv: [...each.argv, '--json'] })))) {
    harmless(stdout + stderr);
    expect(JSON.parse(stdout)).toHaveProperty('outcome');
  }
};

const COMPLETE = ['--registry-user', 'acme', '--yes', '--dry-run'] as const;

test('every flag that takes text', async () => {
  const flags = [
    ...['name', 'description', 'author', 'base-image', 'branch', 'registry', 'registry-user', 'tags', 'python'],
    ...['port', 'template', 'set', 'config', 'timeout', 'on-conflict'],
  ];
  await allHarmless(
    onDisk.flatMap((text) => flags.map((flag) => ({ argv: ['my-app', '--yes', '--dry-run', `--${flag}=${text}`] }))),
  );
}, 240_000);

test('a flag, an argument and a command that are not there', async () => {
  const words = (text: string) => [
    [`--${text}`],
    ['a', text],
    ['verify', 'a', text],
    ['template', text],
    ['completion', text],
  ];
  for (const { stdout, stderr, exitCode } of await runMany(onDisk.flatMap(words).map((argv) => ({ argv })))) {
    expect(exitCode).not.toBe(0);
    harmless(stdout + stderr);
  }
}, 240_000);

test('values, keys and names of a config file', async () => {
  const cwd = newFolder();
  const cases = onDisk.flatMap((text, index) => {
    const files: Readonly<Record<string, string>> = {
      [`value-${index}.json`]: JSON.stringify({ description: text, tags: [text], set: text }),
      [`key-${index}.json`]: JSON.stringify({ [text]: text, set: { [text]: text } }),
      [`broken-${index}.yaml`]: `description: "${text}\n  - [`,
      [text]: 'description: [',
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
    return Object.keys(files).map((file) => ({ argv: ['my-app', ...COMPLETE, '--config', file], cwd }));
  });
  await allHarmless(cases);
}, 240_000);

test('the environment', async () => {
  const cases = onDisk.flatMap((text) => [
    { argv: ['my-app', ...COMPLETE], env: { CREATE_FLASK_CONTAINER_DESCRIPTION: text } },
    { argv: ['my-app', ...COMPLETE], env: { [`CREATE_FLASK_CONTAINER_${text.replaceAll('=', '')}`]: text } },
    {
      argv: ['my-app', ...COMPLETE],
      env: { CREATE_FLASK_CONTAINER_TEMPLATE: text, CREATE_FLASK_CONTAINER_SET_X: text },
    },
  ]);
  await allHarmless(cases);
}, 240_000);

const ALONE = 'format: 1\nname: x\nextends: none\n';

/** Templates that say a text in each of the places where a template has words, and in the names of files. */
const saying = (text: string): readonly Readonly<Record<string, string>>[] => {
  const said = JSON.stringify(text);
  const lines = [
    `summary: ${said}`,
    `next: [${said}]`,
    `questions: { team: { type: choice, message: ${said}, choices: [a] } }`,
    `questions: { team: { type: choice, message: Team, choices: [${said}] } }`,
    `${said}: 1`,
    `defaults: { description: ${said} }`,
  ];
  return [
    ...lines.map((line) => ({ 'template.yaml': `${ALONE}${line}\n`, 'files/README.md': 'x\n' })),
    { 'template.yaml': `format: 1\nname: ${said}\nextends: none\n`, 'files/README.md': 'x\n' },
    { 'template.yaml': ALONE, [`files/${text}.ejs`]: '<%= x %>\n' },
    { 'template.yaml': ALONE, 'files/README.md': 'x\n', [`examples/${text}.yaml`]: 'x: 1\n' },
  ];
};

test("a template's words, the names of its files and of its folder", async () => {
  const folders = onDisk.flatMap((text) => saying(text).map(templateFolder));
  await allHarmless(folders.map((folder) => ({ argv: ['my-app', '--template', folder, ...COMPLETE] })));
  await allHarmless(folders.map((folder) => ({ argv: ['template', 'check', folder] })));
  const help = folders.map((folder) => ({ argv: ['my-app', '--template', folder, '--help'] }));
  for (const { stdout, stderr } of await runMany(help)) harmless(stdout + stderr);
  const named = onDisk.map((text) => {
    const folder = join(newFolder(), text);
    writeFiles(folder, { 'template.yaml': ALONE, 'files/README.md': 'x\n' });
    return folder;
  });
  await allHarmless(named.map((folder) => ({ argv: ['my-app', '--template', folder, ...COMPLETE] })));
}, 300_000);

test.each(onDisk)("git's own words: %j", async (text) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'text'), text);
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh\ncase "$*" in *commit*) cat '${join(folder, 'text')}' >&2; exit 128;; esac\nexec /usr/bin/git "$@"\n`,
  );
  chmodSync(join(folder, 'git'), 0o755);
  const env = { PATH: `${folder}:${process.env['PATH']}` };
  const ended = await runProgram(['my-app', '--registry-user', 'acme', '--yes'], { env });
  expect(ended.exitCode).toBe(74);
  harmless(ended.stdout + ended.stderr);
  expect(ended.stderr).toMatch(/^error: git \w+ failed: /m);
  harmless((await runProgram(['my-app', ...json], { env })).stdout);
});

test('a question is text alone, whatever it is made of, and what cannot be shown is not proposed', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 4 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (one, two) => {
      const choices = [{ value: 'x', label: one, hint: two, heading: one }];
      const listed = shownQuestion({ kind: 'select', key: 'k', message: two, initial: 'x', choices });
      const line = shownQuestion({
        kind: 'line',
        key: 'k',
        message: one,
        initial: two,
        read: () => ({ flaw: { rule: one, proposal: two } }),
        preview: () => one,
      });
      if (line.kind !== 'line' || listed.kind !== 'select') throw new Error('the kind of a question stays');
      const { label, hint, heading } = listed.choices[0]!;
      const reading = line.read('x');
      const flaw = 'flaw' in reading ? [reading.flaw.rule, reading.flaw.proposal] : [];
      for (const told of [
        listed.message,
        label,
        hint,
        heading,
        line.message,
        line.initial,
        line.preview('x'),
        ...flaw,
      ]) {
        expect(told ?? '').not.toContain('\n');
        expect(told ?? '').not.toMatch(UNSAFE);
      }
      if (!UNSAFE.test(two) && !two.includes('\n')) expect(line.initial).toBe(two);
    }),
  );
});

/** What the program itself writes to a terminal: colours, and a cursor that moves where its prompts stand. */
const OWN = /\u001b\[(?:\?25[lh]|[0-9;]*[mGKJABCDEF])/g;

test('at a real terminal: a folder, its line to paste and the progress of a run', async () => {
  for (const name of onDisk) {
    const words = [name, '--name', 'my-app', '--registry-user', 'acme', '--yes'];
    const person = atTerminal(words, { columns: 200 });
    await person.exit;
    const raw = person.raw();
    expect(raw).toContain('my-app');
    for (const piece of ['\u001b[2J', '\u001b]0', '\u001b[31m', '\u001b[1A']) expect(raw).not.toContain(piece);
    harmless(raw.replace(OWN, '').replace(/\r+\n?/g, '\n'));
  }
}, 120_000);

const STYLE = styleFor(false, {}, false);

test('whatever verify found stands behind its margin', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 6 })
    .map((parts) => parts.join(''));
  const status = fc.constantFrom('pass', 'fail', 'skip', 'error');
  fc.assert(
    fc.property(
      text,
      text,
      text,
      text,
      status,
      fc.integer({ min: 20, max: 120 }),
      (one, two, three, four, state, columns) => {
        const check = {
          id: 'files',
          title: 'title',
          status: state,
          expected: one,
          found: two,
          fix: three,
          details: [four, four],
          durationMs: 1,
        };
        const lines = checkText(check as never, STYLE, columns).split('\n');
        expect(lines.slice(0, -1).join('').replaceAll('\t', '')).not.toMatch(UNSAFE);
        for (const line of lines.slice(1, -1)) expect(line).toMatch(/^ {6}/);
        harmless(
          verdictText(
            { outcome: 'pass', checks: [], milliseconds: 1, image: two, directory: one, problems: [] } as never,
            STYLE,
          ),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever an engine calls its objects stands on one line each', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 6 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, text, fc.boolean(), (name, reason, fix, goes) => {
      const findings = [{ kind: 'network', id: 'x', name, tags: [name, name], reason, goes, ...(goes ? {} : { fix }) }];
      const report = {
        findings,
        engine: { name, endpoint: reason },
        machine: false,
        directory: name,
        notes: [fix],
        removals: [],
        problems: [],
      };
      const listing = cleanListing(report as never, STYLE);
      expect(listing.replaceAll('\n', '')).not.toMatch(UNSAFE);
      expect(listing.split('\n').filter((line) => line !== '')).toHaveLength(goes ? 4 : 5);
    }),
    { numRuns: 300 },
  );
});

test('JSON loses nothing by being harmless', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...PIECES), (value, piece) => {
      const document = { [`key${piece}`]: [piece, value] };
      const text = jsonText(document);
      expect(text.replaceAll('\n', '')).not.toMatch(UNSAFE);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
    }),
  );
});

test('a line stays a line, and lines stay behind their margin', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\n\t]/);
      expect(printable(text)).not.toMatch(UNSAFE);
      expect(printable(printable(text))).toBe(printable(text));
      for (const line of printableLines(text, '  ').split('\n').slice(1)) expect(line).toMatch(/^ {2}/);
    }),
    { numRuns: 1000 },
  );
});
