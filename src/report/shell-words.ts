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

const QUOTE: Readonly<Record<ShellKind, (word: string) => string>> = {
  // A backslash stands outside the quotes as well: inside them fish reads it, the others do not.
  posix: (word) => (PLAIN.test(word) ? word : `'${word.replace(/['\\]/g, (mark) => `'\\${mark}'`)}'`),
  powershell: (word) =>
    PLAIN_WINDOWS.test(word) ? word : `'${word.replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`,
  // cmd.exe: quotes for the program's own splitting, carets for what cmd itself would read.
  cmd: (word) => {
    if (PLAIN_WINDOWS.test(word)) return word;
    const quoted = `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
    return quoted.replace(/[()%!^"<>&|]/g, '^$&');
  },
};

/** @returns the words as one line for a shell. */
export const shellLine = (words: readonly string[], shell: ShellKind): string =>
  words.map((word) => QUOTE[shell](word)).join(' ');
