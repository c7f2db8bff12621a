import { type Problem, Stop } from '../errors';
import { unsafe } from '../template/path-safety';
import { hasUnseen } from '../text/printable';
import { nearlySource } from './nearly-source';
import { withoutCredentials } from './without-credentials';

/** Where a template comes from, as `--template` names it. */
export type Source = FolderSource | GitSource | NpmSource;

export interface FolderSource {
  readonly kind: 'folder';
  /** As typed. */
  readonly folder: string;
  /** `sha256-<hex>`: what the content must be. */
  readonly hash?: string;
}

export interface GitSource {
  readonly kind: 'git';
  /** As git takes it: https://, ssh://, or http:// on this machine. Never holds a password. */
  readonly url: string;
  /** What stands before `#` when the source is written. */
  readonly name: string;
  /** A branch, a tag or a full commit; without it the default branch. */
  readonly ref?: string;
  /** The folder of the template inside the repository, where it is not the root. */
  readonly path?: string;
}

export interface NpmSource {
  readonly kind: 'npm';
  readonly name: string;
  /** A version, a range or a tag; without it `latest`. */
  readonly version?: string;
  /** `sha512-<base64>`. */
  readonly integrity?: string;
  /**
   * The built-in template inside a package of this program. Nobody can type it: it is only where the base of an update
   * comes from, and each byte of that is held against an id that the repository recorded. So no integrity is asked for.
   */
  readonly builtIn?: true;
}

const FORMS = 'a folder, git+https://host/name.git#<commit>, git+ssh://…, github:owner/name#<commit> or npm:name@1.2.3';

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const CONTENT_HASH = /^sha256-[0-9a-f]{64}$/;
const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==$/;
const PACKAGE = /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*$/;
const EXACT_VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const VERSION_RANGE = /^[A-Za-z0-9^~<>=*][A-Za-z0-9.^~<>=*| -]*$/;
/** What npm would look for in a folder. */
const FILE_FOR_NPM = /\.(?:tgz|tar\.gz|tar)$/i;
/** What git-check-ref-format(1) allows, less what could be taken for an option or for a revision's grammar. */
const REF = /^(?![-/.])(?!.*(?:\.\.|@\{|\/\/|\/\.))[A-Za-z0-9._/+@=,-]{1,250}(?<![/.])(?<!\.lock)$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-f:.]+\])$/i;
const THIS_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const refused = (text: string, rule: string, fix: string): Stop => {
  const value = withoutCredentials(text);
  const problem: Problem = {
    code: 'invalid',
    message: `--template "${value}": ${rule}`,
    flag: '--template',
    value,
    fix,
  };
  return new Stop('usage', [problem]);
};

/** @returns whether a ref is a full commit, which names its content. */
export const isCommit = (ref: string | undefined): ref is string => ref !== undefined && COMMIT.test(ref);

/** @returns whether a version is exact, not a range or a tag. */
export const isExactVersion = (version: string | undefined): version is string =>
  version !== undefined && EXACT_VERSION.test(version);

const cut = (text: string, sign: string): readonly [string, string | undefined] => {
  const at = text.indexOf(sign);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + sign.length)];
};

const fragmentOf = (text: string, fragment: string | undefined): Pick<GitSource, 'ref' | 'path'> => {
  if (fragment === undefined) return {};
  const [ref, path] = cut(fragment, '::');
  const plain = /^[0-9a-fA-F]+$/.test(ref) && COMMIT.test(ref.toLowerCase()) ? ref.toLowerCase() : ref;
  if (ref === '' && path === undefined)
    throw refused(text, 'nothing stands after #', 'write #<commit>, #<tag> or #<commit>::<folder>');
  if (ref !== '' && !REF.test(ref))
    throw refused(
      text,
      'expected a commit, a tag or a branch after #',
      'write #<commit>, 40 digits as git log shows them',
    );
  const why = path === undefined ? undefined : unsafe(path);
  if (why !== undefined)
    throw refused(
      text,
      `the folder after :: cannot be used: ${why}`,
      'write a folder inside the repository: #<commit>::templates/flask',
    );
  return { ...(ref === '' ? {} : { ref: plain }), ...(path === undefined ? {} : { path }) };
};

const parsedUrl = (text: string, address: string): URL => {
  try {
    return new URL(address);
  } catch {
    throw refused(text, 'this is not a URL', 'write git+https://host/owner/name.git#<commit>');
  }
};

const judgeUrl = (text: string, url: URL): void => {
  const { protocol, hostname, username, password, search, pathname } = url;
  const own = 'take it out; git reads names and passwords from its own credential helpers';
  if (protocol !== 'ssh:' && username !== '') throw refused(text, 'a URL may hold no name, password or token', own);
  if (password !== '') throw refused(text, 'a URL may hold no password', own);
  if (username !== '' && !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(username))
    throw refused(text, 'this is no user name', 'write git+ssh://git@host/owner/name.git');
  if (!HOST.test(hostname))
    throw refused(text, 'this is no host name', 'write git+https://host/owner/name.git#<commit>');
  if (search !== '') throw refused(text, 'a URL may hold no ?query', 'write git+https://host/owner/name.git#<commit>');
  if (
    !/^\/(?![-/])/.test(pathname) ||
    pathname === '/' ||
    /%[01][0-9a-f]|%7f|%2e|%2f|%5c/i.test(pathname) ||
    /\/\.{1,2}(\/|$)/.test(pathname)
  )
    throw refused(text, 'this is no path of a repository', 'write git+https://host/owner/name.git#<commit>');
};

