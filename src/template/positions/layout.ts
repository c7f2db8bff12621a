import type { BlockStatement, ForOfStatement, IfStatement, Node, Statement } from 'acorn';
import type { Joined } from '../language/print-program';
import type { Slot, WriteSlot } from '../language/program';

/** A template file as its texts can come out: what follows what, what is left out, what is repeated. */
export type Layout =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'write'; readonly slot: WriteSlot; readonly index: number }
  | { readonly kind: 'either'; readonly one: readonly Layout[]; readonly other: readonly Layout[] }
  | { readonly kind: 'loop'; readonly body: readonly Layout[] }
  /** What nobody can read. */
  | { readonly kind: 'unknown' };

/** What a printer knows of the tree that it has printed. */
interface Printed {
  readonly slots: readonly Slot[];
  /** The slot of each statement that writes a value. */
  readonly writes: ReadonlyMap<Node, number>;
  /** What was refused, and is left out. */
  readonly refused: ReadonlySet<Node>;
}

/** Reads the tree of a program that has been printed. */
class Reader {
  constructor(
    private readonly joined: Joined,
    private readonly printed: Printed,
  ) {}

  all(body: readonly Node[]): readonly Layout[] {
    return body.flatMap((statement) => this.one(statement as Statement));
  }

  private one(node: Statement): readonly Layout[] {
    if (node.type === 'EmptyStatement' || this.printed.refused.has(node)) return [];
    if (node.type === 'IfStatement') return [this.condition(node)];
    if (node.type === 'ForOfStatement') return [this.loop(node)];
    const piece = this.joined.markers.get(node.start)!;
    if (piece.kind === 'text') return [{ kind: 'text', text: piece.text }];
    const index = this.printed.writes.get(node)!;
    return [{ kind: 'write', slot: this.printed.slots[index] as WriteSlot, index }];
  }

  private block(node: Statement): readonly Layout[] {
    return this.all((node as BlockStatement).body);
  }

  private condition(node: IfStatement): Layout {
    const one = this.block(node.consequent);
    const other = node.alternate;
    if (!other) return { kind: 'either', one, other: [] };
    return { kind: 'either', one, other: other.type === 'IfStatement' ? [this.condition(other)] : this.block(other) };
  }

  private loop(node: ForOfStatement): Layout {
    return { kind: 'loop', body: this.block(node.body) };
  }
}

/** @param body of a program that was printed */
export const layoutOf = (body: readonly Node[], joined: Joined, printed: Printed): readonly Layout[] =>
  new Reader(joined, printed).all(body);
