import { Stop } from '../errors';
import type { Option } from '../options/define';
import type { World } from '../world/world';
import { loadTeam } from './team-template';

const wordsOf = ([key, option]: readonly [string, Option]): readonly string[] => {
  const values =
    option.kind === 'boolean' ? ['true', 'false'] : 'choices' in option && option.choices ? option.choices : [];
  return values.length === 0 ? [`${key}=`] : values.map((value) => `${key}=${value}`);
};

/**
 * What can follow `--set`, for a shell's completion. A person who presses Tab waits for no network and reads no error:
 * a template that is not at hand has no words.
 * @returns one word a line
 */
export const questionWords = async (template: string, world: World): Promise<string> => {
  try {
    const { manifest } = await loadTeam(template, { timeout: 1, offline: true }, world);
    return Object.entries(manifest.questions)
      .flatMap(wordsOf)
      .map((word) => `${word}\n`)
      .join('');
  } catch (error) {
    if (error instanceof Stop) return '';
    throw error;
  }
};
