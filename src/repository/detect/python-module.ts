import type { Node, PythonText } from './python-file';

/** `from ..pkg import name as alias`, or `import pkg.mod as alias`. */
export interface PythonImport {
  /** Without the leading dots. */
  readonly module: string;
  readonly level: number;
  /** Undefined where the module itself is bound. */
  readonly name?: string;
  readonly alias: string;
  readonly line: number;
}

export interface PythonFunction {
  readonly name: string;
  readonly node: Node;
  /** Of the file, not of a class or of another function. */
  readonly isTop: boolean;
  readonly decorators: readonly Node[];
  readonly returns: Node[];
}

/** Something that is said within a function, or where the file is run as a program. */
interface Within {
  readonly within?: PythonFunction;
  readonly isMain: boolean;
  readonly node: Node;
}

interface Assignment extends Within {
  readonly names: readonly string[];
  readonly value: Node;
}

interface PythonClass {
  readonly name: string;
  readonly node: Node;
}

const MAIN = /^__name__\s*==\s*["']__main__["']$/;

const LEGACY = /^(?:\s*except\s+[\w.]+\s*,\s*\w+\s*:|\s*raise\s+[\w.]+\s*,\s*\S|\s*exec\s+["'])/;

/** What a Python file says, as far as it is asked about; read in one walk that no depth of nesting stops. */
export class PythonModule {
  readonly imports: PythonImport[] = [];
  readonly functions: PythonFunction[] = [];
  readonly classes: PythonClass[] = [];
  readonly assignments: Assignment[] = [];
  readonly calls: Within[] = [];
  /** `x["y"]`. */
  readonly subscripts: Within[] = [];
  readonly strings: Within[] = [];
  /** The first line that only Python 2 reads. */
  legacyLine: number | undefined;
  readonly #functions: PythonFunction[] = [];
  readonly #mains: Node[] = [];
  #classes = 0;

  constructor(readonly python: PythonText) {
    python.tree.iterate({
      enter: (reference) => this.#enter(reference.node),
      leave: (reference) => this.#leave(reference.node),
    });
  }

  get path(): string {
    return this.python.path;
  }

  #here(node: Node): Within {
    const [within] = this.#functions;
    return { node, isMain: this.#mains.length > 0, ...(within ? { within } : {}) };
  }

  readonly #readers: Readonly<Record<string, (node: Node) => void>> = {
    ImportStatement: (node) => this.#import(node),
    FunctionDefinition: (node) => this.#define(node),
    ClassDefinition: (node) => {
      this.#classes += 1;
      const name = node.getChild('VariableName');
      if (name && this.#functions.length === 0) this.classes.push({ name: this.python.of(name), node });
    },
    IfStatement: (node) => {
      const condition = node.firstChild?.nextSibling;
      if (condition && MAIN.test(this.python.of(condition))) this.#mains.push(node);
    },
    AssignStatement: (node) => this.#assign(node),
    CallExpression: (node) => this.calls.push(this.#here(node)),
    MemberExpression: (node) => {
      if (node.getChild('[')) this.subscripts.push(this.#here(node));
    },
    String: (node) => this.strings.push(this.#here(node)),
    ReturnStatement: (node) => {
      const value = node.firstChild?.nextSibling;
      if (value && value.nextSibling?.name !== ',') this.#functions.at(-1)?.returns.push(value);
    },
    PrintStatement: (node) => this.#legacy(node),
  };

  #enter(node: Node): void {
    this.#readers[node.name]?.(node);
    if ((node.type.isError || node.name === 'RaiseStatement' || node.name === 'TryStatement') && this.#isLegacy(node))
      this.#legacy(node);
  }

  #leave(node: Node): void {
    if (node.name === 'FunctionDefinition') this.#functions.pop();
    else if (node.name === 'ClassDefinition') this.#classes -= 1;
    else if (node.name === 'IfStatement' && this.#mains.at(-1)?.from === node.from) this.#mains.pop();
  }

  #isLegacy(node: Node): boolean {
    const { text } = this.python;
    const start = text.lastIndexOf('\n', node.from - 1) + 1;
    if (node.name !== 'TryStatement') return LEGACY.test(text.slice(start, start + 200));
    const caught = node.getChildren('except').map((word) => text.slice(word.from, word.from + 200));
    return caught.some((line) => LEGACY.test(line));
  }

  #legacy(node: Node): void {
    this.legacyLine ??= this.python.lineOf(node);
  }

  #import(node: Node): void {
    const words = this.python
      .of(node)
      .replace(/#.*$|\\\n/gm, ' ')
      .replace(/[()]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const line = this.python.lineOf(node);
    const from = /^from (\.*) ?([\w.]*) ?import (.*)$/.exec(words.replace(/ \. ?/g, ' .'));
    const list = (from ? from[3]! : words.replace(/^import /, '')).split(',').map((item) => item.trim());
    for (const item of list) {
      const [, name = '', alias] = /^([\w.*]+)(?: as (\w+))?$/.exec(item) ?? [];
      if (name === '') continue;
      if (from) this.imports.push({ module: from[2]!, level: from[1]!.length, name, alias: alias ?? name, line });
      else this.imports.push({ module: name, level: 0, alias: alias ?? name.split('.')[0]!, line });
    }
  }

  #define(node: Node): void {
    const name = node.getChild('VariableName');
    const outer = node.parent;
    const decorated = outer?.name === 'DecoratedStatement' ? outer : undefined;
    const one: PythonFunction = {
      name: name ? this.python.of(name) : '',
      node,
      isTop: this.#functions.length === 0 && this.#classes === 0,
      decorators: decorated ? decorated.getChildren('Decorator') : [],
      returns: [],
    };
    this.#functions.push(one);
    this.functions.push(one);
  }

  #assign(node: Node): void {
    const names: string[] = [];
    let value: Node | null = null;
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name === 'AssignOp') value = child.nextSibling;
      else if (child.name === ',') return;
      const target = child.nextSibling?.name;
      const named = target === 'AssignOp' || target === 'TypeDef' ? this.python.dotted(child) : undefined;
      if (named !== undefined) names.push(named);
    }
    if (value && this.#classes === 0) this.assignments.push({ ...this.#here(node), names, value });
    else if (value) this.assignments.push({ ...this.#here(node), names: names.map((name) => `self.${name}`), value });
  }
}
