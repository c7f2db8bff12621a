// Runs a suite of tests that takes long and is told what each of its runs did.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** @returns an array of what a file of JSON lines holds. */
const recorded = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

/**
 * @param {string} suite a folder of test/
 * @param {readonly string[]} words for jest, before those of the command line
 * @param {string} variable the environment variable that names the file in which the tests write a line of JSON for each run
 * @returns {{ status: number, lines: readonly object[] }} jest's exit code, and what was written
 */
export const longSuite = (suite, words, variable) => {
  const folder = mkdtempSync(join(tmpdir(), 'cfc-suite-'));
  const record = join(folder, 'record');
  const { status } = spawnSync('npx', ['jest', ...words, `test/${suite}`, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, LONG_TESTS: 'true', [variable]: record },
  });
  const lines = recorded(record);
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = status ?? 1;
  return { status: status ?? 1, lines };
};

/** Writes a page of docs/. */
export const writePage = (name, text) => writeFileSync(join(ROOT, 'docs', name), text);
