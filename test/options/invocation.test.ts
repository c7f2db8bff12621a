import { COMMANDS } from '../../src/commands/commands';
import { argumentProblems, invocationOf } from '../../src/commands/invocation';
import { longFlags } from '../../src/options/command-line';

/** Which command a command line names, before its flags are read. */

test.each([
  ['', 'create', ''],
  ['my-app', 'create', 'my-app'],
  ['create my-app', 'create', 'my-app'],
  ['clean my-app', 'clean', 'my-app'],
  ['--json verify my-app', 'verify', '--json my-app'],
  ['--registry-user clean my-app', 'create', '--registry-user clean my-app'],
  ['--registry-user=clean verify', 'verify', '--registry-user=clean'],
  // A switch takes no word, and --volumes takes its value after a sign of equality only.
  ['--yes clean', 'clean', '--yes'],
  ['--volumes clean', 'clean', '--volumes'],
  ['-y clean clean', 'clean', '-y clean'],
  ['my-app clean', 'create', 'my-app clean'],
  ['-- clean', 'create', '-- clean'],
  ['clean -- verify', 'clean', '-- verify'],
  ['toString', 'create', 'toString'],
])('%j is %s with %j', (line, command, rest) => {
  const words = (text: string) => text.split(' ').filter(Boolean);
  expect(invocationOf(words(line))).toEqual({ command, rest: words(rest) });
});

test.each([
  [['--help'], 'help'],
  [['-h'], 'help'],
  [['clean', '--version'], 'version'],
  [['-V', 'x'], 'version'],
  [['-v', 'x'], 'version'],
  [['-v', '-h'], 'help'],
  [['--', '--help'], undefined],
  [['help'], undefined],
])('%j wants %s', (words, wants) => {
  expect(invocationOf(words).wants).toBe(wants);
});

test.each([
  ['clena', 'did you mean clean? A folder of this name is written ./clena'],
  ['verif', 'did you mean verify? A folder of this name is written ./verif'],
  ['verfiy', 'did you mean verify? A folder of this name is written ./verfiy'],
])('a single argument %s is more probably a command than a folder', (word, fix) => {
  expect(argumentProblems('create', [word])).toEqual([
    { code: 'unknown', message: `there is no command "${word}"`, flag: 'directory', value: word, fix },
  ]);
});

test('a folder may be named something like a command', () => {
  for (const word of ['cleaner', 'clears', 'lance', 'cabin', 'my-app', '.'])
    expect(argumentProblems('create', [word])).toEqual([]);
  expect(argumentProblems('verify', ['clena'])).toEqual([]);
  expect(argumentProblems('create', [])).toEqual([]);
});

test('one argument too many: a misspelt command, or named as it is', () => {
  expect(argumentProblems('create', ['verfy', 'my-app'])).toEqual([
    {
      code: 'unknown',
      message: 'there is no command "verfy"',
      flag: 'directory',
      value: 'verfy',
      fix: 'did you mean verify?',
    },
  ]);
  expect(argumentProblems('create', ['cleaners', 'my-app'])[0]).toMatchObject({ fix: 'did you mean clean?' });
  expect(argumentProblems('create', ['my-app', 'x', 'y'])).toEqual([
    {
      code: 'unknown',
      message: '"x" is one argument too many',
      flag: 'directory',
      value: 'x',
      fix: 'create takes one: directory',
    },
    {
      code: 'unknown',
      message: '"y" is one argument too many',
      flag: 'directory',
      value: 'y',
      fix: 'create takes one: directory',
    },
  ]);
  expect(argumentProblems('template', ['check', 'a', 'b'])[0]).toMatchObject({
    fix: 'template takes one: action source',
  });
});

test('only a switch that is on has a flag that turns it off', () => {
  const flags = longFlags(COMMANDS.create.options);
  expect(flags).toEqual(expect.arrayContaining(['compose', 'no-compose', 'yes', 'registry-user', 'help', 'version']));
  expect(flags.filter((flag) => flag.startsWith('no-'))).toEqual(['no-compose', 'no-git', 'no-color']);
});
