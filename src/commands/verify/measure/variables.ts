import { resolve as resolvePath } from 'node:path';
import { Stop } from '../../../errors';
import { ioFailure } from '../../../machine/failure';
import { readBounded, whyUnread } from '../../../machine/read-bounded';
import type { World } from '../../../machine/world';
import { readEnvText } from '../../../repository/env-file';
import { pairOf } from '../../../repository/pairs';
import { isVariableName, type Variables } from '../../../repository/variables';
import type { VerifyOptions } from '../options';

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

/** A name that stands alone takes the value of the environment, as in Compose: the file is the user's own. */
const variablesOf = (text: string, path: string, { env }: Pick<World, 'env'>): Variables => {
  const { variables, alone, faults } = readEnvText(text, (name) => env[name]);
  const missing = alone.filter((name) => env[name] === undefined);
  const [fault = missing.length > 0 ? `${missing[0]} has no value, there or in your environment` : undefined] = faults;
  if (fault !== undefined) throw refused('data', path, fault);
  const bad = [...Object.keys(variables), ...alone].find((name) => !isVariableName(name));
  if (bad !== undefined) throw refused('data', path, `${JSON.stringify(bad)} is no name of a variable`);
  return { ...Object.fromEntries(alone.map((name) => [name, env[name]!])), ...variables };
};

const readEnvFile = async (
  path: string,
  world: Surroundings & Pick<World, 'env'>,
): Promise<Readonly<Record<string, string>>> => {
  let content: Awaited<ReturnType<typeof readBounded>>;
  try {
    content = await readBounded(resolvePath(world.cwd, path), MOST_BYTES, world);
  } catch (error) {
    throw ioFailure(error, path, '--env-file');
  }
  if (typeof content !== 'string') return variablesOf(content.toString('utf8'), path, world);
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
