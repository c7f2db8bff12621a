import { Stop } from '../../errors';
import type { World } from '../../machine/world';
import type { Option } from '../../options/option';
import { readTeamManifest } from '../../sources/team-template';
import { hasUnseen } from '../../text/printable';

/** What a shell reads as its own: a word that holds one of these is typed by hand, not offered. */
const SHELL_MARKS = /[$`"'\\;&|<>()*?~!{}\s]/;

/** A choice is a stranger's text, and what is offered may stand on a command line by one key. */
const isOffered = (choice: string): boolean =>
  !SHELL_MARKS.test(choice) && !choice.startsWith('-') && !hasUnseen(choice);

const wordsOf = ([key, option]: readonly [string, Option]): readonly string[] => {
  const values =
    option.kind === 'boolean' ? ['true', 'false'] : 'choices' in option && option.choices ? option.choices : [];
  return values.length === 0 ? [`${key}=`] : values.filter(isOffered).map((value) => `${key}=${value}`);
};

/**
 * What can follow `--set`, for a shell's completion: the questions of a template, and those of their choices that no
 * shell reads as more than text. A person who presses Tab waits for no network and reads no error: a template that is
 * not at hand has no words. Only its manifest is read.
 * @returns one word a line
 */
export const questionWords = async (template: string, world: World): Promise<string> => {
  try {
    const { questions } = await readTeamManifest(template, { timeout: 1, offline: true }, world);
    return Object.entries(questions)
      .flatMap(wordsOf)
      .map((word) => `${word}\n`)
      .join('');
  } catch (error) {
    if (error instanceof Stop) return '';
    throw error;
  }
};
