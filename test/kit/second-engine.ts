import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryDocker } from './engine';
import { runProgram } from './program';

const { dockerd, searchPath } = require('./dockerd.cjs') as { dockerd: string; searchPath: string };

/** An engine that a test may empty: a daemon with its own data folder and socket, which meets no other. */
export interface SecondEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly docker: (...words: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const answers = async (host: string, daemon: ChildProcess): Promise<void> => {
  const end = Date.now() + 60_000;
  while ((await tryDocker(['info'], { env: { DOCKER_HOST: host } })).exitCode !== 0) {
    if (daemon.exitCode !== null || Date.now() > end) throw new Error('the second engine did not start');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

/**
 * Starts an engine in a network namespace of its own: a daemon without a bridge deletes the interface
 * `docker0` that it finds, and with it the network of every container of the machine's engine.
 */
export const startEngine = async (settings: Readonly<Record<string, unknown>> = {}): Promise<SecondEngine> => {
  const home = mkdtempSync(join(tmpdir(), 'cfc-engine-'));
  const host = `unix://${join(home, 'socket')}`;
  writeFileSync(join(home, 'daemon.json'), JSON.stringify(settings));
  const daemon = spawn(
    'unshare',
    [
      ...['--net', '--', dockerd],
      ...[
        '--config-file',
        join(home, 'daemon.json'),
        '--data-root',
        join(home, 'data'),
        '--exec-root',
        join(home, 'exec'),
      ],
      ...['--pidfile', join(home, 'pid'), '--host', host, '--bridge', 'none', '--iptables=false', '--ip6tables=false'],
    ],
    { stdio: 'ignore', env: { ...process.env, PATH: searchPath } },
  );
  const stop = async (): Promise<void> => {
    if (daemon.exitCode === null) {
      const gone = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      await gone;
    }
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await answers(host, daemon);
  } catch (error) {
    await stop();
    throw error;
  }
  const docker = async (...words: readonly string[]): Promise<string> => {
    const ran = await tryDocker(words, { env: { DOCKER_HOST: host } });
    if (ran.exitCode !== 0) throw new Error(`docker ${words.join(' ')}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  return { host, docker, stop };
};

/** Copies an image from the machine's engine into another one. */
export const lend = async (image: string, engine: SecondEngine): Promise<void> => {
  const copied = await runProgram(
    ['-c', 'set -o pipefail; docker save "$1" | DOCKER_HOST="$2" docker load', 'lend', image, engine.host],
    {
      program: ['bash'],
    },
  );
  if (copied.exitCode !== 0) throw new Error(copied.stderr);
};
