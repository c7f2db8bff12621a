import { hostname } from 'node:os';
import fs from 'fs-extra';
import { type Problem, Stop } from '../errors';
import { CALL_TIMEOUT, type Docker } from './docker';
import { engineWords } from './engine-words';
import { ended } from './failure';
import type { Ran } from './run';
import type { World } from './world';

/** What an engine says of itself. */
export interface EngineFacts {
  readonly name: string;
  readonly version: string;
  /** The version of buildx. */
  readonly buildx: string;
  /** Where the client reaches it: `unix://...`, `tcp://...`, `ssh://...`. */
  readonly endpoint: string;
  /** How many processors it has; 0 where it does not say. */
  readonly cpus: number;
  /** Whether a port published on 127.0.0.1 can be reached from here. */
  readonly local: boolean;
}

/** Engine 25 is the first with `--health-start-interval`; buildx 0.13 the first with `--progress rawjson`. */
const LEAST = { engine: [25, 0], buildx: [0, 13] } as const;

const olderThan = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const found = /(\d+)\.(\d+)/.exec(version);
  if (!found) return false;
  return Number(found[1]) < major || (Number(found[1]) === major && Number(found[2]) < minor);
};

const stop = (message: string, fix: string): Stop =>
  new Stop('unavailable', [{ code: 'tool', message, fix } satisfies Problem]);

const GET_DOCKER = 'install Docker Engine (https://docs.docker.com/engine/install/) or Docker Desktop';

const unreachable = (ran: Ran): Stop =>
  /permission denied/i.test(ran.stderr)
    ? stop(
        `the Docker engine refuses this user: ${engineWords(ran.stderr)}`,
        'add the user to the group "docker", or use a rootless engine',
      )
    : stop(
        ran.stopped === 'deadline'
          ? `the Docker engine did not answer within ${CALL_TIMEOUT / 1000} s`
          : `the Docker engine cannot be reached: ${engineWords(ran.stderr) || `docker info exited with ${ran.exitCode}`}`,
        'start it (systemctl start docker, or Docker Desktop), or point DOCKER_HOST at one',
      );

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
};

const endpointOf = async (docker: Docker, world: Pick<World, 'env'>): Promise<string> => {
  const chosen = world.env.DOCKER_HOST ?? '';
  if (chosen !== '' && (world.env.DOCKER_CONTEXT ?? '') === '') return chosen;
  const shown = await docker.call(['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']);
  return shown.stdout.trim();
};

const isLocal = (endpoint: string): boolean =>
  /^(unix|npipe|fd):/.test(endpoint) ||
  /^[a-z]+:\/\/(?:[^@/]*@)?(?:localhost|127\.[0-9.]+|\[::1\])(?::|\/|$)/.test(endpoint);

/** In a container, an engine of another name is the host's: its ports and folders are not those that are seen here. */
const isOutside = (name: string): boolean =>
  ['/.dockerenv', '/run/.containerenv'].some((mark) => fs.existsSync(mark)) && name !== '' && name !== hostname();

/**
 * Asks the engine who it is.
 * @throws Stop(unavailable) where there is no client or no engine
 */
export const engineFacts = async (
  docker: Docker,
  world: Pick<World, 'env' | 'ending' | 'endedBy'>,
): Promise<EngineFacts> => {
  const ran = await docker.call(['info', '--format', '{{json .}}']);
  if (ran.absent) throw stop(ran.absent.why, ran.absent.missing ? GET_DOCKER : ran.absent.fix);
  if (world.ending.aborted) throw ended(world, 'ended while the engine was asked');
  const info = parsed(ran.stdout);
  if (ran.exitCode !== 0 || typeof info.ServerVersion !== 'string' || info.ServerVersion === '') throw unreachable(ran);
  const buildx = await docker.call(['buildx', 'version']);
  const endpoint = await endpointOf(docker, world);
  return {
    name: String(info.Name ?? ''),
    version: info.ServerVersion,
    buildx: buildx.exitCode === 0 ? (/v?(\d+\.\d+[^\s]*)/.exec(buildx.stdout)?.[1] ?? buildx.stdout.trim()) : '',
    endpoint,
    cpus: typeof info.NCPU === 'number' ? info.NCPU : 0,
    local: isLocal(endpoint) && !isOutside(String(info.Name ?? '')),
  };
};

/**
 * Refuses an engine that cannot do what a proof needs, with both versions.
 * @throws Stop(unavailable)
 */
export const requireBuilder = (facts: EngineFacts): void => {
  if (olderThan(facts.version, LEAST.engine))
    throw stop(
      `Docker Engine ${facts.version} is too old: ${LEAST.engine.join('.')} or newer is needed`,
      'update Docker Engine (https://docs.docker.com/engine/install/)',
    );
  if (facts.buildx === '')
    throw stop(
      'docker buildx, the client of BuildKit, was not found',
      'install the package docker-buildx-plugin, or docker-buildx',
    );
  if (olderThan(facts.buildx, LEAST.buildx))
    throw stop(
      `docker buildx ${facts.buildx} is too old: ${LEAST.buildx.join('.')} or newer is needed`,
      'update docker-buildx-plugin',
    );
};
