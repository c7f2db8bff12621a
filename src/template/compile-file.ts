import { parse } from 'acorn';
import { cutTags, type Piece, placesIn } from './ejs-tags';
import type { Language } from './language';
import { type Code, GRAMMAR, guarded } from './parse-expression';
import { judgePositions } from './positions/judge-positions';
import { layoutOf } from './positions/layout';
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

/**
 * Compiles one template file: its tags are parsed as one program, each node is judged by an allow-list,
 * and EJS of our own is written in their place.
 * @param text of the file, with `\n` line breaks
 * @throws Fault for the first construct that is not allowed
 */
export const compileFile = (text: string, language: Language): Program => {
  const placeOf = placesIn(text);
  const pieces = cutTags(text, placeOf);
  const joined = join(pieces, placeOf);
  const tree = guarded(joined, () => parse(joined.text, GRAMMAR));
  const program = new Printer(language, joined, placeOf).program(tree.body);
  const places = judgePositions(layoutOf(tree.body, joined, program.slots), language);
  return { ...program, slots: program.slots.map((slot, index) => ({ ...slot, ...places.get(index) })) };
};
