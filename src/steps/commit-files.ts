import { environmentFor } from '../machine/environment';
import type { Files } from '../machine/files';
import { run } from '../machine/run';
import { type TreeFile, treeFiles } from '../machine/tree-files';
import type { World } from '../machine/world';
import { gitCall } from './git-settings';

/** More than the list of files of any repository that is worked on by hand. In bytes. */
const MOST_LISTED = 256 * 1024 * 1024;

/** A repository of any size is listed in less. In milliseconds. */
const PATIENCE = 120_000;

/** A line of `git ls-tree -r -z -l`; a submodule has no size, and holds no files of this repository. */
const LINE = /^(100644|100755|100664|120000) blob ([0-9a-f]{40}|[0-9a-f]{64}) +([0-9]+)\t([\s\S]+)$/;

/** Where a commit is. */
interface Place {
  /** The work tree, or the repository itself. */
  readonly cwd: string;
  /** Hexadecimal digits. */
  readonly commit: string;
  /** The folder that is looked at, with `/` at its end; empty for all of it. */
  readonly prefix: string;
}

/** Nothing is checked out, so that no filter comes into play, and nothing is fetched. */
const bytesOf = async (
  { cwd }: Place,
  words: readonly string[],
  most: number,
  world: World,
): Promise<Buffer | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  const ran = await run(gitCall('folder', words), {
    cwd,
    env: environmentFor('git', world),
    ending: world.ending,
    timeout: PATIENCE,
    soon: true,
    onBytes: (bytes) => {
      size += bytes.length;
      if (size <= most) parts.push(Buffer.from(bytes));
    },
  });
  return ran.exitCode === 0 && size <= most ? Buffer.concat(parts) : undefined;
};

const entryOf = (place: Place, line: string, world: World): readonly (readonly [string, TreeFile])[] => {
  const [, mode, id = '', length, path = ''] = LINE.exec(line) ?? [];
  if (mode === undefined) return [];
  const size = Number(length);
  const read = (): Promise<Buffer | undefined> => bytesOf(place, ['cat-file', 'blob', id], size, world);
  return [[path, { link: mode === '120000', size, read }]];
};

/**
 * @returns the files of a commit, as git keeps them; undefined where git has no such commit, or no such folder in it
 */
export const commitFiles = async (place: Place, world: World): Promise<Files | undefined> => {
  const tree = `${place.commit}:${place.prefix.replace(/\/$/, '')}`;
  const listed = await bytesOf(place, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree], MOST_LISTED, world);
  if (listed === undefined) return undefined;
  const lines = listed.toString('utf8').split('\0');
  return treeFiles(new Map(lines.flatMap((line) => entryOf(place, line, world))));
};
