import type { SHELLS } from '../commands';
import { bashScript } from './bash';
import { fishScript } from './fish';
import { zshScript } from './zsh';

/** Shell completion, made from the tables. Tried in the real shells by the tests. */

export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** @returns the completion script of a shell. */
export const completionScript = (shell: Shell): string => SCRIPTS[shell]();
