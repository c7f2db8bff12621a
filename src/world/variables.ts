import { resolve as resolvePath } from 'node:path';
import { Stop } from '../errors';
import type { VerifyOptions } from '../options/verify';
import { pairOf } from '../proof/pairs';
import { ioFailure } from './failure';
import { readBounded, whyUnread } from './read-bounded';
import { envOf } from './repository-files';
import type { World } from './world';

type Surroundings = Pick<World, 'cwd' | 'ending' | 'endedBy'>;

/** A file of variables is small; a larger one is something else. In bytes. */
const MOST_BYTES = 1024 * 1024;

const refused = (outcome: 'usage' | 'data', path: string, why: string): Stop =>
  new Stop(outcome, [
    {
      code: 'invalid',
      message: `--env-file "${path}": ${why}`,
      flag: '--env-file',
      value: path,
      fix: 'name a file of NAME=value lines',
    },
  ]);

const readEnvFile = async (path: string, world: Surroundings): Promise<Readonly<Record<string, string>>> => {
  let content: Awaited<ReturnType<typeof readBounded>>;
  try {
    content = await readBounded(resolvePath(world.cwd, path), MOST_BYTES, world);
  } catch (error) {
    throw ioFailure(error, path, '--env-file');
  }
  if (typeof content !== 'string') return envOf(content.toString('utf8'));
  throw refused(content === 'missing' || content === 'folder' ? 'usage' : 'data', path, whyUnread(content, MOST_BYTES));
};

/** `NAME=value` as it is, `NAME` from the environment of this run. */
const variableOf = (text: string, world: Pick<World, 'env'>): readonly [string, string] => {
  if (text.includes('=')) return pairOf(text);
  const value = world.env[text];
  if (value === undefined)
    throw new Stop('usage', [
      {
        code: 'missing',
        message: `--env ${text}: your environment has no ${text}`,
        flag: '--env',
        value: text,
        fix: `--env ${text}=value`,
      },
    ]);
  return [text, value];
};

/** @returns the variables that the user gives the app; single ones win over a file's. */
export const givenVariables = async (
  options: VerifyOptions,
  world: Surroundings & Pick<World, 'env'>,
): Promise<Readonly<Record<string, string>>> => ({
  ...(options.envFile === undefined ? {} : await readEnvFile(options.envFile, world)),
  ...Object.fromEntries((options.env ?? []).map((text) => variableOf(text, world))),
});
