import { spawnSync } from 'node:child_process';
import { newFolder } from '../kit/program';

/**
 * Installs packages of the machine's own registry into a folder of their own.
 * @returns the folder
 */
export const installed = (...packages: readonly string[]): string => {
  const folder = newFolder();
  const ended = spawnSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', ...packages], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return folder;
};
