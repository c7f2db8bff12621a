import { basename } from 'node:path';
import { type Outcome, Stop } from '../../errors';
import { writeOut } from '../../machine/output';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { closest } from '../../options/layers';
import type { Commands } from '../command';
import { SHELLS } from './options';
import { completionScript, type Shell } from './script';

const isShell = (word: string): word is Shell => (SHELLS as readonly string[]).includes(word);

/** `create-flask-container completion [shell]`: prints a completion script. */
export const completion = async (read: Arguments, world: World, commands: Commands): Promise<Outcome> => {
  if (read.problems.length > 0) throw new Stop('usage', read.problems);
  const [template] = read.texts.template ?? [];
  if (template !== undefined) {
    const { questionWords } = await import('./question-words');
    writeOut('standard output', await questionWords(template, world));
    return 'done';
  }
  const word = read.positionals[0] ?? basename(world.env.SHELL ?? 'bash').replace(/\.exe$/, '');
  if (!isShell(word)) {
    const fix = closest(word, SHELLS) ?? SHELLS.join(', ');
    throw new Stop('usage', [
      {
        code: 'unknown',
        message: `shell "${word}": expected one of ${SHELLS.join(', ')}`,
        flag: 'shell',
        value: word,
        fix,
      },
    ]);
  }
  writeOut('standard output', completionScript(word, commands));
  return 'done';
};
