import checkbox from '@inquirer/checkbox';
import { makeTheme } from '@inquirer/core';
import inquirer from 'inquirer';
import { line } from './line-prompt';
import { list } from './list-prompt';
import type { Form, ManyForm, Shown } from './prompt-forms';

/** The prompts of a terminal, in a part of their own: only a run that asks loads inquirer. */

const themeOf = (config: Shown, tip: string) => ({
  style: {
    ...makeTheme().style,
    message: (text: string, status: string): string =>
      makeTheme().style.message(text, 'idle') +
      (status === 'done' || config.about === '' ? '' : `\n${makeTheme().style.help(config.about)}`),
    keysHelpTip: (): string => makeTheme().style.help(tip),
  },
});

const many = (form: ManyForm, context: object): Promise<string[]> =>
  checkbox(
    {
      message: form.message,
      pageSize: form.pageSize,
      required: !form.optional,
      loop: false,
      theme: themeOf(form, form.keys) as never,
      choices: form.items.map(({ value, label, short }) => ({
        value,
        name: label,
        short,
        checked: form.initial.includes(value),
      })),
    },
    context as never,
  );

/** Where a prompt is shown and read, the signal that ends it, and whether it then leaves the screen. */
export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  readonly clearPromptOnDone: boolean;
}

/** inquirer copies what it is given when a question begins; whether it is to leave the screen is known when it ends. */
const clearing = (context: object, streams: Streams): object =>
  Object.defineProperty({ ...context }, 'clearPromptOnDone', { get: () => streams.clearPromptOnDone });

const PROMPTS = { line, many, select: list, filter: list } as const satisfies Record<Form['type'], unknown>;

/**
 * Asks one question.
 * @param streams its last field may change while the question stands there
 * @throws the errors of inquirer when it is left
 */
export const ask = async (form: Form, streams: Streams): Promise<string | readonly string[]> => {
  const { input, output, signal } = streams;
  const prompt = inquirer.createPromptModule({ input, output, signal } as never);
  for (const [name, show] of Object.entries(PROMPTS))
    prompt.registerPrompt(name, ((config: Form, context: object) =>
      show(config as never, clearing(context, streams) as never)) as never);
  const answers = (await prompt([{ ...form, name: 'answer' }] as never)) as { answer: string | readonly string[] };
  return answers.answer;
};
