import type { Language } from './language';

/**
 * Where a literal may stand. A literal is a whole value with its own quotes, so the text before it tells
 * whether it can be one. What cannot be told by one look at that text (a scalar in a scalar) is found by
 * `template check`, which parses what was rendered.
 */
type Rule = (before: string) => string | undefined;

/** @returns the last line, with the lines before it that it continues (those that end with a backslash). */
const logicalLine = (before: string): string => {
  const lines = before.split('\n');
  let first = lines.length - 1;
  while (first > 0 && lines[first - 1]!.endsWith('\\')) first -= 1;
  return lines.slice(first).join('\n');
};

const lastLine = (before: string): string => before.slice(before.lastIndexOf('\n') + 1);

const isOpen = (before: string, open: string, close: string): boolean => {
  const at = before.toLowerCase().lastIndexOf(open);
  return at !== -1 && before.toLowerCase().indexOf(close, at) === -1;
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Whether the last line is text of a block scalar: a line above, less indented, ends with `|` or `>`. */
const inBlockScalar = (before: string): boolean => {
  let indent = indentOf(lastLine(before));
  if (indent === 0) return false;
  for (const line of before.split('\n').slice(0, -1).reverse()) {
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    if (/(^|[\s:-])[|>][-+0-9]*\s*(#.*)?$/.test(line)) return true;
    indent = indentOf(line);
    if (indent === 0) return false;
  }
  return false;
};

const yaml: Rule = (before) => {
  if (inBlockScalar(before)) return 'a literal cannot stand in a block of text (| or >)';
  return /^\s*(-\s+)*$|:\s+$|[[{]\s*$|[[{].*,\s*$/.test(lastLine(before))
    ? undefined
    : 'a literal is a whole value: it stands after "key: ", "- ", "[" or ", "';
};

const dockerfile: Rule = (before) => {
  if (/^\s*#\s*escape\s*=/im.test(before)) return 'a literal cannot be written where another escape character is set';
  return /^\s*(LABEL|ENV)\s/i.test(logicalLine(before))
    ? undefined
    : 'a literal can stand in LABEL and ENV only; elsewhere write bare(x)';
};

const makefile: Rule = (before) =>
  lastLine(before).startsWith('\t') ? undefined : 'a literal can stand in a recipe only; elsewhere write bare(x)';

const html: Rule = (before) => {
  if (isOpen(before, '<script', '</script') || isOpen(before, '<style', '</style'))
    return 'a text cannot stand in a script or style';
  if (isOpen(before, '<!--', '-->')) return 'a text cannot stand in a comment';
  if (isOpen(before, '{{', '}}') || isOpen(before, '{%', '%}'))
    return 'a text cannot stand in the code of a page template';
  return undefined;
};

const RULES: Partial<Record<Language, Rule>> = { yaml, compose: yaml, workflow: yaml, dockerfile, makefile, html };
/** Languages in which a quote before the tag is not a quote round it. */
const QUOTES_ARE_TEXT: ReadonlySet<Language> = new Set(['html', 'text', 'markdown']);

/**
 * @param before the text of the template before the tag, without tags
 * @param after the text that follows
 * @returns why no literal can stand between the two, or nothing
 */
export const misplaced = (language: Language, before: string, after: string): string | undefined => {
  if (language === 'plain') return 'the language of this file is not known, so only bare(x) can be written';
  const quoted =
    language === 'markdown'
      ? before.endsWith('`') || after.startsWith('`')
      : /["'`]$/.test(before) || /^["'`]/.test(after);
  if (quoted && (language === 'markdown' || !QUOTES_ARE_TEXT.has(language)))
    return 'a literal brings its own quotes: take away those round the tag';
  return RULES[language]?.(before);
};
