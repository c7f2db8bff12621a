import { StringDecoder } from 'node:string_decoder';

/** A person's keys, taken from a terminal only while a question stands there. */
export interface Keyboard {
  /**
   * Forgets what was typed before anybody could know the question.
   * @param milliseconds how long nothing must come
   * @returns false where Ctrl-C or the end of the input was among it
   */
  readonly hush: (milliseconds: number) => Promise<boolean>;
  /** Gives what is typed from now on to `take`, and tells `ended` when the terminal is gone. */
  readonly listen: (take: (text: string) => void, ended: () => void) => void;
  /** Gives the terminal to the shell until the user comes back; where there is no shell, at once. */
  readonly suspend: () => Promise<void>;
  /** Takes the terminal again after somebody else had it. */
  readonly renew: () => void;
  readonly close: () => void;
}

type Input = NodeJS.ReadStream;

/** Somebody who leans on a key is not waited for longer. In milliseconds. */
const LONGEST_HUSH = 2_000;
/** Within this time a stop has stopped us, or nothing ever will. */
const STOPS_WITHIN = 150;

const raw = (stdin: Input, on: boolean): void => {
  // A pipe of a test has no modes.
  stdin.setRawMode?.(on);
};

const hushed = (stdin: Input, milliseconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const latest = setTimeout(() => end(true), LONGEST_HUSH);
    let looked: NodeJS.Immediate | undefined;
    // On a busy machine the time is over before anybody has looked whether something came: that is done once more.
    const wait = (): NodeJS.Timeout =>
      setTimeout(() => {
        looked = setImmediate(() => end(true));
      }, milliseconds);
    let timer = wait();
    const disturbed = (): void => {
      clearTimeout(timer);
      clearImmediate(looked);
    };
    const onData = (bytes: Uint8Array): void => {
      disturbed();
      if (bytes.includes(3)) end(false);
      else timer = wait();
    };
    const onEnd = (): void => end(false);
    const end = (still: boolean): void => {
      disturbed();
      clearTimeout(latest);
      stdin.off('data', onData).off('end', onEnd);
      resolve(still);
    };
    stdin.on('data', onData).on('end', onEnd);
    stdin.resume();
  });

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    const back = (): void => {
      clearTimeout(timer);
      process.off('SIGCONT', back);
      resolve();
    };
    const timer = setTimeout(back, STOPS_WITHIN);
    process.on('SIGCONT', back);
    // The whole job, as the terminal itself would: npx waits for us in it.
    process.kill(0, 'SIGTSTP');
  });

/**
 * Takes the keyboard.
 * @param mode `keys`: each key as it is pressed; `lines`: the terminal edits the line and sends it whole
 */
export const takeKeyboard = (stdin: Input, mode: 'keys' | 'lines'): Keyboard => {
  const decoder = new StringDecoder('utf8');
  let undo = (): void => undefined;
  if (mode === 'keys') raw(stdin, true);
  return {
    hush: async (milliseconds) => {
      // A line that was begun is in the terminal's own editor, which gives it up only for keys.
      if (mode === 'lines') raw(stdin, true);
      try {
        return await hushed(stdin, milliseconds);
      } finally {
        if (mode === 'lines') raw(stdin, false);
      }
    },
    listen: (take, ended) => {
      undo();
      if (stdin.readableEnded) return ended();
      const onData = (bytes: Buffer): void => take(decoder.write(bytes));
      stdin.on('data', onData).on('end', ended);
      undo = () => void stdin.off('data', onData).off('end', ended);
      stdin.resume();
    },
    suspend: async () => {
      raw(stdin, false);
      await stopped();
      raw(stdin, true);
    },
    renew: () => {
      // Node believes that the mode is still the one that it has set.
      raw(stdin, false);
      raw(stdin, true);
    },
    close: () => {
      undo();
      stdin.pause();
      if (mode === 'keys') raw(stdin, false);
    },
  };
};
