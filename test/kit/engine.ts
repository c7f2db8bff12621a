import { createHash } from 'node:crypto';
import { runProgram } from './program';

/** The real Docker Engine, for tests. What a test makes is removed when its file ends. */

const made: string[][] = [];

/** Has something removed after the tests of the file: words of a docker command. */
export const removeLater = (...words: string[]): void => {
  made.unshift(words);
};

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs docker and gives how it ended. */
export const tryDocker = (
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<Ran> =>
  runProgram(words, {
    program: ['docker'],
    env: { DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain', HOME: process.env['HOME'], ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });

/** Runs docker, which must succeed, and gives what it printed. */
export const docker = async (...words: readonly string[]): Promise<string> => {
  const ran = await tryDocker(words);
  if (ran.exitCode !== 0) throw new Error(`docker ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
};

/**
 * Builds an image, once more if the engine failed at its own work: image removal while a build runs can
 * take a layer from under it, and a busy engine can lose the race for a network device.
 */
export const build = async (folder: string, ...words: readonly string[]): Promise<string> => {
  for (let attempt = 0; ; attempt += 1) {
    const ran = await tryDocker(['build', ...words, folder]);
    if (ran.exitCode === 0) return ran.stderr + ran.stdout;
    if (attempt > 0 || !/parent snapshot|failed to export|unable to find|failed to create endpoint/.test(ran.stderr))
      throw new Error(`docker build ${words.join(' ')}: ${ran.stderr}`);
  }
};

/** @returns a name that no other test or run uses. */
export const uniqueName = (prefix: string): string =>
  `${prefix}-${createHash('sha256').update(`${process.pid} ${process.hrtime.bigint()}`).digest('hex').slice(0, 10)}`;

/** @returns the host port of a container's port. */
export const hostPort = async (container: string, port: number): Promise<string> =>
  (await docker('port', container, String(port))).split('\n')[0]!.split(':').at(-1)!;

/** Asks until there is an answer, at most 30 seconds. */
export const answer = async (url: string, init: RequestInit = {}): Promise<Response> => {
  const end = Date.now() + 30_000;
  for (;;) {
    // A timer of our own: one of AbortSignal.timeout keeps nothing alive and may be collected.
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new Error(`no answer from ${url}`)), 5_000);
    try {
      return await fetch(url, { signal: controller.signal, ...init });
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      clearTimeout(timer);
    }
  }
};

afterAll(async () => {
  for (const words of made.splice(0)) await tryDocker(words);
});
