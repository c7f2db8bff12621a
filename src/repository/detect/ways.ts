import { posix } from 'node:path';
import { pyproject } from './dependency-files';
import { at, type Rule } from './fact';
import { pipInstalls } from './pip-installs';
import { folderOf, nameOf, type SourceTree } from './source-tree';
import type { Containers } from './starts';

/** What installs the app. */
export type Manager = 'pip' | 'uv' | 'poetry' | 'pipenv' | 'pdm';

/** What the user said of it. */
export interface DependenciesGiven {
  readonly packageManager?: string;
  readonly extras?: readonly string[];
}

/** A way to install the app. */
export interface Way {
  readonly manager: Manager;
  /** The files that it takes, the one first that decides. */
  readonly path: string;
  readonly isLock: boolean;
}

/** A way with the reason for it. */
export interface RuledWay extends Way {
  readonly rule: Rule;
}

const LOCKS: readonly (readonly [string, Manager])[] = [
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
  ['pdm.lock', 'pdm'],
  ['Pipfile.lock', 'pipenv'],
  ['pylock.toml', 'pip'],
];
const PRODUCTION = /^requirements(?:[-_./](?:prod(?:uction)?|base|main|deploy|app|web))?\.(?:txt|lock)$/;
/** What is of no use in production. */
export const DEVELOPMENT = /(?:dev|test|lint|docs?|ci|local|typing|build|optional|min|constraints)/i;

/** How a command says which tool installs. */
const INSTALLS: readonly (readonly [RegExp, Manager])[] = [
  [/\buv\s+(?:sync|pip\s+sync|export)\b/, 'uv'],
  [/\bpoetry\s+(?:install|sync|export)\b/, 'poetry'],
  [/\bpipenv\s+(?:install|sync|requirements)\b/, 'pipenv'],
  [/\bpdm\s+(?:install|sync|export)\b/, 'pdm'],
];

/** @returns the folders in which the dependencies of a file may stand, its own first. */
export const foldersFrom = (path: string | undefined): readonly string[] => {
  const found: string[] = [];
  for (let folder = path === undefined ? '' : folderOf(path); folder !== ''; folder = folderOf(folder))
    found.push(folder);
  return [...found, ''];
};

const requirementFiles = (tree: SourceTree, folder: string): readonly string[] => {
  const inside = tree.paths
    .filter(
      (path) => (folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '') !== '',
    )
    .map((path) => (folder === '' ? path : path.slice(folder.length + 1)));
  return inside.filter((path) => /^(?:requirements[^/]*|requirements\/[^/]+)\.(?:txt|lock)$/.test(path));
};

/** The ways to install that lie in a folder. */
export const waysIn = async (tree: SourceTree, folder: string, named: ReadonlySet<string>): Promise<readonly Way[]> => {
  const there = (name: string): string | undefined => {
    const path = posix.join(folder, name);
    return tree.has(path) ? path : undefined;
  };
  const way = (manager: Manager, path: string | undefined, isLock = false): readonly Way[] =>
    path === undefined ? [] : [{ manager, path, isLock }];
  const locks = LOCKS.flatMap(([name, manager]) => way(manager, there(name), true));
  if (locks.length > 0) return locks;
  const files = requirementFiles(tree, folder).map((path) => posix.join(folder, path));
  const production = files.filter((path) => named.has(path));
  const usual = files.filter((path) => PRODUCTION.test(folder === '' ? path : path.slice(folder.length + 1)));
  const first = usual.find((path) => nameOf(path) === 'requirements.txt' && folderOf(path) === folder);
  const rest = files.filter((path) => !DEVELOPMENT.test(path.slice(folder.length)));
  const chosen = production.length > 0 ? production : first !== undefined ? [first] : usual.length > 0 ? usual : rest;
  if (chosen.length > 0) return chosen.map((path) => ({ manager: 'pip', path, isLock: false }));
  if (there('Pipfile') !== undefined) return way('pipenv', there('Pipfile'));
  const manifest = await pyproject(tree, folder);
  if (manifest?.isProject) {
    const tool = (['poetry', 'pdm', 'uv'] as const).find(
      (name) => manifest.tools.includes(name) && manifest.dependencies.length > 0,
    );
    return way(tool === 'poetry' || tool === 'pdm' ? tool : 'pip', manifest.path);
  }
  return way('pip', there('setup.py') ?? there('setup.cfg'));
};

/** What the image or the start script installs with, and from. */
export const installsOf = ({ dockerfiles, starts }: Containers) => {
  const texts = dockerfiles.flatMap((image) => image.runs.map(({ text, line }) => ({ text, line, image })));
  const managers = INSTALLS.filter(
    ([pattern]) =>
      texts.some(({ text }) => pattern.test(text)) ||
      starts.some(({ launch }) => launch.before.some((each) => pattern.test(each))),
  ).map(([, manager]) => manager);
  const pip = texts.map(({ text, line, image }) => ({ ...pipInstalls(text), line, image }));
  const files = pip.flatMap((each) =>
    each.files
      .map((file) => each.image.inRepository(file) ?? posix.join(each.image.context, file))
      .map((path) => path.replace(/^\.\//, '')),
  );
  return {
    managers,
    files: new Set(files),
    extras: pip.flatMap(({ extras }) => extras),
    packages: pip.flatMap(({ packages, line, image }) =>
      packages.map((text) => ({ text, from: at(image.path, line) })),
    ),
  };
};

/** What the image and the start script install. */
export type Installs = ReturnType<typeof installsOf>;

/** @returns the way that is meant; several where that cannot be told. */
export const chosenFrom = (ways: readonly Way[], installs: Installs, given: DependenciesGiven): readonly RuledWay[] => {
  const wanted = ways.filter(({ manager }) => manager === given.packageManager);
  if (wanted.length > 0) return wanted.map((way) => ({ ...way, rule: 'given' }));
  const ruled = ways.map((way) => ({ ...way, rule: way.isLock ? ('lock' as const) : ('manifest' as const) }));
  if (ways.length < 2) return ruled;
  const installed = ways.filter(({ manager, path }) => installs.managers.includes(manager) || installs.files.has(path));
  return installed.length === 1 ? installed.map((way) => ({ ...way, rule: 'installed' })) : ruled;
};
