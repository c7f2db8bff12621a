import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMPLETE, type Ended, environment, newFolder, PROGRAM } from '../kit/program';

/** Files that were made to take for ever: each run ends by itself, with a clear message, or at once when it is asked to. */

/** What a parser may take before we lose patience; the old ones took minutes. In milliseconds. */
const PATIENCE = 8_000;
/** From Ctrl-C to the end. It is less than 100 where the machine does nothing else. */
const TO_END = 1_500;

interface Timed extends Ended {
  /** From the signal to the end; undefined where the run had ended before. */
  readonly toEnd?: number;
}

/** Whether the program has taken the signals over: Node.js alone leaves SIGHUP, the first, as it is. */
const isListening = (pid: number): boolean => {
  try {
    const [, caught = '1'] = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (BigInt(`0x${caught}`) & 1n) === 1n;
  } catch {
    return true;
  }
};

/** Runs the program, and presses Ctrl-C when it has not ended after a while, and has begun. */
const interrupted = (words: readonly string[], cwd: string, after: number): Promise<Timed> =>
  new Promise((resolve) => {
    // Without -- this Node.js would read what stands after --env-file itself, before us.
    const child = spawn(process.execPath, ['--', PROGRAM, ...words], {
      cwd,
      env: environment({ TMPDIR: newFolder() }),
    });
    let [stdout, stderr, asked] = ['', '', 0];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const press = (): void => {
      if (!isListening(child.pid!)) {
        ask = setTimeout(press, 20);
        return;
      }
      asked = Date.now();
      child.kill('SIGINT');
    };
    let ask = setTimeout(press, after);
    const kill = setTimeout(() => child.kill('SIGKILL'), after + 20_000);
    child.on('close', (exitCode, signal) => {
      clearTimeout(ask);
      clearTimeout(kill);
      resolve({ exitCode, signal, stdout, stderr, ...(asked === 0 ? {} : { toEnd: Date.now() - asked }) });
    });
  });

const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = newFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
};

const times = (count: number, text: (index: number) => string, between = '\n'): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

const CREATE = ['my-app', ...COMPLETE, '--dry-run'] as const;
const CONFIG = ['my-app', '--yes', '--dry-run', '--config', 'answers.yaml'] as const;
const MANIFEST = 'format: 1\nname: x\nextends: none\n';
const FROM = { Dockerfile: 'FROM scratch\n' };
const WORKFLOW = '.github/workflows/ci.yaml';

type Case = readonly [name: string, words: readonly string[], files: () => Readonly<Record<string, string>>];

const config = (name: string, text: () => string): Case => [
  `config: ${name}`,
  CONFIG,
  () => ({ 'answers.yaml': text() }),
];

const template = (name: string, files: () => Readonly<Record<string, string>>): readonly Case[] => [
  [`create: ${name}`, [...CREATE, '--template', '.'], files],
  [`template check: ${name}`, ['template', 'check', '.'], files],
  [`--help: ${name}`, ['--help', '--template', '.'], files],
];

const repository = (name: string, files: () => Readonly<Record<string, string>>): Case => [
  `verify: ${name}`,
  ['verify', '.', '--only', 'tags'],
  () => ({ ...FROM, ...files() }),
];

const QUESTIONS = `${MANIFEST}questions:\n${times(
  30,
  (question) =>
    `  q${question}: { type: choice, message: Q, choices: [${times(30, (choice) => `c${choice}`, ', ')}], default: c0 }`,
)}\n`;
const USES = times(30, (question) => `q${question}: <%= q${question} %>\n`, '');

