import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../../errors';
import { gitEnvironment } from '../../steps/git';
import { type GitSource, isCommit, sourceText } from '../../template/source';
import { type ChildEnd, runChild } from './child';
import { type FetchContext, type Fetched, MOST_FETCHED } from './fetch';
import { badTemplate, notThere, stopOf, unreachable } from './fetch-failure';
import { batchBytes, filesOfBatch, TreeReader } from './git-objects';
import { needManifest, TEMPLATE_AREA } from './template-area';

/**
 * How git is run for a foreign repository: objects are fetched into an empty repository without a work
 * tree and read from there. Nothing is checked out, so no filter, hook, link or submodule of the
 * repository comes into play. Arguments from outside stand after `--`, or are hexadecimal digits.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.recurseSubmodules=false',
  'fetch.writeCommitGraph=false',
  // Keeps the pack as it came: one file, whose size is watched, not one per object.
  'fetch.unpackLimit=1',
  'transfer.unpackLimit=1',
  'protocol.version=2',
] as const;

/** How to reach a host is the user's own: what names a repository or a program for objects is not. */
const CONNECTION =
  /^GIT_(ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_CAINFO|SSL_CAPATH|SSL_CERT|SSL_KEY|SSL_VERSION|PROXY_SSL_CAINFO)$/;

/** Named, not searched for. */
const HERE = ['--git-dir=.'] as const;

const MOST_TREE = 16 * 1024 * 1024;

interface Repository {
  readonly context: FetchContext;
  readonly source: GitSource;
  /** The source as told in messages. */
  readonly told: string;
  readonly folder: string;
}

const environmentFor = ({ world, folder }: FetchContext, url: string): Readonly<Record<string, string>> => {
  const connection = Object.entries(world.env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && CONNECTION.test(pair[0]),
  );
  return {
    ...gitEnvironment(world.env),
    ...Object.fromEntries(connection),
    GIT_ALLOW_PROTOCOL: url.startsWith('http://') ? 'http' : 'https:ssh',
    GIT_PROTOCOL_FROM_USER: '0',
    // A repository round the folder, should there be one, is none of ours.
    GIT_CEILING_DIRECTORIES: dirname(folder),
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GCM_INTERACTIVE: 'never',
  };
};

/** What has been fetched so far: the size of everything below the objects folder. */
const sizeOf = (folder: string): number => {
  let size = 0;
  for (const item of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (item.isFile()) size += fs.lstatSync(join(item.parentPath, item.name), { throwIfNoEntry: false })?.size ?? 0;
  return size;
};

const sizeNow = (folder: string): number => {
  try {
    return sizeOf(folder);
  } catch {
    // A file that went away between two looks; the next look counts.
    return 0;
  }
};

const git = async (
  repository: Repository,
  words: readonly string[],
  more: { input?: string; mostOutput?: number; watch?: (part: Buffer) => string | undefined } = {},
): Promise<ChildEnd> => {
  const { context, folder, source, told } = repository;
  const end = await runChild(['git', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...words], {
    cwd: folder,
    env: environmentFor(context, source.url),
    patience: context.patience,
    ending: context.world.ending,
    mostOutput: more.mostOutput ?? MOST_TREE,
    fetched: () => sizeNow(folder),
    mostFetched: MOST_FETCHED,
    ...(more.input === undefined ? {} : { input: more.input }),
    ...(more.watch === undefined ? {} : { watch: more.watch }),
  });
  const stop = stopOf(end, 'git', told, MOST_FETCHED, context.world);
  if (stop) throw stop;
  return end;
};

/** git's last words about what went wrong, without its own prefix. */
const lastWords = (stderr: string): string => {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) =>
    /^(fatal|error|remote|ERROR)|denied|refused|verification failed|resolve/i.test(line),
  );
  return (
    telling.findLast(
      (line) =>
        !/^fatal: (the remote end hung up|Could not read from remote)|correct access rights|repository exists/i.test(
          line,
        ),
    ) ??
    lines.at(-1) ??
    'git gave no reason'
  )
    .replace(/^(fatal|error|remote): (ERROR: )?/i, '')
    .slice(0, 300);
};

const CAUSES: readonly (readonly [RegExp, string, string])[] = [
  [
    /could not read (username|password)|authentication failed|terminal prompts disabled|permission denied|access denied|\b40[13]\b|host key verification failed/i,
    'the host refused access',
    'give git access first: try git ls-remote with the same address',
  ],
  [
    /not found|does not exist|does not appear to be a git repository|\b404\b/i,
    'there is no such repository, or it is hidden from you',
    'check the address, and that git ls-remote can read it',
  ],
  [
    /could not resolve|unable to access|failed to connect|connection (refused|reset|timed out)|network is unreachable|early eof|hung up|timed out/i,
    'the host cannot be reached',
    'check the network and the address, and run it again',
  ],
];

const remoteFailure = (told: string, end: ChildEnd): Stop => {
  const words = lastWords(end.stderr);
  const cause = CAUSES.find(([pattern]) => pattern.test(end.stderr));
  return cause
    ? unreachable(told, `${cause[1]}: ${words}`, cause[2])
    : unreachable(told, words, 'check the address, and that git ls-remote can read it');
};

