import { COMMANDS, type CommandName, commandRow } from '../../src/commands/commands';
import { longFlags } from '../../src/options/command-line';
import { fixOfCommand, fixOfFlag } from '../../src/options/other-words';
import { CREATE_ANSWERS } from '../../src/project/schema';
import { VERSION } from '../kit/program';
import { type Result, runMany } from '../kit/run-many';

/** People come from other tools, and type what they know: the fix is the way that it is said here. */

const fixes = ({ stderr }: Result): readonly string[] =>
  [...stderr.matchAll(/^ {2}fix: (.*)$/gm)]
    .map(([, fix]) => fix!)
    .filter((fix) => !fix.startsWith('add --registry-user'));

const WORDS: readonly (readonly [line: string, fix: string])[] = [
  ['a --data k=v', 'did you mean --set key=value?'],
  ['a -d k=v', 'did you mean --set key=value?'],
  ['a --pretend', 'did you mean --dry-run?'],
  ['a -n', 'did you mean --dry-run?'],
  ['a --defaults', 'did you mean --yes?'],
  ['a --no-input', 'did you mean --yes?'],
  ['a --no_input', 'did you mean --yes?'],
  ['a --no-interactive', 'did you mean --yes?'],
  ['a --answers-file x.yml', 'did you mean --config <file>?'],
  ['a --data-file x.yml', 'did you mean --config <file>?'],
  ['a --config-file x.yml', 'did you mean --config <file>?'],
  ['a --force', 'did you mean --on-conflict replace?'],
  ['a -f', 'did you mean --on-conflict replace?'],
  ['a --overwrite', 'did you mean --on-conflict replace?'],
  ['a --overwrite-if-exists', 'did you mean --on-conflict replace?'],
  ['a --skip-if-file-exists', 'did you mean --on-conflict keep?'],
  ['a --user acme', 'did you mean --registry-user?'],
  ['a --username acme', 'did you mean --registry-user?'],
  ['a --registry-username acme', 'did you mean --registry-user?'],
  ['a --org acme', 'did you mean --registry-user?'],
  ['a --output-dir x', 'give the directory as the first argument: my-app'],
  ['a --vcs-ref v1', 'write it behind the template: --template <source>#<commit>'],
  ['a --trust', 'leave it out: a template is data here, and runs nothing'],
  ['a --python-version 3.13', 'did you mean --python?'],
  ['a --skip-git', 'did you mean --no-git?'],
  ['a --verbose', 'leave it out: what matters is said; --json says all'],
  ['clean --force', 'did you mean --yes?'],
  ['clean --all', 'did you mean --machine?'],
  ['verify --exclude lint', 'did you mean --skip <ids>?'],
  ['help', 'did you mean --help? A folder of this name is written ./help'],
  ['help verify', 'did you mean --help, behind a command?'],
  ['version', 'did you mean --version? A folder of this name is written ./version'],
  ['init my-app', 'leave it out'],
  ['new my-app', 'leave it out'],
  ['a --python python3.13', '--python 3.13'],
  ['a --python py312', '--python 3.12'],
  ['a --python python:3.12-slim', '--python 3.12'],
  ['a --python 3.13.1', '--python 3.13'],
  ['a --python 3.9', 'leave it out for 3.14'],
  ['a --license gpl', '--license GPL-3.0-or-later'],
  ['a --license GPLv3', '--license GPL-3.0-or-later'],
  ['a --license apache2', '--license Apache-2.0'],
  ['a --license bsd', '--license BSD-3-Clause'],
  ['a --license unlicensed', '--license proprietary'],
  ['a --platforms arm64', '--platforms linux/arm64'],
  ['a --platforms amd64,arm64', '--platforms linux/amd64,linux/arm64'],
  ['a --platforms x86_64,aarch64', '--platforms linux/amd64,linux/arm64'],
  ['a --ci github-actions', '--ci github'],
  ['a --app rest', '--app api'],
  ['a --on-conflict overwrite', '--on-conflict replace'],
  ['a --registry ghcr', '--registry ghcr.io'],
  ['a --registry gitlab', '--registry registry.gitlab.com'],
  [
    'a --registry-user acme --template gitlab:acme/flask#main',
    '--template "git+https://gitlab.com/acme/flask.git#main"',
  ],
  ['a --registry-user acme --template gl:acme/flask', '--template git+https://gitlab.com/acme/flask.git'],
  ['a --registry-user acme --template bb:acme/flask.git', '--template git+https://bitbucket.org/acme/flask.git'],
  ['a --registry-user acme --template gh:acme/flask', '--template github:acme/flask'],
  [
    'a --registry-user acme --template git@gitlab.com:acme/flask.git',
    '--template git+ssh://git@gitlab.com/acme/flask.git',
  ],
  ['a --branch refs/heads/main', '--branch main'],
  ['a --branch refs/heads/release/1', '--branch release/1'],
];

test('the words of other tools lead to ours', async () => {
  const results = await runMany(WORDS.map(([line]) => ({ argv: line.split(' '), env: { CI: 'true' } })));
  expect(results.map((result, index) => [WORDS[index]![0], result.exitCode, fixes(result)])).toEqual(
    WORDS.map(([line, fix]) => [line, 2, [fix]]),
  );
});

test('tags between blanks are tags', async () => {
  const results = await runMany(
    [['latest semver'], ['latest;sha'], ['latest, my tag'], ['my tag']].map(([tags]) => ({
      argv: ['a', '--tags', tags!],
      env: { CI: 'true' },
    })),
  );
  expect(results.map(fixes)).toEqual([
    ['--tags latest,semver'],
    ['--tags latest,sha'],
    ['--tags latest,my-tag'],
    ['--tags my-tag'],
  ]);
});

test('-V and --version say the version, -q and --quiet are one', async () => {
  const [short, long, quiet] = await runMany([
    { argv: ['-V'] },
    { argv: ['verify', '--version'] },
    { argv: ['a', '-q', '--yes', '--registry-user', 'acme'] },
  ]);
  expect([short!.stdout, long!.stdout]).toEqual([`${VERSION}\n`, `${VERSION}\n`]);
  expect(quiet).toMatchObject({ exitCode: 0, stdout: '' });
});

test('no word of ours is called foreign, and every fix names a flag of the command', () => {
  const known = (name: CommandName): readonly string[] => longFlags(commandRow(name).options);
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    for (const word of [
      'data',
      'force',
      'user',
      'a',
      'f',
      'tag',
      'check',
      'p',
      'report',
      'all',
      'verbose',
      'toString',
    ]) {
      const flag = /--([a-z-]+)/.exec(fixOfFlag(word, known(name)) ?? '')?.[1];
      if (flag !== undefined && flag !== 'json' && flag !== 'template') expect(known(name)).toContain(flag);
    }
    expect(fixOfCommand(name, undefined)).toBeUndefined();
  }
  expect(fixOfCommand('my-app', undefined)).toBeUndefined();
  expect(fixOfCommand('constructor', 'x')).toBeUndefined();
});

test('a choice that is meant is one of the choices', () => {
  for (const [key, option] of Object.entries(CREATE_ANSWERS))
    if ('nearest' in option)
      for (const choice of option.choices as readonly string[])
        expect([key, option.nearest(choice.toLowerCase())]).toEqual([key, choice]);
});
