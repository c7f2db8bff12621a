import { type Program as Acorn, parse } from 'acorn';
import { Effort, judgePositions } from '../positions/judge-positions';
import { type Layout, layoutOf } from '../positions/layout';
import { cutTags, type Piece, placesIn } from './ejs-tags';
import type { Expression } from './expression';
import { Notes } from './fault';
import type { Language } from './language';
import { type Code, GRAMMAR, guarded, parseWhole } from './parse-expression';
import { type Joined, Printer } from './print-program';
import type { Program } from './program';
import { namesIn } from './used-names';

const join = (pieces: readonly Piece[], placeOf: Code['placeOf']): Joined => {
  const markers = new Map<number, Piece>();
  const stretches: { start: number; offset: number }[] = [];
  let text = '';
  pieces.forEach((piece, index) => {
    stretches.push({ start: text.length, offset: piece.offset });
    if (piece.kind === 'code') text += `${piece.code}\n`;
    else {
      markers.set(text.length + 1, piece);
      text += `;$${index};\n`;
    }
  });
  const place: Code['placeOf'] = (offset) => {
    const stretch = stretches.findLast(({ start }) => start <= offset);
    return placeOf(stretch ? stretch.offset + (offset - stretch.start) : 0);
  };
  return { text, placeOf: place, markers };
};

/** The one expression of a tag that begins a block, and what stands round it. */
const BLOCKS: readonly RegExp[] = [
  /^(\s*(?:\}\s*else\s+)?if\s*\()([\s\S]+)(\)\s*\{\s*)$/,
  /^(\s*for\s*\(\s*const\s+\w+\s+of\s+)([\s\S]+)(\)\s*\{\s*)$/,
];

/** @returns the piece with something harmless in place of an expression that does not parse, which is noted. */
const mended = (piece: Piece, placeOf: Code['placeOf'], notes: Notes): Piece => {
  const found = piece.kind === 'code' && BLOCKS.map((block) => block.exec(piece.code)).find(Boolean);
  if (!found) return piece;
  const [, before = '', text = '', after = ''] = found;
  const at: Code['placeOf'] = (offset) => placeOf(piece.offset + before.length + offset);
  if (notes.attempt(() => parseWhole({ text, placeOf: at }))) return piece;
  return { ...piece, code: `${before}0${' '.repeat(text.length - 1)}${after}` };
};

interface Parsed {
  readonly joined: Joined;
  readonly tree: Acorn;
  /** Blocks were left out, so that nobody knows what follows what. */
  readonly flat?: true;
}

const parsed = (pieces: readonly Piece[], placeOf: Code['placeOf'], notes: Notes): Parsed => {
  const one = (joined: Joined): Parsed => ({ joined, tree: guarded(joined, () => parse(joined.text, GRAMMAR)) });
  const whole = new Notes().attempt(() => one(join(pieces, placeOf)));
  if (whole) return whole;
  // Where a tag itself is not whole, what does not fit together follows from it, and is not told.
  const told = notes.count > 0 ? new Notes() : notes;
  const repaired = pieces.map((piece) => mended(piece, placeOf, notes));
  const writes = pieces.filter(({ kind }) => kind === 'write');
  return told.attempt(() => one(join(repaired, placeOf))) ?? { ...one(join(writes, placeOf)), flat: true };
};

/** In a file whose blocks could not be read, what stands in a loop of that name cannot be judged. */
const withoutLoops = (program: Program, pieces: readonly Piece[]): Program => {
  const code = pieces.map((piece) => (piece.kind === 'code' ? piece.code : '')).join('\n');
  const loops = new Set([...code.matchAll(/\bconst\s+(\w+)\s+of\b/g)].map(([, name]) => name!));
  const reads = (expression: Expression) => namesIn(expression).some((name) => loops.has(name));
  return {
    ...program,
    slots: program.slots.map((slot) => (reads(slot.expression) ? { ...slot, broken: true } : slot)),
  };
};

/** A file whose code was read, before the places of its literals are judged. */
export interface LaidOut {
  readonly program: Program;
  /** Absent where its blocks could not be read. */
  readonly layout?: readonly Layout[];
}

/** @param notes take each construct that is not allowed; with one, the program is to be judged only */
export const laidOut = (text: string, language: Language, notes: Notes): LaidOut => {
  const placeOf = placesIn(text);
  const pieces = cutTags(text, placeOf, notes);
  const { joined, tree, flat } = parsed(pieces, placeOf, notes);
  const printer = new Printer(language, joined, placeOf, notes);
  const program = printer.program(tree.body);
  if (flat) return { program: withoutLoops(program, pieces) };
  const { writes, refused } = printer;
  return { program, layout: layoutOf(tree.body, joined, { slots: program.slots, writes, refused }) };
};

/**
 * Compiles one template file: its tags are parsed as one program, each node is judged by an allow-list, EJS of our own
 * is written in their place, and the place of each literal is judged.
 * @param text of the file, with `\n` line breaks
 * @param notes take each construct that is not allowed; with one, the program is to be judged only, never rendered
 * @param preceding what can stand before it, where its lines are added to another file
 */
export const compileFile = (
  text: string,
  language: Language,
  notes: Notes,
  preceding: readonly (readonly Layout[])[] = [[]],
  effort = new Effort(),
): Program => {
  const { program, layout } = laidOut(text, language, notes);
  if (!layout) return program;
  const places = judgePositions(layout, language, { preceding, effort, notes });
  return { ...program, slots: program.slots.map((slot, index) => ({ ...slot, ...places.get(index) })) };
};
