/** How a path of an engine's label relates to the folder that is cleaned. */
export type Relation = 'same' | 'inside' | 'elsewhere';

/** The folder that is cleaned, and what its files claim. A claim only ever narrows what goes. */
export interface Folder {
  /** Absolute, as the user named it. */
  readonly path: string;
  /** Compares what the paths lead to, not how they are spelt: links, letter case. */
  readonly relationTo: (path: string) => Relation;
  /** Project names that Compose would use here: the folder's name, and `name:` of the compose file. */
  readonly projects: readonly string[];
  /** The image's repository as the answers file names it. */
  readonly image?: string;
}

/** @returns the project name that Compose makes of a folder's name (compose-spec, "name"). */
export const projectName = (folderName: string): string =>
  folderName
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
