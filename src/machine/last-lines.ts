import { StringDecoder } from 'node:string_decoder';

/** How many lines are kept: what went wrong stands in the last ones. */
const MOST_LINES = 200;

/** Lines of any length would let a program fill the memory. In characters. */
const MOST_LINE = 1024 * 1024;

/** What is kept of a long line: its beginning, and its end, where a reason stands. In characters. */
const [HEAD, TAIL] = [3000, 1000];

const cut = (line: string): string =>
  line.length > HEAD + TAIL ? `${line.slice(0, HEAD)}...${line.slice(-TAIL)}` : line;

/** Cuts a stream into lines as it comes, and keeps the last of those that nobody takes. */
export class LastLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #kept: string[] = [];
  #rest = '';

  /** @param wants takes a line; false where it does not */
  constructor(private readonly wants: (line: string) => boolean = () => false) {}

  take(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    const rest = lines.pop()!;
    this.#rest = rest.length > MOST_LINE ? cut(rest) : rest;
    for (const line of lines) this.#line(line);
  }

  /** @returns the kept lines, with what stands after the last line end. */
  text(): string {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
    return this.#kept.join('\n');
  }

  #line(line: string): void {
    const text = line.replace(/\r$/, '');
    if (this.wants(text)) return;
    this.#kept.push(cut(text));
    if (this.#kept.length > MOST_LINES) this.#kept.shift();
  }
}
