import { Stop } from '../../../errors';
import type { Docker } from '../../../machine/docker';
import { buildArgumentWords } from '../../../repository/variables';
import { type Build, BuildLog } from '../reading/build-log';

export interface BuildRequest {
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly platform?: string;
  /** References for the result; none means that it is not kept. */
  readonly tags: readonly string[];
  readonly labels: readonly string[];
  /** Told after each piece of progress; ends the build on purpose when it says so. */
  readonly enough?: (log: BuildLog) => boolean;
}

/** While someone else removes images on the same engine, a build can lose its ground: once more, then. */
const LOST_GROUND =
  /parent snapshot .* does not exist|failed to get reader from content store|unlazy requires an applier|failed to export layer|failed to create endpoint .* on network/;

/** The registry was not reached at all; that it lacks an image is another matter. */
const UNREACHABLE =
  /dial tcp|i\/o timeout|no such host|connection refused|TLS handshake|network is unreachable|temporary failure in name resolution|context deadline exceeded|unexpected EOF|50[234] (?:Bad Gateway|Service|Gateway)/i;

const words = (request: BuildRequest): readonly string[] => [
  'buildx',
  'build',
  '--progress',
  'rawjson',
  '--provenance=false',
  ...(request.tags.length > 0
    ? ['--load', ...request.tags.flatMap((tag) => ['--tag', tag])]
    : ['--output', 'type=cacheonly']),
  ...request.labels,
  ...(request.platform === undefined ? [] : ['--platform', request.platform]),
  ...(request.target === undefined ? [] : ['--target', request.target]),
  ...buildArgumentWords(request.buildArgs ?? {}),
  '--file',
  request.dockerfile,
  request.context,
];

/** A step that has begun and not ended this long after is being run, not looked up. In milliseconds. */
const LOOK_UP = 600;

const attempt = async (docker: Docker, request: BuildRequest, onStep: (name: string) => void): Promise<Build> => {
  const log = new BuildLog();
  const enough = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    if (request.enough?.(log)) enough.abort();
    else timer = setTimeout(look, LOOK_UP);
  };
  const began = Date.now();
  const ran = await docker.watch(words(request), {
    until: enough.signal,
    onLine: (line) => {
      const progress = log.take(line);
      const last = progress
        ? log.steps.findLast(({ started, completed }) => started !== undefined && completed === undefined)
        : undefined;
      if (last) onStep(last.name);
      if (request.enough) {
        clearTimeout(timer);
        timer = setTimeout(look, LOOK_UP);
      }
      return progress;
    },
  });
  clearTimeout(timer);
  const build = log.end(ran.exitCode === 0 || enough.signal.aborted, ran.stderr, Date.now() - began);
  return enough.signal.aborted ? { ...build, cutShort: true } : build;
};

const unreachable = (reason: string): Stop =>
  new Stop('network', [
    {
      code: 'network',
      message: `the registry of the base image cannot be reached: ${reason}`,
      fix: 'check the network and the proxy of the engine, then run it again',
    },
  ]);

/**
 * Builds an image, once more where the engine lost a layer meanwhile.
 * @param onStep told the name of the step that is running
 * @throws Stop(network) where the registry of a base image does not answer
 */
export const buildImage = async (
  docker: Docker,
  request: BuildRequest,
  onStep: (name: string) => void = () => undefined,
): Promise<Build> => {
  const first = await attempt(docker, request, onStep);
  const build = !first.ok && LOST_GROUND.test(first.reason ?? '') ? await attempt(docker, request, onStep) : first;
  const reason = build.reason ?? '';
  if (!build.ok && /failed to resolve source metadata/.test(reason) && UNREACHABLE.test(reason))
    throw unreachable(reason);
  return build;
};
