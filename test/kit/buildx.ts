import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { newFolder, ROOT, runProgram } from './program';

/** The buildx that a generated pipeline pins, where the machine's own is older: built once from its Go module. */

const { versions } = JSON.parse(readFileSync(join(ROOT, 'templates', 'pins.json'), 'utf8')) as {
  versions: Readonly<Record<string, { readonly version: string }>>;
};
/** From here on `imagetools create` reads what a build wrote to files. */
const [LEAST_MAJOR, LEAST_MINOR] = [0, 33] as const;

/** @returns a folder for DOCKER_CONFIG with the pinned buildx in it, or undefined where the machine's own will do. */
export const dockerConfigWithBuildx = async (): Promise<string | undefined> => {
  const { stdout } = await runProgram(['buildx', 'version'], { program: ['docker'] });
  const [, major, minor] = /\s[^\d]?(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) > LEAST_MAJOR || Number(minor) >= LEAST_MINOR) return undefined;
  const { version } = versions['buildx']!;
  const config = join(homedir(), '.cache', 'create-flask-container-test', `buildx-${version}`);
  const plugin = join(config, 'cli-plugins', 'docker-buildx');
  if (existsSync(plugin)) return config;
  const bin = newFolder();
  const ran = await runProgram(['install', `github.com/docker/buildx/cmd/buildx@v${version}`], {
    program: ['go'],
    env: { ...process.env, GOBIN: bin },
    timeout: 1_500_000,
  });
  if (ran.exitCode !== 0) throw new Error(`buildx ${version} could not be built: ${ran.stderr.slice(-2000)}`);
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  copyFileSync(join(bin, 'buildx'), plugin);
  return config;
};
