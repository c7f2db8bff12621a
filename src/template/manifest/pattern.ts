/** Judges a whole text. Made from a `pattern` by an engine that takes linear time. */
export type Matcher = (text: string) => boolean;

/** @returns the matcher of a pattern, or why there is none. */
export type PatternEngine = (pattern: string) => Matcher | { readonly fault: string };

export const PATTERN_LENGTH = 500;

const ESCAPES: ReadonlySet<string> = new Set(['\\d', '\\w', '\\.', '\\-', '\\_']);
const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;
const CLASS = /^\[((?:\\[dw.\-_]|[A-Za-z0-9._-])+)\]/;

/** Ranges of a class that reach over signs, such as `A-z` or `.-_`, admit more than they show. */
const plainClass = (inside: string): boolean => {
  const parts = inside.match(/\\[dw.\-_]|[A-Za-z0-9._]-[A-Za-z0-9._]|[A-Za-z0-9._-]/g) ?? [];
  return parts.every((part) => part.length < 3 || /^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])$/.test(part));
};

/**
 * Whether a pattern admits nothing but `A-Za-z0-9._-`, so that what matches may be written bare. Reads
 * the pattern's text and says no to whatever it does not know: flags (`(?i)k` also matches the Kelvin
 * sign), dots, negated classes, Unicode classes.
 */
export const isClosedPattern = (pattern: string): boolean => {
  for (let rest = pattern; rest !== ''; ) {
    const escaped = ESCAPES.has(rest.slice(0, 2)) ? 2 : 0;
    const group = /^(?:\(\?:|\((?!\?)|\)|\||\^|\$)/.exec(rest)?.[0].length ?? 0;
    const found = CLASS.exec(rest);
    const listed = found && plainClass(found[1]!) ? found[0].length : 0;
    const literal = /^[A-Za-z0-9_-]/.test(rest) ? 1 : 0;
    const length = escaped || group || listed || literal || QUANTIFIER.exec(rest)?.[0].length || 0;
    if (length === 0) return false;
    rest = rest.slice(length);
  }
  return true;
};
