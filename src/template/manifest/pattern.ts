import { shown } from '../../text/shown';

/** Judges a whole text. */
type Matcher = (text: string) => boolean;

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

/**
 * Compiles a pattern for RE2, which takes time in line with the text, whatever the pattern: no template can make it
 * hang. It is loaded where there is a pattern.
 * @returns what matches whole texts, or why there is nothing
 */
export const compilePattern = async (pattern: string): Promise<Matcher | { readonly fault: string }> => {
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch (error) {
    return { fault: shown((error as Error).message) };
  }
};
