import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHere as runProgram } from '../kit/one-process';
import { COMPLETE, filesIn, newFolder, VERSION } from '../kit/program';
import { atTerminal } from '../kit/terminal';

/** What a user types wrongly: exit 2, everything that is wrong at once, nothing written. */

const refusal = async (words: readonly string[], env = {}): Promise<string> => {
  const cwd = newFolder();
  const ended = await runProgram(words, { cwd, env });
  expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(filesIn(cwd).size).toBe(0);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  return ended.stderr;
};

test('without a terminal every missing flag is named at once', async () => {
  const said = await refusal([]);
  expect(said).toContain('the directory is missing');
  expect(said).toContain('--registry-user <user>');
});

test.each([
  [['app', '--registry-usr', 'acme'], 'did you mean --registry-user?'],
  [['verfy'], 'there is no command "verfy"', 'did you mean verify? A folder of this name is written ./verfy'],
  [['complesion'], 'did you mean completion?'],
  [['app', 'other', ...COMPLETE], '"other" is one argument too many'],
  [['app', '--port', '8e3', ...COMPLETE], '--port "8e3": expected a whole number from 1024 to 65535'],
  [['app', '--port', '80', ...COMPLETE], 'leave it out for 8000'],
  [['app', '--port', '9000', '--port', '9001', ...COMPLETE], '--port is given 2 times'],
  [['app', '--name', '-x', ...COMPLETE], '--name "": expected a value'],
  [['app', '--name', '', ...COMPLETE], '--name "": expected a value'],
  [['app', '--yes=maybe', '--registry-user', 'acme'], '--yes takes no value'],
  [['app', '--git', 'false', ...COMPLETE], '--git takes no value', 'fix: --no-git'],
  [['app', '--git=false', ...COMPLETE], '--git takes no value', 'fix: --no-git'],
  [['app', '--no-git', 'true', ...COMPLETE], '--no-git takes no value', 'fix: --no-git'],
  [['app', '--dry-run', '--dry-run', 'false', ...COMPLETE], '--dry-run takes no value', 'fix: leave --dry-run out'],
  [['app', '--registry-user', 'acme', '-y', 'true'], '--yes takes no value', 'fix: --yes'],
  [['app', '--git', '--no-git', ...COMPLETE], '--git and --no-git contradict each other'],
  [['app', '--registry', 'none', ...COMPLETE], 'with registry none there is no one to publish as'],
  [['app', '--registry', 'acme', ...COMPLETE], '--registry "acme"'],
  [['app', '--registry', 'https://ghcr.io', ...COMPLETE], '--registry ghcr.io'],
  [['app', '--registry', 'index.docker.io', ...COMPLETE], '--registry docker.io'],
  [['app', '--registry-user', 'Acme', '--yes'], '--registry-user acme'],
  [['app', '--registry-user', 'a/b', '--yes'], 'one level on docker.io'],
  [['app', '--registry', 'europe-docker.pkg.dev', ...COMPLETE], 'project/repository'],
  [['app', '--tags', 'v1.0,bad tag', ...COMPLETE], '--tags v1.0,bad-tag'],
  [['app', '--tags', 'latest,latest', ...COMPLETE], '"latest" is listed twice'],
  [['app', '--tags', '', ...COMPLETE], '--tags "": expected a value'],
  [['app', '--platforms', 'linux/arm', ...COMPLETE], 'one of linux/amd64, linux/arm64'],
  [['app', '--python', '3.10', ...COMPLETE], 'one of 3.11, 3.12, 3.13, 3.14, 3.15'],
  [['app', '--license', 'mit', ...COMPLETE], '--license MIT'],
  [['app', '--base-image', 'python', ...COMPLETE], 'name the version that you build on'],
  [['app', '--base-image', 'python:latest', ...COMPLETE], 'name the version that you build on'],
  [['app', '--branch', 'a..b', ...COMPLETE], '--branch "a..b"'],
  [['app', '--description', 'a\nb', ...COMPLETE], 'one line without control'],
  [['app', '--description', 'safe \u202e evil', ...COMPLETE], 'bidirectional'],
  [['app', '--description', 'x ${{ secrets.A }}', ...COMPLETE], 'which a workflow would run'],
  [['app', '--author', 'Ada <ada', ...COMPLETE], 'Ada Lovelace <ada@example.com>'],
  [['app', '--constructor.prototype.p', '1', ...COMPLETE], 'there is no flag --constructor.prototype.p'],
  [['app', '--__proto__', '1', ...COMPLETE], 'there is no flag'],
  [['My App!', ...COMPLETE], '--name my-app'],
  [['app', '--name', 'My App!', ...COMPLETE], '--name my-app'],
  [['', ...COMPLETE], 'directory "": expected a path'],
])('%j is refused', async (words, ...said) => {
  const text = await refusal(words);
  for (const part of said) expect(text).toContain(part);
});

