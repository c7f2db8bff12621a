/** Defaults that stand in one another this deep; nobody writes more than two. */
const MOST_DEPTH = 20;

/** @returns for each `{` where its `}` stands, both as offsets. */
const closings = (text: string): ReadonlyMap<number, number> => {
  const open: number[] = [];
  const found = new Map<number, number>();
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') open.push(at);
    const from = text[at] === '}' ? open.pop() : undefined;
    if (from !== undefined) found.set(from, at);
  }
  return found;
};

const SIGN = /\$\$|\$\{(\w+)(:?[-?+])?|\$\w+/g;

/**
 * Compose's interpolation with no variable set: `${X:-default}` gives the default, `$X` nothing, `$$` a dollar sign.
 * Every character is looked at once, however many braces there are.
 */
export const interpolated = (text: string): string => {
  if (!text.includes('$')) return text;
  const closing = closings(text);
  const between = (from: number, to: number, depth: number): string => {
    if (depth > MOST_DEPTH) return '';
    const parts: string[] = [];
    let at = from;
    const sign = new RegExp(SIGN);
    sign.lastIndex = from;
    for (let found = sign.exec(text); found && found.index < to; found = sign.exec(text)) {
      const [whole, name, operator] = found;
      const rest = found.index + whole.length;
      const end = name === undefined ? rest - 1 : closing.get(found.index + 1);
      // Without its end, or with something else before it, it is text.
      if (end === undefined || (name !== undefined && operator === undefined && end !== rest)) continue;
      parts.push(text.slice(at, found.index));
      if (whole === '$$') parts.push('$');
      if (operator?.endsWith('-')) parts.push(between(rest, end, depth + 1));
      at = end + 1;
      sign.lastIndex = at;
    }
    parts.push(text.slice(at, to));
    return parts.join('');
  };
  return between(0, text.length, 0);
};
