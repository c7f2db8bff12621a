// create-vite, the scaffolder that this program is measured against: one exact version, in a folder of its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PEER = 'create-vite';
export const PEER_VERSION = '9.3.0';

/** Its commonest start, and with 18 files one of its larger ones. */
export const PEER_TEMPLATE = 'react-ts';

/** @returns the folder of the installed package. Installed once for each version, from the registry of the user's npm. */
export const installedPeer = () => {
  const folder = join(tmpdir(), `bench-${PEER}-${PEER_VERSION}`);
  const installed = join(folder, 'node_modules', PEER);
  if (!existsSync(join(installed, 'package.json'))) {
    mkdirSync(folder, { recursive: true });
    const words = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder];
    execFileSync('npm', [...words, `${PEER}@${PEER_VERSION}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return installed;
};
