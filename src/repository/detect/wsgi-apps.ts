import type { Node } from './python-file';
import type { PythonFunction, PythonImport, PythonModule } from './python-module';
import { folderOf, type SourceTree } from './source-tree';

/** Classes whose objects are Flask apps. */
const FLASK_CLASSES = new Set([
  'flask.Flask',
  'flask.app.Flask',
  'apiflask.APIFlask',
  'flask_openapi3.OpenAPI',
  'flask_api.FlaskAPI',
]);
/** Objects that hold a Flask app in an attribute. */
const HOLDERS: Readonly<Record<string, string>> = {
  'dash.Dash': 'server',
  'connexion.App': 'app',
  'connexion.FlaskApp': 'app',
};
/** Callables around an app that are WSGI apps themselves. */
const WRAPPERS =
  /^(?:DispatcherMiddleware|ProxyFix|WhiteNoise|SharedDataMiddleware|ProfilerMiddleware|XRayMiddleware)$/;
/** Libraries whose objects are often called app, and are none of Flask's. */
const OTHERS =
  /^(?:fastapi|celery|typer|quart|sanic|bottle|aiohttp|starlette|falcon|litestar|pyramid|tornado|django|tkinter|kivy|PyQt\d|customtkinter|streamlit)\b/;
const DEEPEST = 12;

/** What a name of a module is to a WSGI server. */
export interface WsgiThing {
  readonly kind: 'app' | 'factory';
  /** Where it is made. */
  readonly path: string;
  readonly line: number;
  /** What a factory must be given. */
  readonly required: readonly string[];
}

/** Follows names through a repository's modules: which is a Flask app, which function makes one. */
export class WsgiApps {
  /** @param root the folder that Python starts from */
  constructor(
    readonly tree: SourceTree,
    readonly root: string,
  ) {}

