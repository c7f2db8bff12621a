import type { Files } from '../../machine/files';
import { shown } from '../../text/shown';
import { findDependencies } from './dependencies';
import { type EntryGiven, findEntry } from './entry';
import { findEnvironment } from './environment';
import { findExisting, findLeftBehind, findStartup, findTests } from './existing';
import { at, FACT_KEYS, type Findings, fact } from './fact';
import { findHealth } from './health';
import type { Looked } from './looked';
import { findNaming } from './naming';
import { findPython } from './python-version';
import { findPort, findServer } from './server';
import { findServices } from './services';
import { refusal, SourceTree } from './source-tree';
import { containersIn } from './starts';
import { findSystemPackages } from './system-packages';
import type { DependenciesGiven } from './ways';
import { findWrites } from './writes';

/** What the user said, which decides where a repository says several things. */
export interface DetectGiven extends EntryGiven, DependenciesGiven {
  readonly python?: string;
  /** The Dockerfile that is there stays as it is. */
  readonly keepDockerfile?: boolean;
}

/** Readers of one family of facts each. None of them runs anything of the app. */
const READERS: readonly ((looked: Looked) => Promise<Findings>)[] = [
  findNaming,
  findServer,
  findPort,
  findHealth,
  findSystemPackages,
  findServices,
  findEnvironment,
  findWrites,
  findStartup,
  findTests,
  findExisting,
  findLeftBehind,
];

/** Distributions that are Flask, or bring it. */
const FLASKS =
  /^(?:flask|dash|apiflask|flask-openapi3|flask-appbuilder|connexion|flask-restx|flask-restful|flask-smorest)$/;
const FRAMEWORKS = [
  'django',
  'fastapi',
  'quart',
  'sanic',
  'bottle',
  'tornado',
  'aiohttp',
  'pyramid',
  'falcon',
  'starlette',
  'litestar',
  'cherrypy',
  'streamlit',
] as const;

const findFramework = async ({ tree, dependencies }: Looked): Promise<Findings> => {
  const dependency = dependencies.direct.find(({ name }) => FLASKS.test(name));
  if (dependency)
    return { facts: [fact('framework', 'flask', dependency.from, 'dependency')], problems: [], notes: [] };
  const modules = await tree.modules();
  const imports = modules.flatMap((module) =>
    module.imports
      .filter(({ level }) => level === 0)
      .map((one) => ({ top: one.module.split('.')[0]!.toLowerCase(), from: at(module.path, one.line) })),
  );
  const isOwn = tree.hasFolder('flask') || tree.has('flask.py');
  const flask = isOwn ? undefined : imports.find(({ top }) => FLASKS.test(top.replaceAll('_', '-')));
  if (flask) return { facts: [fact('framework', 'flask', flask.from, 'import')], problems: [], notes: [] };
  const named = dependencies.direct.find(({ name }) => (FRAMEWORKS as readonly string[]).includes(name));
  const other = named
    ? { top: named.name, from: named.from }
    : imports.find(({ top }) => (FRAMEWORKS as readonly string[]).includes(top));
  const message = other
    ? `it is an app of ${shown(other.top)} (${shown(other.from)}), not of Flask`
    : 'no Flask app is there: nothing depends on flask or imports it';
  return {
    facts: [],
    problems: [
      refusal('directory', message, 'name the folder of a Flask app; create-flask-container my-app makes a new one'),
    ],
    notes: [],
  };
};

const inOrder = (facts: Findings['facts']): Findings['facts'] =>
  [...facts].sort((one, other) => FACT_KEYS.indexOf(one.key) - FACT_KEYS.indexOf(other.key));

/**
 * Reads a Flask app: what it is, and where each thing stands. Nothing of it is run, imported or changed.
 * @param folder the name of the folder that the files lie in
 * @returns facts, and the problems that only a person can end
 * @throws Stop(usage) for more files than anybody's app has
 * @internal for its tests, until the command that adopts an app is there
 */
export const detect = async (files: Files, folder: string, given: DetectGiven = {}): Promise<Findings> => {
  const tree = await SourceTree.of(files);
  const containers = await containersIn(tree);
  const entry = await findEntry(tree, containers, given);
  const dependencies = await findDependencies(tree, containers, entry.target?.path, given);
  const looked: Looked = { tree, containers, dependencies, entry: entry.target, folder };
  const framework = await findFramework(looked);
  if (framework.problems.length > 0) return framework;
  const python = await findPython(tree, containers, dependencies, given);
  const found: Findings[] = [framework, entry, dependencies, python];
  for (const reader of READERS) found.push(await reader(looked));
  return {
    facts: inOrder(found.flatMap(({ facts }) => facts)),
    problems: found
      .flatMap(({ problems }) => problems)
      .filter(({ flag }) => !(given.keepDockerfile && flag === '--dockerfile')),
    notes: [...new Set(found.flatMap(({ notes }) => notes))],
  };
};
