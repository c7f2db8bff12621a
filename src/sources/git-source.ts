import { join } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import { badTemplate, diskFailure, notThere } from './fetch-failure';
import type { FetchContext, Fetched } from './fetched';
import { batchBytes, filesOfBatch, TreeReader } from './git-objects';
import { git, HERE, lastWords, type Repository, remoteFailure } from './git-run';
import { type GitSource, isCommit, sourceText } from './source';
import { needManifest, TEMPLATE_AREA } from './template-area';

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
  const refs = refsOf(end.stdout);
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
  throw diskFailure(end.stderr, repository.folder) ?? remoteFailure(told, end);
};

const readTree = async (repository: Repository, commit: string): Promise<Fetched['files']> => {
  const { source, told } = repository;
  const reader = new TreeReader();
  const tree = source.path === undefined ? commit : `${commit}:${source.path}`;
  const listed = await git(
    repository,
    [...HERE, '--literal-pathspecs', 'ls-tree', '-r', '-z', '-l', '--full-tree', tree, '--', ...TEMPLATE_AREA],
    { onBytes: (part) => reader.read(part) },
  );
  if (listed.exitCode !== 0) {
    if (source.path !== undefined)
      throw notThere(
        told,
        `the commit has no folder "${source.path}"`,
        'name the folder that holds template.yaml after ::',
      );
    throw badTemplate('the template', lastWords(listed.stderr));
  }
  needManifest(reader.entries.map(({ path }) => path));
  const input = reader.entries.map(({ object }) => `${object}\n`).join('');
  const parts: Uint8Array[] = [];
  await git(repository, [...HERE, 'cat-file', '--batch'], {
    input,
    mostOutput: batchBytes(reader.entries),
    onBytes: (part) => void parts.push(part),
  });
  return filesOfBatch(reader.entries, Buffer.concat(parts));
};

const makeRepository = async (repository: Repository, commit: string): Promise<void> => {
  const format = commit.length === 64 ? ['--object-format=sha256'] : [];
  const made = await git(repository, ['init', '--quiet', '--bare', '--template=', ...format, '.']);
  if (made.exitCode !== 0)
    throw (
      diskFailure(made.stderr, repository.folder) ??
      new Stop('io', [
        {
          code: 'io',
          message: `git could not make a repository in ${repository.folder}: ${lastWords(made.stderr)}`,
          flag: '--template',
          fix: 'set TMPDIR to a folder that can be written',
        },
      ])
    );
};

/** Reads the template of a commit from the objects that are there. */
const readCommit = async (repository: Repository, commit: string): Promise<Fetched['files']> => {
  const type = await git(repository, [...HERE, 'cat-file', '-t', commit]);
  if (type.stdout.trim() !== 'commit')
    throw notThere(repository.told, `${commit} is no commit`, 'pin a commit, as git log shows it');
  return readTree(repository, commit);
};

const packFolder = ({ folder }: Repository): string => join(folder, 'objects', 'pack');

/** @returns the one pack that a fetch has brought; undefined where git has stored it in another way. */
const packOf = (repository: Repository): Buffer | undefined => {
  const packs = fs.readdirSync(packFolder(repository)).filter((name) => name.endsWith('.pack'));
  return packs.length === 1 ? fs.readFileSync(join(packFolder(repository), packs[0]!)) : undefined;
};

const repositoryFor = (source: GitSource, context: FetchContext): Repository => ({
  context,
  source,
  told: sourceText(source),
  folder: context.folder,
});

/**
 * Fetches one commit and reads the template's files from its objects.
 * @throws Stop(network) where the remote side does not answer or refuses, Stop(usage) for a ref that is not there or
 *   means two things, Stop(data) for what a template may not hold, Stop(unavailable) without git
 */
export const fetchGit = async (source: GitSource, context: FetchContext): Promise<Fetched> => {
  const repository = repositoryFor(source, context);
  const found = isCommit(source.ref) ? { commit: source.ref } : await resolveRef(repository);
  await makeRepository(repository, found.commit);
  await fetchCommit(repository, found.commit);
  const files = await readCommit(repository, found.commit);
  const evidence = packOf(repository);
  return {
    files,
    pinned: { ...source, ref: found.commit },
    ...(evidence === undefined ? {} : { evidence }),
    ...('resolved' in found ? { resolved: found.resolved } : {}),
  };
};

/**
 * Reads the template again from a pack that was kept. git names each object anew by what it holds, so what the pinned
 * commit leads to is what it led to when it was made.
 * @throws Stop where the pack is none, or does not hold all of the commit
 */
export const readPack = async (source: GitSource, pack: Buffer, context: FetchContext): Promise<Fetched> => {
  const repository = repositoryFor(source, context);
  const commit = source.ref!;
  await makeRepository(repository, commit);
  const path = join(packFolder(repository), 'pack-kept.pack');
  fs.mkdirSync(packFolder(repository), { recursive: true });
  fs.writeFileSync(path, pack);
  const indexed = await git(repository, [...HERE, 'index-pack', path]);
  if (indexed.exitCode !== 0)
    throw diskFailure(indexed.stderr, repository.folder) ?? badTemplate('the template', lastWords(indexed.stderr));
  return { files: await readCommit(repository, commit), pinned: source, evidence: pack };
};
