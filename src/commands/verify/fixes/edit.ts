import { isPrintable } from '../../../text/printable';

/** @returns the text with the change; undefined where it cannot be made there */
export type Change = (text: string) => string | undefined;

/** A change to one file of the repository. */
export interface Edit {
  /** From the repository, with `/`. */
  readonly path: string;
  /** As it is; undefined where there is no such file yet. */
  readonly text: string | undefined;
  readonly change: Change;
}

/** What to do about a no: in words, and as changes where files alone decide. */
export interface Fix {
  readonly words: string;
  readonly edits: readonly Edit[];
}

/** @returns words with the changes that do what they say */
export const fixWith = (words: string, ...edits: readonly Edit[]): Fix => ({ words, edits });

interface Changed {
  readonly before: string | undefined;
  readonly after: string;
}

/** One change after the other, each on what the one before has left. One that cannot be made any more is left out. */
const changed = (edits: readonly Edit[]): ReadonlyMap<string, Changed> => {
  const files = new Map<string, Changed>();
  // A line break in a name would be a line of the diff.
  for (const { path, text, change } of edits.filter((edit) => isPrintable(edit.path))) {
    const { before, after } = files.get(path) ?? { before: text, after: text ?? '' };
    const next = change(after);
    if (next !== undefined && next !== after) files.set(path, { before, after: next });
  }
  return files;
};

type Differ = (from: string, to: string, before: string, after: string, one: string, other: string) => string;

/**
 * @param createTwoFilesPatch of the `diff` package, handed in because only a run that finds something loads it
 * @returns the changes as one diff for `git apply`, from the repository's folder, wherever that lies in a checkout;
 *   empty where there are none
 */
export const patchOf = (edits: readonly Edit[], createTwoFilesPatch: Differ): string =>
  [...changed(edits)]
    .map(([path, { before, after }]) =>
      createTwoFilesPatch(before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', after, '', ''),
    )
    .join('')
    .replaceAll(/^=+\n/gm, '');

/** @returns the text with lines at its end. */
export const withLines =
  (lines: readonly string[]): Change =>
  (text) => {
    const end = text.includes('\r\n') ? '\r\n' : '\n';
    const missing = lines.filter(
      (line) =>
        !text
          .split(/\r?\n/)
          .slice(-lines.length - 1)
          .includes(line),
    );
    if (missing.length === 0) return undefined;
    return `${text}${text === '' || text.endsWith('\n') ? '' : end}${missing.map((line) => `${line}${end}`).join('')}`;
  };
