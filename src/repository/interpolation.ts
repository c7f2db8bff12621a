/** Compose's interpolation. One pass, whatever the text: a default may hold further references, to a depth that people write. */
const DEEPEST = 20;
/** Values that name each other would grow without end. In characters beyond the text's own. */
const MOST_ADDED = 130_000;

const NAME = /[A-Za-z_]\w*/y;

const nameAt = (text: string, at: number): string => {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
};

/** @returns the value of a variable, where it has one. */
export type Lookup = (name: string) => string | undefined;

class Reader {
  #at = 0;
  #left = MOST_ADDED;

  constructor(
    readonly text: string,
    readonly lookup: Lookup,
  ) {}

  /** Reads to the end, or to the brace that closes a default. */
  read(depth: number): string {
    const parts: string[] = [];
    while (this.#at < this.text.length) {
      const special = this.#next(depth > 0);
      parts.push(this.text.slice(this.#at, special));
      this.#at = special;
      if (special >= this.text.length || this.text[special] === '}') break;
      parts.push(this.#reference(depth));
    }
    return parts.join('');
  }

  #next(inBraces: boolean): number {
    for (let at = this.#at; at < this.text.length; at += 1)
      if (this.text[at] === '$' || (inBraces && this.text[at] === '}')) return at;
    return this.text.length;
  }

  #reference(depth: number): string {
    const at = this.#at + 1;
    if (this.text[at] === '$') {
      this.#at += 2;
      return '$';
    }
    if (this.text[at] === '{' && depth < DEEPEST) return this.#braced(at + 1, depth);
    const name = nameAt(this.text, at);
    this.#at = at + name.length;
    return name === '' ? '$' : (this.#valueOf(name) ?? '');
  }

  #valueOf(name: string): string | undefined {
    const value = this.lookup(name);
    this.#left -= value?.length ?? 0;
    return this.#left < 0 ? '' : value;
  }

  /** `{X}`, `{X:-default}`, `{X-default}`, `{X:?message}`, `{X:+replacement}`. */
  #braced(at: number, depth: number): string {
    const name = nameAt(this.text, at);
    const colon = this.text[at + name.length] === ':' ? 1 : 0;
    const operator = this.text[at + name.length + colon] ?? '';
    if (name === '' || !/^[-?+}]$/.test(operator) || (operator === '}' && colon > 0)) {
      this.#at = at;
      return '${';
    }
    this.#at = at + name.length + colon + (operator === '}' ? 0 : 1);
    const rest = operator === '}' ? '' : this.read(depth + 1);
    this.#at += 1;
    const value = this.#valueOf(name);
    const isSet = value !== undefined && !(colon > 0 && value === '');
    if (operator === '+') return isSet ? rest : '';
    return isSet ? value : operator === '-' ? rest : '';
  }
}

/** @returns a text with its references replaced; one to a variable that is not known gives its default, or nothing. */
export const interpolate = (text: string, lookup: Lookup = () => undefined): string =>
  text.includes('$') ? new Reader(text, lookup).read(0) : text;
