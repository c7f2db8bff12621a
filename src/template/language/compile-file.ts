import { parse } from 'acorn';
import { Effort, judgePositions } from '../positions/judge-positions';
import { type Layout, layoutOf } from '../positions/layout';
import { cutTags, type Piece, placesIn } from './ejs-tags';
import type { Language } from './language';
import { type Code, GRAMMAR, guarded } from './parse-expression';
import { type Joined, Printer } from './print-program';
import type { Program } from './program';

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

/** A file whose code is allowed, before the places of its literals are judged. */
export interface LaidOut {
  readonly program: Program;
  readonly layout: readonly Layout[];
}

/** @throws Fault for the first construct that is not allowed */
export const laidOut = (text: string, language: Language): LaidOut => {
  const placeOf = placesIn(text);
  const pieces = cutTags(text, placeOf);
  const joined = join(pieces, placeOf);
  const tree = guarded(joined, () => parse(joined.text, GRAMMAR));
  const program = new Printer(language, joined, placeOf).program(tree.body);
  return { program, layout: layoutOf(tree.body, joined, program.slots) };
};

/**
 * Compiles one template file: its tags are parsed as one program, each node is judged by an allow-list, EJS of our own
 * is written in their place, and the place of each literal is judged.
 * @param text of the file, with `\n` line breaks
 * @param preceding what can stand before it, where its lines are added to another file
 * @throws Fault for the first construct that is not allowed
 */
export const compileFile = (
  text: string,
  language: Language,
  preceding: readonly (readonly Layout[])[] = [[]],
  effort = new Effort(),
): Program => {
  const { program, layout } = laidOut(text, language);
  const places = judgePositions(layout, language, preceding, effort);
  return { ...program, slots: program.slots.map((slot, index) => ({ ...slot, ...places.get(index) })) };
};
