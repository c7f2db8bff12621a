import type { Flaw } from '../options/option';

/**
 * The rules of single values, each from its real source. A rule returns nothing for a good value, or
 * the rule and, where there is one, the nearest good value: it is proposed, never taken silently.
 */

/** @returns a flaw whose proposal is the value's nearest good form, where `tidy` finds one. */
const flawed = (
  rule: string,
  value: string,
  good: (value: string) => boolean,
  tidy: (value: string) => string,
): Flaw => {
  const proposal = tidy(value);
  return good(proposal) ? { rule, proposal } : { rule };
};

const APP_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const APP_NAME_PATTERN = APP_NAME.source;
/** A DNS label, so that the name can be a host, a Kubernetes object and an image: RFC 1123, section 2.1. */
const APP_NAME_LENGTH = 63;

const tidyName = (value: string): string =>
  value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, APP_NAME_LENGTH)
    .replace(/-$/, '');

const isAppName = (value: string): boolean => APP_NAME.test(value) && value.length <= APP_NAME_LENGTH;

/** A name in PyPI's normalised form (PEP 503) that also starts with a letter, so that Python can import it. */
export const appName = (value: string): Flaw | undefined =>
  isAppName(value)
    ? undefined
    : flawed(
        `lower-case letters, digits and single dashes, starting with a letter, at most ${APP_NAME_LENGTH} characters`,
        value,
        isAppName,
        tidyName,
      );

/** distribution/reference: domain-component, domain, port; a label has at most 63 characters (RFC 1035, 2.3.4). */
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:]+\\])`;
const REGISTRY = new RegExp(`^${HOST}(?::[0-9]{1,5})?$`);
const DOCKER_HUB_ALIASES = new Set([
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
  'docker.com',
  'dockerhub',
  'docker',
  'docker-hub',
]);

const HOST_LENGTH = 253;
const IPV6_GROUPS = 8;

/** RFC 4291, 2.2: eight groups, or fewer round one `::`. */
const isIpv6 = (text: string): boolean => {
  const halves = text.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (halves.length > 2 || !groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < IPV6_GROUPS : groups.length === IPV6_GROUPS;
};

/** @param value a host, with a port or without one, that the pattern has accepted. */
const isHost = (value: string): boolean => {
  const bracketed = /^\[(.*)\]/.exec(value)?.[1];
  return bracketed === undefined ? value.replace(/:[0-9]+$/, '').length <= HOST_LENGTH : isIpv6(bracketed);
};

const isRegistry = (value: string): boolean => {
  if (value === 'none') return true;
  if (!REGISTRY.test(value) || DOCKER_HUB_ALIASES.has(value) || !isHost(value)) return false;
  const port = /:([0-9]+)$/.exec(value)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return false;
  return value.includes('.') || port !== undefined || value.startsWith('[') || value === 'localhost';
};

const tidyRegistry = (value: string): string => {
  const host = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/.*$/, '');
  if (DOCKER_HUB_ALIASES.has(host)) return 'docker.io';
  return (
    (
      {
        ghcr: 'ghcr.io',
        github: 'ghcr.io',
        gh: 'ghcr.io',
        quay: 'quay.io',
        gitlab: 'registry.gitlab.com',
        no: 'none',
        '': 'none',
      } as Record<string, string>
    )[host] ?? host
  );
};

/** A registry host as Docker tells it from an account: it has a dot, a port, or is localhost. */
export const registry = (value: string): Flaw | undefined =>
  isRegistry(value)
    ? undefined
    : flawed(
        'docker.io, ghcr.io, another host[:port] in lower case with a dot, a port or "localhost", or none',
        value,
        isRegistry,
        tidyRegistry,
      );

/** distribution/reference: path-component. */
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
export const PATH_PATTERN = PATH.source;

const isPath = (value: string): boolean => PATH.test(value) && value.length <= 180;

/** The path between the registry and the image's name. */
export const registryUser = (value: string): Flaw | undefined =>
  isPath(value)
    ? undefined
    : flawed('lower-case letters and digits, joined by ".", "_", "-", and "/" between levels', value, isPath, (text) =>
        text
          .trim()
          .toLowerCase()
          .replace(/^\/+|\/+$/g, ''),
      );

/** OCI distribution specification: <tag>. */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
export const TAG_PATTERN = TAG.source;

/** A literal tag, or the name of a strategy, which has the same form. */
export const tag = (value: string): Flaw | undefined =>
  TAG.test(value)
    ? undefined
    : flawed(
        'a tag of letters, digits, "_", "." and "-" that does not start with "." or "-", at most 128 characters',
        value,
        (text) => TAG.test(text),
        (text) =>
          text
            .replace(/[^A-Za-z0-9._-]+/g, '-')
            .replace(/^[.-]+/, '')
            .replace(/-+$/, '')
            .slice(0, 128),
      );

/** distribution/reference: reference = name [ ":" tag ] [ "@" digest ]. */
const REFERENCE = new RegExp(
  `^(?:(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:]+\\])(?::[0-9]{1,5})?/)?${PATH_COMPONENT}(?:/${PATH_COMPONENT})*(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);
