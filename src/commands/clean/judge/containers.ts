import { dirname, resolve } from 'node:path';
import { type Folder, isOlder, OLDER } from '../../../repository/claims';
import { everyShellWord } from '../../../text/shell-words';
import { type EngineContainer, type EngineImage, type Inventory, LABEL } from '../engine/objects';
import type { Finding } from './finding';

/** A label's value, unless the container has it from its image: then the image's maker wrote it, not Compose. */
const ownLabel = (container: EngineContainer, image: EngineImage | undefined, key: string): string | undefined =>
  image?.labels[key] === container.labels[key] ? undefined : container.labels[key];

interface Standing {
  readonly goes: boolean;
  readonly reason: string;
}

const stays = (reason: string): Standing => ({ goes: false, reason });

/** The first compose file decides which folder is the project's; one from elsewhere may have been told another. */
const fileFromElsewhere = (container: EngineContainer, workingDir: string, folder: Folder): string | undefined => {
  const [first = ''] = (container.labels[LABEL.configFiles] ?? '').split(',');
  if (first === '' || first === '-') return 'standard input';
  const file = resolve(workingDir, first);
  return folder.relationTo(dirname(file)) === 'elsewhere' ? file : undefined;
};

/** @returns where a container stands, or undefined where nothing links it to the folder. */
const standingOf = (
  container: EngineContainer,
  image: EngineImage | undefined,
  folder: Folder,
): Standing | undefined => {
  const project = container.labels[LABEL.project];
  const workingDir = ownLabel(container, image, LABEL.workingDir);
  if (workingDir === undefined || project === undefined) {
    const label = container.labels[LABEL.folder] ?? container.labels[LABEL.workingDir];
    return label !== undefined && folder.relationTo(label) === 'same'
      ? stays("only its image's labels name this folder; anyone may run an image")
      : undefined;
  }
  const relation = folder.relationTo(workingDir);
  if (relation === 'elsewhere')
    return folder.projects.includes(project)
      ? stays(`has the project name ${project}, but was started from ${workingDir}`)
      : undefined;
  if (relation === 'inside') return stays(`was started from ${workingDir}, inside this folder; run clean there`);
  if (isOlder(folder, container.created)) return stays(OLDER);
  const elsewhere = fileFromElsewhere(container, workingDir, folder);
  return elsewhere === undefined
    ? { goes: true, reason: 'Compose started it from this folder' }
    : stays(`names this folder, but was started with a compose file from ${elsewhere}`);
};

/** @returns the containers that have anything to do with the folder. */
export const judgeContainers = (inventory: Inventory, folder: Folder): readonly Finding[] => {
  const images = new Map(inventory.images.map((image) => [image.id, image]));
  return inventory.containers.flatMap((container) => {
    const standing = standingOf(container, images.get(container.image), folder);
    if (standing === undefined) return [];
    const { id, name, bytes } = container;
    const running = standing.goes && container.running ? '; it runs, and is stopped first' : '';
    return [
      {
        kind: 'container' as const,
        id,
        name,
        goes: standing.goes,
        reason: standing.reason + running,
        ...(bytes === undefined ? {} : { bytes }),
        ...(standing.goes ? {} : { fix: `docker rm --force ${everyShellWord(name) ?? id}` }),
      },
    ];
  });
};
