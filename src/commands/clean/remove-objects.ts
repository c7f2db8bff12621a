import type { Docker } from '../../machine/docker';
import { engineWords } from '../../machine/engine-words';
import type { Ran } from '../../machine/run';
import type { World } from '../../machine/world';
import type { Finding } from './judge/finding';
import type { Removal } from './judge/removal';

/** A container may take as long to stop as it was given, and a large volume long to delete. In milliseconds. */
const PATIENCE = 600_000;

/** It went away by itself, or by somebody else's hand: that is what was wanted. */
const isGone = ({ stderr }: Ran): boolean =>
  /no such (container|network|image|volume|object)|not found|is already in progress/i.test(stderr);

const complaintOf = (ran: Ran): string => {
  if (ran.stopped === 'deadline') return `no answer within ${PATIENCE / 1000} s`;
  return engineWords(ran.stderr).replace(/^Error response from daemon: /, '') || `docker exited with ${ran.exitCode}`;
};

/** Undefined where it is done, else what the engine said. */
type Outcome = string | undefined;

const attempt = async (docker: Docker, words: readonly string[]): Promise<Outcome> => {
  const ran = await docker.call(words, { timeout: PATIENCE });
  return ran.exitCode === 0 || isGone(ran) ? undefined : complaintOf(ran);
};

/** Stopped in its own time first; then removed with force, since a paused or restarting one cannot be stopped. */
const removeContainer = async (docker: Docker, { id }: Finding): Promise<Outcome> => {
  await attempt(docker, ['container', 'stop', id]);
  return attempt(docker, ['container', 'rm', '--force', id]);
};

/** A tag may have moved to another image since it was listed. */
const stillMeans = async (docker: Docker, tag: string, id: string): Promise<boolean> => {
  const ran = await docker.call(['image', 'inspect', '--format', '{{.Id}}', tag]);
  return ran.exitCode === 0 && ran.stdout.trim() === id;
};

/** Tag by tag, never by force: the last one takes the image along, unless something uses it. */
const removeImage = async (docker: Docker, { id, tags = [], digests = [] }: Finding): Promise<Outcome> => {
  for (const tag of tags.length > 0 ? tags : digests) {
    if (!(await stillMeans(docker, tag, id))) continue;
    const complaint = await attempt(docker, ['image', 'rm', tag]);
    if (complaint !== undefined) return complaint;
  }
  // It may still be there: it never had a tag, or all have moved on.
  return attempt(docker, ['image', 'rm', id]);
};

const REMOVERS: Readonly<Record<Finding['kind'], (docker: Docker, finding: Finding) => Promise<Outcome>>> = {
  container: removeContainer,
  network: (docker, { id }) => attempt(docker, ['network', 'rm', id]),
  image: removeImage,
  volume: (docker, { id }) => attempt(docker, ['volume', 'rm', id]),
  'build-cache': (docker) => attempt(docker, ['builder', 'prune', '--all', '--force']),
};

/** What a call that the end of the run cut short says is no complaint of the engine: the object is left. */
const settled = (finding: Finding, attempted: boolean, complaint: Outcome, ended: boolean): Removal => {
  if (attempted && complaint === undefined) return { finding, status: 'removed' };
  return ended || complaint === undefined ? { finding, status: 'left' } : { finding, status: 'failed', complaint };
};

/**
 * Removes the objects one after the other; a failure goes on with the rest.
 */
export const removeObjects = async (
  docker: Docker,
  findings: readonly Finding[],
  world: Pick<World, 'ending'>,
): Promise<readonly Removal[]> => {
  const removals: Removal[] = [];
  for (const finding of findings) {
    const attempted = !world.ending.aborted;
    const complaint = attempted ? await REMOVERS[finding.kind](docker, finding) : undefined;
    removals.push(settled(finding, attempted, complaint, world.ending.aborted));
  }
  return removals;
};
