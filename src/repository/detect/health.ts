import { at, type Findings, fact } from './fact';
import type { Looked } from './looked';
import type { Node } from './python-file';
import type { PythonFunction, PythonModule } from './python-module';

/** Names of a route that says whether the app is well, likeliest first. */
const NAMES: readonly string[] = [
  'healthz',
  'health',
  'healthcheck',
  'health-check',
  'ready',
  'readyz',
  'livez',
  'up',
  'ping',
  'version',
];
const IS_HEALTH = new RegExp(`^(?:/api(?:/v\\d+)?)?/(${NAMES.join('|')})/?$`);

/** What asks another service, or only answers who has logged in. */
const CLIENT =
  /\b(?:db|session|redis|mongo|cursor|execute|query|engine|requests|httpx|urlopen|conn|connection|connect|cache|celery|delay|elasticsearch|boto3|s3|g)\b/;
const GUARD = /login|auth|jwt|require|token|permission|admin|limit/i;
const METHODS = new Set(['route', 'get']);

interface Route {
  readonly path: string;
  readonly from: string;
  readonly isPlain: boolean;
}

/** The variable of each blueprint, by file, with the prefix that it was made with. */
const prefixOf = (module: PythonModule, owner: string, all: readonly PythonModule[]): string | undefined => {
  const made = module.assignments.find(({ names, value }) => names.includes(owner) && value.name === 'CallExpression');
  const isBlueprint = made !== undefined && /Blueprint$/.test(module.python.callee(made.value) ?? '');
  if (!isBlueprint) return '';
  const own = module.python.arguments(made.value).named.get('url_prefix');
  const registered = all.flatMap((each) =>
    each.calls.flatMap(({ node }) => {
      if (!/\.register_blueprint$/.test(each.python.callee(node) ?? '')) return [];
      const { positional, named } = each.python.arguments(node);
      const given = positional[0] && each.python.dotted(positional[0])?.split('.').at(-1);
      const imported = each.imports.find(({ alias }) => alias === given);
      const isThis = given === owner || imported?.name === owner;
      return isThis ? [named.has('url_prefix') ? each.python.literal(named.get('url_prefix')) : null] : [];
    }),
  );
  const [first] = registered;
  if (registered.length !== 1 || first === undefined) return undefined;
  return first ?? (own === undefined ? '' : module.python.literal(own));
};

const takesGet = (module: PythonModule, decorator: Node): boolean => {
  const methods = module.python.arguments(decorator).named.get('methods');
  return methods === undefined || /["']GET["']/i.test(module.python.of(methods));
};

const routesOf = (module: PythonModule, view: PythonFunction, all: readonly PythonModule[]): readonly Route[] => {
  const { python } = module;
  const called = view.decorators.map((decorator) => ({ decorator, callee: python.callee(decorator) ?? '' }));
  const isGuarded = called.some(({ callee }) => GUARD.test(callee));
  const body = view.node.getChild('Body');
  const isPlain = !isGuarded && body !== null && !CLIENT.test(python.of(body));
  return called.flatMap(({ decorator, callee }) => {
    const [owner = '', method = ''] = callee.split(/\.(?=[^.]*$)/);
    if (!METHODS.has(method) || !takesGet(module, decorator)) return [];
    const { positional, named } = python.arguments(decorator);
    const path = python.literal(positional[0] ?? named.get('rule'));
    const prefix = prefixOf(module, owner, all);
    if (path === undefined || prefix === undefined || path.includes('<')) return [];
    const whole = `${prefix.replace(/\/$/, '')}${path}`;
    return [{ path: whole === '' ? '/' : whole, from: at(module.path, python.lineOf(decorator)), isPlain }];
  });
};

/** Decides what the health check asks: a route of that name, else the start page, else the port alone. */
export const findHealth = async ({ tree }: Looked): Promise<Findings> => {
  const modules = await tree.modules();
  const routes = modules.flatMap((module) => module.functions.flatMap((view) => routesOf(module, view, modules)));
  const named = routes.filter(({ path }) => IS_HEALTH.test(path));
  const rank = ({ path }: Route): number => NAMES.indexOf(IS_HEALTH.exec(path)![1]!);
  const plain = named.filter(({ isPlain }) => isPlain).sort((one, other) => rank(one) - rank(other));
  const root = routes.find(({ path, isPlain }) => path === '/' && isPlain);
  const [first] = plain;
  const others = named.filter((each) => each !== first).map(({ path, from }) => `${path} (${from})`);
  const found = first
    ? fact('healthPath', first.path, first.from, 'route', others)
    : root
      ? fact('healthPath', '/', root.from, 'root', others)
      : fact('healthPath', 'tcp', 'default', 'none', others);
  const notes =
    found.value === 'tcp' ? ['no page answers without a service: the health check asks the port alone'] : [];
  return { facts: [found], problems: [], notes };
};
