import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ChildEnvironment, environmentFor } from '../machine/environment';
import { plainText } from '../machine/read-bounded';
import type { World } from '../machine/world';

/** More than any file of settings holds. In bytes. */
const MOST_BYTES = 1_000_000;

const textOf = (path: string): string => plainText(path, MOST_BYTES);

/** `${NPM_TOKEN}`, `${NPM_TOKEN?}` and `${NPM_TOKEN-default}`, as npm expands them. */
const VARIABLE = /\$\{([^}?:-]+)[^}]*\}/g;

const setting = (env: World['env'], name: string): string | undefined =>
  Object.entries(env).find(([key]) => key.toLowerCase() === `npm_config_${name}`)?.[1];

/** The user's, the global and npm's own file of settings; one in the current folder is not read, npm runs elsewhere. */
const settingsFiles = (env: World['env']): readonly string[] => {
  const user = setting(env, 'userconfig') ?? join(env.HOME ?? env.USERPROFILE ?? homedir(), '.npmrc');
  const prefixes = [setting(env, 'prefix'), /^prefix\s*=\s*"?([^"\n]+)/m.exec(textOf(user))?.[1]?.trim()];
  const beside = process.platform === 'win32' ? dirname(process.execPath) : dirname(dirname(process.execPath));
  const program = env.npm_execpath;
  return [
    user,
    setting(env, 'globalconfig') ?? '',
    ...[...prefixes, beside, '/usr', '/usr/local'].flatMap((prefix) => (prefix ? [join(prefix, 'etc', 'npmrc')] : [])),
    join(beside, 'lib', 'node_modules', 'npm', 'npmrc'),
    ...(program === undefined ? [] : [join(dirname(dirname(program)), 'npmrc')]),
    '/etc/npmrc',
  ];
};

/** @returns the names of the variables that the user's settings of npm refer to: how tokens reach it. */
const referred = (env: World['env']): ReadonlySet<string> => {
  const own = Object.entries(env).flatMap(([name, value]) => (/^npm_config_/i.test(name) ? [value ?? ''] : []));
  const texts = [...settingsFiles(env).map(textOf), ...own];
  return new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map(([, name]) => name!.trim())));
};

/** For the npm that knows them (11.10); an older one passes over what it finds in the environment and does not know. */
const CLOSED = {
  npm_config_allow_git: 'none',
  npm_config_allow_remote: 'none',
  npm_config_allow_file: 'none',
  npm_config_allow_directory: 'none',
};

/** @returns npm's environment: its settings, and of the rest what these name; it may follow nothing but a registry. */
export const npmEnvironment = (world: World): ChildEnvironment => {
  const names = referred(world.env);
  const env = Object.fromEntries(Object.entries(world.env).filter(([name]) => !(name.toLowerCase() in CLOSED)));
  return environmentFor('npm', { ...world, env }, CLOSED, (name) => names.has(name));
};
