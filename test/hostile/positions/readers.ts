import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'acorn';

/** What the programs that files are written for make of them. */

/** A file, read: any JSON. */
export type Read = unknown;

const PYTHON: Readonly<Record<string, string>> = {
  yaml: 'yaml',
  compose: 'yaml',
  workflow: 'yaml',
  json: 'json',
  toml: 'toml',
  python: 'python',
  ini: 'ini',
  html: 'html',
  xml: 'xml',
};

const inPython = (files: readonly (readonly [string, string])[]): readonly Read[] =>
  JSON.parse(
    execFileSync('python3', [join(__dirname, 'readers.py')], {
      input: JSON.stringify(files),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, PYTHONUTF8: '1', PYTHONWARNINGS: 'ignore' },
      maxBuffer: 256 * 1024 * 1024,
    }),
  );

const script = (text: string): Read => {
  try {
    const settings = {
      ecmaVersion: 'latest',
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      sourceType: 'module',
    } as const;
    return JSON.parse(
      JSON.stringify(parse(text, settings), (key, value) =>
        ['start', 'end', 'raw'].includes(key) ? undefined : value,
      ),
    );
  } catch (error) {
    return { error: String(error) };
  }
};

/** Every command of a script tells what it was given, and nothing else of the machine can be reached. */
const TOLD = `
tell() { for word in "$@"; do printf '%s\\0' "$word"; done; printf '\\n\\0'; }
echo() { tell echo "$@"; }
docker() { tell docker "$@"; }
cat() { tell cat "$@"; if [ $# -eq 0 ]; then while IFS= read -r line; do tell "$line"; done; fi; }
cd() { tell cd "$@"; }
date() { tell date "$@"; }
`;

/** @returns what a shell ran, word by word, and the variables that it was left with. */
const run = (program: string, text: string): Read => {
  const folder = mkdtempSync(join(tmpdir(), 'positions-'));
  try {
    const file = join(folder, 'file');
    writeFileSync(
      file,
      `${TOLD}${text}\ncommand -v f >/dev/null && f\nprintf '%s\\0' "\${name-}" "\${a-}" "\${b-}" "\${A-}" "\${B-}" "\${C-}" "\${E-}"\n`,
    );
    const out = execFileSync(program, [file, 'x'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: '/nowhere', LC_ALL: 'C.UTF-8' },
      input: '',
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    return out.split('\0');
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, out: String(stdout).split('\0') };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const makes = (text: string): Read => {
  const folder = mkdtempSync(join(tmpdir(), 'positions-'));
  try {
    // Prints the recipes as the shell would get them, and a shell reads each.
    writeFileSync(join(folder, 'Makefile'), `${text}\nb a:\n\t@:\n`);
    return execFileSync('make', ['-s', 'SHELL=/bin/bash', 'all'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return { error: String((error as { stderr: string }).stderr) };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The words of an array, which bash alone has. */
const ARRAY = '\ntell "$' + '{array[@]-}"';

const OTHERS: Readonly<Record<string, (text: string) => Read>> = {
  javascript: script,
  jsonc: (text) => script(`(${text})`),
  shell: (text) => run('/bin/bash', `${text}${ARRAY}`),
  dotenv: (text) => run('/bin/sh', text),
  makefile: makes,
};

export const hasReader = (language: string): boolean => language in PYTHON || language in OTHERS;

/** @returns what the real reader of each language makes of each file; the same file is read once. */
export const readAll = (files: readonly (readonly [language: string, text: string])[]): readonly Read[] => {
  const once = new Map(files.map((file) => [file.join('\0'), file]));
  const read = readEach([...once.values()]);
  const known = new Map([...once.keys()].map((key, index) => [key, read[index]]));
  return files.map((file) => known.get(file.join('\0')));
};

const readEach = (files: readonly (readonly [language: string, text: string])[]): readonly Read[] => {
  const forPython = files.flatMap(([language, text]) => (PYTHON[language] ? [[PYTHON[language]!, text] as const] : []));
  const read = [...inPython(forPython)];
  return files.map(([language, text]) => (PYTHON[language] ? read.shift() : OTHERS[language]!(text)));
};