/** What ls-remote knows under the names that a ref can mean. */
const refsOf = (stdout: string): ReadonlyMap<string, string> =>
  new Map(
    stdout
      .split('\n')
      .map((line) => /^([0-9a-f]{40}|[0-9a-f]{64})\t(\S+)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, commit, name]) => [name!, commit!]),
  );

const resolveRef = async (repository: Repository): Promise<{ commit: string; resolved: string }> => {
  const { source, told } = repository;
  const names =
    source.ref === undefined
      ? ['HEAD']
      : [`refs/heads/${source.ref}`, `refs/tags/${source.ref}`, `refs/tags/${source.ref}^{}`];
  const end = await git(repository, ['ls-remote', '--', source.url, ...names]);
  if (end.exitCode !== 0) throw remoteFailure(told, end);
  const refs = refsOf(end.stdout.toString('utf8'));
  if (source.ref === undefined) {
    const head = refs.get('HEAD');
    if (head === undefined)
      throw notThere(told, 'the repository has no default branch', 'name a commit, a tag or a branch: #<commit>');
    return { commit: head, resolved: 'the default branch' };
  }
  const branch = refs.get(names[0]!);
  const tag = refs.get(names[2]!) ?? refs.get(names[1]!);
  if (branch !== undefined && tag !== undefined && branch !== tag)
    throw notThere(
      told,
      `"${source.ref}" is a branch (${branch}) and a tag (${tag})`,
      `name the commit that is meant: ${sourceText({ ...source, ref: tag })}`,
    );
  const commit = tag ?? branch;
  if (commit === undefined)
    throw notThere(
      told,
      `there is no branch or tag "${source.ref}"`,
      /^[0-9a-f]{4,39}$/i.test(source.ref)
        ? 'a commit is written with all of its digits'
        : 'check the name with git ls-remote',
    );
  return { commit, resolved: `${tag === undefined ? 'branch' : 'tag'} ${source.ref}` };
};

const fetchCommit = async (repository: Repository, commit: string): Promise<void> => {
  const { source, told } = repository;
  const words = [
    ...HERE,
    'fetch',
    '--depth=1',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--progress',
    '--',
    source.url,
    commit,
  ];
  const end = await git(repository, words);
  if (end.exitCode === 0) return;
  if (/not our ref|unadvertised object|no such remote ref|bad object/i.test(end.stderr))
    throw notThere(
      told,
      `the repository does not give commit ${commit}`,
      'pin a commit that a branch or a tag of the repository holds',
    );
  throw remoteFailure(told, end);
};

const readTree = async (repository: Repository, commit: string): Promise<Fetched['files']> => {
  const { source, told } = repository;
  const reader = new TreeReader();
  let fault: unknown;
  const watch = (part: Buffer): string | undefined => {
    try {
      reader.read(part);
      return undefined;
    } catch (error) {
      fault = error;
      return 'refused';
    }
  };
  const tree = source.path === undefined ? commit : `${commit}:${source.path}`;
  const stop = await git(
    repository,
    [...HERE, '--literal-pathspecs', 'ls-tree', '-r', '-z', '-l', '--full-tree', tree, '--', ...TEMPLATE_AREA],
    { watch },
  ).catch((error: unknown) => error);
  if (fault !== undefined) throw fault;
  if (stop instanceof Error) throw stop;
  if ((stop as ChildEnd).exitCode !== 0) {
    if (source.path !== undefined)
      throw notThere(
        told,
        `the commit has no folder "${source.path}"`,
        'name the folder that holds template.yaml after ::',
      );
    throw badTemplate('the template', lastWords((stop as ChildEnd).stderr));
  }
  needManifest(reader.entries.map(({ path }) => path));
  const input = reader.entries.map(({ object }) => `${object}\n`).join('');
  const batch = await git(repository, [...HERE, 'cat-file', '--batch'], {
    input,
    mostOutput: batchBytes(reader.entries),
  });
  return filesOfBatch(reader.entries, batch.stdout);
};

/**
 * Fetches one commit and reads the template's files from its objects.
 * @throws Stop(network) where the remote side does not answer or refuses, Stop(usage) for a ref that is not there or
 *   means two things, Stop(data) for what a template may not hold, Stop(unavailable) without git
 */
export const fetchGit = async (source: GitSource, context: FetchContext): Promise<Fetched> => {
  const repository: Repository = { context, source, told: sourceText(source), folder: context.folder };
  const found = isCommit(source.ref) ? { commit: source.ref } : await resolveRef(repository);
  const format = found.commit.length === 64 ? ['--object-format=sha256'] : [];
  const made = await git(repository, ['init', '--quiet', '--bare', '--template=', ...format, '.']);
  if (made.exitCode !== 0)
    throw new Stop('io', [
      {
        code: 'io',
        message: `git could not make a repository in ${repository.folder}: ${lastWords(made.stderr)}`,
        flag: '--template',
      },
    ]);
  await fetchCommit(repository, found.commit);
  const type = await git(repository, [...HERE, 'cat-file', '-t', found.commit]);
  if (type.stdout.toString('utf8').trim() !== 'commit')
    throw notThere(repository.told, `${found.commit} is no commit`, 'pin a commit, as git log shows it');
  const files = await readTree(repository, found.commit);
  return {
    files,
    pinned: { ...source, ref: found.commit },
    ...('resolved' in found ? { resolved: found.resolved } : {}),
  };
};
