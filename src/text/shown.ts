import { unseenReplaced } from './printable';

const SHOWN_LENGTH = 60;

/** @returns a path as it is typed: whole, so that it can be opened, and without what nobody sees. */
export const shownPath = (path: string): string => unseenReplaced(path);

/** @returns text from a template or a repository, fit to be shown: on one line, without controls, cut short. */
export const shown = (text: string): string => {
  const plain = unseenReplaced(
    text
      .slice(0, 4 * SHOWN_LENGTH)
      .trim()
      .replace(/\s+/g, ' '),
  );
  return plain.length > SHOWN_LENGTH ? `${plain.slice(0, SHOWN_LENGTH - 1)}…` : plain;
};
