type Parser = typeof import('@lezer/python')['parser'];
type Tree = ReturnType<Parser['parse']>;
/** A node of a Python file's syntax tree. */
export type Node = Tree['topNode'];

/** Deeper than anybody writes a dotted name or nests a call. */
const DEEPEST = 40;

/** A call with its arguments apart. */
export interface CallArguments {
  readonly positional: readonly Node[];
  readonly named: ReadonlyMap<string, Node>;
}

const childrenOf = (node: Node): readonly Node[] => {
  const found: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
};

/** A Python file and its syntax tree: nothing of it is ever run. */
export class PythonText {
  readonly #lineStarts: readonly number[];

  constructor(
    readonly path: string,
    readonly text: string,
    readonly tree: Tree,
  ) {
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  of(node: Node): string {
    return this.text.slice(node.from, node.to);
  }

  lineOf(node: Node): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lineStarts[middle]! <= node.from) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** @returns `a.b.c` of a name or a member; undefined for anything else. */
  dotted(node: Node | null): string | undefined {
    const parts: string[] = [];
    let left = node;
    for (let depth = 0; left && depth < DEEPEST; depth += 1) {
      if (left.name === 'VariableName') return [this.of(left), ...parts].join('.');
      if (left.name !== 'MemberExpression' || left.lastChild?.name !== 'PropertyName') return undefined;
      parts.unshift(this.of(left.lastChild));
      left = left.firstChild;
    }
    return undefined;
  }

  /** @returns the text of a literal; undefined where it is put together when the app runs. */
  literal(node: Node | null | undefined): string | undefined {
    if (node?.name === 'ContinuedString') {
      const parts = childrenOf(node).map((part) => this.literal(part));
      return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
    }
    if (node?.name === 'Number') return this.of(node);
    if (node?.name !== 'String') return undefined;
    const [, prefix = '', , inside = ''] = /^([a-z]*)("""|'''|"|')(.*)\2$/is.exec(this.of(node)) ?? [];
    return /r/i.test(prefix) ? inside : inside.replace(/\\(["'\\])/g, '$1');
  }

  /** @returns what a call calls, as a dotted name, of a call or of a decorator. */
  callee(node: Node): string | undefined {
    if (node.name !== 'Decorator') return this.dotted(node.firstChild);
    const names = childrenOf(node).filter(({ name }) => name === 'VariableName');
    return names.length === 0 ? undefined : names.map((name) => this.of(name)).join('.');
  }

  arguments(call: Node): CallArguments {
    const list = call.getChild('ArgList');
    const positional: Node[] = [];
    const named = new Map<string, Node>();
    const children = list ? childrenOf(list).slice(1, -1) : [];
    for (let index = 0; index < children.length; index += 1) {
      const child = children[index]!;
      if (child.name === ',' || /^\*/.test(child.name)) continue;
      if (child.name === 'VariableName' && children[index + 1]?.name === 'AssignOp') {
        const value = children[index + 2];
        if (value) named.set(this.of(child), value);
        index += 2;
      } else if (!/^\*/.test(children[index - 1]?.name ?? '')) positional.push(child);
    }
    return { positional, named };
  }

  /** @returns the names of parameters that a caller must give. */
  required(definition: Node): readonly string[] {
    const list = definition.getChild('ParamList');
    const groups: Node[][] = [[]];
    for (const child of list ? childrenOf(list).slice(1, -1) : [])
      if (child.name === ',') groups.push([]);
      else groups.at(-1)!.push(child);
    return groups.flatMap((group) => {
      const [first] = group;
      return first?.name === 'VariableName' && !group.some(({ name }) => name === 'AssignOp') ? [this.of(first)] : [];
    });
  }
}

/** Reads the syntax of a Python file, whatever is wrong with it. */
export const parsePython = async (path: string, text: string): Promise<PythonText> => {
  const { parser } = await import('@lezer/python');
  return new PythonText(path, text, parser.parse(text));
};
