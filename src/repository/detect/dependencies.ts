import { posix } from 'node:path';
import type { Problem } from '../../errors';
import { shown } from '../../text/shown';
import { lockedIn, type Manifest, pipfile, pyproject, requirementsFile, setupFile } from './dependency-files';
import { type Fact, type Findings, fact } from './fact';
import { withoutFile } from './no-file';
import { type Dependency, normalised, requirementOf } from './requirement';
import { flagWord, folderOf, listed, missing, nameOf, refusal, type SourceTree } from './source-tree';
import type { Containers } from './starts';
import {
  chosenFrom,
  DEVELOPMENT,
  type DependenciesGiven,
  foldersFrom,
  type Installs,
  installsOf,
  type Manager,
  type RuledWay,
  type Way,
  waysIn,
} from './ways';

/** What the app is installed from. */
export interface Dependencies extends Findings {
  readonly manager: Manager | undefined;
  /** Of production. */
  readonly direct: readonly Dependency[];
  readonly development: readonly Dependency[];
  /** Those of production with all that they need, where a lock tells. */
  readonly all: ReadonlySet<string>;
  readonly versions: ReadonlyMap<string, string>;
  readonly lock?: string;
  readonly manifest?: Manifest;
}

const NOTHING = {
  manager: undefined,
  direct: [],
  development: [],
  all: new Set<string>(),
  versions: new Map<string, string>(),
  facts: [],
  problems: [],
  notes: [],
};

const manifestFor = async (tree: SourceTree, { path }: Way): Promise<Manifest | undefined> => {
  const folder = folderOf(path);
  const name = nameOf(path);
  if (/^Pipfile/.test(name)) return pipfile(tree, posix.join(folder, 'Pipfile'));
  if (/^setup\./.test(name)) return setupFile(tree, path);
  return pyproject(tree, folder);
};

/** All that the dependencies of production need, by the lock. */
const reachable = (
  direct: readonly Dependency[],
  locked: Awaited<ReturnType<typeof lockedIn>>,
): ReadonlySet<string> => {
  const found = new Set<string>();
  const open = direct.map(({ name }) => name);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(locked.get(next)?.needs ?? []));
  }
  return found;
};

const SERVERS = /^(?:gunicorn|uwsgi|waitress)$/;

/** The extras to install: those that the Dockerfile names, and one that holds the server. */
const extrasOf = (manifest: Manifest | undefined, installs: Installs, given: DependenciesGiven) => {
  const known = [...(manifest?.extras.keys() ?? [])];
  if (given.extras !== undefined)
    return { names: given.extras.map(normalised), rule: 'given' as const, from: '--extras', known };
  const named = known.filter((name) => installs.extras.includes(name));
  if (named.length > 0) return { names: named, rule: 'installed' as const, from: 'Dockerfile', known };
  const hasServer = manifest?.dependencies.some(({ name }) => SERVERS.test(name)) === true;
  const holder = hasServer
    ? undefined
    : known.find(
        (name) => !DEVELOPMENT.test(name) && manifest!.extras.get(name)!.some((one) => SERVERS.test(one.name)),
      );
  return { names: holder === undefined ? [] : [holder], rule: 'server' as const, from: manifest?.path ?? '', known };
};

/** What a way installs beside its own files: what stands in the Dockerfile alone. */
const addedBy = (installs: Installs, own: readonly Dependency[]): readonly Dependency[] => {
  const names = new Set(own.map(({ name }) => name));
  const beside = installs.packages.flatMap(({ text, from }) => requirementOf(text, from) ?? []);
  return beside.filter(({ name }) => !names.has(name));
};

const problemsOf = (absent: readonly string[], { names, known }: ReturnType<typeof extrasOf>): readonly Problem[] => [
  ...absent.map((path) =>
    refusal('directory', `${shown(path)} is named and not there`, 'add it, or take the line that names it out'),
  ),
  ...(names.some((name) => !known.includes(name))
    ? [
        refusal(
          '--extras',
          `the project has ${known.length === 0 ? 'no extras' : `the extras ${known.join(', ')}`}`,
          known.length === 0 ? 'leave it out' : 'name these',
        ),
      ]
    : []),
];

