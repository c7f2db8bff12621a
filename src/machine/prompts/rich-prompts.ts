import { PassThrough } from 'node:stream';
import type { Stop } from '../../errors';
import type { Value } from '../../options/option';
import type { Question } from '../../options/question';
import { wrap } from '../../text/wrap';
import type { World } from '../world';
import { formOf, type Screen, yesOrNo } from './forms';
import { type Keyboard, takeKeyboard } from './keyboard';
import { type KeyCommand, keyReader } from './keys';
import type { Ask } from './prompt-forms';

/** What ended a prompt that was not answered: a key, the way back from a stop, a narrower screen. */
type Cause = KeyCommand | 'again';

type Shown = { readonly answer: Value } | { readonly cause: Cause };

/** Terminals tell what is pasted from what is typed; where they cannot, this does nothing. */
const MARK_PASTES = '\u001b[?2004h';
const MARK_NO_PASTES = '\u001b[?2004l';
/** Before the first question there is only what the terminal holds; later a key may be held down. In milliseconds. */
const FIRST_HUSH = 2;
const HUSH = 30;
/** A window that is being drawn narrower is done when it has kept still for so long. In milliseconds. */
const STILL = 150;

const LEAVING: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError']);

/** @returns the value of an answer that a prompt has already judged. */
const acceptedValue = (question: Question, answer: string | readonly string[]): Value => {
  if (question.kind === 'confirm') return yesOrNo(String(answer)) === true;
  if (question.kind !== 'line') return answer;
  const reading = question.read(String(answer));
  if ('flaw' in reading) throw new Error(`the prompt let "${String(answer)}" pass`);
  return reading.value;
};

interface Place {
  readonly world: World;
  readonly output: NodeJS.WriteStream;
  readonly screen: Screen;
}

/** Tells when what is drawn no longer fits the screen, or the user is back from a stop of the whole job. */
const onDisturbance = ({ output, screen }: Place, tell: () => void): (() => void) => {
  const width = screen.columns();
  let timer: NodeJS.Timeout | undefined;
  const onResize = (): void => {
    clearTimeout(timer);
    if (screen.columns() < width) timer = setTimeout(tell, STILL);
  };
  output.on('resize', onResize);
  process.on('SIGCONT', tell);
  return () => {
    clearTimeout(timer);
    output.off('resize', onResize);
    process.off('SIGCONT', tell);
  };
};

interface Draft {
  typed: string;
}

/** What is asked again is drawn anew; what was left stays to be read. */
const isCleared = (question: Question, cause: Cause | undefined): boolean =>
  cause === undefined ? question.kind === 'select' && question.filter === true : cause !== 'left' && cause !== 'again';

/** Shows a question once: until it is answered, or something else is to be done first. */
const show = async (
  question: Question,
  place: Place,
  keyboard: Keyboard,
  draft: Draft,
  mayGoBack: boolean,
): Promise<Shown> => {
  const { ask } = await import('./ask');
  const input = new PassThrough();
  const ending = new AbortController();
  let cause: Cause | undefined;
  const command = (next: Cause): void => {
    if ((next === 'back' && !mayGoBack) || (next === 'help' && question.help === undefined)) return;
    cause ??= next;
    ending.abort();
  };
  const keys = keyReader({
    isEmpty: () => draft.typed === '',
    isList: question.kind === 'select' || question.kind === 'many',
    feed: (text) => void input.emit('data', Buffer.from(text)),
    command,
  });
  const calm = onDisturbance(place, () => command('again'));
  keyboard.listen(keys.take, () => command('left'));
  try {
    const onTyped = (text: string) => (draft.typed = text);
    const form = formOf(question, place.screen, { typed: draft.typed, onTyped, mayGoBack });
    const answer = await ask(form, {
      input,
      output: place.output,
      signal: AbortSignal.any([place.world.ending, ending.signal]),
      get clearPromptOnDone() {
        return isCleared(question, cause);
      },
    });
    return { answer: acceptedValue(question, answer) };
  } catch (error) {
    if (!LEAVING.has((error as Error).name)) throw error;
    return { cause: cause ?? 'left' };
  } finally {
    keys.end();
    calm();
  }
};

const helpText = (help: readonly string[], columns: number): string =>
  `\n${help.map((text) => `  ${wrap(text, columns - 4).join('\n    ')}\n`).join('')}\n`;

/**
 * Asks on a terminal that can move its cursor.
 * @param leaving makes the end of a run that is left
 */
export const richAsk = (world: World, output: NodeJS.WriteStream, leaving: (world: World) => Stop): Ask => {
  const screen: Screen = { columns: () => output.columns || 80, rows: () => output.rows || 24 };
  let hush = FIRST_HUSH;
  const answered = async (question: Question, mayGoBack: boolean, keyboard: Keyboard): Promise<Value | undefined> => {
    const draft: Draft = { typed: '' };
    for (;;) {
      const shown = await show(question, { world, output, screen }, keyboard, draft, mayGoBack);
      if ('answer' in shown) return shown.answer;
      if (shown.cause === 'left') throw leaving(world);
      if (shown.cause === 'back') return undefined;
      if (shown.cause === 'help') output.write(helpText(question.help ?? [], screen.columns()));
      if (shown.cause === 'again') keyboard.renew();
      if (shown.cause === 'stop') {
        output.write(MARK_NO_PASTES);
        await keyboard.suspend();
        output.write(MARK_PASTES);
      }
    }
  };
  return async (question, mayGoBack) => {
    const keyboard = takeKeyboard(world.stdin, 'keys');
    try {
      if (!(await keyboard.hush(hush))) throw leaving(world);
      hush = HUSH;
      output.write(MARK_PASTES);
      return await answered(question, mayGoBack, keyboard);
    } finally {
      output.write(MARK_NO_PASTES);
      keyboard.close();
    }
  };
};
