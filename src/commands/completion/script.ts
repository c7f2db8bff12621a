import type { Commands } from '../command';
import { bashScript } from './bash';
import { fishScript } from './fish';
import type { SHELLS } from './options';
import { zshScript } from './zsh';

/** Shell completion, made from the tables. Tried in the real shells by the tests. */

export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (commands: Commands) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** @returns the completion script of a shell. */
export const completionScript = (shell: Shell, commands: Commands): string => SCRIPTS[shell](commands);
