import { isOlder, OLDER } from '../../../repository/claims';
import { everyShellWord } from '../../../text/shell-words';
import { type EngineNetwork, LABEL } from '../engine/objects';
import { calledIn, claimOf, type Evidence, hasProjectName, listed } from './evidence';
import type { Finding } from './finding';

interface Standing {
  readonly goes: boolean;
  readonly reason: string;
}

const attached = (network: EngineNetwork, containers: Evidence['own']): Evidence['own'] =>
  containers.filter(({ networks }) => networks.includes(network.name));

/** A network holds no data: one that only this folder's containers use, and Compose made for them, may go. */
const standingOf = (network: EngineNetwork, evidence: Evidence): Standing | undefined => {
  const own = attached(network, evidence.own);
  const others = attached(network, evidence.others).map(({ name }) => name);
  const project = network.labels[LABEL.project];
  const claim = claimOf(evidence, network.labels);
  const linked = own.length > 0 || claim === 'shown' || hasProjectName(evidence, network.labels);
  if (!linked) return undefined;
  if (others.length > 0) return { goes: false, reason: `is used by ${listed(others)}` };
  if (own.some(({ labels }) => project !== undefined && labels[LABEL.project] === project))
    return { goes: true, reason: "Compose made it, and only this folder's containers use it" };
  if (claim === 'shown' && isOlder(evidence.folder, network.created)) return { goes: false, reason: OLDER };
  if (claim === 'shown') return { goes: true, reason: 'made in this folder' };
  if (claim !== 'none') return { goes: false, reason: calledIn(evidence, network.labels, 'made') };
  return own.length > 0
    ? { goes: false, reason: 'Compose did not make it for this folder' }
    : { goes: false, reason: `has the project name ${project}, which other folders may have as well` };
};

/** @returns the networks that have anything to do with the folder. */
export const judgeNetworks = (evidence: Evidence): readonly Finding[] =>
  evidence.inventory.networks
    .filter(({ builtIn }) => !builtIn)
    .flatMap((network) => {
      const standing = standingOf(network, evidence);
      if (standing === undefined) return [];
      const { id, name } = network;
      return [
        {
          kind: 'network' as const,
          id,
          name,
          ...standing,
          ...(standing.goes ? {} : { fix: `docker network rm ${everyShellWord(name) ?? id}` }),
        },
      ];
    });
