import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeFiles } from '../kit/git-server';
import { newFolder, runProgram } from '../kit/program';
import { completionFile, isInstalled, programFolder, SHELLS, shellAtTerminal } from '../kit/shells';
import { KEYS } from '../kit/terminal';

/**
 * A person presses Tab while a stranger's template, or a stranger's folder, is at hand. Nothing of it is run, in the
 * real shells: the canary is a file in the current folder that each hostile word would make.
 */

const CANARY = 'canary';

/** Words that some shell runs or takes for more than text. */
const HOSTILE = [
  '$(touch canary)',
  '`touch canary`',
  '${x:-$(touch canary)}',
  '$((x[$(touch canary)]))',
  'x;touch canary',
  'x&touch canary',
  'x|touch canary',
  'x && touch canary',
  '<(touch canary)',
  '>canary',
  '(touch canary)',
  "'$(touch canary)'",
  '"$(touch canary)"',
  '"; touch canary; "',
  "'; touch canary; '",
  "$'\\x24(touch canary)'",
  '\\$(touch canary)',
  'a\\',
  '*',
  '?',
  '~',
  '~root',
  '!!',
  '!touch',
  '{a}',
  '{touch}',
  'two words',
  '-rf',
  '--yes',
  '$HOME',
  '${(e):-$(touch canary)}',
  '(e)$(touch canary)',
  '$x[(touch canary)]',
];

/** What a shell writes as it is, or quotes without harm. */
const PLAIN = ['core', 'payments', 'c++', 'c#', 'größe', 'a:b', 'x=y', '50%', 'a@b', 'v1.2', '[x]', 'a^b', 'über-uns'];

const manifest = (choices: readonly string[]): string =>
  `format: 1\nname: x\nextends: none\nquestions:\n  team: { type: choice, message: Team, choices: ${JSON.stringify(choices)} }\n  some: { type: list, message: Some, choices: ${JSON.stringify(choices)}, default: [] }\n  word: { type: text, message: Word }\n`;

const answers = (choices: readonly string[]): readonly string[] => [
  ...choices.map((choice) => `team=${choice}`),
  ...choices.map((choice) => `some=${choice}`),
  'word=',
];

/** Names of folders and files that a shell would run, were they words of its own. */
const NAMES = HOSTILE.filter((name) => !name.includes('/') && !['~', '*', '?'].includes(name));

const hostileFolder = (): string => {
  const cwd = newFolder();
  writeFiles(cwd, { 'tpl/template.yaml': manifest([...HOSTILE, ...PLAIN]), 'tpl/files/README.md': 'x\n' });
  for (const name of NAMES) {
    mkdirSync(join(cwd, `folder${name}`));
    writeFileSync(join(cwd, `file${name}`), '');
  }
  return cwd;
};

const noCanary = (folder: string): void => expect(readdirSync(folder).filter((name) => name === CANARY)).toEqual([]);

test('hostile choices are left out of what is offered, and the others stay', async () => {
  const cwd = hostileFolder();
  const ended = await runProgram(['completion', '--template', './tpl'], { cwd });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ended.stdout.trim().split('\n')).toEqual(answers(PLAIN));
  noCanary(cwd);
});

const MARKS = [...'$`"\'\\;&|<>()*?~!{} '];
const OTHERS = [...'abcXYZ0189._-+=:@%#^/'];

test('what is offered of any choices are those that hold no mark of a shell', async () => {
  const choice = fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...OTHERS) }, fc.constantFrom(...MARKS)), {
      minLength: 1,
      maxLength: 8,
    })
    .map((letters) => letters.join(''))
    .filter((text) => text.trim() === text && !text.includes('${{'));
  const lists = fc.uniqueArray(choice, { minLength: 60, maxLength: 100 });
  for (const choices of fc.sample(lists, { numRuns: 8, seed: 12 })) {
    const cwd = newFolder();
    writeFiles(cwd, { 'tpl/template.yaml': manifest(choices), 'tpl/files/README.md': 'x\n' });
    const plain = choices.filter((each) => !MARKS.some((mark) => each.includes(mark)) && !each.startsWith('-'));
    const ended = await runProgram(['completion', '--template', './tpl'], { cwd });
    expect(ended.stdout.trim().split('\n')).toEqual(answers(plain));
  }
});

test('completion reads the manifest alone: what is in the files of a template does not count', async () => {
  const cwd = newFolder();
  writeFiles(cwd, {
    'tpl/template.yaml': manifest(['core']),
    'tpl/files/a.txt.ejs': '<% process.exit(3) %>\n',
  });
  const ended = await runProgram(['completion', '--template', './tpl'], { cwd });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '', stdout: 'team=core\nsome=core\nword=\n' });
});

