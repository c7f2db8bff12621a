import { shown } from '../text/shown';
import { badTemplate } from './fetch-failure';
import { noVersion, untrusted } from './npm-failure';
import { isExactVersion, type NpmSource } from './source';

/** What the registry answered of the one version that will be fetched, judged before anything is. */
export interface Promised {
  readonly version: string;
  /** `sha512-…` or `sha1-…`: what the registry says of the archive. */
  readonly digests: readonly string[];
}

interface Answer {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly dist?: unknown;
}

const DO_NOT = 'do not use it; tell whoever runs the registry';
const MOST_ADDRESS = 2048;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** npm prints one object, or a list of them in rising order where several versions match. */
const answersOf = (text: string): readonly Answer[] => {
  try {
    const answer: unknown = text.trim() === '' ? [] : JSON.parse(text);
    return (Array.isArray(answer) ? answer : [answer]).filter(isRecord);
  } catch {
    throw badTemplate('the package', 'what the registry says of it cannot be read');
  }
};

const isArchiveAddress = (value: unknown): boolean => {
  if (typeof value !== 'string' || value.length > MOST_ADDRESS || !/^https?:\/\/[^\s\\]+$/i.test(value)) return false;
  try {
    const { username, password } = new URL(value);
    return username === '' && password === '';
  } catch {
    return false;
  }
};

/** Subresource integrity may name several digests; a registry of old gives a bare SHA-1 instead. */
const digestsOf = (dist: Readonly<Record<string, unknown>>): readonly string[] => {
  const named = typeof dist.integrity === 'string' ? dist.integrity.slice(0, MOST_ADDRESS).split(/\s+/) : [];
  const strong = named.map((each) => each.replace(/\?.*$/, '')).filter((each) => /^sha512-[\w+/]{86}==$/.test(each));
  if (strong.length > 0) return strong;
  const old = typeof dist.shasum === 'string' && /^[0-9a-f]{40}$/i.test(dist.shasum) ? [dist.shasum] : [];
  return [
    ...named.filter((each) => /^sha1-[\w+/]{27}=$/.test(each)),
    ...old.map((hex) => `sha1-${Buffer.from(hex, 'hex').toString('base64')}`),
  ];
};

/** The newest that matches, as npm sorts them; of an exact version there is one. */
const chosen = (source: NpmSource, answers: readonly Answer[]): Answer => {
  const wanted = isExactVersion(source.version)
    ? answers.filter(({ version }) => version === source.version)
    : answers.filter(({ version }) => typeof version === 'string' && isExactVersion(version));
  const answer = wanted.at(-1);
  if (answer) return answer;
  if (answers.length === 0) throw noVersion(source);
  throw untrusted(source, `the registry answers with version ${shown(String(answers[0]!.version))} instead`, DO_NOT);
};

/**
 * Judges what the registry says of a package, as data: it is the package that was asked for, its archive is fetched
 * over http or https, and its digest is the pinned one.
 * @param text what `npm view <package> name version dist --json` printed
 * @throws Stop(untrusted) naming what is not as it must be, Stop(usage) for a version that is not there
 */
export const judgeAnswer = (source: NpmSource, text: string): Promised => {
  const { name, version, dist } = chosen(source, answersOf(text));
  if (name !== source.name)
    throw untrusted(source, `the registry answers with package ${shown(String(name))} instead`, DO_NOT);
  const { tarball, ...rest } = isRecord(dist) ? dist : {};
  if (!isArchiveAddress(tarball))
    throw untrusted(
      source,
      `the registry names ${shown(String(tarball).slice(0, 200))} as its archive; only http and https addresses are fetched`,
      DO_NOT,
    );
  const digests = digestsOf(rest);
  if (digests.length === 0) throw untrusted(source, 'the registry gives no sha512 and no sha1 of its archive', DO_NOT);
  const strong = digests.filter((digest) => digest.startsWith('sha512-'));
  if (source.integrity !== undefined && strong.length > 0 && !strong.includes(source.integrity))
    throw untrusted(
      source,
      `the registry gives another integrity: ${strong[0]}`,
      'do not use it before you know why it changed',
    );
  return { version: version as string, digests };
};
