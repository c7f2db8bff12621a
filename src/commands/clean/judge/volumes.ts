import { isOlder, OLDER } from '../../../repository/claims';
import { everyShellWord } from '../../../text/shell-words';
import { type EngineVolume, LABEL } from '../engine/objects';
import { claimOf, type Evidence, hasProjectName, listed } from './evidence';
import type { Finding } from './finding';

/** Which volumes the user lets go. */
export interface VolumeChoice {
  /** Those that can be shown to be this folder's. */
  readonly shown: boolean;
  /** These by name, shown or not. */
  readonly named: readonly string[];
}

interface Standing {
  readonly goes: boolean;
  readonly reason: string;
  readonly fix?: string;
}

const mounting = ({ name }: EngineVolume, containers: Evidence['own']): readonly string[] =>
  containers.filter(({ volumes }) => volumes.includes(name)).map((container) => container.name);

/** Why a label that names this folder does not show that its data is: it is the path of more than one folder. */
const whyNotOurs = ({ created }: EngineVolume, { folder, remote }: Evidence): string | undefined => {
  if (remote) return 'names this path, but the engine serves other machines or containers with the same path';
  if (folder.born === undefined || created === undefined)
    return 'names this path, but nothing says which of the two is older, the folder or the data';
  return isOlder(folder, created) ? OLDER : undefined;
};

/** What shows that a volume is this folder's; use does not, since a compose file may name anyone's volume. */
const proofOf = (volume: EngineVolume, evidence: Evidence, users: readonly string[]): string | undefined => {
  if (claimOf(evidence, volume.labels) === 'shown' && whyNotOurs(volume, evidence) === undefined)
    return 'made in this folder';
  // Its name is random, so that no file can have named it.
  if (volume.labels[LABEL.anonymous] !== undefined && users.length > 0) return `has no name; made for ${listed(users)}`;
  return undefined;
};

const standingOf = (volume: EngineVolume, evidence: Evidence, choice: VolumeChoice): Standing | undefined => {
  const users = mounting(volume, evidence.own);
  const others = mounting(volume, evidence.others);
  const proof = proofOf(volume, evidence, users);
  const named = choice.named.includes(volume.name);
  const linked = claimOf(evidence, volume.labels) === 'shown' || hasProjectName(evidence, volume.labels);
  if (proof === undefined && users.length === 0 && !named && !linked) return undefined;
  if (others.length > 0) return { goes: false, reason: `is used by ${listed(others)}` };
  if (named) return { goes: true, reason: 'named by --volumes' };
  if (proof !== undefined && choice.shown) return { goes: true, reason: proof };
  if (proof !== undefined) return { goes: false, reason: `holds data (${proof})`, fix: 'add --volumes' };
  const label = volume.labels[LABEL.folder];
  const unproven = claimOf(evidence, volume.labels) === 'shown' ? whyNotOurs(volume, evidence) : undefined;
  const reason =
    unproven ??
    (label === undefined || label === '' ? "cannot be shown to be this folder's" : `was made in ${label}, it seems`);
  return {
    goes: false,
    reason,
    fix: `add ${everyShellWord(`--volumes=${volume.name}`) ?? '--volumes=NAME, with its name'}`,
  };
};

/** @returns the volumes that have anything to do with the folder. */
export const judgeVolumes = (evidence: Evidence, choice: VolumeChoice): readonly Finding[] =>
  evidence.inventory.volumes.flatMap((volume) => {
    const standing = standingOf(volume, evidence, choice);
    if (standing === undefined) return [];
    const { name, bytes } = volume;
    return [{ kind: 'volume' as const, id: name, name, ...standing, ...(bytes === undefined ? {} : { bytes }) }];
  });
