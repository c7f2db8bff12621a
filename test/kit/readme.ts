/** A text of Markdown as somebody works through it: what can be pasted, each under its heading. */

interface Snippet {
  /** The nearest title or bold words above. */
  readonly heading: string;
  /** The language of a block; `inline` for a command within a sentence. */
  readonly language: string;
  readonly text: string;
}

/** What begins like this within a sentence is a command. */
const COMMAND = /`((?:bash|cp|docker|gh|git|make|npx|python3|uv) [^`]+)`/g;
const BLOCK = /^( *)```(\w+)\n(.*?)^ *```$/gms;
const HEADING = /^## (.+)$|\*\*(.+?)\.\*\*/gm;

const headingAt = (markdown: string, at: number): string => {
  const above = [...markdown.slice(0, at).matchAll(HEADING)].at(-1);
  return above?.[1] ?? above?.[2] ?? '';
};

const snippetsOf = (markdown: string): readonly Snippet[] => {
  const blocks = [...markdown.matchAll(BLOCK)].map((found) => ({
    at: found.index,
    language: found[2]!,
    text: found[3]!.replaceAll(new RegExp(`^${found[1]}`, 'gm'), ''),
  }));
  const prose = markdown.replaceAll(BLOCK, (block) => ' '.repeat(block.length));
  const inline = [...prose.matchAll(COMMAND)].map((found) => ({
    at: found.index,
    language: 'inline',
    text: found[1]!.replaceAll('\\|', '|'),
  }));
  return [...blocks, ...inline]
    .sort((one, other) => one.at - other.at)
    .map(({ at, ...rest }) => ({ heading: headingAt(markdown, at), ...rest }));
};

/** Gives each snippet once, and knows which were never asked for. */
export class Readme {
  #left: Snippet[];

  constructor(markdown: string) {
    this.#left = [...snippetsOf(markdown)];
  }

  /** @returns the next snippet in this language under this heading that holds this text. */
  take(heading: string, language: string, part = ''): string {
    const at = this.#left.findIndex(
      (one) => one.heading === heading && one.language === language && one.text.includes(part),
    );
    if (at < 0) throw new Error(`README.md has no more ${language} under "${heading}" with "${part}"`);
    return this.#left.splice(at, 1)[0]!.text;
  }

  /** @returns what nobody has taken, as lines `heading: text`. */
  left(): readonly string[] {
    return this.#left.map(({ heading, text }) => `${heading}: ${text}`);
  }
}
