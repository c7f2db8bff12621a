import { printable } from '../text/printable';
import type { World } from './world';

const FRAMES = ['-', '\\', '|', '/'] as const;
/** Milliseconds. */
const FRAME = 120;

/** A line at the foot of a terminal that says what is going on; nothing where there is no terminal. */
export interface Ticker {
  readonly say: (what: string) => void;
  /** Takes the line away, so that something else can be written. */
  readonly clear: () => void;
  readonly end: () => void;
}

const SILENT: Ticker = { say: () => undefined, clear: () => undefined, end: () => undefined };

/** @param wanted false where the user wants to hear nothing */
export const tickerOf = (world: Pick<World, 'stderr' | 'env' | 'isTerminal'>, wanted: boolean): Ticker => {
  const { stderr } = world;
  if (!wanted || !world.isTerminal('stderr') || world.env.TERM === 'dumb') return SILENT;
  let what = '';
  let frame = 0;
  let began = Date.now();
  const clear = (): void => void stderr.write('\r\u001b[K');
  const draw = (): void => {
    if (what === '') return;
    const seconds = Math.floor((Date.now() - began) / 1000);
    const text = `${FRAMES[frame % FRAMES.length]} ${printable(what.replace(/\s+/g, ' '))}${seconds > 1 ? ` (${seconds} s)` : ''}`;
    stderr.write(`\r\u001b[K${text.slice(0, Math.max(10, (stderr.columns || 80) - 1))}`);
    frame += 1;
  };
  const timer = setInterval(draw, FRAME);
  timer.unref();
  return {
    say: (next) => {
      if (next !== what) began = Date.now();
      what = next;
      draw();
    },
    clear,
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
};

/** Longer than this feels like waiting. In milliseconds. */
const A_MOMENT = 600;

/**
 * Says what is going on, on a terminal, once it takes longer than a moment.
 * @param what in the present: `making the first commit`
 */
export const during = async <T>(
  what: string,
  work: Promise<T>,
  world: Pick<World, 'stderr' | 'isTerminal'>,
): Promise<T> => {
  if (!world.isTerminal('stderr')) return work;
  const timer = setTimeout(() => world.stderr.write(`${printable(what)} ...\n`), A_MOMENT);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
};
