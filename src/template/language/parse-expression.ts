import { type Expression as Acorn, type Node, parseExpressionAt } from 'acorn';
import type { Place } from '../../text/place';
import { shown } from '../../text/shown';
import { DEPTH_LIMIT, type Expression } from './expression';
import { Fault, type Notes } from './fault';
import { FUNCTIONS, functionNamed } from './functions';

/** A stretch of code and where its characters stand in the template file. */
export interface Code {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
  /** Takes what is not allowed, so that the rest is judged; without it the first is thrown. */
  readonly notes?: Notes;
}

/** Letters and digits of ASCII only: no look-alikes, no `$`, no `__proto__`. */
const NAME = /^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/;

const ALLOWED = 'see the list of what an expression may hold in docs/templates.md';

/** `;$3;` stands for a text or a value of the file where its code is read as a whole (compile-file.ts). */
const wordsOf = (text: string): string => shown(text.replace(/;\$\d+;/g, '…'));

/** @returns a fault at a node, with the words it has in the code. */
export const faultAt = (
  code: Code,
  node: { start: number; end: number },
  reason: string,
  fix: string = ALLOWED,
): Fault => new Fault(reason, code.placeOf(node.start), wordsOf(code.text.slice(node.start, node.end)), fix);

/**
 * @returns the name that a node holds
 * @throws Fault for anything but a plain name written out: an escape such as `\u0065val` is a name in disguise
 */
export const nameOf = (node: Node, code: Code): string => {
  const written = code.text.slice(node.start, node.end);
  if (node.type !== 'Identifier') throw faultAt(code, node, 'only a name can stand here');
  if (!NAME.test(written)) throw faultAt(code, node, 'a name is made of plain letters and digits, without escapes');
  return written;
};

/** Runs a parser and turns its own errors into faults. */
export const guarded = <T>(code: Code, parser: () => T): T => {
  try {
    return parser();
  } catch (error) {
    if (error instanceof Error && /stack/.test(error.message))
      throw new Fault('the code is nested too deeply', code.placeOf(0));
    if (!(error instanceof SyntaxError)) throw error;
    const position = Math.min((error as SyntaxError & { pos?: number }).pos ?? 0, code.text.length);
    const rest = wordsOf(code.text.slice(position));
    const reason = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw new Fault(`this is not an expression: ${shown(reason)}`, code.placeOf(position), rest || 'the end', ALLOWED);
  }
};

const literal = (node: Extract<Acorn, { type: 'Literal' }>, code: Code): string | number | boolean => {
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && /^(0|[1-9][0-9]{0,14})$/.test(code.text.slice(node.start, node.end))) return value;
  throw faultAt(code, node, 'a literal is a text in quotes, a whole number, true or false');
};

type Shape = Expression extends infer Each ? (Each extends Expression ? Omit<Each, 'at' | 'source'> : never) : never;

const BINARY: Readonly<Record<string, 'equal' | 'differs'>> = { '==': 'equal', '!=': 'differs' };
const ADVICE: Readonly<Record<string, string>> = {
  '===': 'write ==',
  '!==': 'write !=',
  '+': 'write the parts one after another',
};

const call = (
  node: Extract<Acorn, { type: 'CallExpression' }>,
  code: Code,
  inner: (node: Node) => Expression,
): Shape => {
  if (node.optional || node.callee.type !== 'Identifier')
    throw faultAt(code, node, 'only the listed functions can be called');
  const name = nameOf(node.callee, code);
  const known = functionNamed(name);
  if (name === 'bare') throw faultAt(code, node, 'bare() can only stand alone in a tag: <%= bare(x) %>');
  if (!known)
    throw faultAt(
      code,
      node,
      `there is no function "${name}"`,
      `the functions are ${Object.keys(FUNCTIONS).join(', ')} and bare`,
    );
  if (node.arguments.length !== known.parameters.length)
    throw faultAt(code, node, `${name}() takes ${known.parameters.length}, not ${node.arguments.length}`);
  return { kind: 'call', name, given: node.arguments.map(inner) };
};

