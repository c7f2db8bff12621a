import { posix } from 'node:path';
import { mappingOf } from '../compose-merge';
import { interpolate } from '../interpolation';
import { at, type Rule } from './fact';
import { folderOf, nameOf, type SourceTree } from './source-tree';
import { type Containers, flaskAppOf, type Start } from './starts';
import { bestOf, moduleNameOf, resolveTarget, rootsOf, servedBy, type Target } from './targets';
import { WsgiApps } from './wsgi-apps';

/** An app that may be meant, and why. */
export interface Candidate extends Target {
  readonly rule: Rule;
  readonly from: string;
}

/** Where an app usually stands, after Flask's own two: in this order. */
const PLACES = ['main', 'run', 'server', 'index', 'hello', 'autoapp', 'application', 'api', 'manage'] as const;
const MOST_SCRIPTS = 50;

export const candidates = (targets: readonly Target[], rule: Rule, from?: string): readonly Candidate[] =>
  targets.map((target) => ({ ...target, rule, from: from ?? at(target.path, target.line) }));

/** Folders that a name may be looked up from, the likeliest first. */
export const rootsFor = (tree: SourceTree, folder: string): readonly string[] =>
  [...new Set([folder, '', 'src', ...tree.paths.filter((path) => path.split('/').length === 2).map(folderOf)])].filter(
    (each) => tree.hasFolder(each),
  );

const ofStart = async (tree: SourceTree, start: Start): Promise<readonly Candidate[]> => {
  const { launch, rule, from, image } = start;
  const { program } = launch;
  const target =
    launch.target === undefined ? undefined : interpolate(launch.target, (name) => image?.environment.get(name)?.value);
  const inside = launch.folder.startsWith('/')
    ? image?.inRepository(launch.folder)
    : posix.join(start.folder, launch.folder);
  const folder = (inside ?? start.folder).replace(/^\.\/?$/, '').replace(/\/$/, '');
  const roots = rootsFor(tree, folder);
  if (program === 'flask')
    return target === undefined ? [] : candidates(await resolveTarget(tree, target, roots), rule, from);
  if (program === 'python') {
    if (target === undefined) return [];
    const path = target.endsWith('.py')
      ? ((target.startsWith('/') ? image?.inRepository(target) : undefined) ?? posix.join(folder, target))
      : runnable(tree, target, roots);
    if (path === undefined) return [];
    // Python puts the folder of a script first.
    const root = target.endsWith('.py') ? folderOf(path) : undefined;
    const served = nameOf(path) === 'manage.py' ? await groupOf(tree, path) : await servedBy(tree, path, root);
    return candidates(served, rule, from);
  }
  const named = target ?? (await configured(tree, launch.config, folder));
  if (named === undefined) return [];
  return candidates(
    await resolveTarget(tree, named, roots, program === 'gunicorn' || program === 'uwsgi' ? 'application' : undefined),
    rule,
    from,
  );
};

/** What `python -m name` runs. */
const runnable = (tree: SourceTree, name: string, roots: readonly string[]): string | undefined =>
  roots
    .flatMap((root) => {
      const path = posix.join(root, name.replaceAll('.', '/'));
      return [`${path}/__main__.py`, `${path}.py`];
    })
    .find((path) => tree.has(path));