const REFUSED: readonly Case[] = [
  config('80,000 keys', () => times(80_000, (index) => `key${index}: 1`)),
  config('80,000 keys between braces', () => `{${times(80_000, (index) => `key${index}: 1`, ', ')}}`),
  config('40,000 anchors', () => times(40_000, (index) => `k${index}: &a${index} x`)),
  config('40,000 aliases', () => `a: &a x\n${times(40_000, (index) => `k${index}: *a`)}`),
  config('500,000 commas', () => `a: [${','.repeat(500_000)}]`),
  config('500,000 braces', () => '{'.repeat(500_000)),
  config('300,000 dashes', () => `a:\n ${'- '.repeat(300_000)}x`),
  config('100,000 tags of its own', () => times(60_000, (index) => `k${index}: !t${index} x`)),
  config('100,000 equal keys', () => 'a: 1\n'.repeat(100_000)),
  config('1,000,000 blank lines', () => `${'\n'.repeat(1_000_000)}a: 1`),
  config('9,000 keys of which none is known', () => times(9_000, (index) => `key${index}: 1`)),
  config('9,000 tags', () => `tags: [${times(9_000, (index) => `t${index}`, ', ')}]`),
  config('a description of a megabyte', () => `description: ${'x'.repeat(1_000_000)}`),
  config('a key of a megabyte', () => `${'x'.repeat(1_000_000)}: 1`),
  config('more than a megabyte', () => `# ${'x'.repeat(1_100_000)}`),
  ...template('25,000 keys', () => ({ 'template.yaml': MANIFEST + times(25_000, (index) => `k${index}: 1`) })),
  ...template('9,000 unknown keys', () => ({ 'template.yaml': MANIFEST + times(9_000, (index) => `k${index}: 1`) })),
  ...template('50,000 commas', () => ({ 'template.yaml': `${MANIFEST}next: [${','.repeat(50_000)}]` })),
  ...template('a pattern that is repeated too often', () => ({
    'template.yaml': `${MANIFEST}questions: { a: { type: text, message: Q, pattern: '${'(?:\\pL{1,30}.?){1,30}'.repeat(9)}' } }`,
  })),
  ...template('80,000 brackets', () => ({ 'template.yaml': `${MANIFEST}next: ${'['.repeat(80_000)}` })),
  repository('150,000 keys in compose.yaml', () => ({ 'compose.yaml': times(30_000, (index) => `key${index}: 1`) })),
  repository('60,000 services', () => ({
    'compose.yaml': `services:\n${times(9_000, (index) => `  s${index}: {build: .}`)}`,
  })),
  repository('5,000 services', () => ({
    'compose.yaml': `services:\n${times(5_000, (index) => `  s${index}: {build: .}`)}`,
  })),
  repository('200,000 tags in the answers', () => ({
    '.create-flask-container.json': JSON.stringify({
      name: 'x',
      tags: Array.from({ length: 40_000 }, (_, at) => `t${at}`),
    }),
  })),
  repository('a megabyte of answers', () => ({
    '.create-flask-container.json': JSON.stringify({ name: 'x', tags: ['x'.repeat(1_000_000)] }),
  })),
  repository('30,000 keys in a workflow', () => ({ [WORKFLOW]: times(30_000, (index) => `key${index}: 1`) })),
  repository('30 large workflows', () =>
    Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`.github/workflows/w${at}.yaml`, `# ${'x'.repeat(100_000)}\na: 1\n`]),
    ),
  ),
];

test.each(REFUSED)('%s: refused at once, in words', async (_, words, files) => {
  const ended = await interrupted(words, folderOf(files()), PATIENCE);
  expect({ ...ended, stderr: ended.stderr.slice(0, 300) }).toEqual({
    exitCode: ended.exitCode,
    signal: null,
    stdout: expect.any(String),
    stderr: expect.any(String),
  });
  expect([2, 65, 1]).toContain(ended.exitCode);
  expect(ended.stderr + ended.stdout).not.toMatch(/\n {4}at |fault of create-flask-container/);
  // Nobody reads more.
  expect(ended.stderr.length).toBeLessThan(50_000);
});

