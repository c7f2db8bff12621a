import { posix } from 'node:path';
import type { PythonModule } from './python-module';
import { folderOf, nameOf, type SourceTree } from './source-tree';
import { WsgiApps, type WsgiThing } from './wsgi-apps';

/** A WSGI app as a server names it, and the folder that Python starts from. */
export interface Target {
  /** `shop.web:create_app()`. */
  readonly entry: string;
  readonly root: string;
  /** The file that the module's name leads to. */
  readonly path: string;
  readonly line: number;
  /** Where the app itself is made: two names of one app have one origin. Undefined where it cannot be told. */
  readonly origin?: string;
  /** What the factory must be given, and is not. */
  readonly lacking: readonly string[];
}

const MODULE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
/** A name, or a call with literal arguments: what a server can be given. */
const EXPRESSION = /^([A-Za-z_]\w*)(\(.*\))?$/s;

/** Flask's own names, `find_best_app`. */
const INSTANCES = ['app', 'application'] as const;
const FACTORIES = ['create_app', 'make_app'] as const;

/** @returns the name by which Python imports a file from a folder; undefined where it cannot. */
export const moduleNameOf = (path: string, root: string): string | undefined => {
  const inside = root === '' ? path : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
  const name = inside?.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
  return name !== undefined && MODULE.test(name) ? name : undefined;
};

const targetOf = (
  apps: WsgiApps,
  module: PythonModule,
  expression: string,
  thing: WsgiThing | undefined,
  line: number,
): Target | undefined => {
  const name = moduleNameOf(module.path, apps.root);
  if (name === undefined) return undefined;
  const isBare = thing?.kind === 'factory' && !expression.endsWith(')');
  const isEmpty = /\(\s*\)$/.test(expression);
  return {
    entry: `${name}:${expression}${isBare ? '()' : ''}`,
    root: apps.root,
    path: module.path,
    line,
    ...(thing ? { origin: `${thing.path}:${thing.line}` } : {}),
    lacking: thing?.kind === 'factory' && (isBare || isEmpty) ? thing.required : [],
  };
};

/** @returns the app that Flask itself would take from a module; more than one where it would not choose. */
export const bestOf = async (apps: WsgiApps, module: PythonModule): Promise<readonly Target[]> => {
  const things = await apps.things(module);
  const take = ([name, thing]: readonly [string, WsgiThing]): readonly Target[] => {
    const target = targetOf(apps, module, name, thing, lineOfName(module, name));
    return target ? [target] : [];
  };
  const found = things.filter(([, { kind }]) => kind === 'app');
  // `from shop import app` may only be there for what is made of it.
  const own = found.filter(([name]) => module.assignments.some(({ names, within }) => !within && names.includes(name)));
  const instances = own.length > 0 ? own : found;
  const named = INSTANCES.flatMap((name) => instances.filter(([each]) => each === name)).slice(0, 1);
  const origins = new Set(instances.map(([, { path, line }]) => `${path}:${line}`));
  const factories = FACTORIES.flatMap((name) =>
    things.filter(([each, { kind }]) => each === name && kind === 'factory'),
  ).slice(0, 1);
  const others = things.filter(([, { kind }]) => kind === 'factory');
  if (named.length > 0) return named.flatMap(take);
  if (instances.length > 0) return (origins.size === 1 ? instances.slice(0, 1) : instances).flatMap(take);
  return (factories.length > 0 ? factories : others).flatMap(take);
};

const lineOfName = (module: PythonModule, name: string): number => {
  const { python } = module;
  const assigned = module.assignments.find(({ names }) => names.includes(name));
  const defined = module.functions.find((one) => one.isTop && one.name === name);
  const imported = module.imports.find(({ alias }) => alias === name || alias === '*');
  if (assigned) return python.lineOf(assigned.node);
  return defined ? python.lineOf(defined.node) : (imported?.line ?? 1);
};

/** The imports of a file that lead into the repository from a folder, and those that lead nowhere from it but do from another. */
const reached = (apps: WsgiApps, module: PythonModule): number =>
  module.imports.filter(
    (one) =>
      one.level === 0 &&
      (apps.fileOf(one.module) !== undefined ||
        (one.name !== undefined && apps.fileOf(`${one.module}.${one.name}`) !== undefined)),
  ).length;

const hasRelative = (module: PythonModule): boolean => module.imports.some(({ level }) => level > 0);

/** What a set of files of an app says on where Python starts: the folder that most of their imports are found from. */
const closest = async (tree: SourceTree, path: string): Promise<readonly PythonModule[]> => {
  const folder = folderOf(path);
  const beside = tree.paths.filter(
    (each) => each.endsWith('.py') && (each.startsWith(`${folder}/`) || folder === '') && each !== path,
  );
  const modules: PythonModule[] = [];
  for (const each of [path, ...beside.slice(0, 200)]) {
    const module = await tree.module(each);
    if (module) modules.push(module);
  }
  return modules;
};

/**
 * @returns the folders that Python may start from for a file, the one that its imports speak for first; several where they
 *   speak for several
 */
