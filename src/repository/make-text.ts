/** What a Makefile can say about tags: variables, `foreach`, `addprefix` and `addsuffix`. One pass, and bounded. */

/** A recipe of more characters is no command line; a variable that names itself many times would grow without end. */
const MOST_TEXT = 10_000;
/** For all lines of a file together. */
const MOST_IN_ALL = 1_000_000;
const DEEPEST = 8;

/** @returns where the parenthesis or brace that opens at a place is closed, and the commas on the way; undefined where it is not. */
const span = (
  text: string,
  open: number,
): { readonly close: number; readonly commas: readonly number[] } | undefined => {
  const [opening, closing] = text[open] === '{' ? ['{', '}'] : ['(', ')'];
  const commas: number[] = [];
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === opening) depth += 1;
    else if (text[at] === closing) depth -= 1;
    else if (text[at] === ',' && depth === 1) commas.push(at);
    if (depth === 0) return { close: at, commas };
  }
  return undefined;
};

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

const FUNCTION = /^(foreach|addprefix|addsuffix)\s/;

/** Expands the texts of one file, with what is left of its budget. */
export class MakeText {
  readonly #variables = new Map<string, string>();
  #left = MOST_IN_ALL;

  /** Takes an assignment: `=`, `:=`, `?=`, `+=`. */
  assign(name: string, sign: string, value: string): void {
    const whole = sign === '+=' ? `${this.#variables.get(name) ?? ''} ${value}` : value;
    if (whole.length < MOST_TEXT) this.#variables.set(name, whole);
  }

  /** @returns the text with what is known put in; the rest as it stands. */
  expand(text: string, depth = 0, own: ReadonlyMap<string, string> = new Map()): string {
    if (depth > DEEPEST || text.length > MOST_TEXT) return text;
    const parts: string[] = [];
    let from = 0;
    for (let at = text.indexOf('$'); at >= 0 && at < text.length - 1; at = text.indexOf('$', from)) {
      const reference = this.#reference(text, at, depth, own);
      const end = reference?.end ?? at + 1;
      const value = reference?.value ?? text.slice(at, end);
      this.#left -= value.length;
      if (this.#left < 0) break;
      parts.push(text.slice(from, at), value);
      from = end;
    }
    return parts.join('') + text.slice(from);
  }

  #reference(
    text: string,
    at: number,
    depth: number,
    own: ReadonlyMap<string, string>,
  ): { readonly end: number; readonly value: string } | undefined {
    const mark = text[at + 1]!;
    if (mark !== '(' && mark !== '{') {
      const value = own.get(mark);
      return value === undefined ? undefined : { end: at + 2, value };
    }
    const found = span(text, at + 1);
    if (!found) {
      this.#left -= text.length - at;
      return undefined;
    }
    const inside = text.slice(at + 2, found.close);
    const cuts = [at + 1, ...found.commas, found.close];
    const parts = cuts.slice(1).map((cut, index) => text.slice(cuts[index]! + 1, cut));
    const value = this.#call(parts, inside, depth, own);
    return { end: found.close + 1, value: value ?? text.slice(at, found.close + 1) };
  }

  #call(
    [head = '', ...rest]: readonly string[],
    inside: string,
    depth: number,
    own: ReadonlyMap<string, string>,
  ): string | undefined {
    const name = FUNCTION.exec(inside)?.[1];
    if (name === undefined) {
      const value = own.get(inside) ?? this.#variables.get(inside);
      return value === undefined ? undefined : this.expand(value, depth + 1, own);
    }
    // A blank behind a prefix is a part of it: `$(addprefix -t ,…)`.
    const first = head.slice(name.length).trimStart();
    if (name === 'foreach') {
      const [items = '', ...body] = rest;
      return wordsOf(this.expand(items, depth + 1, own))
        .map((item) =>
          this.#left < 0 ? '' : this.expand(body.join(','), depth + 1, new Map([...own, [first.trim(), item]])),
        )
        .join(' ');
    }
    const fix = this.expand(first, depth + 1, own);
    return wordsOf(this.expand(rest.join(','), depth + 1, own))
      .map((item) => (name === 'addprefix' ? fix + item : item + fix))
      .join(' ');
  }
}
