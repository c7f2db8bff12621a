import type { Place } from '../../text/place';
import { shown } from '../../text/shown';
import { Fault, type Notes } from './fault';

/** A template file, cut at its tags as EJS cuts it. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly offset: number }
  | { readonly kind: 'write' | 'code'; readonly code: string; readonly offset: number };

/** EJS's own delimiters, the longest first. */
const DELIMITER = /<%%|%%>|<%=|<%-|<%_|<%#|<%|-%>|_%>|%>/g;
const WRITTEN: Readonly<Record<string, string>> = { '<%%': '<%', '%%>': '%>' };
const REFUSED: Readonly<Record<string, string>> = {
  '<%-': 'write <%= x %> for a literal, or <%= bare(x) %>',
  '<%_': 'write <% and end the tag with -%>',
  '_%>': 'write -%>',
};

/** @returns a function from an offset in the text to line and column. */
export const placesIn = (text: string): ((offset: number) => Place) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
};

interface Open {
  readonly sign: string;
  readonly offset: number;
}

class Cutter {
  readonly pieces: Piece[] = [];
  private open: Open | undefined;
  /** After `<%%`, EJS writes the next end of a tag as text. */
  private literal = false;
  private trim = false;
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly placeOf: (offset: number) => Place,
    private readonly notes: Notes,
  ) {}

  cut(): readonly Piece[] {
    for (const found of this.source.matchAll(DELIMITER)) {
      this.between(found.index);
      this.delimiter(found[0], found.index);
      this.at = found.index + found[0].length;
    }
    this.between(this.source.length);
    if (this.open) this.refuse('the tag is never closed', this.open.offset, this.open.sign, 'close it with %>');
    return this.pieces;
  }

  private refuse(reason: string, offset: number, construct: string, fix?: string): void {
    this.notes.note(new Fault(reason, this.placeOf(offset), shown(construct), fix));
  }

  private between(end: number): void {
    if (this.open || end === this.at) return;
    this.text(this.source.slice(this.at, end), this.at);
  }

  private text(text: string, offset: number): void {
    const kept = this.trim ? text.replace(/^(?:\r\n|\r|\n)/, '') : text;
    this.trim = false;
    if (kept !== '') this.pieces.push({ kind: 'text', text: kept, offset });
  }

  private delimiter(sign: string, offset: number): void {
    if (Object.hasOwn(REFUSED, sign)) this.refuse(`${sign} is not allowed`, offset, sign, REFUSED[sign]);
    const ends = sign === '%>' || sign === '-%>' || sign === '_%>';
    if (this.open && ends) this.close(sign, offset);
    else if (this.open) {
      const construct = this.source.slice(this.open.offset, offset + sign.length);
      this.refuse('a tag cannot stand in a tag', this.open.offset, construct);
      // The one that was forgotten to be closed is left out.
      this.open = { sign, offset };
    } else if (Object.hasOwn(WRITTEN, sign)) {
      // EJS trims only what follows on a text of the template itself.
      this.pieces.push({ kind: 'text', text: WRITTEN[sign]!, offset });
      this.literal = true;
    } else if (ends) this.strayEnd(sign, offset);
    else this.open = { sign, offset };
  }

  private strayEnd(sign: string, offset: number): void {
    if (!this.literal && !Object.hasOwn(REFUSED, sign))
      this.refuse('no tag is open here', offset, sign, 'write %%> for the characters themselves');
    this.text(sign, offset);
    this.literal = false;
    this.trim = sign === '-%>';
  }

  private close(sign: string, offset: number): void {
    const { sign: opened, offset: start } = this.open!;
    const from = start + opened.length;
    const code = this.source.slice(from, offset);
    this.open = undefined;
    this.literal = false;
    this.trim = sign === '-%>';
    if (opened === '<%#' && code !== '') return;
    if (code.trim() === '') this.refuse('the tag is empty', start, this.source.slice(start, offset + sign.length));
    // What was meant by a sign that is not allowed is judged as what is to be written in its place.
    else this.pieces.push({ kind: opened === '<%=' || opened === '<%-' ? 'write' : 'code', code, offset: from });
  }
}

/**
 * Cuts a template file into text and tags as EJS does: `-%>` takes the line break after it, `<%%` and
 * `%%>` write `<%` and `%>`, comments vanish.
 * @param notes take each tag that is not allowed, not closed or empty
 */
export const cutTags = (source: string, placeOf: (offset: number) => Place, notes: Notes): readonly Piece[] =>
  new Cutter(source, placeOf, notes).cut();
