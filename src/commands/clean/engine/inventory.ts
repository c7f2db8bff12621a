import type { Docker } from '../../../machine/docker';
import type { World } from '../../../machine/world';
import type { EngineContainer, EngineImage, EngineNetwork, EngineVolume, Inventory, Labels } from './objects';
import { readObjects } from './read-objects';
import { engineSizes } from './sizes';

type Ending = Pick<World, 'ending' | 'endedBy'>;

const sized = (bytes: number | undefined): { readonly bytes?: number } => (bytes === undefined ? {} : { bytes });

/** A Go template that prints these fields of an object as one line of JSON. */
const line = (fields: Readonly<Record<string, string>>): string =>
  `{${Object.entries(fields)
    .map(([name, path]) => `"${name}":{{json ${path}}}`)
    .join(',')}}`;

interface RawContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Labels | null;
  readonly created?: string;
  readonly state: { readonly Running?: boolean; readonly StartedAt?: string; readonly FinishedAt?: string };
  readonly networks: Readonly<Record<string, unknown>> | null;
  readonly mounts: readonly { readonly Type?: string; readonly Name?: string }[] | null;
}

/** Go's zero time, which the engine gives for "never". */
const isTime = (time: string | undefined): time is string => time !== undefined && !time.startsWith('0001-');

const timed = (created: string | undefined): { readonly created?: string } =>
  isTime(created) && created !== '' ? { created } : {};

const containers = async (docker: Docker, world: Ending): Promise<readonly EngineContainer[]> => {
  const format = line({
    id: '.Id',
    name: '.Name',
    image: '.Image',
    labels: '.Config.Labels',
    created: '.Created',
    state: '.State',
    networks: '.NetworkSettings.Networks',
    mounts: '.Mounts',
  });
  const raw = await readObjects<RawContainer>(
    docker,
    ['container', 'ls', '--all', '--quiet', '--no-trunc'],
    ['container', 'inspect', '--format', format],
    world,
  );
  return raw.map(({ id, name, image, labels, created, state, networks, mounts }) => {
    const [lastUse] = [state.FinishedAt, state.StartedAt].filter(isTime);
    return {
      id,
      name: name.replace(/^\//, ''),
      image,
      labels: labels ?? {},
      ...timed(created),
      running: state.Running === true,
      networks: Object.keys(networks ?? {}),
      volumes: (mounts ?? []).flatMap(({ Type, Name }) => (Type === 'volume' && Name !== undefined ? [Name] : [])),
      ...(lastUse === undefined ? {} : { lastUse }),
    };
  });
};

/** Made by every engine, or by its swarm mode. */
const BUILT_IN: ReadonlySet<string> = new Set(['bridge', 'host', 'none', 'nat', 'docker_gwbridge', 'ingress']);

interface RawNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels | null;
  readonly created?: string;
}

const networks = async (docker: Docker, world: Ending): Promise<readonly EngineNetwork[]> => {
  const raw = await readObjects<RawNetwork>(
    docker,
    ['network', 'ls', '--quiet', '--no-trunc'],
    ['network', 'inspect', '--format', line({ id: '.Id', name: '.Name', labels: '.Labels', created: '.Created' })],
    world,
  );
  return raw.map(({ id, name, labels, created }) => ({
    id,
    name,
    labels: labels ?? {},
    ...timed(created),
    builtIn: BUILT_IN.has(name),
  }));
};

interface RawImage {
  readonly id: string;
  readonly tags: readonly string[] | null;
  readonly digests: readonly string[] | null;
  readonly config: { readonly Labels?: Labels | null } | null;
  readonly parent?: string | null;
  readonly layers: { readonly Layers?: readonly string[] | null } | null;
}

const images = async (docker: Docker, world: Ending): Promise<readonly EngineImage[]> => {
  const format = line({
    id: '.Id',
    tags: '.RepoTags',
    digests: '.RepoDigests',
    config: '.Config',
    layers: '.RootFS',
    parent: '.Parent',
  });
  const raw = await readObjects<RawImage>(
    docker,
    ['image', 'ls', '--all', '--quiet', '--no-trunc'],
    ['image', 'inspect', '--format', format],
    world,
  );
  return raw.map(({ id, tags, digests, config, layers, parent }) => ({
    id,
    tags: tags ?? [],
    digests: digests ?? [],
    labels: config?.Labels ?? {},
    layers: layers?.Layers ?? [],
    ...(parent ? { parent } : {}),
  }));
};

interface RawVolume {
  readonly name: string;
  readonly labels: Labels | null;
  readonly created?: string;
}

const volumes = async (docker: Docker, world: Ending): Promise<readonly EngineVolume[]> => {
  const raw = await readObjects<RawVolume>(
    docker,
    ['volume', 'ls', '--quiet'],
    ['volume', 'inspect', '--format', line({ name: '.Name', labels: '.Labels', created: '.CreatedAt' })],
    world,
  );
  return raw.map(({ name, labels, created }) => ({
    name,
    labels: labels ?? {},
    ...timed(created),
  }));
};

/** @returns everything that the engine holds, with sizes as far as it tells them. */
export const engineInventory = async (docker: Docker, world: Ending): Promise<Inventory> => {
  const [sizes, everyContainer, everyNetwork, everyImage, everyVolume] = await Promise.all([
    engineSizes(docker, world),
    containers(docker, world),
    networks(docker, world),
    images(docker, world),
    volumes(docker, world),
  ]);
  return {
    containers: everyContainer.map((container) => ({ ...container, ...sized(sizes.containers.get(container.id)) })),
    networks: everyNetwork,
    images: everyImage.map((image) => ({ ...image, ...sized(sizes.images.get(image.id)) })),
    volumes: everyVolume.map((volume) => ({ ...volume, ...sized(sizes.volumes.get(volume.name)) })),
    ...(sizes.buildCache === undefined ? {} : { buildCache: sizes.buildCache }),
  };
};
