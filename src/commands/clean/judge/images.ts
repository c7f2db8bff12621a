import { repositoryOf } from '../../../repository/claims';
import { everyShellWord } from '../../../text/shell-words';
import { type EngineImage, LABEL } from '../engine/objects';
import { calledIn, claimOf, type Evidence, hasProjectName, listed } from './evidence';
import type { Finding } from './finding';

const shortId = (id: string): string => id.slice(0, 'sha256:'.length + 12);

const extendsImage = (image: EngineImage, base: EngineImage): boolean =>
  base.layers.length > 0 &&
  base.layers.length < image.layers.length &&
  base.layers.every((layer, index) => image.layers[index] === layer);

/** Whether a tag is one that this folder gives: named by its files, or by Compose after project and service. */
const hasOwnName = ({ tags, labels }: EngineImage, { folder, projects }: Evidence): boolean => {
  const project = labels[LABEL.project];
  const byCompose = project !== undefined && projects.has(project) ? [`${project}-${labels[LABEL.service]}`] : [];
  const names = new Set([...folder.images, ...byCompose]);
  return tags.some((tag) => names.has(repositoryOf(tag)));
};

/**
 * Labels are handed down by FROM: an image that was built on one of ours carries our label and is not
 * ours. Its names tell; where it has none, the layers do, as long as the one below it is there.
 */
const isInherited = (image: EngineImage, evidence: Evidence): boolean =>
  image.tags.length > 0
    ? !hasOwnName(image, evidence)
    : evidence.inventory.images.some(
        (base) => base.labels[LABEL.folder] === image.labels[LABEL.folder] && extendsImage(image, base),
      );

/** Images made of this one that are not this folder's: they hold it fast. */
const childrenOf = (image: EngineImage, evidence: Evidence): readonly string[] =>
  evidence.inventory.images
    .filter(
      ({ parent, labels }) =>
        parent === image.id && (labels[LABEL.number] !== undefined || claimOf(evidence, labels) !== 'shown'),
    )
    .map(({ id, tags }) => tags[0] ?? shortId(id));

interface Standing {
  readonly goes: boolean;
  readonly reason: string;
}

const stays = (reason: string): Standing => ({ goes: false, reason });

const labelled = (image: EngineImage, evidence: Evidence, keep: boolean): Standing => {
  if (image.labels[LABEL.number] !== undefined) return stays('docker commit made it of a container');
  if (isInherited(image, evidence))
    return stays('has the label of this folder but no name of it; it may only be built on an image of this folder');
  return removable(image, evidence, keep, 'built in this folder');
};

/** What belongs to the folder goes, unless somebody else needs it. */
const removable = (image: EngineImage, evidence: Evidence, keep: boolean, reason: string): Standing => {
  const users = evidence.others.filter((container) => container.image === image.id).map(({ name }) => name);
  if (users.length > 0) return stays(`is used by ${listed(users)}`);
  const children = childrenOf(image, evidence);
  if (children.length > 0) return stays(`${listed(children)} was made of it`);
  if (keep) return stays('is kept: --keep-images');
  return { goes: true, reason };
};

/**
 * Compose was called from elsewhere (with -f, by make, by an IDE), so that the label has another folder or none: Compose's own
 * labels on a container of this folder and on its image tell then, where no project of that other folder could have built it.
 */
const isRunHere = (image: EngineImage, evidence: Evidence): boolean => {
  const label = image.labels[LABEL.folder];
  if (label === undefined || (image.labels[LABEL.checkout] ?? '') !== '') return false;
  if (label !== '' && evidence.folder.leadsToProject(label)) return false;
  const project = image.labels[LABEL.project];
  const service = image.labels[LABEL.service];
  return (
    project !== undefined &&
    service !== undefined &&
    hasOwnName(image, evidence) &&
    image.labels[LABEL.number] === undefined &&
    evidence.own.some(
      ({ image: id, labels }) =>
        id === image.id && labels[LABEL.project] === project && labels[LABEL.service] === service,
    )
  );
};

/** @returns where an image stands that does not show where it was built, or undefined where nothing links it to the folder. */
const unlabelled = (image: EngineImage, evidence: Evidence): Standing | undefined => {
  const { own } = evidence;
  const users = own.filter((container) => container.image === image.id).map(({ name }) => name);
  if (users.length > 0) return stays(`is used by ${listed(users)}, but does not show that it was built here`);
  if (hasProjectName(evidence, image.labels))
    return stays(`has the project name ${image.labels[LABEL.project]}, which other folders may have as well`);
  if (hasOwnName(image, evidence))
    return stays("is named by this folder's files, but does not show that it was built here");
  return undefined;
};

const standingOf = (image: EngineImage, evidence: Evidence, keep: boolean): Standing | undefined => {
  const claim = claimOf(evidence, image.labels);
  if (claim === 'shown') return labelled(image, evidence, keep);
  if (isRunHere(image, evidence))
    return removable(image, evidence, keep, "this folder's containers run it, and Compose built it for their service");
  if (claim === 'other-project')
    return stays(
      `was built in ${image.labels[LABEL.folder]} for the project ${image.labels[LABEL.project]}, which is not this folder's`,
    );
  if (claim === 'elsewhere') {
    const linked = unlabelled(image, evidence);
    return linked && stays(calledIn(evidence, image.labels, 'built'));
  }
  return unlabelled(image, evidence);
};

/** @returns the images that have anything to do with the folder. */
export const judgeImages = (evidence: Evidence, keep: boolean): readonly Finding[] =>
  evidence.inventory.images.flatMap((image) => {
    const standing = standingOf(image, evidence, keep);
    if (standing === undefined) return [];
    const [name = shortId(image.id)] = image.tags;
    return [
      {
        kind: 'image' as const,
        id: image.id,
        name,
        tags: image.tags,
        digests: image.digests,
        ...standing,
        ...(image.bytes === undefined ? {} : { bytes: image.bytes }),
        ...(standing.goes
          ? {}
          : {
              fix: `docker image rm ${(image.tags.length > 0 ? image.tags : [image.id]).map((each) => everyShellWord(each) ?? image.id).join(' ')}`,
            }),
      },
    ];
  });
