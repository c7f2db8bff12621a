import { Fault } from '../template/language/fault';
import type { Language } from '../template/language/language';
import type { Reading } from '../template/positions/scanner';
import { shown } from '../text/shown';

/** What a value that is written bare, outside quotes, is read as in the end. */

/** Words and forms that YAML 1.1 or 1.2 reads as no text: booleans, nothing, numbers of every base, dates. */
const WORDS = /^(~|null|true|false|y|yes|n|no|on|off|[-+]?\.inf|\.nan|=|<<|-|\?)?$/i;
const NUMBERS: readonly RegExp[] = [
  /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+)$/i,
  /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?(e[-+]?[0-9]+)?$/i,
  /^[-+]?\.[0-9_]+(e[-+]?[0-9]+)?$/i,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(t.*)?$/i,
];

/** @returns what YAML makes of a plain scalar if not the text that it is. */
const plainMeaning = (scalar: string): string | undefined => {
  if (scalar === '---' || scalar === '...') return 'the end of a document';
  if (/[[\]{}]/.test(scalar)) return 'a list';
  if (WORDS.test(scalar)) return 'a word of YAML';
  return NUMBERS.some((form) => form.test(scalar)) ? 'a number or a date' : undefined;
};

const RESERVED: Partial<Record<Language, RegExp>> = {
  python:
    /^(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/,
  javascript:
    /^(arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield|NaN|Infinity)$/,
};
const NAME = /^([A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*|[0-9]+(\.[0-9]+)?)$/;

const isName = (word: string, language: Language): boolean =>
  NAME.test(word) && !word.split('.').some((part) => RESERVED[language]?.test(part));

/** Names the rule, so that `template check` can tell it from an escape that is lacking. */
export const BARE_RULE = 'written without quotes, ';

export const refuseBare = (value: string, meaning: string): never => {
  throw new Fault(
    `${BARE_RULE}"${shown(value)}" would be read as ${meaning}`,
    undefined,
    undefined,
    'give another value, or let the template write <%= x %>, which brings quotes',
  );
};

/** Refuses a bare value that the words round it do not change: a key, or a name in a program. */
export const judgeBare = (value: string, reads: Reading, language: Language): void => {
  if (reads === 'key' && !/^[A-Za-z0-9_-]*$/.test(value)) refuseBare(value, 'more than one key');
  if (reads !== 'name') return;
  const wrong = value.split(/[,\s]+/).find((word) => word !== '' && !isName(word, language));
  if (wrong !== undefined) refuseBare(wrong, 'a word or an operation of the program');
};

/** What a bare value is in its turn: a text that is a text everywhere. */
export const NEUTRAL = 'w';

interface Token {
  readonly text: string;
  /** Whether nothing else on the line belongs to the same scalar. */
  readonly whole: boolean;
}

const tokensOf = (line: string): readonly Token[] =>
  [...line.matchAll(/[^\s,]+/g)].map(({ 0: text, index }) => {
    const before = line.slice(0, index).trimEnd();
    const after = line.slice(index + text.length).trimStart();
    return {
      text,
      whole: (before === '' || /(^|\s)[-?]$|[:[{,]$/.test(before)) && (after === '' || /^[#,\]}]/.test(after)),
    };
  });

/** A scalar without the brackets round it, which stand in both of its forms. */
const cores = (text: string, neutral: string): readonly [string, string] => {
  const lead = /^[[{]*/.exec(neutral)![0].length;
  const trail = /[\]}:]*$/.exec(neutral)![0].length;
  return [text.slice(lead, text.length - trail), neutral.slice(lead, neutral.length - trail)];
};

/**
 * Finds the first plain scalar that bare values have made into something else than a text.
 * @param text of a file in YAML
 * @param neutral the same file with `NEUTRAL` in place of each bare value
 * @returns the scalar and what it is read as
 */
export const changedScalar = (
  text: string,
  neutral: string,
): { readonly scalar: string; readonly meaning: string } | undefined => {
  const others = neutral.split('\n');
  for (const [index, line] of text.split('\n').entries()) {
    const other = others[index];
    if (other === undefined || other === line) continue;
    const [tokens, neutrals] = [tokensOf(line), tokensOf(other)];
    if (tokens.length !== neutrals.length) continue;
    for (const [at, token] of tokens.entries()) {
      const [scalar, word] = cores(token.text, neutrals[at]!.text);
      const meaning = scalar === word || !token.whole ? undefined : plainMeaning(scalar);
      if (meaning !== undefined && plainMeaning(word) === undefined) return { scalar, meaning };
    }
  }
  return undefined;
};
