import { readEnvText } from '../env-file';
import { isVariableName } from '../variables';
import { at, type Findings, fact } from './fact';
import type { Looked } from './looked';
import type { Node } from './python-file';
import type { PythonModule } from './python-module';

/** Functions that give a variable, and whether a default stands second. */
const READERS =
  /^(?:os\.)?(?:environ\.get|getenv|environ\.setdefault)$|^(?:config|env)(?:\.(?:str|int|bool|list|url|get|float|json|dict|path))?$/;
/** Tools whose `config("X")` and `env("X")` read variables. */
const TOOLS = new Set(['decouple', 'environs', 'environ', 'starlette.config']);
const IS_ENVIRON = /^(?:os\.)?environ$/;
/** What a machine or a tool sets, and no owner. */
const OTHERS = new Set([
  'PATH',
  'HOME',
  'USER',
  'PWD',
  'TMPDIR',
  'PORT',
  'LANG',
  'TERM',
  'SHELL',
  'HOSTNAME',
  'PYTHONPATH',
  'VIRTUAL_ENV',
  'CI',
  'FLASK_ENV',
  'FLASK_DEBUG',
  'FLASK_APP',
  'WERKZEUG_RUN_MAIN',
  'DYNO',
]);
const REQUIRED = /^(?:SECRET_KEY|FLASK_SECRET_KEY|APP_SECRET_KEY)$/;
const EXAMPLES = ['.env.example', '.env.template', '.env.sample', 'env.example', '.env.dist'] as const;

interface Read {
  readonly name: string;
  readonly from: string;
  readonly isRequired: boolean;
}

const NOTHING = /^(?:None|["']{2})$/;

const callRead = (module: PythonModule, node: Node): Read | undefined => {
  const { python } = module;
  const callee = python.callee(node) ?? '';
  if (!READERS.test(callee)) return undefined;
  if (/^(?:config|env)/.test(callee) && !module.imports.some((one) => TOOLS.has(one.module))) return undefined;
  const { positional, named } = python.arguments(node);
  const name = python.literal(positional[0]);
  if (name === undefined || !isVariableName(name)) return undefined;
  const isTool = /^(?:config|env)/.test(callee);
  const standard = positional[1] ?? named.get('default');
  const isRequired = isTool
    ? standard === undefined
    : REQUIRED.test(name) && (standard === undefined || NOTHING.test(python.of(standard))) && !isAlternative(node);
  return { name, from: at(module.path, python.lineOf(node)), isRequired };
};

/** `os.environ.get("X") or "default"`. */
const isAlternative = (node: Node): boolean =>
  node.parent?.name === 'BinaryExpression' && node.nextSibling?.name === 'or';

const subscriptRead = (module: PythonModule, node: Node, isMain: boolean): Read | undefined => {
  const { python } = module;
  if (!IS_ENVIRON.test(python.dotted(node.firstChild) ?? '')) return undefined;
  const name = python.literal(node.getChild('[')?.nextSibling);
  if (name === undefined || !isVariableName(name) || node.nextSibling?.name === 'AssignOp') return undefined;
  return { name, from: at(module.path, python.lineOf(node)), isRequired: !isMain };
};

/** Names the variables that the app reads; never their values. */
export const findEnvironment = async ({ tree }: Looked): Promise<Findings> => {
  const reads = new Map<string, Read>();
  for (const module of await tree.modules()) {
    const found = [
      ...module.calls.map(({ node }) => callRead(module, node)),
      ...module.subscripts.map(({ node, isMain }) => subscriptRead(module, node, isMain)),
    ];
    for (const read of found) {
      const known = read && reads.get(read.name);
      if (read && !OTHERS.has(read.name) && (!known || (read.isRequired && !known.isRequired)))
        reads.set(read.name, read);
    }
  }
  const example = await tree.first(EXAMPLES);
  const { variables, alone } = readEnvText(example?.text ?? '');
  const named = [...Object.keys(variables), ...alone].filter(
    (name) => isVariableName(name) && !OTHERS.has(name) && !reads.has(name),
  );
  return {
    facts: [
      ...[...reads.values()].map(({ name, from, isRequired }) =>
        fact('environment', name, from, isRequired ? 'required' : 'read'),
      ),
      ...named.map((name) => fact('environment', name, example!.path, 'example')),
    ],
    problems: [],
    notes: [],
  };
};