/** A program of our name that offers what the file `offered` holds, and records the words of every other call. */
const OFFERING = `#!/bin/sh
if [ "$1" = completion ]; then cat offered
else for word; do printf '%s\\n' "$word"; done > called.new; mv called.new called; fi
`;

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (const end = Date.now() + 15_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe.each(SHELLS.map((shell) => [shell, isInstalled(shell)] as const))('%s (it is here: %s)', (shell, here) => {
  if (!here) {
    test('cannot be tried', () => expect(shell).not.toBe('bash'));
    return;
  }

  test('offers the plain answers of a hostile template, in a hostile folder, and runs nothing', async () => {
    const cwd = hostileFolder();
    for (const line of ['--set ', '--set team=', '--set some=', '--set=team=', '--template ./', 'f', '']) {
      const person = await shellAtTerminal(shell, programFolder(), cwd);
      const template = line.startsWith('--set') ? '--template ./tpl ' : '';
      person.type(`create-flask-container my-app ${template}${line}${KEYS.tab}${KEYS.tab}`);
      if (line === '--set ' || line === '--set team=') await person.waitFor('payments');
      // Keys are read in their order: what Tab began has ended where this is answered.
      person.type(`${KEYS.clear}env printf 'it is %s' done${KEYS.enter}`);
      await person.waitFor('it is done');
      person.kill('SIGKILL');
      noCanary(cwd);
    }
  });

  test.each(['tpl', ...NAMES.filter((name) => name !== 'a\\')])(
    'takes the name of a folder for text: %s',
    async (name) => {
      const cwd = newFolder();
      writeFiles(cwd, {
        [`${name}/template.yaml`]: manifest(['core', 'payments']),
        [`${name}/files/README.md`]: 'x\n',
      });
      const quoted = shell === 'fish' ? name.replace(/[\\']/g, '\\$&') : name.replaceAll("'", "'\\''");
      const person = await shellAtTerminal(shell, programFolder(), cwd);
      // In bash, ! within quotes is no history where it is followed by the end of the quotes.
      person.type(`create-flask-container my-app --template './${quoted}' --set team=pay${KEYS.tab}`);
      await person.waitFor(/team=payments/);
      person.kill('SIGKILL');
      noCanary(cwd);
    },
  );

  test('a word that should not have been offered is inserted as text', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'offered'), 'team=first\n');
    const person = await shellAtTerminal(shell, programFolder(OFFERING), cwd);
    for (const word of HOSTILE.filter((each) => !each.startsWith('!'))) {
      writeFileSync(join(cwd, 'offered'), `team=${word}\n`);
      person.type(`create-flask-container a --template ./tpl --set te${KEYS.tab}`);
      await person.waitFor('team=');
      person.type(KEYS.enter);
      await until(() => existsSync(join(cwd, 'called')), `a call with ${word}`);
      expect(readFileSync(join(cwd, 'called'), 'utf8').split('\n')).toEqual([
        ...['a', '--template', './tpl', '--set', `team=${word}`],
        '',
      ]);
      await runProgram(['-f', join(cwd, 'called')], { program: ['rm'] });
    }
    person.kill('SIGKILL');
    noCanary(cwd);
  });
});

/** Every word that a shell could be given, drawn at random; bash reads each of its own offers back. */
test('bash reads back every word that it would offer, whatever it holds', async () => {
  const word = fc
    .array(fc.constantFrom(...MARKS, ...OTHERS, '$(touch canary)', '`touch canary`', ';touch canary;', '$', '[', ']'), {
      minLength: 1,
      maxLength: 10,
    })
    .map((letters) => letters.join(''));
  const words = fc.sample(word, { numRuns: 400, seed: 5 });
  const cwd = newFolder();
  writeFileSync(join(cwd, 'offered'), words.map((each) => `team=${each}\n`).join(''));
  const script = [
    `. ${await completionFile('bash')}`,
    'COMP_WORDS=(create-flask-container a --template ./tpl --set "") COMP_CWORD=5',
    '_create_flask_container',
    'for offer in "${COMPREPLY[@]}"; do eval "printf \'%s\\n\' $offer"; done',
  ].join('\n');
  const PATH = `${programFolder(OFFERING)}:${process.env['PATH']}`;
  const ended = await runProgram(['-c', script], { program: ['bash'], cwd, env: { PATH } });
  expect(ended.stderr).toBe('');
  expect(ended.stdout.split('\n').slice(0, -1)).toEqual(words.map((each) => `team=${each}`));
  noCanary(cwd);
});
