import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryDocker } from '../kit/engine';
import { runProgram } from '../kit/program';

const { dockerd, searchPath } = require('../kit/dockerd.cjs') as { dockerd: string; searchPath: string };

/** An engine of its own with the other image store, whose containers can publish ports: it has a bridge of its own. */
export interface NetworkedEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

const ip = async (...words: readonly string[]): Promise<void> => {
  const ran = await runProgram(words, { program: ['ip'] });
  if (ran.exitCode !== 0) throw new Error(`ip ${words.join(' ')}: ${ran.stderr}`);
};

const answers = async (host: string, daemon: ChildProcess): Promise<void> => {
  const end = Date.now() + 60_000;
  while ((await tryDocker(['info'], { env: { DOCKER_HOST: host } })).exitCode !== 0) {
    if (daemon.exitCode !== null || Date.now() > end) throw new Error('the second engine did not start');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

export const startNetworkedEngine = async (settings: Readonly<Record<string, unknown>>): Promise<NetworkedEngine> => {
  const home = mkdtempSync(join(tmpdir(), 'cfc-engine-'));
  const host = `unix://${join(home, 'socket')}`;
  const bridge = `cfc${process.pid}`;
  await ip('link', 'add', bridge, 'type', 'bridge');
  await ip('addr', 'add', '10.213.77.1/24', 'dev', bridge);
  await ip('link', 'set', bridge, 'up');
  writeFileSync(join(home, 'daemon.json'), JSON.stringify(settings));
  const places = ['config-file', 'data-root', 'exec-root', 'pidfile'].map((name) => [
    `--${name}`,
    join(home, name === 'config-file' ? 'daemon.json' : name),
  ]);
  // Without rules for the firewall: those are the machine's own engine's.
  const network = ['--bridge', bridge, '--iptables=false', '--ip6tables=false', '--ip-forward=false'];
  const daemon = spawn(dockerd, [...places.flat(), '--host', host, ...network], {
    stdio: 'ignore',
    env: { ...process.env, PATH: searchPath },
  });
  const stop = async (): Promise<void> => {
    if (daemon.exitCode === null) {
      const gone = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      await gone;
    }
    await ip('link', 'delete', bridge);
    // The network namespaces of its containers stay mounted.
    await runProgram(['-c', 'grep -o " $1/[^ ]*" /proc/mounts | xargs --no-run-if-empty umount --lazy', 'sh', home], {
      program: ['sh'],
    });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await answers(host, daemon);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, stop };
};