export const REFERENCE_PATTERN = REFERENCE.source;

/** Whether the image's own name or its tag says Alpine; a registry or an account may be called so. */
const isAlpine = (reference: string, tagged = ''): boolean =>
  /(?:^|[^a-z])alpine/.test(`${reference.replace(/[:@][^/]*$/, '').replace(/^.*\//, '')}:${tagged.toLowerCase()}`);

/** An image reference that says which version it means: a tag other than `latest`, or a digest. */
export const baseImage = (value: string): Flaw | undefined => {
  const parts = REFERENCE.exec(value);
  const host = value.includes('/') ? value.slice(0, value.indexOf('/')) : '';
  if (!parts || value.length > 400 || (/[.:[]/.test(host) && !isHost(host)))
    return {
      rule: 'an image reference such as python:3.14-slim or registry.example.com/python:3.14@sha256:<64 hex digits>',
    };
  if (isAlpine(value, parts[1]))
    return {
      rule: 'an image of Debian or its like: what is made needs glibc and GNU find, which Alpine has not',
      fix: 'take an image with "slim" in its tag, such as python:3.14-slim-trixie',
    };
  if (parts[2] !== undefined || (parts[1] !== undefined && parts[1] !== 'latest')) return undefined;
  return {
    rule: 'an image reference with a tag other than "latest", or with a digest',
    fix: 'name the version that you build on',
  };
};

/** git check-ref-format, in the characters that a workflow filter and a shell read as they stand. */
const BRANCH = /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/;
const isBranch = (value: string): boolean =>
  BRANCH.test(value) &&
  value !== 'HEAD' &&
  !value.startsWith('refs/') &&
  value.length <= 200 &&
  !/\.\.|\/\/|\/$|\.$/.test(value) &&
  value.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));

/** A branch name. */
export const branch = (value: string): Flaw | undefined =>
  isBranch(value)
    ? undefined
    : flawed('a branch name of letters, digits, ".", "_", "-" and "/" that git accepts', value, isBranch, (text) =>
        text
          .replace(/^refs\/(heads|remotes\/origin)\//, '')
          .replace(/[^A-Za-z0-9._/-]+/g, '-')
          .replace(/^[^A-Za-z0-9_]+|[./-]+$/g, ''),
      );

/** C0, C1, DEL, line separators; Unicode bidirectional controls (UAX 9); byte order mark and non-characters. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;
/** What GitHub takes as the description of a repository. */
const FREE_TEXT_LENGTH = 350;

/** Text that people read: one line, nothing that changes how the line is shown or run. */
export const freeText = (value: string): Flaw | undefined => {
  if (UNPRINTABLE.test(value))
    return { rule: 'one line without control or bidirectional characters', fix: 'take the character out' };
  if (!value.isWellFormed()) return { rule: 'valid Unicode (a surrogate stands alone)', fix: 'take the character out' };
  if (value.includes('${{')) return { rule: 'no "${{", which a workflow would run', fix: 'write it in another way' };
  if (value.trim() !== value) return { rule: 'no space at either end', proposal: value.trim() };
  if ([...value].length > FREE_TEXT_LENGTH)
    return { rule: `at most ${FREE_TEXT_LENGTH} characters`, fix: 'shorten it' };
  return undefined;
};

const EMAIL = /^[^\s<>@]+@[^\s<>@]+$/;
const AUTHOR = /^([^<>]+?)(?: <([^<>]*)>)?$/;

/** @returns the parts of `name <email>`; both empty for no author. */
export const authorParts = (value: string): { readonly name: string; readonly email: string } => {
  const parts = AUTHOR.exec(value);
  return { name: parts?.[1] ?? '', email: parts?.[2] ?? '' };
};

/** An author as git and npm write one. */
export const author = (value: string): Flaw | undefined => {
  const flaw = freeText(value);
  if (flaw) return flaw;
  const parts = AUTHOR.exec(value);
  const good = parts !== null && (parts[2] === undefined || EMAIL.test(parts[2]));
  return good ? undefined : { rule: 'a name, or a name and an address: Ada Lovelace <ada@example.com>' };
};
