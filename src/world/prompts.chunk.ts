import checkbox from '@inquirer/checkbox';
import { makeTheme } from '@inquirer/core';
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

/**
 * Asks one question.
 * @param streams its last field may change while the question stands there
 * @throws the errors of inquirer when it is left
 */
export const ask = async (form: Form, streams: Streams): Promise<string | readonly string[]> => {
  if (form.type === 'line') return line(form, streams as never);
  if (form.type === 'many') return many(form, streams);
  return list(form, streams as never);
};
