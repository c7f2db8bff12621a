import type { Files } from '../machine/files';
import type { Mapping } from '../yaml/mapping';
import { type ComposeService, servicesOf } from './compose';
import { composeFilesIn, ownReading, tooMuch } from './compose-files';
import { mappingOf } from './compose-merge';
import { readEnvText } from './env-file';
import type { Lookup } from './interpolation';
import type { TextFile } from './repository';

/** What `docker compose config --format json --no-interpolate` printed. */
export interface ComposeConfig {
  readonly json: string;
  /** The folder that it was asked about, absolute: its paths begin there. */
  readonly root: string;
}

/** What a repository's compose files say. */
export interface ComposeFacts {
  /** The main one. */
  readonly file?: TextFile;
  /** All of them together, as one; no variable is replaced yet. */
  readonly document: Mapping;
}

/** More than anybody builds together. */
const MOST_SERVICES = 500;

const relativeTo = (root: string, path: unknown): unknown => {
  if (path === root) return '.';
  return typeof path === 'string' && /^[\\/]$/.test(path.slice(root.length, root.length + 1)) && path.startsWith(root)
    ? path.slice(root.length + 1).replaceAll('\\', '/')
    : path;
};

const relocated = (root: string, value: unknown): Mapping => {
  const service = mappingOf(value);
  const build = mappingOf(service.build);
  return {
    ...service,
    ...('context' in build ? { build: { ...build, context: relativeTo(root, build.context) } } : {}),
    ...(Array.isArray(service.env_file)
      ? {
          env_file: service.env_file.map((item) => ({
            ...mappingOf(item),
            path: relativeTo(root, mappingOf(item).path),
          })),
        }
      : {}),
  };
};

/** Compose sorts by name; people put the service first that counts. */
const inOrder = (services: Mapping, order: readonly string[]): readonly (readonly [string, unknown])[] => {
  const place = (name: string): number => {
    const found = order.indexOf(name);
    return found < 0 ? order.length : found;
  };
  return Object.entries(services).sort(([one], [other]) => place(one) - place(other));
};

const composesReading = ({ json, root }: ComposeConfig, own: Mapping): Mapping | undefined => {
  try {
    const document = mappingOf(JSON.parse(json));
    const services = inOrder(mappingOf(document.services), Object.keys(mappingOf(own.services)));
    return {
      ...document,
      services: Object.fromEntries(services.map(([name, value]) => [name, relocated(root, value)])),
    };
  } catch {
    return undefined;
  }
};

/**
 * Reads a repository's compose files.
 * @param config Compose's own reading, where it could be had
 */
export const readCompose = async (files: Files, config?: ComposeConfig): Promise<ComposeFacts> => {
  const main = await composeFilesIn(files);
  const own = await ownReading(files, main);
  return {
    ...(main[0] ? { file: main[0] } : {}),
    document: (config && composesReading(config, own)) ?? own,
  };
};

/**
 * @param text of `.env` beside the compose file
 * @returns the variables that Compose puts into its file: those, and none of the user's
 */
export const variablesOf = (text: string): Lookup => {
  const { variables } = readEnvText(text);
  return (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
};

/** @throws Stop(data) for more services than anybody builds */
export const builtServices = ({ file, document }: ComposeFacts, lookup: Lookup): readonly ComposeService[] => {
  const services = servicesOf(document, lookup);
  if (services.length > MOST_SERVICES) throw tooMuch(file!.path, `it builds more than ${MOST_SERVICES} services`);
  return services;
};
