import { join } from 'node:path';
import fs from 'fs-extra';
import type { ChildEnvironment } from '../machine/environment';
import { type Ran, type Run, run } from '../machine/run';
import { stopOf } from './fetch-failure';
import { type FetchContext, MOST_FETCHED } from './fetched';

/** @returns the bytes of all files below a folder, while other programs write there; 0 where it cannot be told just now. */
const folderSize = (folder: string): number => {
  try {
    return fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .reduce(
        (size, { parentPath, name }) =>
          size + (fs.lstatSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  } catch {
    // A folder that went away between two looks; the next look counts.
    return 0;
  }
};

/**
 * Runs git or npm in the folder of a fetch, bounded in time and size while it runs.
 * @param told the source, for messages
 * @throws Stop where it never ran or was stopped; how it ended otherwise is for the caller to judge
 */
export const runFetch = async (
  argv: readonly string[],
  env: ChildEnvironment,
  told: string,
  { world, folder, patience }: FetchContext,
  more: Pick<Run, 'input' | 'mostOutput' | 'onBytes'>,
): Promise<Ran> => {
  const ran = await run(argv, {
    cwd: folder,
    env,
    ending: world.ending,
    silence: patience.silence,
    timeout: Math.max(0, patience.deadline - Date.now()),
    fetched: { size: () => folderSize(folder), most: MOST_FETCHED },
    ...more,
  });
  const stop = stopOf(ran, told, world);
  if (stop) throw stop;
  return ran;
};
