import type { Repository } from '../../../repository/repository';
import type { Image } from '../evidence';

/** Where an app may be listening, best guess first. */
const USUAL_PORTS = [8000, 5000, 8080, 80] as const;
const USUAL_PATHS = ['/healthz', '/health', '/'] as const;
const MOST_PORTS = 6;

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65536;

/** `--bind 0.0.0.0:8000`, `-b :8000`, `--port 5000`, `-p 5000`, `--http :8080`. */
const portsOfCommand = (words: readonly string[]): readonly number[] => {
  const line = ` ${words.join(' ').slice(0, LONGEST_LINE)}`;
  return [...line.matchAll(/\s(?:--(?:bind|port|listen|http|http-socket)|-b|-p)[= ]\S*?(\d{2,5})(?=\s|$)/g)].map(
    ([, port]) => Number(port),
  );
};

/** @returns the ports to try; a port that the user names is the only one. */
export const candidatePorts = (image: Image, repository: Repository, given: number | undefined): readonly number[] => {
  if (given !== undefined) return [given];
  const named = image.env.find((pair) => pair.startsWith('PORT='))?.slice(5);
  const known = [
    ...image.ports,
    ...(repository.service?.ports ?? []),
    ...portsOfCommand([...image.entrypoint, ...image.command, ...(repository.service?.command ?? [])]),
    Number(named),
    Number(repository.environment.PORT),
  ].filter(isPort);
  return [...new Set([...known, ...USUAL_PORTS])].slice(0, MOST_PORTS);
};

/** No command and no check of people is longer. */
const LONGEST_LINE = 10_000;

const pathsOfCheck = (words: readonly string[]): readonly string[] => {
  const line = words.join(' ').slice(0, LONGEST_LINE);
  const inUrl = [...line.matchAll(/https?:\/\/[^\s/"'`]+(\/[\w./~-]*)/g)].map(([, path]) => path!);
  const alone = [...line.matchAll(/["'](\/(?:[\w-]*(?:health|ready|live|ping|status)[\w/-]*))["']/gi)].map(
    ([, path]) => path!,
  );
  return [...inUrl, ...alone];
};

/** @returns the paths to try, the one of the health check first. */
export const candidatePaths = (image: Image, repository: Repository, given: string | undefined): readonly string[] =>
  given !== undefined
    ? [given]
    : [
        ...new Set([
          ...pathsOfCheck(image.healthcheck),
          ...pathsOfCheck(repository.service?.healthcheck ?? []),
          ...USUAL_PATHS,
        ]),
      ];

/** @returns the health check that Docker would run: the compose file's wins over the image's, as in Compose. */
export const healthcheckOf = (image: Image, repository: Repository): readonly string[] => {
  const own = repository.service?.healthcheck ?? [];
  const words = own.length > 0 ? own : image.healthcheck;
  return words[0] === 'NONE' ? [] : words;
};

/** Docker's own grace period, where nothing else is said. */
const GRACE_SECONDS = 10;
/** Longer than this nobody waits for a proof. */
const MOST_GRACE = 120;

/** @returns the seconds that the app has between SIGTERM and SIGKILL. */
export const graceOf = (repository: Repository): number =>
  Math.min(repository.service?.graceSeconds ?? GRACE_SECONDS, MOST_GRACE);
