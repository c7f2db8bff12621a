import { isAbsolute, join, relative, resolve as resolvePath, sep } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { errnoOf, ioFailure } from '../machine/failure';
import { readSeenFile } from '../machine/read-bounded';
import type { World } from '../machine/world';
import type { TemplateFile } from '../template/template';
import { contentHash, isShebang } from '../template/template';
import { shellOf, shellWord } from '../text/shell-words';
import { shown } from '../text/shown';
import { badTemplate, notThere } from './fetch-failure';
import type { Fetched } from './fetched';
import type { FolderSource } from './source';
import { isInArea, needManifest, notPlain, Tally, TEMPLATE_AREA } from './template-area';

/** A folder read in full can hold more entries than files: what belongs to no file is bounded too. */
const MOST_FOLDERS = 10_000;

const kindOf = (stats: fs.Stats): string => {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
};

/** Names come as bytes, so that one that is no UTF-8 is seen as such. */
const nameOf = (raw: Buffer, below: string): string => {
  const name = raw.toString('utf8');
  if (!Buffer.from(name).equals(raw))
    throw badTemplate(`${shown(below)}/${shown(name)}`, 'the name is not UTF-8', 'rename the file');
  return name;
};

const readTree = (root: string): readonly TemplateFile[] => {
  const files: TemplateFile[] = [];
  const tally = new Tally();
  let folders = 0;
  const read = (path: string): void => {
    const full = join(root, path);
    const stats = fs.lstatSync(full);
    if (stats.isDirectory()) {
      folders += 1;
      if (folders > MOST_FOLDERS || path.split('/').length > 64)
        throw badTemplate(shown(path), 'there are too many folders, or they are nested too deeply');
      for (const raw of fs.readdirSync(full, { encoding: 'buffer' })) read(`${path}/${nameOf(raw, path)}`);
      return;
    }
    if (!stats.isFile()) throw notPlain(path, kindOf(stats));
    tally.add(path, stats.size);
    const content = readSeenFile(full, stats);
    if (!content) throw badTemplate(shown(path), 'it changed while it was read', 'run it again');
    // Executable bits differ between systems; a line that begins with #! does not.
    files.push({ path, content, executable: isShebang(content) });
  };
  for (const part of TEMPLATE_AREA) if (fs.lstatSync(join(root, part), { throwIfNoEntry: false })) read(part);
  return files;
};

/** @returns what stands before the paths of a template when its author opens them from the current folder. */
const shownAtOf = (root: string, typed: string, cwd: string): string => {
  const short = relative(cwd, root);
  if (short === '') return '';
  const outside = short.startsWith('..') || isAbsolute(short);
  const path = outside && isAbsolute(typed) ? root : short;
  return `${path}${path.endsWith(sep) ? '' : sep}`;
};

/** What a file breaks while it is read is told with the path that opens it. */
const readShown = (root: string, shownAt: string): readonly TemplateFile[] => {
  try {
    const files = readTree(root);
    needManifest(files.map(({ path }) => path));
    return files;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    throw new Stop(
      error.outcome,
      error.problems.map((problem) => {
        const { flag = '' } = problem;
        if (!isInArea(flag)) return problem;
        return { ...problem, message: `${shownAt}${problem.message}`, flag: `${shownAt}${flag}` };
      }),
      { cause: error },
    );
  }
};

/**
 * Reads a template from a folder. Links are refused, not followed; only the folder itself may be reached by one.
 * @throws Stop(usage) where there is no folder, Stop(data) for what a template may not hold, Stop(untrusted) where
 *   the content is not what the pin says
 */
export const fetchFolder = (source: FolderSource, world: Pick<World, 'cwd' | 'platform' | 'env'>): Fetched => {
  const root = resolvePath(world.cwd, source.folder);
  try {
    const stats = fs.statSync(root, { throwIfNoEntry: false });
    if (!stats)
      throw notThere(
        source.folder,
        'there is no such folder',
        'name a folder that holds template.yaml; github:owner/name and npm:name name templates elsewhere',
      );
    if (!stats.isDirectory())
      throw notThere(source.folder, 'it is no folder', 'name the folder that holds template.yaml');
    const shownAt = shownAtOf(root, source.folder, world.cwd);
    const files = readShown(root, shownAt);
    const hash = contentHash(files);
    if (source.hash !== undefined && source.hash !== hash) {
      const problem = {
        code: 'untrusted',
        message: `template ${source.folder}: its content is ${hash}, not ${source.hash}`,
        flag: '--template',
        value: source.folder,
        fix: `look at what changed, then pin it again: --template ${shellWord(`${source.folder}#${hash}`, shellOf(world.platform, world.env))}`,
      } as const;
      throw new Stop('untrusted', [problem]);
    }
    return { files, shownAt, pinned: { ...source, hash } };
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ELOOP' || code === 'ENXIO') throw notPlain(source.folder, 'a link or a device');
    throw ioFailure(error, root, '--template');
  }
};