/** The app that a server's configuration file names. */
const configured = async (
  tree: SourceTree,
  config: string | undefined,
  folder: string,
): Promise<string | undefined> => {
  const path = posix.join(folder, (config ?? 'gunicorn.conf.py').replace(/^(?:python|file):/, ''));
  if (path.endsWith('.py')) {
    const module = await tree.module(path);
    const named = module?.assignments.find(({ names, within }) => !within && names.includes('wsgi_app'));
    return module?.python.literal(named?.value);
  }
  const text = (await tree.first([path]))?.text ?? '';
  const value = (key: string): string | undefined => new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)\\s*$`, 'm').exec(text)?.[1];
  const [module, callable] = [
    value('module') ?? value('wsgi') ?? value('wsgi-file') ?? value('mount'),
    value('callable'),
  ];
  return module === undefined || callable === undefined ? module : `${module}:${callable}`;
};

/** The app of `FlaskGroup(create_app=...)` or Flask-Script's `Manager(app)`. */
const groupOf = async (tree: SourceTree, path: string): Promise<readonly Target[]> => {
  const module = await tree.module(path);
  if (!module) return [];
  const [root = ''] = await rootsOf(tree, path);
  const apps = new WsgiApps(tree, root);
  for (const { node } of module.calls) {
    const callee = module.python.callee(node)?.split('.').at(-1);
    if (callee !== 'FlaskGroup' && callee !== 'Manager') continue;
    const { named, positional } = module.python.arguments(node);
    const given = module.python.dotted(named.get('create_app') ?? named.get('app') ?? positional[0] ?? null);
    const found = given === undefined ? [] : await resolveTarget(tree, `${moduleNameOf(path, root)}:${given}`, [root]);
    if (found.some(({ origin }) => origin !== undefined)) return found;
  }
  return bestOf(apps, module);
};

/** `web = "shop.web:main"` runs a function: the app is what its file serves. */
const ofScripts = async (tree: SourceTree): Promise<readonly Candidate[]> => {
  const { project, tool } = await tree.toml('pyproject.toml');
  const scripts = { ...mappingOf(mappingOf(mappingOf(tool).poetry).scripts), ...mappingOf(mappingOf(project).scripts) };
  const found: Candidate[] = [];
  for (const target of Object.values(scripts).slice(0, MOST_SCRIPTS)) {
    const module = String(target).replace(/:.*$/, '');
    for (const root of ['src', '']) {
      const path = new WsgiApps(tree, root).fileOf(module);
      if (path !== undefined) found.push(...candidates(await servedBy(tree, path), 'script', 'pyproject.toml'));
    }
  }
  return found;
};

const ofFlask = async (tree: SourceTree, containers: Containers): Promise<readonly Candidate[]> => {
  for (const { value, from, folder } of await flaskAppOf(tree, containers)) {
    const found = await resolveTarget(tree, value, rootsFor(tree, folder));
    if (found.length > 0) return candidates(found, 'flask-app', from);
  }
  return [];
};

/** The apps of the named files of some folders; of two names of one app the first. */
const ofPlaces = async (
  tree: SourceTree,
  folders: readonly string[],
  names: readonly string[],
): Promise<readonly Target[]> => {
  const found: Target[] = [];
  for (const folder of folders)
    for (const name of names) {
      const path = new WsgiApps(tree, folder).fileOf(name);
      const module = path === undefined ? undefined : await tree.module(path);
      if (!module) continue;
      const [root = ''] = await rootsOf(tree, path!);
      for (const target of await bestOf(new WsgiApps(tree, root), module)) found.push(target);
    }
  return oneEach(found);
};

/** One of each app: what lacks nothing before what does, then the first. */
const oneEach = (targets: readonly Target[]): readonly Target[] => {
  const sorted = [...targets].sort((one, other) => Number(one.lacking.length > 0) - Number(other.lacking.length > 0));
  const whole = sorted.filter((one, index) => sorted.findIndex(({ origin }) => origin === one.origin) === index);
  return whole.some(({ lacking }) => lacking.length === 0)
    ? whole.filter(({ lacking }) => lacking.length === 0)
    : whole;
};

/** How many folders an app lies deep; `src`, and a package's own, do not count. */
export const depthOf = (path: string): number =>
  path
    .replace(/^src\//, '')
    .replace(/\/__init__\.py$/, '.py')
    .split('/').length - 1;

/** Every app of the repository to a depth, where no usual place has one. */
export const anywhere = async (tree: SourceTree, least: number, most: number): Promise<readonly Target[]> => {
  const found: Target[] = [];
  for (const module of await tree.modules()) {
    const depth = depthOf(module.path);
    if (depth < least || depth > most) continue;
    const [root = ''] = await rootsOf(tree, module.path);
    found.push(...(await bestOf(new WsgiApps(tree, root), module)));
  }
  return oneEach(found);
};

/**
 * The places where an app is named or lies, in the order of their strength.
 * @param missed takes what a command names and is not there
 */
export const places = (
  tree: SourceTree,
  containers: Containers,
  missed: string[],
): readonly (() => Promise<readonly Candidate[]>)[] => {
  const started = async (rules: readonly Rule[]): Promise<readonly Candidate[]> => {
    const found: Candidate[] = [];
    for (const start of containers.starts.filter(({ rule }) => rules.includes(rule))) {
      const apps = await ofStart(tree, start);
      const { target, program } = start.launch;
      if (apps.length === 0 && target !== undefined && program !== 'python' && program !== 'script')
        missed.push(`${target} (${start.from})`);
      found.push(...apps);
    }
    return found;
  };
  const folders = [...new Set(tree.paths.filter((path) => path.endsWith('.py')).map(folderOf))].filter(
    (folder) =>
      folder !== '' && !folder.includes('/') && !/^(?:tests?|examples?|docs?|migrations|scripts)$/.test(folder),
  );
  return [
    () => started(['procfile']),
    () => started(['start-script']),
    () => started(['platform']),
    () => started(['compose', 'dockerfile']),
    () => started(['server-config']),
    () => ofScripts(tree),
    () => ofFlask(tree, containers),
    async () => candidates(tree.has('manage.py') ? await groupOf(tree, 'manage.py') : [], 'flask-group'),
    async () => candidates(await ofPlaces(tree, [''], ['wsgi']), 'flask-rule'),
    async () => candidates(await ofPlaces(tree, [''], ['app']), 'flask-rule'),
    async () => candidates(await ofPlaces(tree, [''], [...PLACES, 'api.index']), 'place'),
    async () => candidates(await anywhere(tree, 0, 0), 'only'),
    async () => candidates(await ofPlaces(tree, folders, ['wsgi', 'app', ...PLACES]), 'place'),
    async () => candidates(await anywhere(tree, 1, 1), 'only'),
  ];
};

/** Where Flask itself looks, and a name of an app whose value cannot be told: it may be one. */
export const unsureOf = async (tree: SourceTree): Promise<readonly Candidate[]> => {
  const apps = new WsgiApps(tree, '');
  for (const name of ['wsgi', 'app']) {
    const path = apps.fileOf(name);
    const module = path === undefined ? undefined : await tree.module(path);
    const found = ['app', 'application'].find((each) => module && apps.has(module, each));
    if (
      module &&
      found !== undefined &&
      (await bestOf(apps, module)).length === 0 &&
      !(await apps.isOther(module, found))
    )
      return candidates(await resolveTarget(tree, `${name}:${found}`, ['']), 'flask-rule');
  }
  return [];
};
