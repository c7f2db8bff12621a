/** How a path of an engine's label relates to the folder that is cleaned. */
export type Relation = 'same' | 'inside' | 'elsewhere';

/** The folder that is cleaned, and what its files claim. A claim only ever narrows what goes. */
export interface Folder {
  /** Absolute, as the user named it. */
  readonly path: string;
  /** Compares what the paths lead to, not how they are spelt: links, letter case. */
  readonly relationTo: (path: string) => Relation;
  /** When the folder was made, in milliseconds since 1970; undefined where the file system does not say. */
  readonly born?: number;
  /** The id of this checkout, kept in its `.git`; undefined where it has none. */
  readonly checkout?: string;
  /** Whether Compose, called in a folder, finds a project there: in it, or in one above. */
  readonly leadsToProject: (path: string) => boolean;
  /** Project names that Compose would use here: the folder's name, and `name:` of the compose file. */
  readonly projects: readonly string[];
  /** Repositories of images, as the answers file and the compose file name them. */
  readonly images: readonly string[];
}

/** Why something stays that names this folder's path. */
export const OLDER = 'is older than this folder: another one stood at this path when it was made';

/** Engines tell some times in whole seconds. In milliseconds. */
const SECOND = 1000;

/** @returns whether something was made before the folder was: then another one stood at this path. */
export const isOlder = ({ born }: Pick<Folder, 'born'>, created: string | undefined): boolean => {
  const made = Date.parse(created ?? '');
  return born !== undefined && made + SECOND <= born;
};

/** @returns `acme/app` of `docker.io/acme/app:1.0`, as the engine shows it. */
export const repositoryOf = (reference: string): string =>
  reference
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^docker\.io\/(library\/)?/, '');

/** @returns the project name that Compose makes of a folder's name (compose-spec, "name"). */
export const projectName = (folderName: string): string =>
  folderName
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