/** What may be read, but was made to take long: it ends by itself or by Ctrl-C. */
const LONG: readonly Case[] = [
  repository('a default in a default, 100,000 times', () => ({
    'compose.yaml': `services: {web: {build: ., image: "${'${A:-'.repeat(100_000)}"}}`,
  })),
  repository('a default in a default, closed', () => ({
    'compose.yaml': `services: {web: {build: ., image: "${'${A:-'.repeat(50_000)}${'}'.repeat(50_000)}"}}`,
  })),
  repository('a Makefile whose lists multiply', () => ({
    Makefile: `A = ${times(1_000, (at) => `w${at}`, ' ')}\n${times(
      300,
      (at) => `t${at}:\n\tdocker build $(foreach a,$(A),$(foreach b,$(A),$(foreach c,$(A),-t $(a)$(b)$(c)))) .`,
    )}\n`,
  })),
  repository('a Makefile of 50,000 lines', () => ({ Makefile: 'A = $(A) $(A)\n'.repeat(50_000) })),
  repository('a Makefile of one line of blanks', () => ({ Makefile: `A = x${' '.repeat(1_000_000)}y\n` })),
  repository('a Makefile of open brackets', () => ({ Makefile: `a:\n\t${'$(foreach a,('.repeat(700)}\n`.repeat(40) })),
  repository('a workflow of raw tags in one line', () => ({
    [WORKFLOW]: `jobs:\n  a:\n    steps:\n      - id: m\n        uses: docker/metadata-action@v5\n        with: { images: x/y, tags: "${',type=raw'.repeat(
      4_000,
    )}" }\n      - uses: docker/build-push-action@v6\n        with: { push: true, tags: "\${{ steps.m.outputs.tags }}" }\n`,
  })),
  repository('a workflow with one long run', () => ({
    [WORKFLOW]: `jobs:\n  a:\n    steps:\n      - run: "docker build ${'-t x '.repeat(80_000)}"\n`,
  })),
  repository('a workflow of blank lines', () => ({
    [WORKFLOW]: `jobs: {}\n${'\n'.repeat(15_000)}`,
    '.create-flask-container.json': JSON.stringify({ name: 'x', registryUser: 'acme', tags: ['latest'] }),
  })),
  repository('a Dockerfile of 100,000 stages', () => ({
    Dockerfile: `FROM scratch AS s0\n${times(100_000, (at) => `FROM s${at} AS s${at + 1}`)}\n`,
  })),
  repository('an .env of blanks', () => ({ '.env': `SECRET_KEY=x${' '.repeat(1_000_000)}y\n` })),
  repository('an .env.example of blanks', () => ({ '.env.example': `A=x${' '.repeat(1_000_000)}y\n` })),
  [
    'template check: 30 questions of 30 choices',
    ['template', 'check', '.'],
    () => ({ 'template.yaml': QUESTIONS, 'files/a.yaml.ejs': USES }),
  ],
  [
    'template check: 30 questions beside the built-in template',
    ['template', 'check', '.'],
    () => ({ 'template.yaml': QUESTIONS.replace('extends: none\n', ''), 'files/a.yaml.ejs': USES }),
  ],
  [
    'template check: 1,500 examples',
    ['template', 'check', '.'],
    () => ({
      'template.yaml': 'format: 1\nname: x\n',
      ...Object.fromEntries(
        Array.from({ length: 1_500 }, (_, at) => [`examples/e${at}.yaml`, `name: a${at}\nregistryUser: acme\n`]),
      ),
    }),
  ],
  [
    'template check: 20 examples of 20,000 keys',
    ['template', 'check', '.'],
    () => ({
      'template.yaml': MANIFEST,
      'files/a.txt': 'a\n',
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, at) => [`examples/e${at}.yaml`, times(20_000, (key) => `k${key}: 1`)]),
      ),
    }),
  ],
  [
    'template check: files of YAML with 90,000 keys',
    ['template', 'check', '.'],
    () => ({
      'template.yaml': MANIFEST,
      ...Object.fromEntries(
        Array.from({ length: 10 }, (_, at) => [`files/f${at}.yaml`, times(90_000, (key) => `k${key}: 1`)]),
      ),
    }),
  ],
  [
    'template check: patterns of many repetitions',
    ['template', 'check', '.'],
    () => ({
      'template.yaml': `${MANIFEST}questions:\n${times(
        90,
        (at) =>
          `  q${at}: { type: text, message: Q, pattern: '(?:\\pL{1,30}.?){1,31}', default: ${'a'.repeat(2_000)} }`,
      )}`,
      'files/a.yaml.ejs': times(90, (at) => `q${at}: <%= q${at} %>`),
    }),
  ],
  ...(['create', 'template check'] as const).map(
    (command): Case => [
      `${command}: a template of 12 MiB that is rendered`,
      command === 'create' ? [...CREATE, '--template', '.'] : ['template', 'check', '.'],
      () => ({
        'template.yaml': MANIFEST,
        ...Object.fromEntries(
          Array.from({ length: 12 }, (_, at) => [
            `files/f${at}.md.ejs`,
            `${'x'.repeat(1_000)} <%= name %>\n`.repeat(1_000),
          ]),
        ),
      }),
    ],
  ),
  [
    'clean: a compose file of image lines',
    ['clean', '.', '--dry-run'],
    () => ({ 'compose.yaml': ` image: ${'a'.repeat(900_000)}\n${' image: a \n'.repeat(5_000)}` }),
  ],
];

test.each(LONG)('%s: Ctrl-C ends it at any moment', async (_, words, files) => {
  const folder = folderOf(files());
  const moments = words.includes('check') || words.includes('--template') ? [300, 1_000, 2_500] : [300, 700];
  for (const after of moments) {
    const { toEnd, exitCode, signal, stderr } = await interrupted(words, folder, after);
    expect([stderr, signal]).toEqual([expect.not.stringMatching(/\n {4}at /), null]);
    if (toEnd === undefined) return;
    expect([after, toEnd]).toEqual([after, expect.any(Number)]);
    expect(toEnd).toBeLessThan(TO_END);
    // It may have been on its way out.
    expect([130, 0, 1, 65, 69, 74]).toContain(exitCode);
  }
});

