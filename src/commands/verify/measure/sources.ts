import { posix, relative, sep } from 'node:path';
import fs from 'fs-extra';
import { folderFiles } from '../../../machine/files';
import type { Repository, TextFile } from '../../../repository/repository';
import type { ContextFacts } from '../evidence';

/** People keep fewer and smaller ones beside a Dockerfile, and a fix can do without the rest. */
const MOST_FILES = 500;
const MOST_BYTES = 64 * 1024;

/** Nothing that a fix changes is written there by people. */
const NEVER = /(^|\/)(\.git|node_modules|\.?venv|tests?|docs)\//;

/** @returns the small text files of the context that are wanted, named from the repository. */
export const readSources = async (
  { directory, context }: Pick<Repository, 'directory' | 'context'>,
  { files }: Pick<ContextFacts, 'files'>,
  wanted: (file: TextFile) => boolean,
): Promise<readonly TextFile[]> => {
  const folder = relative(fs.realpathSync(directory), context).split(sep).join('/');
  const inside = folderFiles(directory);
  const found: TextFile[] = [];
  for (const { path, bytes } of files.filter((file) => !NEVER.test(file.path)).slice(0, MOST_FILES)) {
    const whole = posix.join(folder, path);
    const content = bytes > MOST_BYTES ? undefined : await inside.read(whole, MOST_BYTES);
    if (content === undefined || content.includes(0)) continue;
    const file = { path: whole, text: content.toString('utf8') };
    if (wanted(file)) found.push(file);
  }
  return found;
};
