/**
 * What no call of git does, whatever a configuration says: each is given with `-c`, which is the last word. The
 * repository that git finds may be a stranger's, and many settings name programs.
 */
const EVERY = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=',
  'core.editor=false',
  'core.pager=cat',
  'core.attributesFile=/dev/null',
  'commit.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
] as const;

/** In a folder of the user's: nothing goes over a network, and bytes are committed as they are. */
const IN_A_FOLDER = [
  ...EVERY,
  'core.autocrlf=false',
  'core.safecrlf=false',
  'core.sshCommand=false',
  'credential.helper=',
  // An identity that git guesses from the machine's name would be in the history for ever.
  'user.useConfigOnly=true',
] as const;

/** In an empty repository of ours that a stranger's commit is fetched into. How to reach the host is the user's own. */
const FETCHING = [
  ...EVERY,
  'fetch.writeCommitGraph=false',
  // Keeps the pack as it came: one file, whose size is watched, not one per object.
  'fetch.unpackLimit=1',
  'transfer.unpackLimit=1',
  'protocol.version=2',
] as const;

/** In the user's own repository, told as they see it: their line ends hold, and no program is run. */
const LOOKING = [...EVERY, 'core.sshCommand=false', 'credential.helper='] as const;

/** The user's own commit: their hooks, filters, line ends and signature hold. Only nothing is asked. */
const OWNERS = ['core.editor=false', 'core.pager=cat', 'gc.auto=0', 'maintenance.auto=false'] as const;

const KINDS = { folder: IN_A_FOLDER, fetch: FETCHING, look: LOOKING, owner: OWNERS } as const;

/**
 * @param more settings beside those of every call
 * @returns a call of git. There is no other way to make one.
 */
export const gitCall = (
  kind: keyof typeof KINDS,
  words: readonly string[],
  more: readonly string[] = [],
): readonly string[] => ['git', ...[...KINDS[kind], ...more].flatMap((setting) => ['-c', setting]), ...words];
