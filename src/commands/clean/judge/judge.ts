import type { Folder } from '../../../repository/claims';
import type { Inventory } from '../engine/objects';
import { judgeContainers } from './containers';
import { evidenceOf } from './evidence';
import type { Finding } from './finding';
import { judgeImages } from './images';
import { judgeNetworks } from './networks';
import { judgeVolumes, type VolumeChoice } from './volumes';

export interface Wishes {
  readonly keepImages: boolean;
  readonly volumes: VolumeChoice;
  /** The engine is another machine's, or outside this container. */
  readonly remote?: boolean;
}

/**
 * Decides what of an engine belongs to a folder. Only what the engine shows counts; a name proves
 * nothing, since two folders may share one and a file may claim another's. Doubt stays.
 * @returns every object that has anything to do with the folder, with the reason why it goes or stays
 */
export const judgeEngine = (inventory: Inventory, folder: Folder, wishes: Wishes): readonly Finding[] => {
  const containers = judgeContainers(inventory, folder);
  const evidence = evidenceOf(inventory, folder, containers, wishes.remote === true);
  return [
    ...containers,
    ...judgeNetworks(evidence),
    ...judgeImages(evidence, wishes.keepImages),
    ...judgeVolumes(evidence, wishes.volumes),
  ];
};
