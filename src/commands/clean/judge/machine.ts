import type { EngineVolume, Inventory } from '../engine/objects';
import { listed } from './evidence';
import type { Finding, ObjectKind } from './finding';

/** One step of the sequence for a whole engine: what is known of it by heart, and what it takes. */
export interface MachineStep {
  readonly kind: ObjectKind;
  readonly title: string;
  /** The command that people know for it; ours takes the listed objects only, one by one. */
  readonly known: string;
  readonly explanation: string;
}

export const MACHINE_STEPS: readonly MachineStep[] = [
  {
    kind: 'container',
    title: 'Stop and remove every container',
    known: 'docker stop $(docker ps -q); docker rm $(docker ps -aq)',
    explanation: 'each gets its own time to stop; what it wrote outside volumes is lost',
  },
  {
    kind: 'image',
    title: 'Remove every image',
    known: 'docker image prune -a',
    explanation: 'with no container left, none is in use; what was never pushed must be built again',
  },
  {
    kind: 'volume',
    title: 'Remove every volume',
    known: 'docker volume prune -a',
    explanation: 'their data is lost for good, databases included',
  },
  {
    kind: 'network',
    title: "Remove every network but the engine's own",
    known: 'docker network prune',
    explanation: 'Compose makes them anew',
  },
  {
    kind: 'build-cache',
    title: 'Empty the build cache',
    known: 'docker builder prune -a (system prune does it too)',
    explanation: 'the next build of each project starts from nothing',
  },
];

const imageUse = (id: string, { containers }: Inventory): string => {
  const users = containers.filter(({ image }) => image === id).map(({ name }) => name);
  return users.length === 0 ? 'no container uses it' : `used by ${listed(users)}`;
};

/** Whether a volume is still in use, for people who decide about it. */
const volumeUse = ({ name, created }: EngineVolume, { containers }: Inventory): string => {
  const users = containers.filter(({ volumes }) => volumes.includes(name));
  const day = (time: string | undefined): string => (time === undefined ? 'at a time unknown' : time.slice(0, 10));
  if (users.some(({ running }) => running)) return `in use now by ${listed(users.map((user) => user.name))}`;
  if (users.length === 0) return `made ${day(created)}; no container mounts it`;
  const last = users.flatMap(({ lastUse }) => lastUse ?? []).sort();
  const names = listed(users.map((user) => user.name));
  return last.length === 0 ? `made ${day(created)}; ${names} never ran` : `last used ${day(last.at(-1))} by ${names}`;
};

const sized = (bytes: number | undefined): { readonly bytes?: number } => (bytes === undefined ? {} : { bytes });

const containersThatGo = ({ containers }: Inventory): readonly Finding[] =>
  containers.map(({ id, name, running, bytes }) => ({
    kind: 'container',
    id,
    name,
    goes: true,
    reason: running ? 'runs, and is stopped first' : 'is stopped',
    ...sized(bytes),
  }));

const networksThatGo = ({ networks }: Inventory): readonly Finding[] =>
  networks
    .filter(({ builtIn }) => !builtIn)
    .map(({ id, name }) => ({ kind: 'network', id, name, goes: true, reason: 'not made by the engine' }));

const imagesThatGo = (inventory: Inventory): readonly Finding[] =>
  inventory.images.map(({ id, tags, digests, bytes }) => ({
    kind: 'image',
    id,
    name: tags[0] ?? id.slice(0, 'sha256:'.length + 12),
    tags,
    digests,
    goes: true,
    reason: imageUse(id, inventory),
    ...sized(bytes),
  }));

const volumesThatGo = (inventory: Inventory): readonly Finding[] =>
  inventory.volumes.map((volume) => ({
    kind: 'volume',
    id: volume.name,
    name: volume.name,
    goes: true,
    reason: volumeUse(volume, inventory),
    ...sized(volume.bytes),
  }));

const cacheThatGoes = ({ buildCache }: Inventory): readonly Finding[] => {
  if (buildCache?.records === 0) return [];
  const [id, name] = ['build-cache', 'build cache'];
  return [{ kind: 'build-cache', id, name, goes: true, reason: "the default builder's", ...sized(buildCache?.bytes) }];
};

/** @returns everything on the engine that can go. */
export const judgeMachine = (inventory: Inventory): readonly Finding[] =>
  [containersThatGo, networksThatGo, imagesThatGo, volumesThatGo, cacheThatGoes].flatMap((judge) => judge(inventory));
