import type { PlannedFile } from './plan';
import { normal } from './uv-requirements';

/** What is asked for and not locked, or locked twice. */
export interface LockFault {
  /** The lock. */
  readonly path: string;
  readonly name: string;
  readonly why: 'unlocked' | 'twice';
  /** The package of the lock that needs it, where no list of names asks for it. */
  readonly by?: string;
}

/** Requirements that are named, and what locks them. */
const LOCKS: readonly (readonly [named: string, lock: string])[] = [
  ['requirements.in', 'requirements.txt'],
  ['requirements.in', 'requirements-dev.txt'],
  ['requirements-dev.in', 'requirements-dev.txt'],
];

const nameOf = (line: string): string | undefined => {
  const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1];
  return name === undefined ? undefined : normal(name);
};

/** Lines of a lock that stand at one version and have a hash. */
const lockedLines = (text: string): readonly string[] =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .filter((line) => /^\S+==\S+\s.*--hash=sha256:[0-9a-f]{64}/.test(line));

/** Under different conditions a name may have two versions. */
const alone = (line: string): boolean => !line.split('--hash')[0]!.includes(';');

const twice = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name, at): name is string => name !== undefined && names.indexOf(name) !== at)),
];

type TextOf = (path: string) => string | undefined;

const ofPip = (textOf: TextOf): readonly LockFault[] => {
  const unlocked = LOCKS.flatMap(([named, path]) => {
    const [asked, locked] = [textOf(named), textOf(path)];
    if (asked === undefined || locked === undefined) return [];
    const known = new Set(lockedLines(locked).map(nameOf));
    return asked
      .split('\n')
      .map(nameOf)
      .filter((name): name is string => name !== undefined && !known.has(name))
      .map((name): LockFault => ({ path, name, why: 'unlocked' }));
  });
  const doubled = ['requirements.txt', 'requirements-dev.txt'].flatMap((path) =>
    twice(
      lockedLines(textOf(path) ?? '')
        .filter(alone)
        .map(nameOf),
    ).map((name): LockFault => ({ path, name, why: 'twice' })),
  );
  return [...unlocked, ...doubled];
};

const namesIn = (list: string): readonly string[] =>
  [...list.matchAll(/\{ name = "([^"]+)"/g)].map(([, name]) => normal(name!));

/** One `[[package]]` of a lock: its name, what it needs, and whether every file of it has a hash. */
const packageOf = (text: string) => ({
  name: normal(/^name = "([^"]+)"/m.exec(text)?.[1] ?? ''),
  version: /^version = "([^"]*)"/m.exec(text)?.[1],
  isOwn: /^source = \{ (virtual|editable) = /m.test(text),
  needs: [...text.matchAll(/^(?:dependencies|dev|[a-z-]+) = \[\n(.*?)^\]/gms)].flatMap(([, list]) => namesIn(list!)),
  hashed:
    /hash = "sha256:[0-9a-f]{64}"/.test(text) &&
    text.split('\n').every((line) => !/\burl = "/.test(line) || /hash = "sha256:[0-9a-f]{64}"/.test(line)),
});

const ofUv = (textOf: TextOf): readonly LockFault[] => {
  const path = 'uv.lock';
  const packages = (textOf(path) ?? '')
    .split(/^\[\[package\]\]$/m)
    .slice(1)
    .map(packageOf);
  const locked = new Set(packages.filter(({ hashed, isOwn }) => hashed && !isOwn).map(({ name }) => name));
  const faults = packages.flatMap(({ name: by, needs, isOwn }) =>
    [...new Set(needs)]
      .filter((name) => !locked.has(name))
      .map((name): LockFault => ({ path, name, why: 'unlocked', ...(isOwn ? {} : { by }) })),
  );
  const versions = packages.map(({ name, version }) => `${name}==${version}`);
  return [...faults, ...twice(versions).map((name): LockFault => ({ path, name, why: 'twice' }))];
};

/**
 * Nothing is resolved when a repository is made, so what a template asks for must be in its lock already.
 * @returns what is asked for and not locked with a hash, and what is locked twice
 */
export const lockFaults = (files: readonly PlannedFile[]): readonly LockFault[] => {
  const textOf: TextOf = (path) => {
    const file = files.find((each) => each.path === path);
    return file && Buffer.from(file.content).toString('utf8');
  };
  return [...ofPip(textOf), ...ofUv(textOf)];
};
