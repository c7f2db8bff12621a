// A folder to measure in, and an environment in which nothing of the user's own set-up counts.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
export const PROGRAM = join(ROOT, 'bin', 'create-flask-container.js');
export const RESULTS = join(ROOT, 'bench', 'results');

/** A file system in memory, where the system has one: there, what else uses the disk does not count. */
const MEMORY = '/dev/shm';

/**
 * @param {boolean} [inMemory] whether the disk should be left out of it, if it can; TMPDIR has the last word
 * @returns a new folder that is removed when the process ends
 */
export const newFolder = (inMemory = false) => {
  const parent = inMemory && !process.env.TMPDIR && existsSync(MEMORY) ? MEMORY : tmpdir();
  const folder = mkdtempSync(join(parent, 'bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** @returns an environment with a home of its own and an identity for git. */
export const environmentIn = (folder) => {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Lovelace',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada Lovelace',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
};

/** @returns how many files a folder holds, without those of git. */
export const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, item) => {
    if (item.name === '.git') return sum;
    return sum + (item.isDirectory() ? filesBelow(join(folder, item.name)) : 1);
  }, 0);
