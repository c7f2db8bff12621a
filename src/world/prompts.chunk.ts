import { createPrompt, isEnterKey, isTabKey, makeTheme, useKeypress, usePrefix, useState } from '@inquirer/core';
import inquirer from 'inquirer';

/**
 * The prompts of a terminal, in a file of their own: only a run that asks loads inquirer. Nothing of
 * this program is imported here, so that the file can stand beside the bundle.
 */

interface LineConfig {
  readonly message: string;
  readonly initial: string;
  /** What is wrong with the text, or nothing. */
  readonly verdict: (text: string) => string | undefined;
  /** What the text would become. */
  readonly preview: (text: string) => string | undefined;
  readonly proposal: (text: string) => string | undefined;
}

/** A line of text that is judged while it is typed: the verdict or the preview stands below it. */
const line = createPrompt<string, LineConfig>((config, done) => {
  const theme = makeTheme();
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const [value, setValue] = useState('');
  const [initial, setInitial] = useState(config.initial);
  const [pressed, setPressed] = useState(false);
  const prefix = usePrefix({ status, theme });
  const text = value === '' ? initial : value;
  const verdict = config.verdict(text);

  useKeypress((key, readline) => {
    if (status !== 'idle') return;
    if (isEnterKey(key)) {
      if (verdict === undefined) {
        setStatus('done');
        setValue(text);
        done(text);
        return;
      }
      // Readline has emptied the line: give it back, so that it can be mended; or offer the nearest good text.
      const proposal = config.proposal(text);
      if (proposal !== undefined) {
        setInitial(proposal);
        setValue('');
      } else {
        readline.write(value);
      }
      setPressed(true);
      return;
    }
    if (isTabKey(key)) {
      readline.clearLine(0);
      readline.write(text);
      setValue(text);
      return;
    }
    setPressed(false);
    setValue(readline.line);
  });

  const message = theme.style.message(config.message, status);
  if (status === 'done') return `${prefix} ${message} ${theme.style.answer(value)}`;
  const shown = value === '' && initial !== '' ? theme.style.defaultAnswer(initial) : value;
  const silent = value === '' && !pressed && config.initial === '';
  const preview = verdict === undefined ? config.preview(text) : undefined;
  const below =
    verdict === undefined
      ? preview === undefined
        ? ''
        : theme.style.help(preview)
      : silent
        ? ''
        : theme.style.error(verdict);
  return [`${prefix} ${message} ${shown}`, below];
});

/** One question in inquirer's own form. */
export type InquirerQuestion = Readonly<Record<string, unknown>> & { readonly type: string; readonly name: string };

/**
 * Asks one question.
 * @param streams where it is shown and read, and the signal that ends it
 * @throws the errors of inquirer when it is left
 */
export const ask = async (
  question: InquirerQuestion,
  streams: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal },
): Promise<unknown> => {
  const module = inquirer.createPromptModule({
    input: streams.input as never,
    output: streams.output as never,
    signal: streams.signal,
  } as never);
  module.registerPrompt('line', line as never);
  const answers = (await module([question] as never)) as Readonly<Record<string, unknown>>;
  return answers[question.name];
};
