import type { World } from '../machine/world';
import { askGit, onlyHere } from './ask-git';

/**
 * Programs that a configuration names under a name of its own choice, so that no fixed setting switches them off:
 * filters of file contents (gitattributes(5)) and hooks (git-hook(1)).
 */
const NAMED = /^(filter|hook)\.(.*)\.[^.]+$/s;

/** More than anybody has; each takes some words of every call. */
const MOST_NAMES = 200;

const SWITCHED_OFF: Readonly<Record<string, readonly string[]>> = {
  // A filter whose programs are empty texts is passed over, also where it is required.
  filter: ['process=', 'clean=', 'smudge=', 'required=false'],
  hook: ['enabled=false'],
};

/** The settings that switch them off, or why that cannot be done. */
export type Programs =
  | { readonly settings: readonly string[] }
  /** `unasked`: there is no git that could be asked, or it is too old to answer. */
  | { readonly why: string; readonly unasked?: true };

/** Git's exit code for words that it does not know. */
export const USAGE = 129;

const offOf = (names: readonly string[]): Programs => {
  const found = new Set(names.flatMap((name) => NAMED.exec(name)?.slice(1, 3).join('.') ?? []));
  if (found.size > MOST_NAMES) return { why: `git's settings name more than ${MOST_NAMES} filters and hooks` };
  // With -c a name ends at the first equals sign.
  const odd = [...found].find((name) => /[=\n]/.test(name));
  if (odd !== undefined) return { why: `git's settings name a program that cannot be switched off: ${odd}` };
  return {
    settings: [...found].flatMap((name) => SWITCHED_OFF[name.split('.')[0]!]!.map((end) => `${name}.${end}`)),
  };
};

/**
 * @param folder a work tree; its settings, those that they include, and the user's are looked at
 * @returns what keeps every program that they name from being run
 */
export const programsOff = async (folder: string, world: World): Promise<Programs> => {
  const words = ['config', '--list', '--includes', '--name-only', '-z'];
  const asked = await askGit(folder, words, world, onlyHere(folder));
  const why = "git's settings cannot be read";
  if (asked.absent || asked.exitCode === USAGE) return { why, unasked: true };
  if (asked.exitCode !== 0) return { why };
  return offOf(asked.stdout.split('\0'));
};
