import type { PlannedFile } from './plan';

/** Requirements that are named, and what locks them. */
const LOCKS: readonly (readonly [named: string, lock: string])[] = [
  ['requirements.in', 'requirements.txt'],
  ['requirements.in', 'requirements-dev.txt'],
  ['requirements-dev.in', 'requirements-dev.txt'],
];

/** PEP 503: one name for all the ways to write it. */
const nameOf = (line: string): string | undefined =>
  /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/
    .exec(line)?.[1]
    ?.toLowerCase()
    .replace(/[-_.]+/g, '-');

/** Names of a lock that stand at one version and have a hash. */
const lockedNames = (text: string): ReadonlySet<string | undefined> =>
  new Set(
    text
      .replace(/\\\r?\n/g, ' ')
      .split('\n')
      .filter((line) => /^\S+==\S+\s.*--hash=sha256:[0-9a-f]{64}/.test(line))
      .map(nameOf),
  );

/**
 * Nothing is resolved when a repository is made, so what a template asks for must be in its lock already.
 * @returns a sentence on each requirement that is not, with the file that lacks it
 */
export const unlocked = (
  files: readonly PlannedFile[],
): readonly { readonly path: string; readonly name: string }[] => {
  const textOf = (path: string): string | undefined => {
    const file = files.find((each) => each.path === path);
    return file && Buffer.from(file.content).toString('utf8');
  };
  return LOCKS.flatMap(([named, lock]) => {
    const [asked, locked] = [textOf(named), textOf(lock)];
    if (asked === undefined || locked === undefined) return [];
    const known = lockedNames(locked);
    return asked
      .split('\n')
      .map(nameOf)
      .filter((name) => name !== undefined)
      .filter((name) => !known.has(name))
      .map((name) => ({ path: lock, name }));
  });
};
