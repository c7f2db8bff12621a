import { isPrintable } from '../text/printable';
import { environmentFor } from './environment';
import { run } from './run';
import type { World } from './world';

/** A question to git is quick. In milliseconds. */
const QUICK = 5_000;

const ask = async (
  cwd: string,
  words: readonly string[],
  world: World,
): Promise<{ readonly exitCode: number | undefined; readonly text: string }> => {
  const ran = await run(['git', ...words], { cwd, env: environmentFor('git', world), timeout: QUICK }, world);
  return { exitCode: ran.exitCode, text: ran.stdout.trim() };
};

/** @returns whether the repository around a path ignores it, so that a repository of its own disturbs nobody. */
export const isIgnoredByGit = async (repository: string, path: string, world: World): Promise<boolean> =>
  (await ask(repository, ['check-ignore', '--quiet', '--', path], world)).exitCode === 0;

/** @returns the user as git knows them, `name <email>`, or undefined. Only proposed, never taken unasked. */
export const gitIdentity = async (world: World): Promise<string | undefined> => {
  const name = (await ask(world.cwd, ['config', '--get', 'user.name'], world)).text;
  const email = (await ask(world.cwd, ['config', '--get', 'user.email'], world)).text;
  if (name === '') return undefined;
  const identity = email === '' ? name : `${name} <${email}>`;
  // A repository's own settings are its maker's words.
  return isPrintable(identity) ? identity : undefined;
};
