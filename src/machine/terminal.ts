import { Stop } from '../errors';
import type { Value } from '../options/option';
import type { Question } from '../options/question';
import { ended } from './failure';
import { plainAsk } from './plain-prompts';
import type { Ask } from './prompts/prompt-forms';
import { richAsk } from './prompts/rich-prompts';
import { shownQuestion } from './prompts/shown-question';
import type { World } from './world';

/** Asks a person. Every question of the program goes through here. */
export interface Terminal {
  readonly ask: (question: Question) => Promise<Value>;
  /** As `ask`; undefined where the user would rather go back to the question before. */
  readonly askOrBack: (question: Question) => Promise<Value | undefined>;
  readonly say: (text: string) => void;
  readonly columns: number;
  readonly rows: number;
}

/** @returns how a run ends that a user leaves, by whatever key, or whose signal or terminal ends it. */
export const leaving = (world: World): Stop =>
  world.ending.aborted && world.endedBy() !== 'interrupted'
    ? ended(world)
    : new Stop('interrupted', [{ code: 'signal', message: 'left; nothing was made' }]);

const isContinuous = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value);

/**
 * May anything be asked? Only with a terminal to read from and one to show on, and not in CI.
 * @returns the stream to show questions on, or undefined
 */
export const questionStream = (world: World): NodeJS.WriteStream | undefined => {
  if (!world.isTerminal('stdin') || isContinuous(world.env.CI)) return undefined;
  const shown = (['stdout', 'stderr'] as const).find(world.isTerminal);
  return shown && world[shown];
};

/** @returns the terminal to ask on, or undefined where nothing may be asked. */
export const terminalOf = (world: World): Terminal | undefined => {
  const output = questionStream(world);
  if (output === undefined) return undefined;
  const asked: Ask = world.env.TERM === 'dumb' ? plainAsk(world, output, leaving) : richAsk(world, output, leaving);
  return {
    ask: async (question) => (await asked(shownQuestion(question), false))!,
    askOrBack: (question) => asked(shownQuestion(question), true),
    say: (text) => void output.write(text),
    get columns() {
      return output.columns || 80;
    },
    get rows() {
      return output.rows || 24;
    },
  };
};
