import { interpolate, type Lookup } from './interpolation';
import { pairOf } from './pairs';
import type { Variables } from './variables';

/** What a compose file says about a service that this folder builds. */
export interface ComposeService {
  readonly name: string;
  /** It runs only where one of these is asked for. */
  readonly profiles: readonly string[];
  /** Relative to the compose file, as written. */
  readonly context: string;
  readonly dockerfile?: string;
  /** `build.dockerfile_inline`: the text of a Dockerfile. */
  readonly inline?: string;
  readonly target?: string;
  readonly buildArgs: Variables;
  readonly image?: string;
  /** `build.tags`. */
  readonly tags: readonly string[];
  readonly environment: Variables;
  /** As written; the reader decides whether they may be read. */
  readonly envFiles: readonly ServiceEnvFile[];
  /** Ports inside the container. */
  readonly ports: readonly number[];
  /** As `healthcheck.test` has it, in Docker's form. */
  readonly healthcheck: readonly string[];
  readonly command: readonly string[];
  /** Words of `docker run` for what else the service says of how it is run, the entry point's first word included. */
  readonly runWords: readonly string[];
  /** What of the entry point follows its first word. */
  readonly entryRest: readonly string[];
  readonly graceSeconds?: number;
}

/** A file of variables that a service names. */
interface ServiceEnvFile {
  readonly path: string;
  /** Read as `docker run --env-file` does: nothing in it has a meaning. */
  readonly raw: boolean;
}

type Mapping = Readonly<Record<string, unknown>>;

const mapping = (value: unknown): Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const words = (value: unknown): readonly string[] =>
  list(value)
    .filter((item) => typeof item === 'string' || typeof item === 'number')
    .map(String);

const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** Puts the values of variables where a text names them. */
type Fill = (text: string) => string;

/** A mapping or a list of `NAME=value`; a name alone takes the value of the user's environment, which it does not get. */
const pairs = (value: unknown, fill: Fill): Variables => {
  const entries = Array.isArray(value)
    ? words(value).flatMap((item) => (item.includes('=') ? [pairOf(item)] : []))
    : Object.entries(mapping(value)).map(([name, item]) => [name, scalar(item)] as const);
  return Object.fromEntries(entries.flatMap(([name, item]) => (item === undefined ? [] : [[name, fill(item)]])));
};

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, or the long form. */
const portOf = (value: unknown, fill: Fill): number | undefined => {
  if (typeof value === 'object' && value !== null)
    return Number(fill(scalar(mapping(value).target) ?? '')) || undefined;
  const last = fill(String(value)).split('/', 1)[0]!.split(':').at(-1) ?? '';
  return Number(last) || undefined;
};

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6 };

const LONGEST_DURATION = 100;

/** @returns seconds of `1m30s`. */
const duration = (value: unknown): number | undefined => {
  const text = String(value ?? '').slice(0, LONGEST_DURATION);
  const parts = [...text.matchAll(/([\d.]+)(h|ms|us|m|s)/g)];
  return parts.length === 0
    ? undefined
    : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
};

/** Splits a command as Compose does: blanks outside quotes. No shell is involved. */
export const splitWords = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+))+/g)].map(([word]) =>
    word.replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
      (_, double?: string, single?: string, escaped?: string) =>
        double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '',
    ),
  );

const healthcheckOf = (value: unknown, fill: Fill): readonly string[] => {
  const { test, disable } = mapping(value);
  if (disable === true) return ['NONE'];
  if (typeof test === 'string') return ['CMD-SHELL', fill(test)];
  return words(test).map(fill);
};

const commandOf = (value: unknown, fill: Fill): readonly string[] =>
  typeof value === 'string' ? splitWords(fill(value)) : words(value).map(fill);

/** Compose's words for a container, and those of `docker run`. */
const RUN_FLAGS = { user: '--user', working_dir: '--workdir', stop_signal: '--stop-signal', tmpfs: '--tmpfs' } as const;

/** An empty value would be an option without its word; one of a tmpfs is a path with options. */
const runWordsOf = (value: Mapping, fill: Fill): readonly string[] =>
  Object.entries(RUN_FLAGS).flatMap(([key, flag]) =>
    words(value[key])
      .map(fill)
      .filter((word) => word !== '')
      .map((word) => `${flag}=${word}`),
  );

const entryOf = (value: Mapping, fill: Fill): Pick<ComposeService, 'runWords' | 'entryRest'> => {
  const [program, ...entryRest] = commandOf(value.entrypoint, fill);
  const entry = program === undefined ? [] : [`--entrypoint=${program}`];
  return { runWords: [...runWordsOf(value, fill), ...entry], entryRest };
};

const envFileOf = (item: unknown, fill: Fill): readonly ServiceEnvFile[] => {
  const { path, format } = typeof item === 'string' ? { path: item, format: undefined } : mapping(item);
  return typeof path === 'string' ? [{ path: fill(path), raw: format === 'raw' }] : [];
};

const serviceOf = (name: string, value: Mapping, fill: Fill): ComposeService | undefined => {
  if (value.build === undefined || value.build === null) return undefined;
  const build = typeof value.build === 'string' ? { context: value.build } : mapping(value.build);
  const text = (item: unknown): string | undefined => (typeof item === 'string' ? fill(item) : undefined);
  const dockerfile = text(build.dockerfile);
  const inline = text(build.dockerfile_inline);
  const target = text(build.target);
  const image = text(value.image);
  const graceSeconds = duration(value.stop_grace_period);
  return {
    name,
    profiles: words(value.profiles).map(fill),
    context: text(build.context) ?? '.',
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(inline === undefined ? {} : { inline }),
    ...(target === undefined ? {} : { target }),
    buildArgs: pairs(build.args, fill),
    ...(image === undefined ? {} : { image }),
    tags: words(build.tags).map(fill),
    environment: pairs(value.environment, fill),
    envFiles: list(value.env_file).flatMap((item) => envFileOf(item, fill)),
    ports: [...list(value.ports), ...list(value.expose)]
      .map((port) => portOf(port, fill))
      .filter((port) => port !== undefined),
    healthcheck: healthcheckOf(value.healthcheck, fill),
    command: commandOf(value.command, fill),
    ...entryOf(value, fill),
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
  };
};

const NOTHING_SET: Lookup = () => undefined;

const servicesAt = (document: unknown): readonly (readonly [string, Mapping])[] =>
  Object.entries(mapping(mapping(document).services)).map(([name, value]) => [name, mapping(value)]);

/**
 * @param lookup gives the variables that the file names; without it none is set
 * @returns the services of a parsed compose file that are built, in its order
 */
export const servicesOf = (document: unknown, lookup: Lookup = NOTHING_SET): readonly ComposeService[] =>
  servicesAt(document).flatMap(([name, value]) => serviceOf(name, value, (text) => interpolate(text, lookup)) ?? []);

/** @returns the project's own name and the images of all services, as a parsed compose file gives them. */
export const namesIn = (
  document: unknown,
  lookup: Lookup = NOTHING_SET,
): { readonly project?: string; readonly images: readonly string[] } => {
  const filled = (value: unknown): readonly string[] =>
    words(value)
      .slice(0, 1)
      .map((text) => interpolate(text, lookup))
      .filter((text) => text !== '');
  const [project] = filled(mapping(document).name);
  return {
    ...(project === undefined ? {} : { project }),
    images: servicesAt(document).flatMap(([, value]) => [
      ...filled(value.image),
      ...words(mapping(value.build).tags).flatMap(filled),
    ]),
  };
};
