import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { shellLine, shellOf } from '../../src/text/shell-words';
import { newFolder, runProgram } from '../kit/program';

/** The replay line, pasted into the shells that are here, gives the words that it was made of. */

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'fish', 'busybox'].filter(
  (shell) => spawnSync(shell, shell === 'busybox' ? ['true'] : ['-c', ':']).status === 0,
);

const WORDS = [
  ...[
    '',
    ' ',
    "'",
    "''",
    '"',
    '\\',
    "\\'",
    "a\\'b",
    '\\\\',
    'ends\\',
    '!',
    '!!',
    'a!b',
    '$HOME',
    '$(id)',
    '`id`',
    '~',
    '~root',
  ],
  ...[
    '=ls',
    'a=b',
    '*',
    '?',
    '[a]',
    '{a,b}',
    '#x',
    ';',
    '&',
    '|',
    '<',
    '>',
    '(',
    ')',
    '-',
    '--',
    '%1',
    '@',
    '^',
    'a\tb',
  ],
  ...[
    '%PATH%',
    '%',
    '💥',
    'é',
    '\u2019',
    "it's",
    '\\n',
    '\\x41',
    '\\u{41}',
    '\\$x',
    "'\\''",
    '""',
    'a  b',
    'C:\\x\\',
    '/',
  ],
  // What no screen may be given is written by printf.
  ...['a\nb', '\u001b[2J', 'a\rb', '\u0085', '\u202eabc', '-\n-', "%s\n'\\n", '$(id)\u0007', 'é\u2066'],
];

const readBack = async (shell: string, words: readonly string[]): Promise<readonly string[]> => {
  const script = `${shellLine([process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--', ...words], 'posix')}\n`;
  const cwd = newFolder();
  writeFileSync(join(cwd, 'script'), script);
  const ended = await runProgram(['./script'], { program: shell === 'busybox' ? ['busybox', 'sh'] : [shell], cwd });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(ended.stdout);
};

test('there are shells to try', () => expect(SHELLS).toEqual(expect.arrayContaining(['sh', 'bash'])));

test.each(SHELLS)('%s reads every word as it was', async (shell) => {
  expect(await readBack(shell, WORDS)).toEqual(WORDS);
  const some = fc.array(fc.string({ unit: fc.constantFrom(...`'"\\$\`!=~ *?[]{}()<>|&;#%@^-a.,:/é`) }), {
    minLength: 40,
    maxLength: 80,
  });
  for (const words of fc.sample(some, { numRuns: 3, seed: 7 })) expect(await readBack(shell, words)).toEqual(words);
});

/** How the C run-time of Windows splits a command line into words: 2n backslashes and a quote are n and a border, 2n+1 are n and a quote. */
const windowsWords = (line: string): readonly string[] => {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (const [part = '', marks, quote] of line.matchAll(/(\\*)(")|\\+|\s+|[^\s"\\]+/g)) {
    if (/^\s/.test(part) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === undefined) word = (word ?? '') + part;
    else {
      const count = marks!.length;
      word = `${word ?? ''}${'\\'.repeat(Math.floor(count / 2))}${count % 2 === 1 ? '"' : ''}`;
      if (count % 2 === 0) quoted = !quoted;
    }
  }
  return word === undefined ? words : [...words, word];
};

test.each(SHELLS.filter((shell) => ['bash', 'zsh'].includes(shell)))(
  '%s also reads a word that ends in a line break',
  async (shell) => expect(await readBack(shell, ['a\n', '\n', "'\\\n\n"])).toEqual(['a\n', '\n', "'\\\n\n"]),
);

test('what no screen may be given stands in no line to paste', () => {
  for (const shell of ['posix', 'powershell', 'cmd'] as const) {
    const line = shellLine(['a\nb', '\u001b[2J', '\u202eabc', '\u0085', 'a\n'], shell);
    expect({ shell, line }).toEqual({ shell, line: expect.stringMatching(/^[ -~]+$/) });
  }
});

test('cmd.exe: what is left after its carets splits into the same words', () => {
  const words = [
    'plain',
    'two words',
    'a"b',
    'ends\\',
    'a\\"b',
    'C:\\Program Files\\x\\',
    '100%',
    'a&b|c>d<e^f',
    '(x)',
    '!',
  ];
  const line = shellLine(words, 'cmd');
  // Each mark that cmd.exe reads stands behind a caret, outside of quotes as cmd.exe sees it: the quotes do too.
  expect(line.replace(/\^./gs, '')).not.toMatch(/[()%!^"<>&|]/);
  expect(windowsWords(line.replace(/\^(.)/gs, '$1'))).toEqual(words);
});

test('PowerShell: every quote that it knows is doubled inside single quotes', () => {
  for (const word of ["it's", 'it\u2019s', '\u2018x\u201a\u201b', '$env:PATH', '`n', 'a;b', '@(1)', 'a,b', '&', '#']) {
    const line = shellLine([word], 'powershell');
    expect(line).toMatch(/^'.*'$/);
    expect(line.slice(1, -1).replace(/(['\u2018\u2019\u201a\u201b])\1/g, '$1')).toBe(word);
    expect(line.slice(1, -1).replace(/(['\u2018\u2019\u201a\u201b])\1/g, '')).not.toMatch(
      /['\u2018\u2019\u201a\u201b]/,
    );
  }
});

test.each([
  ['linux', {}, 'posix'],
  ['darwin', { SHELL: '/bin/zsh' }, 'posix'],
  ['win32', {}, 'cmd'],
  ['win32', { PSModulePath: 'x' }, 'powershell'],
  ['win32', { PSModulePath: 'x', PROMPT: '$P$G' }, 'cmd'],
  ['win32', { MSYSTEM: 'MINGW64', PSModulePath: 'x' }, 'posix'],
  ['win32', { SHELL: 'C:\\Program Files\\Git\\bin\\bash.exe' }, 'posix'],
] as const)('the shell on %s with %j is %s', (platform, env, shell) => expect(shellOf(platform, env)).toBe(shell));
