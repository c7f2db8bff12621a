import { Stop } from '../errors';
import type { Value } from '../options/define';
import type { Question } from '../options/question';
import { ended } from './ended';
import { plainAsk } from './plain-prompts';
import type { InquirerQuestion } from './prompts.chunk';
import { shownQuestion } from './shown-question';
import type { World } from './world';

/** Asks a person. Every question of the program goes through here. */
export interface Terminal {
  readonly ask: (question: Question) => Promise<Value>;
  readonly say: (text: string) => void;
  readonly columns: number;
}

const left = (): Stop => new Stop('interrupted', [{ code: 'signal', message: 'left; nothing was made' }]);

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

const flawText = (rule: string): string => `expected ${rule}`;

const inquirerForm = (question: Question): InquirerQuestion => {
  const common = { name: question.key, message: question.message };
  if (question.kind === 'confirm') return { ...common, type: 'confirm', default: question.initial };
  if (question.kind === 'select') {
    const choices = question.choices.flatMap(({ value, label, hint, heading }) => [
      ...(heading ? [{ type: 'separator', separator: heading }] : []),
      { value, name: label, ...(hint ? { description: hint } : {}) },
    ]);
    return { ...common, type: 'select', default: question.initial, loop: false, pageSize: 12, choices };
  }
  if (question.kind === 'many') {
    return {
      ...common,
      type: 'checkbox',
      required: question.optional !== true,
      loop: false,
      choices: question.choices.map(({ value, label }) => ({
        value,
        name: label,
        checked: question.initial.includes(value),
      })),
    };
  }
  const { read } = question;
  const verdict = (text: string): string | undefined => {
    const reading = read(text);
    return 'flaw' in reading ? flawText(reading.flaw.rule) : undefined;
  };
  const proposal = (text: string): string | undefined => {
    const reading = read(text);
    return 'flaw' in reading ? reading.flaw.proposal : undefined;
  };
  return { ...common, type: 'line', initial: question.initial, verdict, proposal, preview: question.preview };
};

/** @returns the value of an answer that a prompt has already judged. */
const acceptedValue = (question: Question, answer: unknown): Value => {
  if (question.kind !== 'line') return answer as Value;
  const reading = question.read(String(answer));
  if ('flaw' in reading) throw new Error(`the prompt let "${String(answer)}" pass`);
  return reading.value;
};

const LEAVING: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError']);

const richAsk =
  (world: World, output: NodeJS.WriteStream) =>
  async (question: Question): Promise<Value> => {
    const { ask } = await import('./prompts.chunk');
    try {
      return acceptedValue(
        question,
        await ask(inquirerForm(question), { input: world.stdin, output, signal: world.ending }),
      );
    } catch (error) {
      if (world.ending.aborted) throw ended(world);
      if (LEAVING.has((error as Error).name)) throw left();
      throw error;
    }
  };

/** @returns the terminal to ask on, or undefined where nothing may be asked. */
export const terminalOf = (world: World): Terminal | undefined => {
  const output = questionStream(world);
  if (output === undefined) return undefined;
  const ask = world.env.TERM === 'dumb' ? plainAsk(world, output, left) : richAsk(world, output);
  return {
    ask: (question) => ask(shownQuestion(question)),
    say: (text) => void output.write(text),
    columns: output.columns || 80,
  };
};
