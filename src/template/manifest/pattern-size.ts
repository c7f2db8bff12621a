/** How much of a pattern's engine a pattern may be: its characters and classes, each as often as it is repeated. */
export const PATTERN_SIZE = 1_000;

const COUNT = /^\{(\d+)(?:(,)(\d*))?\}/;
/** `(`, `(?:`, `(?i:` and `(?P<name>`; flags for all that follows are nothing themselves. */
const GROUP = /^\((?:\?(?:P?<\w+>|[A-Za-z-]*:))?/;
const FLAGS = /^\(\?[A-Za-z-]+\)/;
const ATOM = /^(?:\\[pPx]\{[^}]*\}|\\[pP]\w|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|.)/su;

/** @returns how often what stands before is written out; `{2,}` is twice and then a loop. */
const timesOf = ([, least = '', comma, most = '']: RegExpExecArray): number =>
  Math.max(1, comma === undefined ? Number(least) : most === '' ? Number(least) + 1 : Number(most));

/**
 * An engine of linear time takes that time for every character and every part of the pattern, and `(a{30}){30}` has 900.
 * @returns no less than the parts of a pattern that is well formed
 */
export const patternSize = (pattern: string): number => {
  const open = [0];
  let last = 0;
  const add = (size: number): void => {
    open[open.length - 1]! += size;
    last = size;
  };
  for (let rest = pattern; rest !== ''; ) {
    const count = COUNT.exec(rest);
    const flags = FLAGS.exec(rest);
    const atom = (count ?? flags ?? GROUP.exec(rest) ?? ATOM.exec(rest))?.[0] ?? rest[0]!;
    rest = rest.slice(atom.length);
    if (count) {
      const more = last * (timesOf(count) - 1);
      open[open.length - 1]! += more;
      last += more;
    } else if (flags) continue;
    else if (atom.startsWith('(')) open.push(0);
    else if (atom === ')') add(open.length > 1 ? open.pop()! : 1);
    else if (!/^[*+?]$/.test(atom)) add(1);
  }
  return open.reduce((sum, size) => sum + size, 0);
};