const binary = (
  node: Extract<Acorn, { type: 'BinaryExpression' }>,
  code: Code,
  inner: (node: Node) => Expression,
): Shape => {
  if (node.operator === 'in') return { kind: 'in', item: inner(node.left), list: inner(node.right) };
  const kind = Object.hasOwn(BINARY, node.operator) ? BINARY[node.operator] : undefined;
  if (!kind) throw faultAt(code, node, `the operator ${node.operator} is not allowed`, ADVICE[node.operator]);
  return { kind, left: inner(node.left), right: inner(node.right) };
};

const shapeOf = (node: Acorn, code: Code, inner: (node: Node) => Expression): Shape => {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return inner(node.expression);
    case 'Literal':
      return { kind: 'literal', value: literal(node, code) };
    case 'TemplateLiteral':
      if (node.expressions.length > 0) throw faultAt(code, node, 'a text with code in it is not allowed');
      return { kind: 'literal', value: node.quasis[0]!.value.cooked! };
    case 'Identifier':
      return { kind: 'name', name: nameOf(node, code) };
    case 'UnaryExpression':
      if (node.operator !== '!') throw faultAt(code, node, `the operator ${node.operator} is not allowed`);
      return { kind: 'not', operand: inner(node.argument) };
    case 'LogicalExpression':
      if (node.operator === '??') throw faultAt(code, node, 'the operator ?? is not allowed');
      return { kind: node.operator === '&&' ? 'and' : 'or', left: inner(node.left), right: inner(node.right) };
    case 'BinaryExpression':
      return binary(node, code, inner);
    case 'ConditionalExpression':
      return { kind: 'choose', test: inner(node.test), yes: inner(node.consequent), no: inner(node.alternate) };
    case 'MemberExpression':
      if (node.computed || node.optional || code.text.slice(node.property.start, node.property.end) !== 'length')
        throw faultAt(code, node, 'only .length can be read of a value');
      return { kind: 'length', of: inner(node.object) };
    case 'CallExpression':
      return call(node, code, inner);
    default:
      throw faultAt(code, node, `${node.type} is not allowed`);
  }
};

/** Stands where something was noted, in an expression that is never evaluated. */
const NOTHING: Shape = { kind: 'literal', value: '' };

/**
 * Turns a checked part of acorn's tree into an expression. Every kind of node that is not named in
 * `shapeOf` is refused: what JavaScript gains later is refused too.
 */
export const expressionOf = (node: Node, code: Code, depth = 0): Expression => {
  const shape = (): Shape => {
    if (depth > DEPTH_LIMIT) throw faultAt(code, node, `an expression may be nested ${DEPTH_LIMIT} deep`);
    return shapeOf(node as Acorn, code, (child) => expressionOf(child, code, depth + 1));
  };
  const found = code.notes ? code.notes.attempt(shape) : shape();
  return {
    ...(found ?? NOTHING),
    at: code.placeOf(node.start),
    source: shown(code.text.slice(node.start, node.end)),
  };
};

/** ES modules know no `<!--` comments and are strict: fewer ways to write the same. */
export const GRAMMAR = { ecmaVersion: 2024, sourceType: 'module', preserveParens: true, allowHashBang: false } as const;

/** @returns the tree of the one expression that the code holds, not judged yet. */
export const parseWhole = (code: Code): Acorn => {
  const node = guarded(code, () => parseExpressionAt(code.text, 0, GRAMMAR));
  // acorn stops where the expression ends.
  const rest = code.text.slice(node.end);
  if (rest.trim() === '') return node;
  throw new Fault('one expression was expected here', code.placeOf(node.end), shown(rest), ALLOWED);
};

/**
 * Parses an expression, as `when` and the tags of a file hold it.
 * @param text the expression
 * @param notes take what is not allowed in it; without them the first is thrown
 * @throws Fault with place, construct and rule
 */
export const parseExpression = (text: string, notes?: Notes): Expression => {
  const placeOf: Code['placeOf'] = (offset) => ({ line: 1, column: offset + 1 });
  const code: Code = { text, placeOf, ...(notes === undefined ? {} : { notes }) };
  return expressionOf(parseWhole(code), code);
};
