import { dirname } from 'node:path';
import type { Stop } from '../errors';
import { type ChildEnvironment, environmentFor } from '../machine/environment';
import type { Ran, Run } from '../machine/run';
import { gitCall } from '../steps/git-settings';
import { unreachable } from './fetch-failure';
import { runFetch } from './fetch-run';
import type { FetchContext } from './fetched';
import type { GitSource } from './source';

/** Named, not searched for. */
export const HERE = ['--git-dir=.'] as const;

const MOST_TREE = 16 * 1024 * 1024;

/** The empty repository that a commit is fetched into, and where the commit comes from. */
export interface Repository {
  readonly context: FetchContext;
  readonly source: GitSource;
  /** The source as told in messages. */
  readonly told: string;
  readonly folder: string;
}

const environmentOf = ({ world, folder }: FetchContext, url: string): ChildEnvironment =>
  environmentFor('git-fetch', world, {
    GIT_ALLOW_PROTOCOL: url.startsWith('http://') ? 'http' : 'https:ssh',
    GIT_PROTOCOL_FROM_USER: '0',
    // A repository round the folder, should there be one, is none of ours.
    GIT_CEILING_DIRECTORIES: dirname(folder),
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GCM_INTERACTIVE: 'never',
  });

/**
 * Runs git in the repository: an empty one without a work tree, which objects are fetched into and read from. Nothing
 * is checked out, so no filter, hook, link or submodule of what is fetched comes into play. Arguments from outside stand
 * after `--`, or are hexadecimal digits.
 * @throws Stop where git is missing or was stopped; how it ended otherwise is for the caller to judge
 */
export const git = (
  { context, source, told }: Repository,
  words: readonly string[],
  more: Pick<Run, 'input' | 'mostOutput' | 'onBytes'> = {},
): Promise<Ran> =>
  runFetch(gitCall('fetch', words), environmentOf(context, source.url), told, context, {
    mostOutput: MOST_TREE,
    ...more,
  });

/** @returns git's last words about what went wrong, without its own prefix. */
export const lastWords = (stderr: string): string => {
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

/** @returns the end of a run in which git could not read from the remote side. */
export const remoteFailure = (told: string, end: Ran): Stop => {
  const words = lastWords(end.stderr);
  const cause = CAUSES.find(([pattern]) => pattern.test(end.stderr));
  return cause
    ? unreachable(told, `${cause[1]}: ${words}`, cause[2])
    : unreachable(told, words, 'check the address, and that git ls-remote can read it');
};
