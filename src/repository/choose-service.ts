import type { Files } from '../machine/files';
import type { ComposeService } from './compose';
import {
  type BuildSource,
  dockerfilesIn,
  judgeService,
  judgeTarget,
  mustBeBuilt,
  noDockerfile,
  sourceOfFile,
  sourceOfRoot,
  sourceOfService,
} from './dockerfiles';

/** What the user wants to be judged, where they say it. */
export interface Wanted {
  readonly service?: string;
  /** A Dockerfile: as it was typed, and the paths from the repository that this may mean. */
  readonly file?: { readonly value: string; readonly paths: readonly string[] };
  readonly target?: string;
}

/** What of a repository is judged. */
export interface Choice {
  readonly source: BuildSource;
  readonly target?: string;
  /** The service that its image is run as; undefined where no service is built from it. */
  readonly service?: ComposeService;
}

/** What people call the service that answers requests. */
const WEB_NAMES: ReadonlySet<string> = new Set(['web', 'app', 'api']);

/** A service that answers requests counts, by its ports, then by its name; the folder's own Dockerfile, then order. */
const weightOf = ({ profiles, ports, name, dockerfile, inline }: ComposeService, { context }: BuildSource): number =>
  (profiles.length === 0 ? 8 : 0) +
  (ports.length > 0 ? 4 : 0) +
  (WEB_NAMES.has(name) ? 2 : 0) +
  (dockerfile === undefined && inline === undefined && context === '' ? 1 : 0);

interface Built {
  readonly service: ComposeService;
  readonly source: BuildSource;
}

const heaviest = (built: readonly Built[]): Built | undefined =>
  built.reduce<Built | undefined>(
    (best, each) =>
      best === undefined || weightOf(each.service, each.source) > weightOf(best.service, best.source) ? each : best,
    undefined,
  );

const builtIn = async (files: Files, services: readonly ComposeService[]): Promise<readonly Built[]> => {
  const built: Built[] = [];
  for (const service of services) {
    const source = await sourceOfService(files, service);
    if (source) built.push({ service, source });
  }
  return built;
};

/** Where a service is asked for, its Dockerfile; where a Dockerfile is, the service that is built from it, if there is one. */
const wantedIn = async (
  files: Files,
  services: readonly ComposeService[],
  { service: name, file }: Wanted,
): Promise<Partial<Built>> => {
  const named = services.find((service) => service.name === name);
  const source = file && (await sourceOfFile(files, file));
  if (named) {
    const own = await sourceOfService(files, named);
    // As `docker build -f`: the file is another one, the folder that it takes its files from stays.
    return { service: named, source: source ? { ...source, context: own?.context ?? '' } : mustBeBuilt(own, named) };
  }
  const built = await builtIn(files, services);
  if (!source) return heaviest(built) ?? {};
  const at = async (path: string): Promise<string | undefined> => (await files.at(path))?.path;
  const there = await at(source.dockerfile.path);
  const same: Built[] = [];
  for (const each of built)
    if (!each.source.inline && (await at(each.source.dockerfile.path)) === there) same.push(each);
  return heaviest(same) ?? { source };
};

/**
 * Chooses what is judged: what the user names, else the service that answers requests, else the Dockerfile of the root.
 * @param directory for messages
 * @throws Stop(usage) where that is not there, naming what is
 */
export const choose = async (
  files: Files,
  services: readonly ComposeService[],
  wanted: Wanted,
  { directory, hasComposeFile }: { readonly directory: string; readonly hasComposeFile: boolean },
): Promise<Choice> => {
  if (wanted.service !== undefined) judgeService(wanted.service, services, hasComposeFile);
  const { service, source = await sourceOfRoot(files) } = await wantedIn(files, services, wanted);
  if (!source) throw noDockerfile(directory, await dockerfilesIn(files));
  if (wanted.target !== undefined) judgeTarget(source.dockerfile, wanted.target);
  const target = wanted.target ?? service?.target;
  return { source, ...(target === undefined ? {} : { target }), ...(service ? { service } : {}) };
};
