import { isMapping, type Mapping } from '../yaml/mapping';
import { joined } from './text-files';

/**
 * How one description of a service goes over another one, by compose-spec ("Merge"), for where Compose itself is not there to
 * do it. Nothing is interpolated here.
 */

/** @returns a mapping as it is, and nothing for anything else. */
export const mappingOf = (value: unknown): Mapping => (isMapping(value) ? value : {});

/** What is taken whole from the later one. */
const WHOLE: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test']);
/** What is a mapping, also where it is written as a list of `NAME=value`. */
const PAIRS: ReadonlySet<string> = new Set(['environment', 'args', 'labels']);

const pairsOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? Object.fromEntries(
        value.map((item) => {
          const [name = '', ...rest] = String(item).split('=');
          return [name, rest.length === 0 ? null : rest.join('=')];
        }),
      )
    : value;

const plainly = (key: string, value: unknown): unknown => {
  if (PAIRS.has(key)) return pairsOf(value);
  return key === 'build' && typeof value === 'string' ? { context: value } : value;
};

/** More levels than any compose file has. */
const DEEPEST = 20;

const merged = (key: string, one: unknown, other: unknown, depth: number): unknown => {
  const [base, over] = [plainly(key, one), plainly(key, other)];
  if (base === undefined || base === null || WHOLE.has(key) || depth > DEEPEST) return over ?? base;
  if (over === undefined || over === null) return base;
  if (isMapping(base) && isMapping(over)) {
    const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
    return Object.fromEntries(keys.map((each) => [each, merged(each, base[each], over[each], depth + 1)]));
  }
  if (Array.isArray(base) || Array.isArray(over)) return [...new Set([base, over].flat())];
  return over;
};

/** @returns a service, or a whole file, with a later one over it. */
export const over = (base: Mapping, later: Mapping): Mapping => mappingOf(merged('', base, later, 0));

const pathOf = (folder: string, value: unknown): unknown =>
  typeof value === 'string' && !value.includes('://') ? joined(folder, value) : value;

const envFileOf = (folder: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => envFileOf(folder, item));
  return isMapping(value) ? { ...value, path: pathOf(folder, value.path) } : pathOf(folder, value);
};

/** @returns a service of a file in another folder, whose paths begin at the root. */
export const rebased = (folder: string, service: Mapping): Mapping => {
  if (folder === '') return service;
  const build = plainly('build', service.build);
  return {
    ...service,
    ...(isMapping(build) ? { build: { ...build, context: pathOf(folder, build.context ?? '.') } } : {}),
    ...(service.env_file === undefined ? {} : { env_file: envFileOf(folder, service.env_file) }),
  };
};