  /** @returns the file that a module's name leads to, a package before a file; undefined where it is not of the repository. */
  fileOf(name: string): string | undefined {
    if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name)) return undefined;
    const path = [...(this.root === '' ? [] : [this.root]), ...name.split('.')].join('/');
    return [`${path}/__init__.py`, `${path}.py`].find((each) => this.tree.has(each));
  }

  /** @returns the module that an import of a file names, in full; undefined where it leads above the root. */
  moduleOf(path: string, { module, level }: PythonImport): string | undefined {
    if (level === 0) return module;
    const inside = this.root === '' ? folderOf(path) : folderOf(path).slice(this.root.length + 1);
    const parts = inside === '' ? [] : inside.split('/');
    if (level > parts.length) return undefined;
    return [...parts.slice(0, parts.length - level + 1), ...(module === '' ? [] : [module])].join('.');
  }

  /** @returns `flask.Flask` for what a file calls `F`, as far as its imports tell. */
  #fullName(module: PythonModule, dotted: string): string {
    const [head = '', ...rest] = dotted.split('.');
    const found = module.imports.find(({ alias, level }) => alias === head && level === 0);
    if (!found) return dotted;
    const base =
      found.name === undefined
        ? found.module.startsWith(`${head}.`)
          ? head
          : found.module
        : `${found.module}.${found.name}`;
    return [base, ...rest].join('.');
  }

  /** @returns whether a class, as a file names it, makes Flask apps. */
  async isFlask(module: PythonModule, dotted: string, depth = 0): Promise<boolean> {
    if (FLASK_CLASSES.has(this.#fullName(module, dotted))) return true;
    if (depth > DEEPEST) return false;
    const own = module.classes.find(({ name }) => name === dotted);
    if (own) {
      for (const base of module.python.arguments(own.node).positional) {
        const name = module.python.dotted(base);
        if (name !== undefined && (await this.isFlask(module, name, depth + 1))) return true;
      }
      return false;
    }
    const elsewhere = await this.#imported(module, dotted);
    return elsewhere ? this.isFlask(elsewhere.module, elsewhere.name, depth + 1) : false;
  }

  /** @returns where a name of a file comes from, where that is another file of the repository. */
  async #imported(
    module: PythonModule,
    dotted: string,
  ): Promise<{ readonly module: PythonModule; readonly name: string } | undefined> {
    const [head = '', ...rest] = dotted.split('.');
    for (const each of module.imports.filter(({ alias }) => alias === head || (alias === '*' && rest.length === 0))) {
      const full = this.#bound(module.path, each, head, rest);
      const cut = full?.lastIndexOf('.') ?? -1;
      const path = cut < 0 ? undefined : this.fileOf(full!.slice(0, cut));
      const found = path !== undefined && path !== module.path ? await this.tree.module(path) : undefined;
      const name = full?.slice(cut + 1) ?? '';
      if (found && (each.name !== '*' || this.has(found, name))) return { module: found, name };
    }
    return undefined;
  }

  /** The whole path of what a file calls by an import and what follows it. */
  #bound(path: string, one: PythonImport, head: string, rest: readonly string[]): string | undefined {
    // `import a.b` binds `a`.
    if (one.name === undefined) return [one.module.startsWith(`${head}.`) ? head : one.module, ...rest].join('.');
    const base = this.moduleOf(path, one);
    return base === undefined ? undefined : [base, one.name === '*' ? head : one.name, ...rest].join('.');
  }

  /** @returns whether a name is there when the module has been imported: whatever it is. */
  has(module: PythonModule, name: string): boolean {
    return (
      module.assignments.some(({ names, within }) => !within && names.includes(name)) ||
      module.functions.some((one) => one.isTop && one.name === name) ||
      module.imports.some(({ alias }) => alias === name || alias === '*')
    );
  }

  /** @returns what a name of a file is; undefined where it is no app, or cannot be told. */
  async thing(module: PythonModule, name: string, depth = 0): Promise<WsgiThing | undefined> {
    if (depth > DEEPEST) return undefined;
    const assigned = module.assignments
      .filter(({ names, within, isMain }) => !within && !isMain && names.includes(name))
      .at(-1);
    if (assigned) return this.#value(module, assigned.value, undefined, depth + 1);
    const own = module.functions.filter((one) => one.isTop && one.name === name).at(-1);
    if (own) return this.#factory(module, own, depth + 1);
    const elsewhere = await this.#imported(module, name);
    return elsewhere && this.thing(elsewhere.module, elsewhere.name, depth + 1);
  }

  async #factory(module: PythonModule, own: PythonFunction, depth: number): Promise<WsgiThing | undefined> {
    const line = module.python.lineOf(own.node);
    const made = { kind: 'factory', path: module.path, line, required: module.python.required(own.node) } as const;
    const type = module.python.dotted(own.node.getChild('TypeDef')?.lastChild ?? null);
    if (type !== undefined && (await this.isFlask(module, type))) return made;
    for (const value of own.returns)
      if ((await this.#value(module, value, own, depth + 1))?.kind === 'app') return made;
    return undefined;
  }

  /** What an expression gives, in a file or in one of its functions. */
  async #value(
    module: PythonModule,
    value: Node,
    within: PythonFunction | undefined,
    depth: number,
  ): Promise<WsgiThing | undefined> {
    if (depth > DEEPEST) return undefined;
    const { python } = module;
    if (value.name === 'CallExpression') return this.#call(module, value, within, depth);
    const dotted = python.dotted(value);
    if (dotted === undefined) return undefined;
    const inner =
      within && module.assignments.filter((one) => one.within === within && one.names.includes(dotted)).at(-1);
    if (inner) return this.#value(module, inner.value, within, depth + 1);
    if (!dotted.includes('.')) return this.thing(module, dotted, depth + 1);
    return this.#held(module, dotted, value, within, depth);
  }

  /** `dash_app.server`, or a name of an imported module. */
  async #held(module: PythonModule, dotted: string, value: Node, within: PythonFunction | undefined, depth: number) {
    const cut = dotted.lastIndexOf('.');
    const [holder, attribute] = [dotted.slice(0, cut), dotted.slice(cut + 1)];
    const made = module.assignments.find((one) => one.names.includes(holder) && one.within === within);
    const callee = made?.value.name === 'CallExpression' ? module.python.callee(made.value) : undefined;
    if (callee !== undefined && HOLDERS[this.#fullName(module, callee)] === attribute)
      return { kind: 'app', path: module.path, line: module.python.lineOf(value), required: [] } as const;
    const elsewhere = await this.#imported(module, dotted);
    return elsewhere && this.thing(elsewhere.module, elsewhere.name, depth + 1);
  }

  async #call(
    module: PythonModule,
    call: Node,
    within: PythonFunction | undefined,
    depth: number,
  ): Promise<WsgiThing | undefined> {
    const callee = module.python.callee(call);
    if (callee === undefined) return undefined;
    const app = { kind: 'app', path: module.path, line: module.python.lineOf(call), required: [] } as const;
    if (await this.isFlask(module, callee)) return app;
    if (WRAPPERS.test(callee.split('.').at(-1)!)) {
      const [first] = module.python.arguments(call).positional;
      return first && (await this.#value(module, first, within, depth + 1))?.kind === 'app' ? app : undefined;
    }
    const made = callee.includes('.')
      ? await this.#held(module, callee, call, within, depth)
      : await this.thing(module, callee, depth + 1);
    return made?.kind === 'factory' ? { ...made, kind: 'app', required: [] } : undefined;
  }

  /** @returns whether a name is bound to what is certainly no app: a text, a list, an object of another library that is known. */
  async isOther(module: PythonModule, name: string): Promise<boolean> {
    const assigned = module.assignments.filter(({ names, within }) => !within && names.includes(name)).at(-1);
    const callee = assigned?.value.name === 'CallExpression' ? module.python.callee(assigned.value) : undefined;
    if (callee !== undefined) return OTHERS.test(this.#fullName(module, callee));
    const imported = module.imports.find(({ alias }) => alias === name);
    return assigned
      ? !/^(?:VariableName|MemberExpression|ConditionalExpression|BinaryExpression)$/.test(assigned.value.name)
      : imported?.name === undefined || (await this.#isPackage(module, imported));
  }

  /** `from . import app` names a module, no app. */
  async #isPackage(module: PythonModule, one: PythonImport): Promise<boolean> {
    const base = this.moduleOf(module.path, one);
    return base !== undefined && this.fileOf(`${base}.${one.name}`) !== undefined;
  }

  /** @returns the names of a file that are apps, or make them, in its order. */
  async things(module: PythonModule): Promise<readonly (readonly [string, WsgiThing])[]> {
    const names = new Set([
      ...module.assignments.flatMap(({ names: each, within, isMain }) => (within || isMain ? [] : each)),
      ...module.functions.flatMap(({ name, isTop }) => (isTop ? [name] : [])),
      ...module.imports.flatMap(({ name, alias }) => (name !== undefined && /app/i.test(alias) ? [alias] : [])),
    ]);
    const found: (readonly [string, WsgiThing])[] = [];
    for (const name of names) {
      const thing = /^[A-Za-z_]\w*$/.test(name) ? await this.thing(module, name) : undefined;
      if (thing) found.push([name, thing]);
    }
    return found;
  }
}
