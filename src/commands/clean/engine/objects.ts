/** What an engine holds, as it tells it itself; nothing here is taken from a file of a repository. */

export type Labels = Readonly<Record<string, string>>;

export interface EngineContainer {
  readonly id: string;
  readonly name: string;
  /** The id of its image. */
  readonly image: string;
  readonly labels: Labels;
  /** ISO 8601; undefined where the engine does not say. */
  readonly created?: string;
  readonly running: boolean;
  /** Names of the networks that it is or was attached to. */
  readonly networks: readonly string[];
  /** Names of the volumes that it mounts. */
  readonly volumes: readonly string[];
  /** When it last ran, ISO 8601; undefined where it never did. */
  readonly lastUse?: string;
  readonly bytes?: number;
}

export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  /** ISO 8601; undefined where the engine does not say. */
  readonly created?: string;
  /** Made by the engine itself; cannot be removed. */
  readonly builtIn: boolean;
}

export interface EngineImage {
  readonly id: string;
  /** `repository:tag`, every one. */
  readonly tags: readonly string[];
  /** `repository@sha256:...`, every one. */
  readonly digests: readonly string[];
  readonly labels: Labels;
  /** The image that it was made of by `docker commit` or the old builder, which cannot go before it. */
  readonly parent?: string;
  /** Content ids of its layers, the base's first. */
  readonly layers: readonly string[];
  /** Bytes that no other image shares; undefined where the engine does not say. */
  readonly bytes?: number;
}

export interface EngineVolume {
  readonly name: string;
  readonly labels: Labels;
  /** ISO 8601; undefined where the driver does not say. */
  readonly created?: string;
  readonly bytes?: number;
}

export interface Inventory {
  readonly containers: readonly EngineContainer[];
  readonly networks: readonly EngineNetwork[];
  readonly images: readonly EngineImage[];
  readonly volumes: readonly EngineVolume[];
  /** Undefined where the engine does not say. */
  readonly buildCache?: { readonly records: number; readonly bytes: number };
}

/** Labels that tell where an object comes from. */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  /** On containers only. The folder of the compose file, unless --project-directory says another. */
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  /** On an image only where `docker commit` made it of a container. */
  number: 'com.docker.compose.container-number',
  /** Ours: the folder in which it was made. */
  folder: 'io.github.create-flask-container.folder',
  /** Ours: the id of the checkout that it was made in, for images of `make build`. */
  checkout: 'io.github.create-flask-container.checkout',
  anonymous: 'com.docker.volume.anonymous',
} as const;
