import { join } from 'node:path';
import fs from 'fs-extra';
import { type Build, type BuildLog, instructionOf } from '../proof/build-log';
import { configuredTags } from '../proof/contracts/tags';
import { baseOf } from '../proof/dockerfile';
import {
  type Contents,
  type ContextFacts,
  type ContextFile,
  type Image,
  type Rebuilt,
  type Tagged,
  Unjudged,
} from '../proof/evidence';
import { installs } from '../proof/installers';
import { plainPath } from '../proof/layers';
import { PLANTED, PLANTED_BELOW, requirementsOf, sourcesOf, withMark } from '../proof/scratch-edits';
import { type Sink, TarReader } from '../proof/tar';
import { type BuildRequest, buildImage } from './build-image';
import { readImage } from './image-contents';
import { inspectImage } from './inspect-image';
import type { ProofRun } from './proof-run';
import { copyContext, edit, newMark, plant, textOf } from './scratch-copy';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const MOST_TAGS = 50;

/** @returns the literal tags of the repository that an engine takes. */
const tagsOf = (run: ProofRun): readonly string[] =>
  configuredTags(run.repository)
    .filter((tag) => TAG.test(tag))
    .slice(0, MOST_TAGS);

/** @returns the reference under which the run finds its image again. */
export const referenceOf = (run: ProofRun): string => `${run.imageName}:image-under-test`;

const requestOf = (run: ProofRun, context: string): Omit<BuildRequest, 'tags' | 'labels' | 'dockerfile'> => ({
  context,
  buildArgs: run.repository.buildArgs,
  ...(run.repository.target === undefined ? {} : { target: run.repository.target }),
  ...(run.options.platform === undefined ? {} : { platform: run.options.platform }),
});

const dockerfileOf = ({ repository }: ProofRun): string => join(repository.directory, repository.dockerfile.path);

const short = (name: string): string => (name.length > 70 ? `${name.slice(0, 67)}...` : name);

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
  const references = [];
  for (const tag of tagsOf(run))
    references.push({ tag, id: (await inspectImage(run.docker, `${run.imageName}:${tag}`)).id });
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
  const { layers, unread } = await readImage(run.docker, referenceOf(run), run.repository.needles);
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

const TAKE_ALL = 'FROM scratch\nCOPY . /\n';

/** Lists what a COPY could take: the builder itself applies the rules of .dockerignore. */
const listContext = async (run: ProofRun, copy: string): Promise<readonly ContextFile[]> => {
  const folder = run.scratch.folder();
  const dockerfile = join(folder, 'Dockerfile');
  fs.writeFileSync(dockerfile, TAKE_ALL);
  fs.writeFileSync(`${dockerfile}.dockerignore`, run.repository.ignoreFile?.text ?? '');
  const files: ContextFile[] = [];
  const reader = new TarReader((entry): Sink | undefined => {
    if (entry.kind !== 'folder') files.push({ path: plainPath(entry.path), bytes: entry.size });
    return undefined;
  });
  const ran = await run.docker.watch(
    [
      'buildx',
      'build',
      '--progress',
      'rawjson',
      '--provenance=false',
      '--output',
      'type=tar,dest=-',
      '--file',
      dockerfile,
      copy,
    ],
    {
      onLine: (line) => line.startsWith('{'),
      onBytes: (bytes) => reader.write(bytes),
    },
  );
  if (ran.exitCode === 0) return files;
  // A context of which nothing is left cannot be copied; that is no failure of ours.
  if (/not found|no such file/.test(ran.stderr)) return [];
  throw new Unjudged(`the build context could not be listed: ${ran.stderr.split('\n').at(-1) ?? ''}`, 'run it again');
};

/** Plants secrets in a copy of the context and sees which of them a build could take. */
export const lookAtContext = async (run: ProofRun): Promise<ContextFacts> => {
  run.say('planting secrets in a copy of the build context');
  const copy = copyContext(run.repository.context, run.scratch);
  const folder = fs
    .readdirSync(copy, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(\.|tests?$|docs?$)/.test(entry.name))
    .map(({ name }) => name)
    .sort((one, other) => Number(other === 'src' || other === 'app') - Number(one === 'src' || one === 'app'))[0];
  const wanted = [...PLANTED, ...(folder === undefined ? [] : PLANTED_BELOW.map((path) => `${folder}/${path}`))];
  const mark = newMark();
  const planted = wanted.filter((path) => plant(copy, path, `PLANTED=${mark}\n`));
  const all = await listContext(run, copy);
  const reached = all.filter(({ path }) => planted.includes(path)).map(({ path }) => path);
  const files = all.filter(({ path }) => !planted.includes(path));
  const { ignoreFile } = run.repository;
  return {
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    planted: reached,
    ...(ignoreFile ? { ignoreFile: ignoreFile.path } : {}),
  };
};

const buildCopy = (run: ProofRun, copy: string, enough?: (log: BuildLog) => boolean): Promise<Build> => {
  const folder = run.scratch.folder();
  const dockerfile = join(folder, 'Dockerfile');
  fs.writeFileSync(dockerfile, run.repository.dockerfile.text);
  if (run.repository.ignoreFile) fs.writeFileSync(`${dockerfile}.dockerignore`, run.repository.ignoreFile.text);
  return buildImage(
    run.docker,
    { ...requestOf(run, copy), dockerfile, tags: [], labels: [], ...(enough ? { enough } : {}) },
    (step) => run.say(short(step)),
  );
};

/** Whether a build of a changed copy has run any instruction of the Dockerfile. */
const ranAny = ({ steps, ok }: Build): boolean =>
  !ok || steps.some((step) => !step.cached && /^(RUN|COPY|ADD)\b/.test(instructionOf(step) ?? ''));

/** The likeliest source first: the one that makes the app. */
const byLikelihood = (copy: string, paths: readonly string[]): readonly string[] =>
  [...paths].sort(
    (one, other) => Number(/\bFlask\(/.test(textOf(copy, other))) - Number(/\bFlask\(/.test(textOf(copy, one))),
  );

/** Changes one source line in a copy, all files where one is not enough to be noticed, and builds. */
export const buildWithNewSource = async (
  run: ProofRun,
  context: ContextFacts,
  copy: string,
): Promise<Rebuilt | undefined> => {
  const sources = byLikelihood(copy, sourcesOf(context.files));
  for (const changed of [sources.slice(0, 1), sources]) {
    const mark = newMark();
    const done = changed.filter((path) => edit(copy, path, (text) => withMark(path, text, mark)));
    if (done.length === 0) return undefined;
    run.say(`building with one more line in ${done[0]}`);
    const build = await buildCopy(run, copy);
    if (ranAny(build)) return { changed: done.length === 1 ? done : [`${done.length} source files`], build };
  }
  return undefined;
};

/** Changes the requirement files in a copy and builds until the first dependency step runs. */
export const buildWithNewRequirement = async (
  run: ProofRun,
  context: ContextFacts,
  copy: string,
): Promise<Rebuilt | undefined> => {
  const mark = newMark();
  const changed = requirementsOf(context.files).filter((path) =>
    edit(copy, path, (text) => withMark(path, text, mark)),
  );
  if (changed.length === 0) return undefined;
  run.say(`building with a change in ${changed[0]}`);
  const running = (log: BuildLog): boolean =>
    log.steps.some((step) => installs(step) && !step.cached && step.started !== undefined);
  return { changed, build: await buildCopy(run, copy, running) };
};
