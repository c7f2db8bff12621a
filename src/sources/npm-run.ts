import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { runChild } from '../machine/run-child';
import { diskFailure, stopOf } from './fetch-failure';
import { type FetchContext, MOST_FETCHED } from './fetched';
import { folderSize } from './folder-size';
import { npmEnvironment } from './npm-environment';
import { npmFailure, npmFault } from './npm-failure';
import { type NpmSource, sourceText } from './source';

const MOST_WORDS = 8 * 1024 * 1024;

/** npx tells where its npm is; on Windows `npm` alone is a shell script that cannot be run without a shell. */
const npmProgram = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const path =
    env.npm_execpath?.replace(/npx-cli\.js$/, 'npm-cli.js') ?? (process.platform === 'win32' ? beside : undefined);
  return path !== undefined && /npm-cli\.js$/.test(path) && fs.existsSync(path)
    ? [process.execPath, path]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
};

/** The cache that npm fills: of this one fetch, below the folder that goes afterwards. */
export const npmCache = (folder: string): string => join(folder, 'cache');

/** What no setting of the user's may change. The registry, its scopes, logins, certificates and proxies stay theirs. */
const fixedWords = (folder: string): readonly string[] => [
  '--json',
  '--ignore-scripts',
  '--loglevel=error',
  '--no-update-notifier',
  '--no-audit',
  '--no-fund',
  '--no-dry-run',
  '--no-global',
  '--no-offline',
  '--fetch-retries=1',
  // An npm that wants git finds none.
  `--git=${join(folder, 'no-git')}`,
  `--script-shell=${join(folder, 'no-shell')}`,
  '--node-options=',
  `--cache=${npmCache(folder)}`,
  // Where npm looks for the settings of a project: our own folder, which holds none.
  `--prefix=${folder}`,
];

/**
 * Runs npm for one package of a registry, in an empty folder of ours.
 * @param command npm's command and the words before the package
 * @param spec the package
 * @param fields words after it
 * @returns what npm printed
 * @throws Stop as the failure means
 */
export const runNpm = async (
  source: NpmSource,
  context: FetchContext,
  command: readonly string[],
  spec: string,
  fields: readonly string[] = [],
): Promise<string> => {
  const { folder, world, patience } = context;
  const end = await runChild([...npmProgram(world.env), ...command, ...fixedWords(folder), '--', spec, ...fields], {
    cwd: folder,
    env: npmEnvironment(world),
    patience,
    ending: world.ending,
    mostOutput: MOST_WORDS,
    fetched: () => folderSize(folder),
    mostFetched: MOST_FETCHED,
  });
  const stop = stopOf(end, 'npm', sourceText(source), MOST_FETCHED, world);
  if (stop) throw stop;
  if (end.exitCode !== 0) throw diskFailure(npmFault(end).code + end.stderr, folder) ?? npmFailure(source, end);
  return end.stdout.toString('utf8');
};
