import type { Expression } from '../language/expression';

/** A name, a number, a word: what is written bare and comes from an answer. */
const WORD = '0';
const PINNED = 'a/b@0 # v0';
/** More branches than a line of a template ever has; beyond, nobody can tell. */
const MOST = 16;

const CASES: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
};

const unique = (texts: readonly string[]): readonly string[] | undefined => {
  const found = [...new Set(texts)];
  return found.length > MOST ? undefined : found;
};

const joined = (list: Expression, between: Expression): readonly string[] | undefined => {
  const items = list.kind === 'name' ? ['', WORD] : undefined;
  const signs = samplesOf(between);
  return items && signs && unique([...items, ...signs.map((sign) => `${WORD}${sign}${WORD}`)]);
};

const ofCall = ({ name, given }: Expression & { kind: 'call' }): readonly string[] | undefined => {
  if (name === 'pin') return [PINNED];
  if (name === 'join') return joined(given[0]!, given[1]!);
  const change = CASES[name];
  if (!change) return ['', WORD];
  return samplesOf(given[0]!)?.map(change);
};

const either = (...both: readonly Expression[]): readonly string[] | undefined => {
  const found = both.map(samplesOf);
  return found.every((texts) => texts !== undefined) ? unique(found.flat()) : undefined;
};

/**
 * @returns texts that stand for all that an expression may write bare: an answer may be empty, the template's own
 *   words are as they are; nothing where there are too many
 */
export const samplesOf = (expression: Expression): readonly string[] | undefined => {
  switch (expression.kind) {
    case 'literal':
      return [String(expression.value)];
    case 'choose':
      return either(expression.yes, expression.no);
    case 'and':
    case 'or':
      return either(expression.left, expression.right);
    case 'call':
      return ofCall(expression);
    default:
      return ['', WORD];
  }
};
