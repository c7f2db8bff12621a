import type { BlockStatement, ForOfStatement, IfStatement, Node, Statement } from 'acorn';
import type { Piece } from './ejs-tags';
import { DEPTH_LIMIT, type Expression } from './expression';
import { Fault } from './fault';
import { TAKEN_NAMES } from './functions';
import type { Language } from './language';
import { LIMITS } from './limits';
import { type Code, expressionOf, faultAt, nameOf, parseWhole } from './parse-expression';
import type { Program, Slot } from './program';

const ALLOWED = 'a tag holds if (…) { … } else { … }, for (const x of list) { … } or an expression';

/** The code of a file as one program, in which each text and each written value is a marker `;$3;`. */
export interface Joined extends Code {
  /** The piece that stands at an offset of the program. */
  readonly markers: ReadonlyMap<number, Piece>;
}

/** Writes the program again, as EJS that holds nothing of the template's code. */
export class Printer {
  readonly slots: Slot[] = [];
  private seen = 0;
  private depth = 0;

  constructor(
    private readonly language: Language,
    private readonly joined: Joined,
    private readonly placeOf: Code['placeOf'],
  ) {}

  program(body: readonly Node[]): Program {
    const ejs = this.statements(body, []);
    // A marker that is not a statement was swallowed by a comment that spans tags.
    if (this.seen !== this.joined.markers.size)
      throw new Fault(
        'a comment may not reach beyond its tag',
        { line: 1, column: 1 },
        undefined,
        'write <%# comment %>',
      );
    return { language: this.language, ejs, slots: this.slots };
  }

  private statements(body: readonly Node[], within: readonly number[]): string {
    return body.map((statement) => this.statement(statement as Statement, within)).join('');
  }

  private statement(node: Statement, within: readonly number[]): string {
    switch (node.type) {
      case 'EmptyStatement':
        return '';
      case 'IfStatement':
        return this.condition(node, within);
      case 'ForOfStatement':
        return this.loop(node, within);
      default: {
        const marked = node.type === 'ExpressionStatement' && this.joined.markers.get(node.start);
        if (!marked) throw faultAt(this.joined, node, `${node.type} is not allowed in a tag`, ALLOWED);
        this.seen += 1;
        return marked.kind === 'text'
          ? this.text(marked.text, within)
          : this.write(marked as Piece & { kind: 'write' }, within);
      }
    }
  }

  private slot(slot: Slot): number {
    if (this.slots.length >= LIMITS.fileTags) {
      throw new Fault(`a file may have ${LIMITS.fileTags} values, conditions and loops`, slot.expression.at);
    }
    return this.slots.push(slot) - 1;
  }

  private text(text: string, within: readonly number[]): string {
    const written = text.replace(/<%|%>/g, (sign) => (sign === '<%' ? '<%%' : '%%>'));
    // Only what is repeated can grow: the rest is no longer than the file.
    return within.length > 0 ? `<% it.spend(${text.length}) %>${written}` : written;
  }

  private write(piece: Piece & { kind: 'write' }, within: readonly number[]): string {
    const code: Code = { text: piece.code, placeOf: (offset) => this.placeOf(piece.offset + offset) };
    const whole = parseWhole(code);
    const bare = whole.type === 'CallExpression' && whole.callee.type === 'Identifier' && whole.callee.name === 'bare';
    if (bare && (whole.arguments.length !== 1 || whole.optional)) throw faultAt(code, whole, 'bare() takes one value');
    if (bare) nameOf(whole.callee, code);
    const expression = expressionOf(bare ? whole.arguments[0]! : whole, code);
    return `<%= it.write(${this.slot({ kind: 'write', expression, bare, within })}) %>`;
  }

  private expression(node: Node): Expression {
    return expressionOf(node, this.joined);
  }

  private block(node: Node, within: readonly number[]): string {
    if (node.type !== 'BlockStatement') throw faultAt(this.joined, node, 'braces are needed round it', ALLOWED);
    return this.deeper(node, () => this.statements((node as BlockStatement).body, within));
  }

  /** Counts how deep the blocks stand in each other: the engine's own limit would be a fault of ours. */
  private deeper(node: Node, print: () => string): string {
    this.depth += 1;
    if (this.depth > DEPTH_LIMIT) throw faultAt(this.joined, node, `blocks may be nested ${DEPTH_LIMIT} deep`, ALLOWED);
    const printed = print();
    this.depth -= 1;
    return printed;
  }

  private condition(node: IfStatement, within: readonly number[]): string {
    const test = this.slot({ kind: 'test', expression: this.expression(node.test), within });
    const yes = this.block(node.consequent, within);
    const other = node.alternate;
    const no = other
      ? other.type === 'IfStatement'
        ? this.deeper(other, () => this.condition(other, within))
        : this.block(other, within)
      : '';
    return `<% if (it.test(${test})) { %>${yes}<% } else { %>${no}<% } %>`;
  }

  private loop(node: ForOfStatement, within: readonly number[]): string {
    const { left } = node;
    const variable =
      left.type === 'VariableDeclaration' && left.kind === 'const' && left.declarations.length === 1
        ? left.declarations[0]!.id
        : undefined;
    if (!variable || node.await)
      throw faultAt(this.joined, node, 'a loop is written for (const x of list) { … }', ALLOWED);
    const name = nameOf(variable, this.joined);
    const taken =
      TAKEN_NAMES.has(name) || within.some((index) => (this.slots[index] as Slot & { kind: 'loop' }).name === name);
    if (taken) throw faultAt(this.joined, variable, 'this name is taken', 'give the loop another name');
    const loop = this.slot({ kind: 'loop', name, expression: this.expression(node.right), within });
    return `<% for (const _ of it.loop(${loop})) { %>${this.block(node.body, [...within, loop])}<% } %>`;
  }
}
