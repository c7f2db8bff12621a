import { type Finding, THIRD_PARTY_TEST } from './credentials';
import { plainPath } from './layers';

/** A file in which a package manager names what it has installed, and its text. */
export interface PackageList {
  readonly path: string;
  readonly text: string;
}

const RECORD = /^(?:(.*)\/)?([^/]+\.dist-info)\/RECORD$/;
/** Says that a package was installed from a folder: the repository's own code. */
const DIRECT_URL = /^(?:.*\/)?[^/]+\.dist-info\/direct_url\.json$/;
const DPKG = /^var\/lib\/dpkg\/info\/[^/]+\.list$/;
const APK = /^(usr\/)?lib\/apk\/db\/installed$/;

/** @returns whether a file of an image names the files of packages, or where a package comes from. */
export const namesPackages = (path: string): boolean =>
  RECORD.test(path) || DIRECT_URL.test(path) || DPKG.test(path) || APK.test(path);

/** Resolves `..`, which RECORD uses for what lies outside site-packages. */
const resolved = (folder: string, path: string): string => {
  const parts: string[] = path.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};

/** The first field of a line of CSV: pip quotes a path that holds a comma. */
const firstField = (line: string): string =>
  line.startsWith('"') ? (/^"((?:[^"]|"")*)"/.exec(line)?.[1] ?? '').replaceAll('""', '"') : line.split(',', 1)[0]!;

const recorded = ({ path, text }: PackageList): readonly string[] => {
  const [, folder = ''] = RECORD.exec(path) ?? [];
  return text.split('\n').flatMap((line) => {
    const name = firstField(line.trim());
    return name === '' ? [] : [resolved(folder, name)];
  });
};

/** Where /bin, /sbin and /lib are links into /usr, dpkg keeps the name that the package has. */
const ofDpkg = ({ text }: PackageList): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const path = plainPath(line.trim());
    if (path === '') return [];
    return /^s?bin\/|^lib/.test(path) ? [path, `usr/${path}`] : [path];
  });

const ofApk = ({ text }: PackageList): readonly string[] => {
  let folder = '';
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('F:')) folder = line.slice(2).trim();
    return line.startsWith('R:') ? [resolved(folder, line.slice(2).trim())] : [];
  });
};

/**
 * @param lists those of one layer: what a later layer puts in the place of a package's file is no package's
 * @returns the paths that packages of others have brought
 */
export const packagedPaths = (lists: readonly PackageList[]): ReadonlySet<string> => {
  const own = new Set(
    lists
      .filter(({ path, text }) => DIRECT_URL.test(path) && /"url"\s*:\s*"file:/.test(text))
      .map(({ path }) => path.slice(0, path.lastIndexOf('/'))),
  );
  return new Set(
    lists.flatMap((list) => {
      if (DPKG.test(list.path)) return ofDpkg(list);
      if (APK.test(list.path)) return ofApk(list);
      return RECORD.test(list.path) && !own.has(list.path.slice(0, list.path.lastIndexOf('/'))) ? recorded(list) : [];
    }),
  );
};

/** What a package brings is known to all: only what an issuer has made recognisable counts in it. */
export const isOfPackage = ({ where, guessed }: Finding, packaged: ReadonlySet<string> | undefined): boolean =>
  packaged?.has(plainPath(where)) === true && (guessed === true || THIRD_PARTY_TEST.test(where));