export const rootsOf = async (tree: SourceTree, path: string): Promise<readonly string[]> => {
  let own = folderOf(path);
  const folders = [own];
  while (own !== '') {
    own = folderOf(own);
    folders.push(own);
  }
  let package_ = folderOf(path);
  while (package_ !== '' && tree.has(`${package_}/__init__.py`)) package_ = folderOf(package_);
  const modules = await closest(tree, path);
  const isInside = modules[0] !== undefined && hasRelative(modules[0]) && nameOf(path) !== '__init__.py';
  const usual = package_ === folderOf(path) && isInside ? folderOf(package_) : package_;
  const scores = folders.map((folder) => {
    const apps = new WsgiApps(tree, folder);
    return modules.reduce((sum, module) => sum + reached(apps, module), 0);
  });
  const most = Math.max(...scores);
  const best = folders.filter((_, index) => scores[index] === most);
  const sorted = best.includes(usual) ? [usual] : most === 0 ? [usual] : best;
  const second = folders.filter(
    (folder, index) => !sorted.includes(folder) && scores[index]! > 0 && scores[index]! * 2 > most,
  );
  return [...sorted.slice(0, 1), ...second];
};

/**
 * @param text what a server is given: `module:name`, `module`, `shop/app.py`, `shop/app.py:create_app`
 * @param folders where Python may start from, the likeliest first
 * @param fallback the name that is taken where none is said; Flask's rule without it
 */
export const resolveTarget = async (
  tree: SourceTree,
  text: string,
  folders: readonly string[],
  fallback?: string,
): Promise<readonly Target[]> => {
  const [, module = '', expression = fallback] = /^([^:]+)(?::(.*))?$/s.exec(text.trim()) ?? [];
  const isFile = module.endsWith('.py') || module.includes('/');
  for (const folder of folders) {
    const path = isFile ? fileIn(tree, folder, module) : new WsgiApps(tree, folder).fileOf(module);
    const file = path === undefined ? undefined : await tree.module(path);
    if (!file) continue;
    const root = isFile ? (await rootsOf(tree, path!))[0]! : folder;
    const apps = new WsgiApps(tree, root);
    const found = expression === undefined ? await bestOf(apps, file) : await namedIn(apps, file, expression);
    if (found.length > 0) return found;
  }
  return [];
};

const fileIn = (tree: SourceTree, folder: string, path: string): string | undefined => {
  const whole = posix.join(folder, path.replace(/^\//, '')).replace(/\/$/, '');
  return [whole, `${whole}.py`, `${whole}/__init__.py`].find((each) => each.endsWith('.py') && tree.has(each));
};

const namedIn = async (apps: WsgiApps, file: PythonModule, expression: string): Promise<readonly Target[]> => {
  const [, name = ''] = EXPRESSION.exec(expression) ?? [];
  if (name === '' || !apps.has(file, name)) return [];
  const thing = await apps.thing(file, name);
  const found = targetOf(apps, file, expression.replace(/\s+/g, ' '), thing, lineOfName(file, name));
  return found ? [found] : [];
};

/**
 * @param from the folder that Python starts from, where that is known
 * @returns the app that a file serves when it is run as a program: `app.run()`, `serve(app)`, `socketio.run(app)`
 */
export const servedBy = async (tree: SourceTree, path: string, from?: string): Promise<readonly Target[]> => {
  const module = await tree.module(path);
  if (!module) return [];
  const root = from ?? (await rootsOf(tree, path))[0]!;
  const apps = new WsgiApps(tree, root);
  const { python } = module;
  for (const { node, within } of module.calls) {
    const callee = python.callee(node) ?? '';
    const [first] = python.arguments(node).positional;
    const given = first && python.dotted(first);
    const served = /(?:^|\.)(?:serve|run_simple|WSGIServer|run)$/.test(callee)
      ? (given ?? callee.replace(/\.?run$/, ''))
      : '';
    const names = [served, callee.replace(/\.?run$/, '')].filter((name) => /^[A-Za-z_]\w*$/.test(name));
    for (const name of callee === '' ? [] : names) {
      const thing = await apps.thing(module, name);
      const named = thing?.kind === 'app' ? targetOf(apps, module, name, thing, lineOfName(module, name)) : undefined;
      if (named) return [named];
      const made = module.assignments
        .filter((one) => one.names.includes(name) && (one.isMain || one.within === within))
        .at(-1);
      const factory = made?.value.name === 'CallExpression' ? python.callee(made.value) : undefined;
      const source = factory !== undefined ? await apps.thing(module, factory) : undefined;
      if (source?.kind !== 'factory') continue;
      const words = python.of(made!.value).slice(factory!.length);
      const target = targetOf(apps, module, `${factory}${words}`, source, python.lineOf(made!.node));
      if (target && /^\((?:\s*(?:\w+\s*=\s*)?(?:"[^"]*"|'[^']*'|\d+|True|False|None)\s*,?)*\)$/.test(words))
        return [target];
      if (target) return [{ ...target, lacking: source.required }];
    }
  }
  return [];
};
