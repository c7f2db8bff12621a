import { join } from 'node:path';
import fs from 'fs-extra';
import { baseOf } from '../../../repository/dockerfile';
import { configuredTags } from '../contracts/tags';
import { type Contents, type Image, type Tagged, Unjudged } from '../evidence';
import type { Build } from '../reading/build-log';
import { needlesOf } from '../reading/credentials';
import { type BuildRequest, buildImage } from './build-image';
import { readImage } from './image-contents';
import { idsOf, inspectImage } from './inspect-image';
import type { ProofRun } from './run';
import { newMark } from './scratch-copy';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const MOST_TAGS = 50;

/** @returns the literal tags of the repository that an engine takes. */
const tagsOf = (run: ProofRun): readonly string[] =>
  configuredTags(run.repository)
    .filter((tag) => TAG.test(tag))
    .slice(0, MOST_TAGS);

/** @returns the reference under which the run finds its image again. */
export const referenceOf = (run: ProofRun): string => `${run.imageName}:image-under-test`;

/** @returns what every build of the repository has in common. */
export const requestOf = (run: ProofRun, context: string): Omit<BuildRequest, 'tags' | 'labels' | 'dockerfile'> => ({
  context,
  buildArgs: run.repository.buildArgs,
  ...(run.repository.target === undefined ? {} : { target: run.repository.target }),
  ...(run.options.platform === undefined ? {} : { platform: run.options.platform }),
});

/** @returns a path for docker and the linters; of a Dockerfile that stands in the compose file, to a copy. */
export const dockerfileOf = ({ repository, scratch }: ProofRun): string => {
  const { inline, directory, dockerfile } = repository;
  if (!inline) return join(directory, dockerfile.path);
  const path = join(scratch.folder(), 'Dockerfile');
  fs.writeFileSync(path, dockerfile.text);
  return path;
};

/** @returns the name of a build step, short enough for a line. */
export const short = (name: string): string => (name.length > 70 ? `${name.slice(0, 67)}...` : name);

/** Builds the image from the folder as it is, with every configured tag. */
export const firstBuild = (run: ProofRun): Promise<Build> =>
  buildImage(
    run.docker,
    {
      ...requestOf(run, run.repository.context),
      dockerfile: dockerfileOf(run),
      tags: [referenceOf(run), ...tagsOf(run).map((tag) => `${run.imageName}:${tag}`)],
      labels: run.imageLabels,
    },
    (step) => run.say(short(step)),
  );

/** Looks at every tag, and puts on one more. */
export const lookAtTags = async (run: ProofRun, image: Image): Promise<Tagged> => {
  const tags = tagsOf(run);
  const names = tags.map((tag) => `${run.imageName}:${tag}`);
  const ids = names.length === 0 ? [] : await idsOf(run.docker, names);
  const references = tags.map((tag, index) => ({ tag, id: ids[index] ?? '' }));
  const further = `${run.imageName}:a-further-tag`;
  await run.docker.call(['tag', referenceOf(run), further]);
  const again = await inspectImage(run.docker, further);
  return { references, copied: again.id !== image.id || again.layers.join() !== image.layers.join() };
};

/** How many of the image's layers are its base's: built from the base alone and compared. */
const countBase = async (run: ProofRun, image: Image): Promise<number | undefined> => {
  const base = baseOf(run.repository.dockerfile.text, run.repository.target, run.repository.buildArgs);
  if (base === 'scratch') return 0;
  if (base === undefined || !/^[a-z0-9][\w./:@-]*$/i.test(base)) return undefined;
  const reference = `${run.imageName}:base-alone`;
  const platform = run.options.platform === undefined ? [] : ['--platform', run.options.platform];
  const words = [
    'buildx',
    'build',
    '--load',
    '--provenance=false',
    ...platform,
    ...run.labels,
    '--tag',
    reference,
    '-',
  ];
  const built = await run.docker.call(words, { input: `FROM ${base}\n`, timeout: 300_000 });
  if (built.exitCode !== 0) return undefined;
  const { layers } = await inspectImage(run.docker, reference);
  return layers.every((digest, index) => image.layers[index] === digest) ? layers.length : undefined;
};

/** Reads every file of the image. */
export const lookInside = async (run: ProofRun, image: Image): Promise<Contents> => {
  run.say('reading the layers');
  const { layers, unread } = await readImage(run.docker, referenceOf(run), needlesOf(run.repository.envText));
  return { layers, unread, base: await countBase(run, image) };
};

/** Plants values in two small layers, the second of which hides the first, and looks for both. */
export const searchFindsPlanted = async (run: ProofRun): Promise<boolean> => {
  const folder = run.scratch.folder();
  const [first, second] = [newMark(), newMark()];
  fs.writeFileSync(join(folder, 'first'), `PLAIN=${first}\n`);
  // Of another length: engines take a file of the same length and time for the same file.
  fs.writeFileSync(join(folder, 'second'), `PLAIN=${second}${second}\n`);
  fs.writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY first /app/settings\nCOPY second /app/settings\n');
  const reference = `${run.imageName}:planted`;
  const built = await buildImage(run.docker, {
    context: folder,
    dockerfile: join(folder, 'Dockerfile'),
    tags: [reference],
    labels: run.labels,
  });
  if (!built.ok)
    throw new Unjudged(`the image with planted values could not be built: ${built.reason ?? ''}`, 'run it again');
  const { layers } = await readImage(run.docker, reference, [first, second]);
  return layers.length === 2 && layers.every(({ findings }) => findings.length > 0);
};
