import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Runs the built program as a user would: a process of its own, with an environment of its own. */

export const ROOT = join(__dirname, '..', '..');
export const PROGRAM = join(ROOT, 'bin', 'create-flask-container.js');
export const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** Removed by `clean-environment.cjs`. */
const made: string[] = [];
Object.assign(globalThis, { madeFolders: made });

/** @returns a new empty folder, removed after the tests of the file. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cfc-test-'));
  made.push(folder);
  return folder;
};

/** What a run may see of the machine: a home of its own with a git identity, nothing else of the tester's. */
export const environment = (extra: Readonly<Record<string, string | undefined>> = {}): Record<string, string> => {
  const home = newFolder();
  const base: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    HOME: home,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    // Set by `npm run coverage`.
    NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Lovelace',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada Lovelace',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
    ...extra,
  };
  return Object.fromEntries(Object.entries(base).filter((pair): pair is [string, string] => pair[1] !== undefined));
};

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Another program than ours: file and leading words. */
  readonly program?: readonly string[];
  readonly umask?: number;
  /** Milliseconds; two minutes without it. */
  readonly timeout?: number;
}

/** Runs a program to its end. A run that hangs is killed in the end and shows as a signal. */
export const runProgram = (words: readonly string[], options: Options = {}): Promise<Ended> => {
  const [file = '', ...leading] = options.program ?? [process.execPath, PROGRAM];
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...leading, ...words], {
      cwd: options.cwd ?? newFolder(),
      env: environment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeout ?? 120_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
};

/** @returns every file below a folder but those in `.git`, sorted: path to content. */
export const filesIn = (folder: string): ReadonlyMap<string, string> => {
  const found: [string, string][] = [];
  const walk = (path: string): void => {
    for (const item of readdirSync(path, { withFileTypes: true })) {
      if (item.name === '.git') continue;
      if (item.isDirectory()) walk(join(path, item.name));
      else
        found.push([
          relative(folder, join(path, item.name)),
          item.isFile()
            ? readFileSync(join(path, item.name), 'latin1')
            : `(${item.isSymbolicLink() ? 'link' : 'other'})`,
        ]);
    }
  };
  walk(folder);
  return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** Runs git in a folder and gives what it printed. */
export const git = async (cwd: string, ...words: readonly string[]): Promise<string> => {
  const ended = await runProgram(words, { cwd, program: ['git'] });
  if (ended.exitCode !== 0) throw new Error(`git ${words.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
};

/** The arguments that every test of `create` needs to be complete. */
export const COMPLETE = ['--registry-user', 'acme', '--yes'] as const;
