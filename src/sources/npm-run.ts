import { join } from 'node:path';
import fs from 'fs-extra';
import { diskFailure } from './fetch-failure';
import { runFetch } from './fetch-run';
import type { FetchContext } from './fetched';
import { npmEnvironment } from './npm-environment';
import { npmFailure, npmFault } from './npm-failure';
import { type NpmSource, sourceText } from './source';

const MOST_WORDS = 8 * 1024 * 1024;

/** npx tells where its npm is. */
const npmProgram = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const path = env.npm_execpath?.replace(/npx-cli\.js$/, 'npm-cli.js') ?? '';
  return /npm-cli\.js$/.test(path) && fs.existsSync(path) ? [process.execPath, path] : ['npm'];
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
  const { folder, world } = context;
  const argv = [...npmProgram(world.env), ...command, ...fixedWords(folder), '--', spec, ...fields];
  const ran = await runFetch(argv, npmEnvironment(world), sourceText(source), context, { mostOutput: MOST_WORDS });
  if (ran.exitCode !== 0) throw diskFailure(npmFault(ran).code + ran.stderr, folder) ?? npmFailure(source, ran);
  return ran.stdout;
};
