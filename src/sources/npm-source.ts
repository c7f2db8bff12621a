import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fs from 'fs-extra';
import { badTemplate } from './fetch-failure';
import type { FetchContext, Fetched } from './fetched';
import { judgeAnswer, type Promised } from './npm-answer';
import { untrusted } from './npm-failure';
import { npmCache, runNpm } from './npm-run';
import { partOfOurs } from './own-package';
import { readPackage } from './read-package';
import type { NpmSource } from './source';
import { needManifest } from './template-area';

const MOST_ARCHIVE = 32 * 1024 * 1024;

const digest = (algorithm: string, bytes: Buffer): string =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;

/** The files that npm has put into the cache of this fetch: the registry's answers, and the archive. */
const cachedFiles = (folder: string): readonly string[] =>
  fs
    .readdirSync(npmCache(folder), { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** Found by what it is, not by where npm keeps it. */
const promisedArchive = (source: NpmSource, folder: string, { digests }: Promised): Buffer => {
  const paths = cachedFiles(folder).map((path) => ({ path, size: fs.statSync(path).size }));
  for (const { path, size } of paths) {
    if (size > MOST_ARCHIVE) continue;
    const bytes = fs.readFileSync(path);
    if (digests.some((each) => each === digest(each.split('-')[0]!, bytes))) return bytes;
  }
  if (paths.some(({ size }) => size > MOST_ARCHIVE))
    throw badTemplate('the package', `its archive is larger than ${MOST_ARCHIVE / 1024 / 1024} MiB`);
  throw untrusted(source, 'its archive is not what the registry says it is', 'do not use it; tell its publisher');
};

const filesOf = async (source: NpmSource, archive: Buffer): Promise<Fetched['files']> => {
  const files = await readPackage(archive, source.builtIn ? partOfOurs : undefined);
  needManifest(files.map(({ path }) => path));
  return files;
};

/**
 * Reads a package again from an archive that was kept.
 * @throws Stop(untrusted) where it is not the pinned one
 */
export const readArchive = async (source: NpmSource, archive: Buffer): Promise<Fetched> => {
  const integrity = digest('sha512', archive);
  if (!source.builtIn && integrity !== source.integrity)
    throw untrusted(source, `its kept archive has another integrity: ${integrity}`, 'it is fetched again');
  return { files: await filesOf(source, archive), pinned: source, evidence: archive };
};

/**
 * Fetches one package with npm, which knows the registry and its credentials, and reads its archive in memory. First
 * the registry's answer is judged as data; then `npm cache add` fetches the archive of that version: npm neither
 * unpacks it nor follows any address but one of http or https for it. The integrity is computed here, from the bytes
 * that came. No script runs, nothing is installed.
 * @throws Stop(untrusted) for an answer that is not the pinned one or names no http(s) archive, and for other bytes,
 *   Stop(network) where the registry does not answer or refuses, Stop(usage) for a version that is not there,
 *   Stop(data) for what a template may not hold
 */
export const fetchNpm = async (source: NpmSource, context: FetchContext): Promise<Fetched> => {
  const spec = source.version === undefined ? source.name : `${source.name}@${source.version}`;
  const answer = await runNpm(source, context, ['view'], spec, ['name', 'version', 'dist']);
  const promised = judgeAnswer(source, answer);
  await runNpm(source, context, ['cache', 'add'], `${source.name}@${promised.version}`);
  const archive = promisedArchive(source, context.folder, promised);
  const integrity = digest('sha512', archive);
  const pinned: NpmSource = source.builtIn
    ? source
    : { kind: 'npm', name: source.name, version: promised.version, integrity };
  if (source.integrity !== undefined && source.integrity !== integrity)
    throw untrusted(
      source,
      `its archive has another integrity: ${integrity}`,
      'do not use it before you know why it changed',
    );
  const files = await filesOf(source, archive);
  const named = source.version === undefined ? 'the latest version' : `version ${source.version}`;
  return { files, pinned, evidence: archive, ...(source.integrity === undefined ? { resolved: named } : {}) };
};
