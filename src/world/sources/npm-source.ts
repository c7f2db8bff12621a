import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../../errors';
import { isExactVersion, type NpmSource, sourceText } from '../../template/source';
import { badTemplate, diskFailure, notThere, stopOf, unreachable } from './fetch-failure';
import { type FetchContext, type Fetched, MOST_FETCHED } from './fetched';
import { folderSize } from './folder-size';
import { npmEnvironment } from './npm-environment';
import { readPackage } from './read-package';
import { type ChildEnd, runChild } from './run-child';
import { needManifest } from './template-area';

/** What `npm pack --json` says of one package; `error` where it failed. */
interface Packed {
  readonly name?: string;
  readonly version?: string;
  readonly filename?: string;
}

const MOST_ARCHIVE = 32 * 1024 * 1024;
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

/** npm's own words for what went wrong, in JSON on standard output, else on standard error. */
const faultOf = (end: ChildEnd): { readonly code: string; readonly words: string } => {
  const told =
    /"code": "([A-Z0-9_]+)"/.exec(end.stdout.toString('utf8'))?.[1] ??
    /npm (?:error|ERR!) code (\S+)/.exec(end.stderr)?.[1] ??
    '';
  const summary = /"summary": "((?:[^"\\]|\\.)*)"/.exec(end.stdout.toString('utf8'))?.[1];
  const line =
    summary?.replace(/\\n[\s\S]*/, '').replace(/\\(.)/g, '$1') ??
    end.stderr
      .split('\n')
      .find((each) => /npm (?:error|ERR!) (?!code)/.test(each))
      ?.replace(/npm (?:error|ERR!) /, '');
  return { code: told, words: (line ?? 'npm gave no reason').slice(0, 300) };
};

const failure = (source: NpmSource, end: ChildEnd): Stop => {
  const told = sourceText(source);
  const { code, words } = faultOf(end);
  if (code === 'ETARGET' || code === 'ENOVERSIONS')
    return notThere(
      told,
      `the registry has no version ${source.version ?? 'latest'} of ${source.name}`,
      `see what there is: npm view ${source.name} versions`,
    );
  if (code === 'E404')
    return unreachable(
      told,
      `the registry has no package ${source.name}, or hides it from you`,
      `check the name, and that npm view ${source.name} shows it`,
    );
  if (/^(E401|E403|ENEEDAUTH|EAUTHIP|EOTP)$/.test(code))
    return unreachable(
      told,
      `the registry refused access: ${words}`,
      'give npm access first (npm login, or a token in .npmrc)',
    );
  if (code === 'EINTEGRITY')
    return untrusted(source, 'its archive is not what the registry says it is', 'do not use it; tell its publisher');
  if (/decompression ratio/.test(words)) return badTemplate('the package', words, 'do not use it');
  if (/^(Z_BUF_ERROR|Z_DATA_ERROR|TAR_|EOF)/.test(code))
    return unreachable(told, `the archive came incomplete: ${words}`, 'run it again');
  return unreachable(
    told,
    `${code === '' ? '' : `${code}: `}${words}`,
    'check the network and the registry that npm is configured for, and run it again',
  );
};

const untrusted = (source: NpmSource, why: string, fix: string): Stop =>
  new Stop('untrusted', [
    {
      code: 'untrusted',
      message: `template ${sourceText(source)}: ${why}`,
      flag: '--template',
      value: sourceText(source),
      fix,
    },
  ]);

const packed = (end: ChildEnd): Packed => {
  try {
    const [first] = JSON.parse(end.stdout.toString('utf8')) as readonly Packed[];
    return first ?? {};
  } catch {
    return {};
  }
};

const pack = async (source: NpmSource, context: FetchContext): Promise<{ version: string; archive: Buffer }> => {
  const { folder, world } = context;
  const spec = source.version === undefined ? source.name : `${source.name}@${source.version}`;
  const cache = join(folder, 'cache');
  const words = [
    'pack',
    '--json',
    '--ignore-scripts',
    '--loglevel=error',
    '--no-update-notifier',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=1',
    `--cache=${cache}`,
    `--prefix=${folder}`,
    `--pack-destination=${folder}`,
    '--',
    spec,
  ];
  const end = await runChild([...npmProgram(world.env), ...words], {
    cwd: folder,
    env: npmEnvironment(world),
    patience: context.patience,
    ending: world.ending,
    mostOutput: MOST_WORDS,
    fetched: () => folderSize(folder),
    mostFetched: MOST_FETCHED,
  });
  const stop = stopOf(end, 'npm', sourceText(source), MOST_FETCHED, world);
  if (stop) throw stop;
  if (end.exitCode !== 0) throw diskFailure(faultOf(end).code + end.stderr, folder) ?? failure(source, end);
  const { version } = packed(end);
  const [file, ...others] = fs.readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (version === undefined || !isExactVersion(version) || file === undefined || others.length > 0)
    throw badTemplate('the package', 'npm did not say what it fetched');
  if (fs.statSync(join(folder, file)).size > MOST_ARCHIVE)
    throw badTemplate('the package', `its archive is larger than ${MOST_ARCHIVE / 1024 / 1024} MiB`);
  return { version, archive: fs.readFileSync(join(folder, file)) };
};

/**
 * Fetches one package with npm, which knows the registry and its credentials, and reads its archive in memory.
 * The integrity is computed here, from the bytes that came. No script runs, nothing is installed.
 * @throws Stop(untrusted) for another integrity than the pinned one, Stop(network) where the registry does not answer
 *   or refuses, Stop(usage) for a version that is not there, Stop(data) for what a template may not hold
 */
export const fetchNpm = async (source: NpmSource, context: FetchContext): Promise<Fetched> => {
  const { version, archive } = await pack(source, context);
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const pinned: NpmSource = { kind: 'npm', name: source.name, version, integrity };
  if (source.integrity !== undefined && source.integrity !== integrity)
    throw untrusted(
      source,
      `its archive has another integrity: ${integrity}`,
      'do not use it before you know why it changed',
    );
  const files = await readPackage(archive);
  needManifest(files.map(({ path }) => path));
  const named = source.version === undefined ? 'the latest version' : `version ${source.version}`;
  return { files, pinned, ...(source.integrity === undefined ? { resolved: named } : {}) };
};
