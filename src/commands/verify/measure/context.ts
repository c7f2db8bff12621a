import { join } from 'node:path';
import fs from 'fs-extra';
import { engineWords } from '../../../machine/engine-words';
import { type ContextFacts, type ContextFile, Unjudged } from '../evidence';
import { plainPath } from '../reading/layers';
import { type Sink, TarReader } from '../reading/tar';
import { copyContext, mustBeReadable, sizeBelow } from './context-copy';
import type { ProofRun } from './run';
import { newMark, plant } from './scratch-copy';
import { PLANTED, PLANTED_BELOW } from './scratch-edits';

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
  throw new Unjudged(`the build context could not be listed: ${engineWords(ran.stderr)}`, 'run it again');
};

/** Plants secrets in a copy of the context and sees which of them a build could take. */
export const lookAtContext = async (run: ProofRun): Promise<ContextFacts> => {
  run.say('planting secrets in a copy of the build context');
  const copied = copyContext(run.repository.context, run.scratch);
  const copy = copied.path;
  const folder = fs
    .readdirSync(copy, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(\.|tests?$|docs?$)/.test(entry.name))
    .map(({ name }) => name)
    .sort((one, other) => Number(other === 'src' || other === 'app') - Number(one === 'src' || one === 'app'))[0];
  const wanted = [...PLANTED, ...(folder === undefined ? [] : PLANTED_BELOW.map((path) => `${folder}/${path}`))];
  const mark = newMark();
  const planted = wanted.filter((path) => plant(copy, path, `PLANTED=${mark}\n`));
  const listed = await listContext(run, copy);
  const standIns = new Set(copied.unread.map(({ standIn }) => standIn));
  mustBeReadable(
    copied,
    listed.map(({ path }) => path),
  );
  const { leftOut } = copied;
  const paths = new Set(listed.map(({ path }) => path));
  const taken = leftOut
    .filter(({ standIn }) => paths.has(standIn))
    .map(({ path }) => ({ path, bytes: sizeBelow(run.repository.context, path).bytes }));
  for (const { standIn } of leftOut) standIns.add(standIn);
  const all = listed.filter(({ path }) => !standIns.has(path));
  const reached = all.filter(({ path }) => planted.includes(path)).map(({ path }) => path);
  const files = all.filter(({ path }) => !planted.includes(path));
  const { ignoreFile } = run.repository;
  return {
    files,
    bytes: [...files, ...taken].reduce((sum, { bytes }) => sum + bytes, 0),
    taken,
    planted: reached,
    ...(ignoreFile ? { ignoreFile: ignoreFile.path } : {}),
  };
};
