import { interpolated } from './interpolation';
import { pairOf } from './pairs';
import type { Variables } from './variables';

/** What a compose file says about the service that this folder builds. */
export interface ComposeService {
  readonly name: string;
  /** Relative to the compose file, as written. */
  readonly context: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly buildArgs: Variables;
  readonly image?: string;
  /** `build.tags`. */
  readonly tags: readonly string[];
  readonly environment: Variables;
  /** As written; the reader decides whether they may be read. */
  readonly envFiles: readonly string[];
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

/** A mapping or a list of `NAME=value`; a name alone takes the value of the user's environment, which it does not get. */
const pairs = (value: unknown): Variables => {
  const entries = Array.isArray(value)
    ? words(value).flatMap((item) => (item.includes('=') ? [pairOf(item)] : []))
    : Object.entries(mapping(value)).map(([name, item]) => [name, scalar(item)] as const);
  return Object.fromEntries(
    entries.flatMap(([name, item]) => (item === undefined ? [] : [[name, interpolated(item)]])),
  );
};

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, or the long form. */
const portOf = (value: unknown): number | undefined => {
  if (typeof value === 'object' && value !== null) return Number(mapping(value).target) || undefined;
  const last = interpolated(String(value)).split('/', 1)[0]!.split(':').at(-1) ?? '';
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

const healthcheckOf = (value: unknown): readonly string[] => {
  const { test, disable } = mapping(value);
  if (disable === true) return ['NONE'];
  if (typeof test === 'string') return ['CMD-SHELL', interpolated(test)];
  return words(test).map(interpolated);
};

const commandOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? splitWords(interpolated(value)) : words(value).map(interpolated);

/** Compose's words for a container, and those of `docker run`. */
const RUN_FLAGS = { user: '--user', working_dir: '--workdir', stop_signal: '--stop-signal', tmpfs: '--tmpfs' } as const;

/** An empty value would be an option without its word; one of a tmpfs is a path with options. */
const runWordsOf = (value: Mapping): readonly string[] =>
  Object.entries(RUN_FLAGS).flatMap(([key, flag]) =>
    words(value[key])
      .map(interpolated)
      .filter((word) => word !== '')
      .map((word) => `${flag}=${word}`),
  );

const entryOf = (value: Mapping): Pick<ComposeService, 'runWords' | 'entryRest'> => {
  const [program, ...entryRest] = commandOf(value.entrypoint);
  const entry = program === undefined ? [] : [`--entrypoint=${program}`];
  return { runWords: [...runWordsOf(value), ...entry], entryRest };
};

const serviceOf = (name: string, value: Mapping): ComposeService | undefined => {
  if (value.build === undefined || value.build === null) return undefined;
  const build = typeof value.build === 'string' ? { context: value.build } : mapping(value.build);
  const text = (item: unknown): string | undefined => (typeof item === 'string' ? interpolated(item) : undefined);
  const dockerfile = text(build.dockerfile);
  const target = text(build.target);
  const image = text(value.image);
  const graceSeconds = duration(value.stop_grace_period);
  return {
    name,
    context: text(build.context) ?? '.',
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    buildArgs: pairs(build.args),
    ...(image === undefined ? {} : { image }),
    tags: words(build.tags).map(interpolated),
    environment: pairs(value.environment),
    envFiles: list(value.env_file)
      .flatMap((item) => (typeof item === 'string' ? [item] : words(mapping(item).path)))
      .map(interpolated),
    ports: [...list(value.ports), ...list(value.expose)].map(portOf).filter((port) => port !== undefined),
    healthcheck: healthcheckOf(value.healthcheck),
    command: commandOf(value.command),
    ...entryOf(value),
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
  };
};

/** @returns the services of a parsed compose file that are built, in its order. */
export const servicesOf = (document: unknown): readonly ComposeService[] =>
  Object.entries(mapping(mapping(document).services)).flatMap(([name, value]) => serviceOf(name, mapping(value)) ?? []);
