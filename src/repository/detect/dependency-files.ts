import { posix } from 'node:path';
import type { Mapping } from '../../yaml/mapping';
import { mappingOf } from '../compose-merge';
import { at } from './fact';
import { type Dependency, normalised, requirementLine, requirementOf } from './requirement';
import { folderOf, type SourceTree } from './source-tree';

/** Files that name each other go no deeper. */
const MOST_FILES = 30;

/** The dependencies of a file in pip's format, with those that it names. */
export interface RequirementsFile {
  readonly dependencies: readonly Dependency[];
  readonly files: readonly string[];
  readonly hasHashes: boolean;
  /** Files that it names and that are not there. */
  readonly absent: readonly string[];
}

/** Reads a file of requirements and what it names. */
export const requirementsFile = async (tree: SourceTree, path: string): Promise<RequirementsFile> => {
  const dependencies: Dependency[] = [];
  const [files, absent, open] = [[] as string[], [] as string[], [path]];
  let hasHashes = false;
  for (let next = open.shift(); next !== undefined && files.length < MOST_FILES; next = open.shift()) {
    if (files.includes(next)) continue;
    const file = tree.has(next) ? await tree.text(next) : undefined;
    if (!file) {
      absent.push(next);
      continue;
    }
    files.push(next);
    const lines = file.text.split(/\r?\n/);
    for (let index = 0; index < lines.length; index += 1) {
      let [line, first] = [lines[index]!, index];
      while (line.trimEnd().endsWith('\\') && index + 1 < lines.length) {
        index += 1;
        line = `${line.trimEnd().slice(0, -1)} ${lines[index]!}`;
      }
      const said = requirementLine(line, at(next, first + 1));
      if (said.dependency) dependencies.push(said.dependency);
      if (said.file !== undefined) open.push(posix.join(folderOf(next), said.file));
      hasHashes ||= said.hasHash;
    }
  }
  return { dependencies, files, hasHashes, absent };
};

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** The line of a file that names a thing, for a reader that tells no places. */
const lineIn = (text: string, name: string): number => {
  const pattern = new RegExp(`^\\s*["']?${name.replaceAll('-', '[-_.]+')}(?![\\w.-])`, 'im');
  const index = pattern.exec(text)?.index ?? 0;
  return text.slice(0, index).split('\n').length + (/^\n/.test(text.slice(index)) ? 1 : 0);
};

const placed = (path: string, text: string, list: readonly string[]): readonly Dependency[] =>
  list.flatMap((each) => {
    const one = requirementOf(each, path);
    return one ? [{ ...one, from: at(path, lineIn(text, one.name)) }] : [];
  });

/** Tables of poetry and pipenv: `flask = "^3"`, `flask = {version = "*", extras = ["async"]}`. */
const ofTable = (path: string, text: string, table: unknown): readonly Dependency[] =>
  Object.entries(mappingOf(table)).flatMap(([name, value]) => {
    if (normalised(name) === 'python' || mappingOf(value).optional === true) return [];
    const version = typeof value === 'string' ? value : String(mappingOf(value).version ?? '');
    const extras = texts(mappingOf(value).extras).map(normalised);
    return [
      { name: normalised(name), extras, version: version === '*' ? '' : version, from: at(path, lineIn(text, name)) },
    ];
  });

/** What a project's own file says of its dependencies. */
export interface Manifest {
  readonly path: string;
  readonly dependencies: readonly Dependency[];
  readonly development: readonly Dependency[];
  readonly extras: ReadonlyMap<string, readonly Dependency[]>;
  readonly name?: string;
  /** `>=3.11`, in its author's words. */
  readonly python?: string;
  /** Which tool's tables it holds. */
  readonly tools: readonly string[];
  readonly isProject: boolean;
}

const extrasOf = (path: string, text: string, project: Mapping, poetry: Mapping): Manifest['extras'] => {
  const optional = Object.entries(mappingOf(project['optional-dependencies'])).map(
    ([name, list]) => [normalised(name), placed(path, text, texts(list))] as const,
  );
  const own = Object.entries(mappingOf(poetry.extras)).map(
    ([name, list]) => [normalised(name), placed(path, text, texts(list))] as const,
  );
  return new Map([...optional, ...own]);
};

/** Reads pyproject.toml; undefined where there is none. */
export const pyproject = async (tree: SourceTree, folder: string): Promise<Manifest | undefined> => {
  const path = posix.join(folder, 'pyproject.toml');
  const text = tree.has(path) ? ((await tree.text(path))?.text ?? '') : undefined;
  if (text === undefined) return undefined;
  const document = await tree.toml(path);
  const project = mappingOf(document.project);
  const tool = mappingOf(document.tool);
  const poetry = mappingOf(tool.poetry);
  const groups = Object.entries(mappingOf(poetry.group));
  const python = project['requires-python'] ?? mappingOf(poetry.dependencies).python;
  const name = project.name ?? poetry.name;
  return {
    path,
    dependencies: [...placed(path, text, texts(project.dependencies)), ...ofTable(path, text, poetry.dependencies)],
    development: [
      ...Object.values(mappingOf(document['dependency-groups'])).flatMap((list) => placed(path, text, texts(list))),
      ...placed(path, text, texts(mappingOf(tool.uv)['dev-dependencies'])),
      ...Object.values(mappingOf(mappingOf(tool.pdm)['dev-dependencies'])).flatMap((list) =>
        placed(path, text, texts(list)),
      ),
      ...ofTable(path, text, poetry['dev-dependencies']),
      ...groups.flatMap(([, group]) => ofTable(path, text, mappingOf(group).dependencies)),
    ],
    extras: extrasOf(path, text, project, poetry),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof python === 'string' ? { python } : {}),
    tools: Object.keys(tool),
    isProject: document.project !== undefined || poetry.dependencies !== undefined || poetry.name !== undefined,
  };
};

