import { interpolate, type Lookup } from './interpolation';

/** A file of variables, read as Compose reads one (compose-go, package dotenv), and what in it is no pair. */
export interface EnvFile {
  readonly variables: Readonly<Record<string, string>>;
  /** Names that stand alone: Compose takes their values from the user's environment. */
  readonly alone: readonly string[];
  /** What cannot be read, a sentence each. */
  readonly faults: readonly string[];
}

/** More lines than any file of settings has. */
const MOST_LINES = 10_000;

const LONGEST = 120_000;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** @returns where the quote that opens at a place is closed; -1 where it is not. */
const closing = (text: string, open: number): number => {
  const quote = text[open]!;
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
};

/** `\n`, `\"`, `\$` and the like between double quotes; an escaped dollar sign begins no reference. */
const unescaped = (text: string): string =>
  text.replace(/\\(.)|\$\$/gs, (whole, mark?: string) => {
    if (mark === undefined) return whole;
    return mark === '$' ? '$$' : (ESCAPES[mark] ?? mark);
  });

/** A comment begins at a `#` behind a blank. */
const withoutComment = (line: string): string => {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1))
    if (at > 0 && /\s/.test(line[at - 1]!)) return line.slice(0, at).trim();
  return line.trim();
};

class Reader {
  readonly variables = new Map<string, string>();
  readonly alone: string[] = [];
  readonly faults: string[] = [];
  #at = 0;
  #line = 1;

  constructor(
    readonly text: string,
    readonly outer: Lookup,
  ) {}

  #valueOf = (name: string): string | undefined => this.variables.get(name) ?? this.outer(name);

  read(): EnvFile {
    for (; this.#at < this.text.length && this.#line <= MOST_LINES; ) this.#statement();
    if (this.#line > MOST_LINES) this.faults.push(`it has more than ${MOST_LINES} lines`);
    const { variables, alone, faults } = this;
    return { variables: Object.fromEntries(variables), alone, faults };
  }

  #endOfLine(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }

  /** Goes behind a place, counting the lines on the way. */
  #goTo(at: number): void {
    for (let line = this.text.indexOf('\n', this.#at); line >= 0 && line < at; line = this.text.indexOf('\n', line + 1))
      this.#line += 1;
    this.#at = at;
  }

  #statement(): void {
    const end = this.#endOfLine(this.#at);
    const line = this.text.slice(this.#at, end);
    const trimmed = line.trimStart();
    if (trimmed === '' || trimmed.startsWith('#')) {
      this.#goTo(end + 1);
      return;
    }
    const begin = end - trimmed.length;
    const exported = /^export[ \t]+/.exec(trimmed)?.[0].length ?? 0;
    const name = /^[^\s=:#'"]+/.exec(trimmed.slice(exported))?.[0] ?? '';
    const separator = /^[ \t]*[=:]/.exec(trimmed.slice(exported + name.length))?.[0];
    if (name !== '' && separator !== undefined) {
      this.#value(name, begin + exported + name.length + separator.length, end);
      return;
    }
    const rest = withoutComment(trimmed.slice(exported));
    if (rest === name && name !== '') this.alone.push(name);
    else this.faults.push(`line ${this.#line} is no NAME=value`);
    this.#goTo(end + 1);
  }

  #value(name: string, from: number, end: number): void {
    const raw = this.text.slice(from, end);
    const value = raw.trimStart();
    const open = end - value.length;
    const quote = value[0];
    if (quote !== '"' && quote !== "'") {
      // A value that is only a comment is empty.
      const plain = value !== raw && value.startsWith('#') ? '' : withoutComment(value);
      this.#set(name, interpolate(plain, this.#valueOf));
      this.#goTo(end + 1);
      return;
    }
    const close = closing(this.text, open);
    if (close < 0) {
      this.faults.push(`the quote of line ${this.#line} is not closed`);
      this.#goTo(this.text.length);
      return;
    }
    const inside = this.text.slice(open + 1, close);
    this.#set(name, quote === "'" ? inside : interpolate(unescaped(inside), this.#valueOf));
    const rest = this.text.slice(close + 1, this.#endOfLine(close)).trim();
    this.#goTo(close);
    if (rest !== '' && !rest.startsWith('#')) this.faults.push(`line ${this.#line} goes on behind its quote`);
    this.#goTo(this.#endOfLine(close) + 1);
  }

  /** The last one wins. */
  #set(name: string, value: string): void {
    if (value.length <= LONGEST) this.variables.set(name, value);
    else this.faults.push(`the value of ${name} is longer than ${LONGEST} characters`);
  }
}

/** Not as any editor that means UTF-8 would write it. */
const isForeign = (text: string): boolean => text.includes('\0') || text.includes('\ufffd');

/**
 * @param outer what a reference means that the file itself does not set
 * @returns what the text of a file says; one in UTF-16 or the like says nothing
 */
export const readEnvText = (text: string, outer: Lookup = () => undefined): EnvFile =>
  isForeign(text)
    ? { variables: {}, alone: [], faults: ['it is not UTF-8'] }
    : new Reader(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), outer).read();

/**
 * As `docker run --env-file` reads one: a value is all that stands behind the first equals sign, and nothing in it has a
 * meaning.
 */
export const readRawEnv = (text: string): EnvFile => {
  if (isForeign(text)) return { variables: {}, alone: [], faults: ['it is not UTF-8'] };
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, MOST_LINES)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const named = lines.filter((line) => line.includes('='));
  return {
    variables: Object.fromEntries(
      named.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    alone: lines.filter((line) => !line.includes('=')),
    faults: [],
  };
};
