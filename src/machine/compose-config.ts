import { devNull } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from './environment';
import { ended } from './failure';
import { run } from './run';
import type { World } from './world';

/** It reads a few files and asks nobody. In milliseconds. */
const PATIENCE = 20_000;

/** What a docker says that has no Compose, or one of before it could be asked so. */
const ABSENT = /unknown (?:shorthand )?flag|is not a docker command|unknown (?:docker )?command/;

const WORDS = ['--profile', '*', 'config', '--format', 'json', '--no-interpolate', '--no-env-resolution'];

/** Compose's last line about what is wrong; warnings come before it. */
const reasonOf = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^time=.*level=warning/.test(line))
    .at(-1)
    ?.slice(0, 300) ?? 'it gave no reason';

/**
 * Asks Compose how it reads its files: merged, extended, with what they include; no variable is replaced, no file of
 * variables is read, nothing is fetched. It gets an environment that holds nothing of the user's but where docker is.
 * @param root the project's folder, absolute; its paths in the answer begin there
 * @param paths of the compose files in it; they, and what they name, must lie inside
 * @returns its answer, or why it takes them not; undefined where there is no Compose that could be asked
 */
export const composeConfig = async (
  root: string,
  paths: readonly string[],
  world: World,
): Promise<{ readonly json: string } | { readonly why: string } | undefined> => {
  const files = paths.flatMap((path) => ['--file', join(root, path)]);
  const words = ['compose', '--project-directory', root, ...files, '--env-file', devNull, ...WORDS];
  const env = environmentFor('compose', world);
  const asked = await run(['docker', ...words], { cwd: root, env, timeout: PATIENCE, ending: world.ending });
  if (world.ending.aborted) throw ended(world);
  if (asked.exitCode === 0) return { json: asked.stdout };
  return asked.exitCode === undefined || ABSENT.test(asked.stderr) ? undefined : { why: reasonOf(asked.stderr) };
};
