import { type Contract, fail, pass, unjudged } from '../contract';
import type { Evidence } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { copied, spelt } from '../fixes/of-builds';
import { type Build, type BuildStep, ENGINE_TROUBLE } from '../reading/build-log';

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * What the builder may not read, of the folder and of this machine: no fault of the Dockerfile's. A path that is just short
 * enough here may be too long where the engine keeps what it was sent.
 */
const UNREADABLE =
  /error from sender: .*(permission denied|input\/output error|file name too long|operation not permitted)|\/snapshots\/\d+\/fs\/.*: file name too long/;

/** Before the path in the context. */
const BEFORE_PATH = /^.*(error from sender: |\/snapshots\/\d+\/fs\/)/;

const IN_CONTEXT = /checksum|cache key|lstat|walk/;
const NOT_FOUND = /"\/?([^"]+)": not found/;
/** pip and uv name the requirement that they cannot have. */
const REQUIREMENT =
  /(?:no matching distribution found for|could not find a version that satisfies the requirement|failed building wheel for|failed to build|because there is no version of|because) ['"`]?([A-Za-z0-9][\w.[\]-]*(?:\s?[=<>~!]=?\s?[\w.*]+)?)/i;
const NO_COMPILER =
  /command '?\S*(?:gcc|cc|clang|g\+\+|cargo|rustc)'? failed|unable to execute '?\S*(?:gcc|cc)|gcc: not found|can't find rust/i;

/** @returns the file of requirements that the failed step names. */
const requirementsOf = (steps: readonly BuildStep[]): string =>
  /(?:-r|--requirement)[= ]?(\S+\.(?:txt|in))/.exec(steps.find(({ error }) => error !== undefined)?.name ?? '')?.[1] ??
  'requirements.txt';

const UNKNOWN = /unknown instruction: (\S+)/;

/** Only what was meant by a slip can be told by a program; which version, which base, which hash is for people to say. */
const editsOf = async ({ reason = '' }: Build, evidence: Evidence): Promise<readonly Edit[]> => {
  const repository = await evidence.repository();
  const unknown = UNKNOWN.exec(reason)?.[1];
  if (unknown !== undefined) return spelt(repository, unknown.toUpperCase());
  const absent = NOT_FOUND.exec(reason)?.[1];
  if (absent === undefined || !IN_CONTEXT.test(reason)) return [];
  return copied(
    repository,
    absent,
    (await evidence.context()).files.map(({ path }) => path),
  );
};

/** The cause that was seen chooses what to do. */
const fixOf = ({ steps, reason = '', said = '', line, lastLines }: Build): string => {
  const absent = NOT_FOUND.exec(reason)?.[1];
  if (absent !== undefined && IN_CONTEXT.test(reason))
    return `${absent} is not in the build context: add it to the repository, let .dockerignore not leave it out, or take it out of ${line ?? 'the COPY'}`;
  if (NO_COMPILER.test(`${said}\n${lastLines.join('\n')}`))
    return 'a package is built from source, and the image has no compiler: install one in a build stage (apt-get install build-essential), or take a version that has a wheel';
  const requirement = REQUIREMENT.exec(said)?.[1];
  if (requirement !== undefined)
    return `mend the line ${requirement} of ${requirementsOf(steps)}: no version of it can be installed on this Python and platform`;
  return line === undefined ? 'mend what the last lines of the build name' : `mend ${line}`;
};

/** The image can be made from this folder as it is. */
export const build: Contract = {
  id: 'build',
  title: 'The image builds',
  needs: 'repository',
  expected: 'docker build ends well',
  judge: async (evidence) => {
    const built = await evidence.build();
    const { ok, milliseconds, steps, lastLines, line, reason, said } = built;
    if (ok) {
      const reused = steps.filter(({ cached }) => cached).length;
      return pass(
        `built in ${seconds(milliseconds)}, ${steps.length} steps${reused > 0 ? `, ${reused} of them from the cache` : ''}`,
      );
    }
    if (ENGINE_TROUBLE.test(reason ?? ''))
      return unjudged(`the engine could not go on: ${reason}`, 'mend the engine, then run it again');
    // Not even the Dockerfile was looked at: docker, its builder or its settings refused.
    if (steps.length === 0)
      return unjudged(`the build did not begin: ${reason ?? 'docker gave no reason'}`, 'mend what docker says');
    if (UNREADABLE.test(reason ?? ''))
      return unjudged(
        `a part of the build context cannot be read: ${reason!.replace(BEFORE_PATH, '')}`,
        'let this user read it, or keep it out of the context with .dockerignore',
      );
    const where = line === undefined ? '' : `${line}: `;
    return fail(
      `${where}${reason ?? 'the build failed'}${said === undefined ? '' : `: ${said}`}`,
      fixWith(fixOf(built), ...(await editsOf(built, evidence))),
      lastLines,
    );
  },
};
