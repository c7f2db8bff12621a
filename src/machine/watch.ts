import type { ChildEnvironment } from './environment';
import { APART, GRACE, killGroup, type Ran } from './run';
import type { World } from './world';

interface Watch {
  readonly cwd: string;
  readonly env: ChildEnvironment;
  /** Ends the program when aborted; without it, the end of the run does. */
  readonly until?: AbortSignal;
  /** Takes the lines of standard error as they come. What it does not take is kept, the last lines only. */
  readonly onLine?: (line: string) => boolean;
  /** Takes the bytes of standard output as they come; the program waits while it works. */
  readonly onBytes?: (bytes: Uint8Array) => void | Promise<void>;
}

/** How many lines of a program's complaint are kept. */
const MOST_LINES = 200;

/** Lines of any length would let a program fill the memory; a reason stands at the end. */
const cut = (line: string): string => (line.length > 4000 ? `${line.slice(0, 3000)}...${line.slice(-1000)}` : line);

/**
 * Runs a program that may take as long as it needs and say as much as it wants: its output is looked
 * at as it comes and not kept, but for the last lines of standard error.
 */
export const watch = async (argv: readonly string[], options: Watch, world: Pick<World, 'ending'>): Promise<Ran> => {
  const { execa } = await import('execa');
  const [file = '', ...words] = argv;
  const kept: string[] = [];
  const child = execa(file, words, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    ...APART,
    stdin: 'ignore',
    stdout: options.onBytes ? 'pipe' : 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: options.until ?? world.ending,
    forceKillAfterDelay: GRACE,
  });
  // docker hands its work to plugins, which would hold our pipes open for as long as they like.
  const ending = options.until ?? world.ending;
  let timer: NodeJS.Timeout | undefined;
  const killLater = (): void => {
    timer = setTimeout(() => killGroup(child), GRACE);
    child.once('exit', () => killGroup(child));
  };
  ending.addEventListener('abort', killLater, { once: true });
  const bytes = async (): Promise<void> => {
    if (!options.onBytes || !child.stdout) return;
    try {
      for await (const chunk of child.stdout) await options.onBytes(chunk as Uint8Array);
    } catch (error) {
      // Nobody reads on: the program would wait for that for ever.
      child.kill();
      throw error;
    }
  };
  const lines = async (): Promise<void> => {
    for await (const line of child.iterable({ from: 'stderr' })) {
      if (options.onLine?.(String(line))) continue;
      kept.push(cut(String(line)));
      if (kept.length > MOST_LINES) kept.shift();
    }
  };
  if (ending.aborted) killLater();
  const [result, read, listened] = await Promise.allSettled([child, bytes(), lines()]);
  clearTimeout(timer);
  ending.removeEventListener('abort', killLater);
  if (result.status === 'rejected') throw result.reason;
  // A program that was ended closes its pipes early; only a reader that failed on its own is news.
  const ended = ending.aborted;
  for (const side of [read, listened]) if (side.status === 'rejected' && !ended) throw side.reason;
  return {
    exitCode: result.value.exitCode,
    stdout: '',
    stderr: kept.join('\n'),
    missing: (result.value as { code?: string }).code === 'ENOENT',
    timedOut: false,
  };
};
