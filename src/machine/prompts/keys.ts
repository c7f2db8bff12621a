/** What a key does whatever is asked. */
export type KeyCommand = 'left' | 'back' | 'help' | 'stop';

/** Who is told of keys while a question stands on the screen. */
export interface KeyListener {
  /** Whether nothing has been typed: then some keys are commands. */
  readonly isEmpty: () => boolean;
  /** A list takes no pasted text. */
  readonly isList: boolean;
  readonly feed: (text: string) => void;
  readonly command: (command: KeyCommand) => void;
}

/** A paste as terminals mark it, a sequence of an arrow or the like, a letter with Alt, or one character. */
const UNIT = /\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[\s\S]|\u001b[A-Za-z\u007f]|[\s\S]/gu;
const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';
/** The beginning of a sequence, or the Escape key alone. */
const UNFINISHED = /\u001b(?:\[[0-?]*[ -/]*|O)?$/;
/** How long the rest of a sequence may take, in milliseconds. */
const SEQUENCE = 50;

const COMMANDS: Readonly<Record<string, KeyCommand>> = {
  '\u0003': 'left',
  '\u001a': 'stop',
  '\u001b': 'back',
};
const COMMANDS_WHEN_EMPTY: Readonly<Record<string, KeyCommand>> = { '\u0004': 'left', '?': 'help' };

const isEnter = (unit: string): boolean => unit === '\r' || unit === '\n';
const isControl = (unit: string): boolean => /^[\u0000-\u001f\u007f-\u009f]/.test(unit);

/**
 * Reads what a terminal sends. What follows Enter in the same breath is no answer to the next question: the rest of a
 * paste, or keys typed ahead. Of a marked paste the first line is taken, and Enter is left to the user.
 * @returns `take` for what arrives, `end` when the question is answered
 */
export const keyReader = (listener: KeyListener): { take: (text: string) => void; end: () => void } => {
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  let paste: 'none' | 'line' | 'rest' = 'none';
  let pasted = '';
  let over = false;

  const inPaste = (unit: string): void => {
    if (unit === PASTE_ENDS) paste = 'none';
    else if (paste === 'rest' || listener.isList) return;
    else if (isEnter(unit)) paste = pasted.trim() === '' ? 'line' : 'rest';
    else if (unit === '\t' || !isControl(unit)) {
      pasted += unit;
      listener.feed(unit === '\t' ? ' ' : unit);
    }
  };
  /** @returns whether the rest of what arrived may still mean something. */
  const take = (unit: string): boolean => {
    if (paste !== 'none') inPaste(unit);
    else if (unit === PASTE_BEGINS) [paste, pasted] = ['line', ''];
    else {
      const command = COMMANDS[unit] ?? (listener.isEmpty() ? COMMANDS_WHEN_EMPTY[unit] : undefined);
      if (command === undefined) listener.feed(unit);
      else listener.command(command);
      return command === undefined && !isEnter(unit);
    }
    return true;
  };
  const takeAll = (text: string): void => {
    for (const [unit] of text.matchAll(UNIT)) if (over || !take(unit)) return;
  };
  const release = (): void => {
    const rest = held;
    held = '';
    takeAll(rest);
  };
  return {
    take: (text) => {
      clearTimeout(timer);
      const all = held + text;
      held = UNFINISHED.exec(all)?.[0] ?? '';
      takeAll(all.slice(0, all.length - held.length));
      if (held !== '' && !over) timer = setTimeout(release, SEQUENCE);
    },
    end: () => {
      over = true;
      clearTimeout(timer);
    },
  };
};