test('a template of 30 questions of 30 choices is judged, and what was left out is told', async () => {
  const folder = folderOf({ 'template.yaml': QUESTIONS, 'files/a.yaml.ejs': USES });
  const ended = await interrupted(['template', 'check', '.', '--json'], folder, 60_000);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'pass' });
  expect(ended.stdout + ended.stderr).toContain('the first 1,000 were planned');
}, 90_000);

/** Files that are no files. */
const fifo = (folder: string, name: string): string => {
  spawnSync('mkfifo', [join(folder, name)]);
  return join(folder, name);
};

const WAYS: readonly (readonly [
  string,
  (path: string) => readonly string[],
  files: Readonly<Record<string, string>>,
])[] = [
  ['--config', (path) => ['my-app', '--yes', '--dry-run', '--config', path], {}],
  ['--env-file', (path) => ['verify', '.', '--env-file', path], FROM],
];

describe.each(WAYS)('%s', (_, words, files) => {
  test('a named pipe that says nothing is refused after five seconds', async () => {
    const folder = folderOf(files);
    const began = Date.now();
    const ended = await interrupted(words(fifo(folder, 'pipe')), folder, 20_000);
    expect(ended).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('nobody wrote into it for 5 seconds'),
    });
    expect(Date.now() - began).toBeGreaterThan(4_500);
  });

  test('Ctrl-C ends the waiting for a named pipe', async () => {
    const folder = folderOf(files);
    const ended = await interrupted(words(fifo(folder, 'pipe')), folder, 1_000);
    expect(ended).toMatchObject({ exitCode: 130, signal: null });
    expect(ended.toEnd).toBeLessThan(TO_END);
  });

  test.each(['/dev/zero', '/dev/urandom', '/dev/full', '/dev/tty0', '/dev/ptmx'])('%s is refused', async (device) => {
    const folder = folderOf(files);
    const ended = await interrupted(words(device), folder, PATIENCE);
    expect(ended.toEnd).toBeUndefined();
    // Not every machine has each.
    expect([
      [65, 'device'],
      [2, 'no such file'],
      [74, ''],
    ]).toContainEqual([ended.exitCode, /device|no such file/.exec(ended.stderr)?.[0].replace(/^a /, '') ?? '']);
  });

  test('a file without end is refused', async () => {
    const folder = folderOf(files);
    spawnSync('truncate', ['-s', '50G', join(folder, 'large')]);
    const ended = await interrupted(words('large'), folder, PATIENCE);
    expect(ended).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('larger than 1 MiB') });
  });

  test('a pipe that floods is refused, and its writer ends', async () => {
    const folder = folderOf(files);
    const path = fifo(folder, 'pipe');
    const writer = spawn('sh', ['-c', `exec yes > '${path}'`]);
    const gone = new Promise((resolve) => writer.once('close', resolve));
    const ended = await interrupted(words(path), folder, PATIENCE);
    expect(ended).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('larger than 1 MiB') });
    await gone;
  });
});

const ANSWERS = 'name: piped\nregistryUser: acme\n';

test.each([
  [
    'a process substitution',
    `exec node "$PROGRAM" my-app --yes --dry-run --json --config <(sleep 6; printf '%s' "$ANSWERS")`,
  ],
  [
    'a named pipe with a slow writer',
    `mkfifo p; (sleep 3; printf '%s' "$ANSWERS" > p) & exec node "$PROGRAM" my-app --yes --dry-run --json --config p`,
  ],
  ['standard input', `printf '%s' "$ANSWERS" | node "$PROGRAM" my-app --yes --dry-run --json --config -`],
  [
    'standard input by its path',
    `printf '%s' "$ANSWERS" | node "$PROGRAM" my-app --yes --dry-run --json --config /dev/stdin`,
  ],
  [
    'a file by its descriptor',
    `printf '%s' "$ANSWERS" > f; exec node "$PROGRAM" my-app --yes --dry-run --json --config /dev/fd/7 7< f`,
  ],
])('%s is read to its end', (_, script) => {
  const ended = spawnSync('bash', ['-c', script], {
    cwd: newFolder(),
    env: environment({ PROGRAM, ANSWERS }),
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect([ended.stderr, ended.status]).toEqual(['', 0]);
  expect(JSON.parse(ended.stdout).answers).toMatchObject({ name: 'piped', registryUser: 'acme' });
});

test('the null device is an empty file of answers', async () => {
  const ended = await interrupted([...CREATE, '--config', '/dev/null'], newFolder(), PATIENCE);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
});

test('Ctrl-C ends the waiting for standard input', async () => {
  const ended = await interrupted(['my-app', '--yes', '--config', '-'], newFolder(), 1_000);
  expect(ended).toMatchObject({ exitCode: 130 });
  expect(ended.toEnd).toBeLessThan(TO_END);
});
