import { createInterface } from 'node:readline/promises';
import { Stop } from '../errors';
import type { Value } from '../options/define';
import type { Question } from '../options/question';
import { ended } from './commit';
import type { InquirerQuestion } from './prompts.chunk';
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
  if (!world.stdin.isTTY || isContinuous(world.env['CI'])) return undefined;
  return [world.stdout, world.stderr].find((stream) => stream.isTTY);
};

const flawText = (rule: string): string => `expected ${rule}`;

const inquirerForm = (question: Question): InquirerQuestion => {
  const common = { name: question.key, message: question.message };
  if (question.kind === 'confirm') return { ...common, type: 'confirm', default: question.initial };
  if (question.kind === 'select') {
    return { ...common, type: 'select', default: question.initial, loop: false, choices: question.choices.map(({ value, label, hint }) => ({ value, name: label, ...(hint ? { description: hint } : {}) })) };
  }
  if (question.kind === 'many') {
    return { ...common, type: 'checkbox', required: true, loop: false, choices: question.choices.map(({ value, label }) => ({ value, name: label, checked: question.initial.includes(value) })) };
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
const valueOf = (question: Question, answer: unknown): Value => {
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
      return valueOf(question, await ask(inquirerForm(question), { input: world.stdin, output, signal: world.ending }));
    } catch (error) {
      if (world.ending.aborted) throw ended(world);
      if (LEAVING.has((error as Error).name)) throw left();
      throw error;
    }
  };

/** How a question reads on a terminal that cannot move its cursor, and to a screen reader. */
const plainForm = (question: Question): { readonly text: string; readonly read: (answer: string) => Value | string } => {
  if (question.kind === 'confirm') {
    const read = (answer: string): Value | string => (answer === '' ? question.initial : (({ y: true, yes: true, n: false, no: false }) as Record<string, boolean>)[answer.toLowerCase()] ?? 'answer y or n');
    return { text: `${question.message} (${question.initial ? 'Y/n' : 'y/N'}) `, read };
  }
  if (question.kind === 'line') {
    const read = (answer: string): Value | string => {
      const reading = question.read(answer === '' ? question.initial : answer);
      return 'flaw' in reading ? flawText(reading.flaw.rule) + (reading.flaw.proposal === undefined ? '' : `; for example ${reading.flaw.proposal}`) : reading.value;
    };
    return { text: `${question.message}${question.initial === '' ? '' : ` (${question.initial})`}: `, read };
  }
  const list = question.choices.map(({ label, hint }, index) => `  ${index + 1}) ${label}${hint ? ` - ${hint}` : ''}`).join('\n');
  const pick = (word: string): string | undefined => question.choices[Number(word) - 1]?.value ?? question.choices.find(({ value }) => value === word)?.value;
  if (question.kind === 'select') {
    const at = question.choices.findIndex(({ value }) => value === question.initial) + 1;
    return { text: `${question.message}\n${list}\nNumber (${at}): `, read: (answer) => (answer === '' ? question.initial : (pick(answer) ?? `a number from 1 to ${question.choices.length}`)) };
  }
  const read = (answer: string): Value | string => {
    const picked = answer === '' ? question.initial : answer.split(/[\s,]+/).map(pick);
    return picked.length > 0 && picked.every((value) => value !== undefined) ? (picked as readonly string[]) : 'numbers from the list, separated by commas';
  };
  return { text: `${question.message}\n${list}\nNumbers, separated by commas (${question.initial.join(', ')}): `, read };
};

const isRefusal = (question: Question, value: Value | string): value is string =>
  question.kind === 'confirm' ? typeof value === 'string' : question.kind === 'many' ? typeof value === 'string' : false;

const plainAsk =
  (world: World, output: NodeJS.WriteStream) =>
  async (question: Question): Promise<Value> => {
    const { text, read } = plainForm(question);
    for (;;) {
      const answer = await readLine(world, output, text);
      const value = read(answer.trim());
      const flaw = isRefusal(question, value) ? value : judgeChoice(question, value, answer.trim());
      if (flaw === undefined) return value;
      output.write(`  ${flaw}\n`);
    }
  };

/** A line or a selection gives text for a value and for a refusal alike: judge it by the question. */
const judgeChoice = (question: Question, value: Value, answer: string): string | undefined => {
  if (question.kind === 'select') return question.choices.some((choice) => choice.value === value) ? undefined : String(value);
  if (question.kind !== 'line') return undefined;
  return 'flaw' in question.read(answer === '' ? question.initial : answer) ? String(value) : undefined;
};

const readLine = async (world: World, output: NodeJS.WriteStream, text: string): Promise<string> => {
  const lines = createInterface({ input: world.stdin, output, terminal: false });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('close', () => reject(left()));
      lines.question(text, { signal: world.ending }).then(resolve, () => reject(ended(world)));
    });
  } finally {
    lines.removeAllListeners('close');
    lines.close();
  }
};

/** @returns the terminal to ask on, or undefined where nothing may be asked. */
export const terminalOf = (world: World): Terminal | undefined => {
  const output = questionStream(world);
  if (output === undefined) return undefined;
  return {
    ask: world.env['TERM'] === 'dumb' ? plainAsk(world, output) : richAsk(world, output),
    say: (text) => void output.write(text),
    columns: output.columns || 80,
  };
};
