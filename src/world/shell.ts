import type { World } from './world';

/** How a program ended. */
export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not there. */
  readonly missing: boolean;
  readonly timedOut: boolean;
}

interface Run {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Output beyond this is cut; what we run has little to say, and a flood must not fill the memory. */
const MOST_OUTPUT = 1_000_000;

/** Runs a program, never through a shell. Its failure is a value, not an exception. */
export const run = async (argv: readonly string[], options: Run, world: Pick<World, 'ending'>): Promise<Ran> => {
  const { execa } = await import('execa');
  const [file = '', ...words] = argv;
  const result = await execa(file, words, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    reject: false,
    timeout: options.timeout,
    maxBuffer: MOST_OUTPUT,
    cancelSignal: world.ending,
    forceKillAfterDelay: 2000,
  });
  const code = (result as { code?: string }).code;
  return {
    exitCode: result.exitCode,
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    missing: code === 'ENOENT',
    timedOut: result.timedOut,
  };
};