/** The version of each distribution, where one is said. */
const versionsOf = (
  direct: readonly Dependency[],
  locked: Awaited<ReturnType<typeof lockedIn>>,
): ReadonlyMap<string, string> => {
  const pinned = direct.flatMap(({ name, version }) => {
    const [, exact] = /^==([\w.!+-]+)$/.exec(version) ?? [];
    return exact === undefined ? [] : [[name, exact] as const];
  });
  return new Map([...pinned, ...[...locked].map(([name, { version }]) => [name, version] as const)]);
};

const factsOf = (
  way: RuledWay,
  files: readonly string[],
  others: readonly string[],
  added: readonly Dependency[],
  extras: ReturnType<typeof extrasOf>,
): readonly Fact[] => {
  const words = added.map(({ name, version }) => name + version);
  const left = extras.known.filter((name) => !extras.names.includes(name));
  return [
    fact('packageManager', way.manager, way.path, way.rule, others),
    fact('requirements', files, way.path, way.rule),
    ...(added[0] ? [fact('requirements', words, added[0].from, 'installed')] : []),
    ...(extras.names.length > 0 ? [fact('extras', extras.names, extras.from, extras.rule, left)] : []),
  ];
};

const ofWay = async (
  tree: SourceTree,
  way: RuledWay,
  others: readonly string[],
  installs: Installs,
  given: DependenciesGiven,
): Promise<Dependencies> => {
  const isRequirements = way.manager === 'pip' && /requirements/.test(way.path);
  const manifest = await manifestFor(tree, way);
  const pip = isRequirements ? await requirementsFile(tree, way.path) : undefined;
  const locked = way.isLock ? await lockedIn(tree, way.path) : new Map<string, never>();
  const extras = extrasOf(pip ? undefined : manifest, installs, given);
  const ofExtras = extras.names.flatMap((name) => manifest?.extras.get(name) ?? []);
  const own = pip?.dependencies ?? [...(manifest?.dependencies ?? []), ...ofExtras];
  const added = addedBy(installs, own);
  const direct = [...own, ...added];
  const names = listed(added.map(({ name }) => name));
  return {
    manager: way.manager,
    direct,
    development: manifest?.development ?? [],
    all: reachable(direct, locked),
    versions: versionsOf(direct, locked),
    ...(way.isLock ? { lock: way.path } : {}),
    ...(manifest ? { manifest } : {}),
    facts: factsOf(way, pip?.files ?? [way.path], others, added, extras),
    problems: problemsOf(pip?.absent ?? [], extras),
    notes: added.length > 0 ? [`${names} stood in the Dockerfile alone, and is installed too`] : [],
  };
};

/** Decides what installs the app, and from which files. */
export const findDependencies = async (
  tree: SourceTree,
  containers: Containers,
  entryPath: string | undefined,
  given: DependenciesGiven,
): Promise<Dependencies> => {
  const installs = installsOf(containers);
  for (const folder of foldersFrom(entryPath)) {
    const ways = await waysIn(tree, folder, installs.files);
    const chosen = chosenFrom(ways, installs, given);
    const [first] = chosen;
    if (!first) continue;
    const others = ways.filter((way) => way.path !== first.path).map(({ path }) => path);
    if (chosen.length === 1) return ofWay(tree, first, others, installs, given);
    const problem = missing(
      '--package-manager',
      `${listed(chosen.map(({ path }) => path))} are there, and each may be meant`,
      `add ${flagWord('--package-manager', first.manager)}, or take the other out`,
    );
    return { ...NOTHING, direct: await everything(tree, chosen), problems: [problem] };
  }
  const found = await withoutFile(tree, installs);
  const all = new Set(found.direct.map(({ name }) => name));
  return { ...NOTHING, ...found, all, manager: found.direct.length > 0 ? 'pip' : undefined };
};

/** What the ways name together, where nobody said which is meant. */
const everything = async (tree: SourceTree, ways: readonly Way[]): Promise<readonly Dependency[]> => {
  const found: Dependency[] = [];
  for (const way of ways) {
    const manifest = await manifestFor(tree, way);
    found.push(...(manifest?.dependencies ?? []));
    if (/requirements/.test(way.path)) found.push(...(await requirementsFile(tree, way.path)).dependencies);
  }
  return found;
};
