import { styleText } from 'node:util';

/** What a text looks like; without colour it reads the same. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly dim: (text: string) => string;
}

const same = (text: string): string => text;

const PLAIN: Style = { strong: same, bad: same, good: same, dim: same };

const COLOURED: Style = {
  strong: (text) => styleText('bold', text, { validateStream: false }),
  bad: (text) => styleText(['bold', 'red'], text, { validateStream: false }),
  good: (text) => styleText('green', text, { validateStream: false }),
  dim: (text) => styleText('dim', text, { validateStream: false }),
};

/**
 * @param terminal whether the text goes to one
 * @param wanted false after `--no-color`
 * @returns colours on a terminal that takes them; https://no-color.org
 */
export const styleFor = (
  terminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
  wanted: boolean,
): Style => {
  const refused = !wanted || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb' || !terminal;
  return refused ? PLAIN : COLOURED;
};
