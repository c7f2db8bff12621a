import type { Folder } from '../../../repository/claims';
import { type EngineContainer, type Inventory, LABEL, type Labels } from '../engine/objects';
import type { Finding } from './finding';

/** What the containers have shown, for judging the rest. */
export interface Evidence {
  readonly folder: Folder;
  readonly inventory: Inventory;
  /** The engine is another machine's, or outside this container: a path may be that of a folder there. */
  readonly remote: boolean;
  /** Containers that go. */
  readonly own: readonly EngineContainer[];
  /** Every other container of the engine. */
  readonly others: readonly EngineContainer[];
  /** Project names of this folder: of its containers, and those that its files claim. */
  readonly projects: ReadonlySet<string>;
}

/** @param containers the containers' findings */
export const evidenceOf = (
  inventory: Inventory,
  folder: Folder,
  containers: readonly Finding[],
  remote: boolean,
): Evidence => {
  const going = new Set(containers.filter(({ goes }) => goes).map(({ id }) => id));
  const own = inventory.containers.filter(({ id }) => going.has(id));
  return {
    folder,
    inventory,
    remote,
    own,
    others: inventory.containers.filter(({ id }) => !going.has(id)),
    projects: new Set([...folder.projects, ...own.flatMap(({ labels }) => labels[LABEL.project] ?? [])]),
  };
};

export type Claim = 'shown' | 'other-project' | 'elsewhere' | 'none';

/**
 * What the folder label of an object says. The label holds the folder in which docker was called; with
 * `-f` that is not the project's, so a project that is none of this folder's makes it doubtful.
 */
export const claimOf = ({ folder, projects }: Evidence, labels: Labels): Claim => {
  const checkout = labels[LABEL.checkout];
  if (checkout !== undefined && checkout !== '') return checkout === folder.checkout ? 'shown' : 'elsewhere';
  const label = labels[LABEL.folder];
  if (label === undefined || label === '') return 'none';
  const relation = folder.relationTo(label);
  if (relation === 'elsewhere') return 'elsewhere';
  const project = labels[LABEL.project];
  // Called in a folder below, only the project tells whether it is this one's.
  if (project === undefined) return relation === 'same' ? 'shown' : 'elsewhere';
  return projects.has(project) ? 'shown' : 'other-project';
};

/**
 * @param done `built`, `made`
 * @returns what the labels of an object say that is another folder's, or seems to be
 */
export const calledIn = ({ folder }: Evidence, labels: Labels, done: string): string => {
  const label = labels[LABEL.folder] ?? '';
  if (label === '') return `was ${done} in another checkout`;
  return folder.leadsToProject(label)
    ? `was ${done} in ${label}`
    : `was ${done} by a docker that was called in ${label}, and nothing else shows that it is this folder's`;
};

/** @returns whether the object has the project name of this folder. */
export const hasProjectName = ({ projects }: Evidence, labels: Labels): boolean =>
  labels[LABEL.project] !== undefined && projects.has(labels[LABEL.project]!);

/** @returns `a`, `a and b`, `a, b and 3 more`. */
export const listed = (names: readonly string[]): string => {
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
};
