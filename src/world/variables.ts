import { resolve as resolvePath } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import type { VerifyOptions } from '../options/verify';
import { pairOf } from '../proof/pairs';
import { ioFailure } from './failure';
import { envOf } from './repository-files';
import type { World } from './world';

const readEnvFile = (path: string, world: Pick<World, 'cwd'>): Readonly<Record<string, string>> => {
  try {
    return envOf(fs.readFileSync(resolvePath(world.cwd, path), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Stop('usage', [
        {
          code: 'invalid',
          message: `--env-file "${path}": there is no such file`,
          flag: '--env-file',
          value: path,
          fix: 'name a file of NAME=value lines',
        },
      ]);
    throw ioFailure(error, path);
  }
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
export const givenVariables = (
  options: VerifyOptions,
  world: Pick<World, 'cwd' | 'env'>,
): Readonly<Record<string, string>> => ({
  ...(options.envFile === undefined ? {} : readEnvFile(options.envFile, world)),
  ...Object.fromEntries((options.env ?? []).map((text) => variableOf(text, world))),
});
