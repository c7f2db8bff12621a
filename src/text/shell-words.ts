import { isAbsolute, relative } from 'node:path';
import { isPrintable, printable } from './printable';

/** How words are quoted for the shell that a user pastes them into. */
export type ShellKind = 'posix' | 'powershell' | 'cmd';

/** @returns the shell of a user, as far as the environment tells. */
export const shellOf = (platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): ShellKind => {
  if (platform !== 'win32' || env.MSYSTEM !== undefined || /(bash|zsh|sh)(\.exe)?$/.test(env.SHELL ?? ''))
    return 'posix';
  return env.PSModulePath !== undefined && env.PROMPT === undefined ? 'powershell' : 'cmd';
};

/** A leading `=` would name a program in zsh. */
const PLAIN = /^(?!=)[A-Za-z0-9_./:@%+=,-]+$/;
const PLAIN_WINDOWS = /^[A-Za-z0-9_./:\\+=-]+$/;

/** What printf and every shell take as it is; a hyphen could begin an option. */
const PLAIN_BYTE = /[A-Za-z0-9_./:@+=, ]/;

const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;

/** A word with characters that no screen may be given: printf makes it of plain ones, in sh as in bash, zsh and fish. */
const posixUnprintable = (word: string): string => {
  const coded = [...Buffer.from(word)]
    .map((byte) => (PLAIN_BYTE.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : octal(byte)))
    .join('');
  // A shell takes line breaks off the end of what a command printed.
  return word.endsWith('\n') ? `$'${coded}'` : `"$(printf '${coded}')"`;
};

const posix = (word: string): string => {
  if (PLAIN.test(word)) return word;
  // A backslash stands outside the quotes as well: inside them fish reads it, the others do not.
  return isPrintable(word) ? `'${word.replace(/['\\]/g, (mark) => `'\\${mark}'`)}'` : posixUnprintable(word);
};

const powershell = (word: string): string => {
  if (PLAIN_WINDOWS.test(word)) return word;
  if (isPrintable(word)) return `'${word.replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`;
  const units = Array.from({ length: word.length }, (_, index) => word.charCodeAt(index));
  return `(-join [char[]](${units.join(',')}))`;
};

/** cmd.exe: quotes for the program's own splitting, carets for what cmd itself would read. It cannot be given a control. */
const cmd = (word: string): string => {
  if (PLAIN_WINDOWS.test(word)) return word;
  const quoted = `"${printable(word)
    .replace(/(\\*)"/g, '$1$1\\"')
    .replace(/(\\+)$/, '$1$1')}"`;
  return quoted.replace(/[()%!^"<>&|]/g, '^$&');
};

const QUOTE: Readonly<Record<ShellKind, (word: string) => string>> = { posix, powershell, cmd };

/** PowerShell would make two words of a comma: no harm, and the others like it bare. */
const PLAIN_EVERYWHERE = /^(?!=)[A-Za-z0-9_./:@,+=-]+$/;
/** What some shell reads within double quotes; PowerShell takes typographic ones for quotes too. */
const READ_IN_QUOTES = /[$`"\\!%\u201c-\u201f]/;

/**
 * For a line that is written where nobody knows the shell that it is pasted into.
 * @returns a word that every shell reads as it is, in double quotes where it needs them; undefined where there is none
 */
export const everyShellWord = (word: string): string | undefined => {
  if (PLAIN_EVERYWHERE.test(word)) return word;
  return READ_IN_QUOTES.test(word) || !isPrintable(word) ? undefined : `"${word}"`;
};

/** @returns one word as it is pasted, on one line and without a character that a screen would take for more. */
export const shellWord = (word: string, shell: ShellKind): string => QUOTE[shell](word);

/** @returns the words as one line for a shell. */
export const shellLine = (words: readonly string[], shell: ShellKind): string =>
  words.map((word) => shellWord(word, shell)).join(' ');

/** @returns a folder as a user would type it from where they are. */
export const shownFolder = (path: string, cwd: string): string => {
  const short = relative(cwd, path);
  if (short === '') return '.';
  return short.startsWith('..') || isAbsolute(short) ? path : short;
};
