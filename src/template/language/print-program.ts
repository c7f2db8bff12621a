import type { BlockStatement, ForOfStatement, IfStatement, Node, Statement } from 'acorn';
import type { Place } from '../../text/place';
import { LIMITS } from '../template';
import type { Piece } from './ejs-tags';
import { DEPTH_LIMIT, type Expression } from './expression';
import { Fault, type Notes } from './fault';
import { TAKEN_NAMES } from './functions';
import type { Language } from './language';
import { type Code, expressionOf, faultAt, nameOf, parseWhole } from './parse-expression';
import { PRINTED } from './printed-tags';
import type { Program, Slot } from './program';

/** Stands for an expression that could not be read. */
const nothingAt = (at: Place): Expression => ({ kind: 'literal', value: '', at, source: '' });

const ALLOWED = 'a tag holds if (…) { … } else { … }, for (const x of list) { … } or an expression';

/** The code of a file as one program, in which each text and each written value is a marker `;$3;`. */
export interface Joined extends Code {
  /** The piece that stands at an offset of the program. */
  readonly markers: ReadonlyMap<number, Piece>;
}

/** Writes the program again, as EJS of our own words; the template's texts and expressions stand beside it. */
export class Printer {
  private readonly slots: Slot[] = [];
  private readonly texts: string[] = [];
  /** Whether the last text may take up what follows: no tag was printed since. */
  private inText = false;
  private readonly seen = new Set<Piece>();
  /** Statements and what they ask that were refused, with what is inside of them. */
  readonly refused = new Set<Node>();
  /** The slot of each statement that writes a value. */
  readonly writes = new Map<Node, number>();
  private full: Fault | undefined;
  private depth = 0;

  constructor(
    private readonly language: Language,
    private readonly joined: Joined,
    private readonly placeOf: Code['placeOf'],
    private readonly notes: Notes,
  ) {}

  program(body: readonly Node[]): Program {
    const ejs = this.statements(body, []);
    for (const [offset, piece] of this.joined.markers) if (!this.seen.has(piece)) this.unseen(offset, piece);
    return { language: this.language, ejs, texts: this.texts, slots: this.slots };
  }

  /** What stands in no statement that was printed. */
  private unseen(offset: number, piece: Piece): void {
    if ([...this.refused].some(({ start, end }) => start <= offset && offset < end)) {
      // Its own words are judged all the same.
      if (piece.kind === 'write') this.notes.attempt(() => this.written(this.codeOf(piece)));
      return;
    }
    // It was swallowed by a comment that spans tags.
    const place = this.placeOf(piece.offset);
    this.notes.note(new Fault('a comment may not reach beyond its tag', place, undefined, 'write <%# comment %>'));
  }

  private statements(body: readonly Node[], within: readonly number[]): string {
    return body
      .map((statement) => {
        const printed = this.notes.attempt(() => this.statement(statement as Statement, within));
        if (printed === undefined) this.refused.add(statement);
        return printed;
      })
      .join('');
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
        this.seen.add(marked);
        return marked.kind === 'text'
          ? this.text(marked.text)
          : this.write(marked as Piece & { kind: 'write' }, node, within);
      }
    }
  }

  private slot(slot: Slot): number {
    this.inText = false;
    if (this.slots.length >= LIMITS.fileTags) {
      this.full ??= new Fault(`a file may have ${LIMITS.fileTags} values, conditions and loops`, slot.expression.at);
      throw this.full;
    }
    return this.slots.push(slot) - 1;
  }

  private text(text: string): string {
    if (this.inText) {
      this.texts.push(`${this.texts.pop()}${text}`);
      return '';
    }
    this.inText = true;
    return PRINTED.text(this.texts.push(text) - 1);
  }

  /** A tag without a slot: the text after it is another one. */
  private tag(printed: string): string {
    this.inText = false;
    return printed;
  }

  private codeOf(piece: Piece & { kind: 'write' | 'code' }): Code {
    return {
      text: piece.code,
      placeOf: (offset) => this.placeOf(piece.offset + offset),
      notes: this.notes,
    };
  }

  private write(piece: Piece & { kind: 'write' }, node: Node, within: readonly number[]): string {
    const { notes } = this;
    const code = this.codeOf(piece);
    const before = notes.count;
    const found = notes.attempt(() => this.written(code));
    const broken = notes.count > before;
    const { expression, bare } = found ?? { expression: nothingAt(code.placeOf(0)), bare: false };
    const slot = this.slot({ kind: 'write', expression, bare, within, ...(broken ? { broken } : {}) });
    this.writes.set(node, slot);
    return PRINTED.write(slot);
  }

  private written(code: Code): { readonly expression: Expression; readonly bare: boolean } {
    const whole = parseWhole(code);
    const bare = whole.type === 'CallExpression' && whole.callee.type === 'Identifier' && whole.callee.name === 'bare';
    if (bare && (whole.arguments.length !== 1 || whole.optional)) throw faultAt(code, whole, 'bare() takes one value');
    if (bare) nameOf(whole.callee, code);
    return { expression: expressionOf(bare ? whole.arguments[0]! : whole, code), bare };
  }

  /** What a condition or a loop asks, and whether something in it was refused. */
  private asked(node: Node): { readonly expression: Expression; readonly broken?: true } {
    const before = this.notes.count;
    const expression = expressionOf(node, { ...this.joined, notes: this.notes });
    if (this.notes.count === before) return { expression };
    this.refused.add(node);
    return { expression, broken: true };
  }

  private block(node: Node, within: readonly number[]): string {
    if (node.type !== 'BlockStatement') throw faultAt(this.joined, node, 'braces are needed round it', ALLOWED);
    return this.deeper(node, () => this.statements((node as BlockStatement).body, within));
  }

  /** Counts how deep the blocks stand in each other: the engine's own limit would be a fault of ours. */
  private deeper(node: Node, print: () => string): string {
    if (this.depth >= DEPTH_LIMIT)
      throw faultAt(this.joined, node, `blocks may be nested ${DEPTH_LIMIT} deep`, ALLOWED);
    this.depth += 1;
    try {
      return print();
    } finally {
      this.depth -= 1;
    }
  }

  private condition(node: IfStatement, within: readonly number[]): string {
    const test = this.slot({ kind: 'test', ...this.asked(node.test), within });
    const yes = this.block(node.consequent, within);
    const no = node.alternate ? this.tag(PRINTED.otherwise) + this.alternate(node.alternate, within) : '';
    return PRINTED.test(test) + yes + no + this.tag(PRINTED.end);
  }

  private alternate(other: Node, within: readonly number[]): string {
    return other.type === 'IfStatement'
      ? this.deeper(other, () => this.condition(other as IfStatement, within))
      : this.block(other, within);
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
    const loop = this.slot({ kind: 'loop', name, ...this.asked(node.right), within });
    return PRINTED.loop(loop) + this.block(node.body, [...within, loop]) + this.tag(PRINTED.end);
  }
}
