import { environmentFor } from '../../machine/environment';
import { run } from '../../machine/run';
import type { World } from '../../machine/world';
import { gitCall } from '../../steps/git-settings';

/** How a call of git ended. */
export interface Called {
  readonly ok: boolean;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who is heard: nobody but us, the user's settings without their programs, or the user with all that they have. */
type Manner = 'folder' | 'look' | 'owner';

/** Where git works, and what it is told beside the words of a call. */
export interface Git {
  readonly cwd: string;
  /** Variables of ours: which repository, index and objects. */
  readonly set: Readonly<Record<string, string>>;
  /** Settings that keep what a configuration names from being run. */
  readonly settings: readonly string[];
  readonly manner: Manner;
  readonly world: World;
}

/** A repository of any size is looked at in less. In milliseconds. */
const MOST_TIME = 120_000;

/** More than the list of files of any repository that is worked on by hand. In bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

const startOf = ({ cwd, set, settings, manner, world }: Git, words: readonly string[]) => ({
  argv: gitCall(manner, words, settings),
  options: { cwd, env: environmentFor(manner === 'owner' ? 'git-owner' : 'git', world, set), ending: world.ending },
});

/** Calls git with a little to say and to hear. */
export const call = async (git: Git, words: readonly string[], input?: string): Promise<Called> => {
  const { argv, options } = startOf(git, words);
  const ran = await run(argv, { ...options, timeout: MOST_TIME, ...(input === undefined ? {} : { input }) });
  return { ok: ran.exitCode === 0, exitCode: ran.exitCode, stdout: ran.stdout, stderr: ran.stderr };
};

/**
 * Calls git for bytes: a list of many files, a file.
 * @param good exit codes that are an answer
 * @returns them; undefined where the call fails
 */
export const bytesFrom = async (
  git: Git,
  words: readonly string[],
  good: readonly number[] = [0],
): Promise<Buffer | undefined> => {
  const { argv, options } = startOf(git, words);
  const parts: Uint8Array[] = [];
  const onBytes = (bytes: Uint8Array): void => void parts.push(bytes);
  const ran = await run(argv, { ...options, mostOutput: MOST_BYTES, onBytes });
  return good.includes(ran.exitCode ?? -1) && ran.stopped === undefined ? Buffer.concat(parts) : undefined;
};

/** A call that can only fail by a fault of ours or of the machine. */
export class GitFailed extends Error {
  constructor(
    readonly words: readonly string[],
    readonly called: Called,
  ) {
    super(
      `${words.find((word) => !word.startsWith('-'))} failed in git: ${called.stderr || called.stdout || `exit code ${called.exitCode}`}`,
    );
    this.name = 'GitFailed';
  }
}

/** @throws GitFailed */
export const must = async (git: Git, words: readonly string[], input?: string): Promise<string> => {
  const called = await call(git, words, input);
  if (!called.ok) throw new GitFailed(words, called);
  return called.stdout;
};