const gitSource = (text: string): GitSource => {
  const [address, fragment] = cut(text.slice('git+'.length), '#');
  // Judged as typed: a URL parser takes these away.
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(address))
    throw refused(text, 'this is no path of a repository', 'write git+https://host/owner/name.git#<commit>');
  const url = parsedUrl(text, address);
  if (
    url.protocol !== 'https:' &&
    url.protocol !== 'ssh:' &&
    !(url.protocol === 'http:' && THIS_MACHINE.has(url.hostname))
  )
    throw refused(
      text,
      `git is used over https and ssh only, not ${url.protocol.replace(/:$/, '')}`,
      'write git+https:// or git+ssh://',
    );
  judgeUrl(text, url);
  return { kind: 'git', url: url.href, name: `git+${url.href}`, ...fragmentOf(text, fragment) };
};

const githubSource = (text: string): GitSource => {
  const [repository, fragment] = cut(text.slice('github:'.length), '#');
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/([A-Za-z0-9._-]{1,100}?)(?:\.git)?$/.exec(repository);
  if (!match || /^\.{0,2}$/.test(match[2]!))
    throw refused(text, 'expected github:owner/name', 'write github:owner/name#<commit>');
  const [, owner, name] = match;
  return {
    kind: 'git',
    url: `https://github.com/${owner}/${name}.git`,
    name: `github:${owner}/${name}`,
    ...fragmentOf(text, fragment),
  };
};

const npmSource = (text: string): NpmSource => {
  const [spec, integrity] = cut(text.slice('npm:'.length), '#');
  const at = spec.indexOf('@', 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  const version = at < 0 ? undefined : spec.slice(at + 1);
  const form = 'write npm:name@1.2.3#sha512-…';
  if (!PACKAGE.test(name) || name.length > 214 || FILE_FOR_NPM.test(name))
    throw refused(text, `"${name}" is no name of an npm package`, form);
  if (version !== undefined && (!VERSION_RANGE.test(version) || FILE_FOR_NPM.test(version)))
    throw refused(text, `"${version}" is no version`, form);
  if (integrity !== undefined && !INTEGRITY.test(integrity))
    throw refused(
      text,
      'the integrity after # is sha512- and 88 characters of base64',
      'copy it from: npm view <name>@<version> dist.integrity',
    );
  if (integrity !== undefined && !isExactVersion(version))
    throw refused(text, 'an integrity belongs to one exact version', form);
  return {
    kind: 'npm',
    name,
    ...(version === undefined ? {} : { version }),
    ...(integrity === undefined ? {} : { integrity }),
  };
};

const folderSource = (text: string): FolderSource => {
  const at = text.lastIndexOf('#sha256-');
  if (at < 0) return { kind: 'folder', folder: text };
  const hash = text.slice(at + 1);
  if (at === 0) throw refused(text, 'the folder before # is missing', 'write the folder: DIR#sha256-…');
  if (!CONTENT_HASH.test(hash))
    throw refused(
      text,
      'the hash after # is sha256- and 64 digits',
      'leave #… out, and copy the form that a dry run shows',
    );
  return { kind: 'folder', folder: text.slice(0, at), hash };
};

/**
 * Reads what `--template` says. No file and no network is looked at.
 * @returns the source; a commit is in lower case
 * @throws Stop(usage) naming the rule; never shows what could be a password
 */
export const sourceOf = (text: string): Source => {
  if (text === '' || text.length > 2048 || hasUnseen(text))
    throw refused(text.slice(0, 100), `expected ${FORMS}`, 'name a template');
  const meant = nearlySource(text);
  if (meant !== undefined) throw refused(text, 'a git repository is written with git+ before its URL', meant);
  if (text.startsWith('npm:')) return npmSource(text);
  if (text.startsWith('github:')) return githubSource(text);
  if (/^git\+[a-z]+:/.test(text)) return gitSource(text);
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text))
    throw refused(text, `expected ${FORMS}`, 'a folder with a colon in its name is written ./name');
  return folderSource(text);
};

/** @returns the source as it is typed, with its pin where it has one. */
export const sourceText = (source: Source): string => {
  if (source.kind === 'folder') return source.folder + (source.hash === undefined ? '' : `#${source.hash}`);
  if (source.kind === 'npm')
    return `npm:${source.name}${source.version === undefined ? '' : `@${source.version}`}${source.integrity === undefined ? '' : `#${source.integrity}`}`;
  const fragment = `${source.ref ?? ''}${source.path === undefined ? '' : `::${source.path}`}`;
  return source.name + (fragment === '' ? '' : `#${fragment}`);
};

/** @returns whether what the user typed names the content itself, so that typing it was consent. */
export const isPinned = (source: Source): boolean => {
  if (source.kind === 'folder') return true;
  return source.kind === 'git'
    ? isCommit(source.ref)
    : isExactVersion(source.version) && source.integrity !== undefined;
};