/** Reads a Pipfile. */
export const pipfile = async (tree: SourceTree, path: string): Promise<Manifest> => {
  const text = (await tree.text(path))?.text ?? '';
  const document = await tree.toml(path);
  const { python_version, python_full_version } = mappingOf(document.requires);
  const python = python_full_version ?? python_version;
  return {
    path,
    dependencies: ofTable(path, text, document.packages),
    development: ofTable(path, text, document['dev-packages']),
    extras: new Map(),
    ...(typeof python === 'string' ? { python: `==${python}` } : {}),
    tools: [],
    isProject: true,
  };
};

/** Reads what setup.py and setup.cfg say as literals. */
export const setupFile = async (tree: SourceTree, path: string): Promise<Manifest> => {
  const text = (await tree.text(path))?.text ?? '';
  const own = path.endsWith('.py') ? await setupScript(tree, path) : setupConfig(text);
  return {
    path,
    dependencies: placed(path, text, own.requires),
    development: [],
    extras: new Map(),
    ...(own.name === undefined ? {} : { name: own.name }),
    ...(own.python === undefined ? {} : { python: own.python }),
    tools: [],
    isProject: true,
  };
};

interface Setup {
  readonly requires: readonly string[];
  readonly name?: string | undefined;
  readonly python?: string | undefined;
}

const setupConfig = (text: string): Setup => {
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}\\s*=\\s*(.*(?:\\n[ \\t]+.*)*)`, 'm').exec(text)?.[1];
  return {
    requires: (value('install_requires') ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
    name: value('name'),
    python: value('python_requires'),
  };
};

const setupScript = async (tree: SourceTree, path: string): Promise<Setup> => {
  const module = await tree.module(path);
  const call = module?.calls.find(({ node }) => /(?:^|\.)setup$/.test(module.python.callee(node) ?? ''));
  if (!module || !call) return { requires: [] };
  const { python } = module;
  const { named } = python.arguments(call.node);
  const list = named.get('install_requires');
  const written =
    list?.name === 'VariableName'
      ? module.assignments.find(({ names }) => names.includes(python.of(list)))?.value
      : list;
  const requires: string[] = [];
  for (let child = written?.firstChild ?? null; child; child = child.nextSibling) {
    const text = python.literal(child);
    if (text !== undefined) requires.push(text);
  }
  return { requires, name: python.literal(named.get('name')), python: python.literal(named.get('python_requires')) };
};

/** The packages of a lock of uv, poetry, pdm or of PEP 751: name and version, with what each needs. */
export const lockedIn = async (
  tree: SourceTree,
  path: string,
): Promise<ReadonlyMap<string, { readonly version: string; readonly needs: readonly string[] }>> => {
  const document = path.endsWith('Pipfile.lock') ? await pipenvLock(tree, path) : await tree.toml(path);
  const list = document.package ?? document.packages;
  const named = (Array.isArray(list) ? list : []).map(mappingOf).map((one) => {
    const needs = Array.isArray(one.dependencies)
      ? one.dependencies.map((each) =>
          typeof each === 'string' ? (requirementOf(each, '')?.name ?? '') : String(mappingOf(each).name ?? ''),
        )
      : Object.keys(mappingOf(one.dependencies));
    return [
      normalised(String(one.name)),
      { version: String(one.version ?? ''), needs: needs.map(normalised) },
    ] as const;
  });
  return new Map(named);
};

const pipenvLock = async (tree: SourceTree, path: string): Promise<Mapping> => {
  try {
    const { default: packages } = mappingOf(JSON.parse((await tree.text(path))?.text ?? ''));
    return {
      package: Object.entries(mappingOf(packages)).map(([name, value]) => ({
        name,
        version: String(mappingOf(value).version ?? '').replace(/^==/, ''),
      })),
    };
  } catch {
    return {};
  }
};

/** @returns the Python that a lock was made for. */
export const pythonOfLock = async (tree: SourceTree, path: string): Promise<string | undefined> => {
  if (!path.endsWith('.lock') && !path.endsWith('.toml')) return undefined;
  if (path.endsWith('Pipfile.lock')) return undefined;
  const document = await tree.toml(path);
  const metadata = mappingOf(document.metadata);
  const said = document['requires-python'] ?? metadata['python-versions'] ?? metadata.requires_python;
  return typeof said === 'string' ? said : undefined;
};