test.each([
  [['--name', 'false', 'app', '--dry-run', ...COMPLETE]],
  [['--dry-run', ...COMPLETE, '--', 'false']],
  [['true', '--dry-run', ...COMPLETE]],
])('%j: where no switch stands before it, true or false is a word like any other', async (words) => {
  expect(await runProgram(words)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('every problem is told at once, and each has a fix', async () => {
  const said = await refusal(['My App', '--registry-user', 'Acme', '--port', '1', '--prot', '1', '--python', '2']);
  for (const part of ['--name my-app', '--registry-user acme', '--port "1"', 'did you mean --port?', '--python "2"'])
    expect(said).toContain(part);
  expect(said.match(/error:/g)).toHaveLength(5);
  expect(said.match(/fix:/g)).toHaveLength(5);
});

test('the environment is a layer, and a misspelt variable is an error', async () => {
  expect(await refusal(['app', '--yes'], { CREATE_FLASK_CONTAINER_REGISTRY_USR: 'acme' })).toContain(
    'CREATE_FLASK_CONTAINER_REGISTRY_USER?',
  );
  expect(
    await refusal(['app', '--yes'], {
      CREATE_FLASK_CONTAINER_REGISTRY_USER: 'acme',
      CREATE_FLASK_CONTAINER_COMPOSE: 'yes',
    }),
  ).toContain('CREATE_FLASK_CONTAINER_COMPOSE "yes": expected true, false, 1 or 0');
});

test('a config file: unknown keys, wrong types, missing and broken files', async () => {
  const cwd = newFolder();
  const config = async (text: string, name = 'answers.yaml') => {
    writeFileSync(join(cwd, name), text);
    return runProgram(['app', '--config', name, '--yes'], { cwd });
  };
  const unknown = await config('registryUsr: acme\nport: "8000"\npython: 3.13\ncompose: yes\n');
  expect(unknown.exitCode).toBe(2);
  for (const part of [
    'did you mean registryUser?',
    'port in answers.yaml "8000"',
    'compose in answers.yaml "yes": expected true or false',
  ])
    expect(unknown.stderr).toContain(part);
  expect((await runProgram(['app', '--config', 'nowhere.yaml', '--yes'], { cwd })).exitCode).toBe(2);
  expect((await config('a: [')).exitCode).toBe(65);
  expect((await config('- acme\n')).exitCode).toBe(65);
  expect((await config('registryUser: acme\nregistryUser: other\n')).exitCode).toBe(65);
  expect((await config('a: &x acme\nregistryUser: *x\n')).exitCode).toBe(65);
  expect((await config('registryUser: !!python/object:os.system acme\n')).exitCode).toBe(65);
  expect((await config('{"registryUser": "acme", }}', 'a.json')).exitCode).toBe(65);
  expect(existsSync(join(cwd, 'app'))).toBe(false);
});

test('help and version end well on every command and name every flag', async () => {
  const help = await runProgram(['--help']);
  expect(help.exitCode).toBe(0);
  for (const flag of [
    '--registry <host>',
    '--tags <list>',
    '--[no-]git',
    '--[no-]compose',
    '-V, --version',
    '-q, --quiet',
    '--on-conflict',
    '-y, --yes',
    '--dry-run',
  ])
    expect(help.stdout).toContain(flag);
  expect((await runProgram(['app', '--nonsense', '-h'])).exitCode).toBe(0);
  expect((await runProgram(['completion', '--help'])).stdout).toContain('completion [shell]');
  expect((await runProgram(['--version'])).stdout).toBe(`${VERSION}\n`);
});

const HELPS = ['create', 'verify', 'clean', 'template', 'completion'] as const;

test.each([60, 80, 120])('help at %i columns stays within them, on every command', async (columns) => {
  for (const command of HELPS) {
    const person = atTerminal([command, '--help'], { columns });
    expect((await person.exit).exitCode).toBe(0);
    const [text = '', examples = ''] = person.seen().replaceAll('\r', '').split('\nExamples\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    // A command stays on one line, so that it can be copied: a narrow terminal breaks it.
    for (const line of examples.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(examples).toContain('create-flask-container ');
  }
});

test('a folder with the name of a command is written with ./', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'completion'));
  const ended = await runProgram(['./completion', ...COMPLETE, '--no-git'], { cwd });
  expect(ended.exitCode).toBe(0);
  expect(existsSync(join(cwd, 'completion', '.create-flask-container.json'))).toBe(true);
});

test('-V says the version and -q only errors, on every command', async () => {
  for (const words of [
    ['-V'],
    ['verify', '-V'],
    ['clean', '.', '-V'],
    ['template', 'check', '-V'],
    ['completion', '-V'],
  ])
    expect(await runProgram(words)).toMatchObject({ exitCode: 0, stdout: `${VERSION}\n`, stderr: '' });
  const quiet = await runProgram(['my-app', '--no-git', '-q', ...COMPLETE]);
  expect(quiet).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(await refusal(['my-app', '-q', 'true', ...COMPLETE])).toContain('--quiet takes no value');
});

test('the help of verify lists the ids that --only and --skip take', async () => {
  const { stdout } = await runProgram(['verify', '--help']);
  for (const flag of ['--only <ids>', '--skip <ids>']) {
    const entry = stdout
      .slice(stdout.indexOf(flag))
      .split(/\n {2}-/)[0]!
      .replace(/\s+/g, ' ');
    expect(entry).toContain(
      'build, tags, cache, user, files, read-only, capabilities, health, stop, secrets, context, size, lint',
    );
  }
});

const QUOTED = ['"a"', "'a'", '""a""', '"\'a\'"', '"a', "a'", '"', "'", '"a\'', '"a" b "c"', '""', "''", '=""', '"="'];

test.each(QUOTED)('the description %s arrives as it was typed, joined to its flag and apart', async (value) => {
  for (const words of [[`--description=${value}`], ['--description', value]]) {
    const ended = await runProgram(['my-app', ...COMPLETE, '--dry-run', '--json', ...words]);
    expect({ words, said: JSON.parse(ended.stdout).answers.description }).toEqual({ words, said: value });
  }
});

test('quotes round a value are never taken off: what has no quotes in its grammar is refused, in every form', async () => {
  const help = (await runProgram(['--help'])).stdout;
  const flags = [...help.matchAll(/^ {2}(--[a-z-]+) </gm)].map(([, flag]) => flag!);
  const free = ['--description', '--author', '--template', '--set', '--config'];
  expect(flags.length).toBeGreaterThan(15);
  for (const flag of flags.filter((each) => !free.includes(each))) {
    for (const quote of ['"', "'"]) {
      const cwd = newFolder();
      const value = `${quote}acme${quote}`;
      const [joined, apart] = [
        await runProgram(['my-app', `${flag}=${value}`, '--yes', '--dry-run', '--json'], { cwd }),
        await runProgram(['my-app', flag, value, '--yes', '--dry-run', '--json'], { cwd }),
      ];
      expect({ flag, exitCode: joined.exitCode, document: JSON.parse(joined.stdout) }).toEqual({
        flag,
        exitCode: 2,
        document: JSON.parse(apart.stdout),
      });
      expect(joined.stdout).toContain(JSON.stringify(value));
    }
  }
});
