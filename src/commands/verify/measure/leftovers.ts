import { type Docker, LABELS } from '../../../machine/docker';
import { isOver, ownName } from '../../../machine/owner';

/** @returns the words that label what a run makes. */
export const labelWords = (runId: string): readonly string[] => [
  '--label',
  `${LABELS.run}=${runId}`,
  '--label',
  `${LABELS.owner}=${ownName()}`,
];

const lines = (text: string): readonly string[] =>
  [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');

/** @returns the labels of every object of a kind that carries our owner label, by id. */
const owned = async (docker: Docker, kind: 'container' | 'image'): Promise<ReadonlyMap<string, string>> => {
  const listed = await docker.call(
    kind === 'container'
      ? ['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${LABELS.owner}`]
      : ['images', '--all', '--quiet', '--no-trunc', '--filter', `label=${LABELS.owner}`],
    { regardless: true },
  );
  const owners = new Map<string, string>();
  for (const id of lines(listed.stdout)) {
    const shown = await docker.call([kind, 'inspect', '--format', `{{index .Config.Labels "${LABELS.owner}"}}`, id], {
      regardless: true,
    });
    if (shown.exitCode === 0) owners.set(id, shown.stdout.trim());
  }
  return owners;
};

const REMOVE = {
  container: ['rm', '--force', '--volumes'],
  image: ['rmi', '--force'],
} as const;

/** Removes what runs left that are over for certain: killed ones. Containers first, they hold the images. */
export const removeLeftovers = async (docker: Docker): Promise<void> => {
  for (const kind of ['container', 'image'] as const) {
    for (const [id, owner] of await owned(docker, kind)) {
      if (isOver(owner)) await docker.call([...REMOVE[kind], id], { regardless: true });
    }
  }
};

/** A client that was ended may have asked for one more container: looked for until there is none, this many times. */
const SWEEPS = 4;

/**
 * Removes everything that a run made, also while the run is being ended.
 * @returns what could not be removed, by id
 */
export const removeRun = async (docker: Docker, runId: string): Promise<readonly string[]> => {
  let left: readonly string[] = [];
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    left = [];
    for (const kind of ['container', 'image'] as const) {
      const list = kind === 'container' ? ['ps', '--all'] : ['images', '--all'];
      const found = await docker.call([...list, '--quiet', '--no-trunc', '--filter', `label=${LABELS.run}=${runId}`], {
        regardless: true,
      });
      for (const id of lines(found.stdout)) {
        const removed = await docker.call([...REMOVE[kind], id], { regardless: true });
        if (removed.exitCode !== 0) left = [...left, id];
      }
    }
    if (left.length === 0 && sweep > 0) break;
  }
  return left;
};
