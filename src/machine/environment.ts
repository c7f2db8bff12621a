import { searchPath } from './search-path';
import type { World } from './world';

/**
 * What each program that we start gets of the user's environment. Tokens and passwords stay with those that need them
 * to reach a registry or a host; every other program gets what is named here, and nothing else.
 */

type Surroundings = Pick<World, 'env' | 'cwd' | 'platform' | 'untrusted'>;

/** Where things are, who the user is, in which language they read; on Windows what every program needs to start. */
const EVERYWHERE = [
  /^(PATH|HOME|USER|LOGNAME|TZ|TMPDIR|TMP|TEMP|LANG|LANGUAGE|TERM)$/,
  /^LC_(ALL|ADDRESS|COLLATE|CTYPE|IDENTIFICATION|MEASUREMENT|MESSAGES|MONETARY|NAME|NUMERIC|PAPER|TELEPHONE|TIME)$/,
  /^XDG_(CONFIG_HOME|CACHE_HOME|DATA_HOME|STATE_HOME|RUNTIME_DIR|CONFIG_DIRS|DATA_DIRS)$/,
  // Programs of Nix, conda and the like do not start without their libraries, nor users without a name without theirs.
  /^(LD_LIBRARY_PATH|LD_PRELOAD|DYLD_LIBRARY_PATH|DYLD_FALLBACK_LIBRARY_PATH|NSS_WRAPPER_(PASSWD|GROUP))$/,
] as const;

const WINDOWS =
  /^(SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|OS|APPDATA|LOCALAPPDATA|PROGRAMDATA|ALLUSERSPROFILE|PROGRAMFILES(\(X86\))?|PROGRAMW6432|COMMONPROGRAMFILES(\(X86\))?|USERPROFILE|USERNAME|USERDOMAIN|COMPUTERNAME|HOMEDRIVE|HOMEPATH|PUBLIC|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE|MSYSTEM)$/;

/** How to get out of the network that the machine is in, and whom to believe there. */
const NETWORK = /^((HTTP|HTTPS|FTP|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR))$/i;

/** Who the user is for git and where their settings are; every other variable of git's could redirect it. */
const GIT =
  /^(EMAIL|GIT_(AUTHOR_(NAME|EMAIL|DATE)|COMMITTER_(NAME|EMAIL|DATE)|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH))$/;

/** How git reaches a host is the user's own: what names a repository or a program for objects is not. */
const GIT_CONNECTION =
  /^GIT_(ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_CAINFO|SSL_CAPATH|SSL_CERT|SSL_KEY|SSL_VERSION|PROXY_SSL_CAINFO)$/;

/** Which engine, and how the client reaches it: by TLS, ssh, WSL, or as podman. */
const ENGINE = [
  NETWORK,
  /^DOCKER_(HOST|CONTEXT|CONFIG|TLS|TLS_VERIFY|CERT_PATH|API_VERSION|DEFAULT_PLATFORM|BUILDKIT|CONTENT_TRUST|CONTENT_TRUST_SERVER|CUSTOM_HEADERS|TMPDIR|CLI_EXPERIMENTAL)$/,
  /^(BUILDX_(BUILDER|CONFIG)|EXPERIMENTAL_BUILDKIT_SOURCE_POLICY|GODEBUG)$/,
  /^(SSH_AUTH_SOCK|SSH_AGENT_PID|WSL_DISTRO_NAME|WSL_INTEROP|CONTAINER_HOST|CONTAINER_SSHKEY|CONTAINER_CONNECTION)$/,
] as const;

const HADOLINT =
  /^HADOLINT_(NOFAIL|VERBOSE|FORMAT|FAILURE_THRESHOLD|STRICT_LABELS|DISABLE_IGNORE_PRAGMA|OVERRIDE_(ERROR|WARNING|INFO|STYLE)|IGNORE|TRUSTED_REGISTRIES|REQUIRE_LABELS|ALLOWED_REGISTRIES)$/;

/** npm's own settings, and where the tools that stand in for npm keep it. */
const NPM = [
  NETWORK,
  /^npm_config_/i,
  /^(NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|NODE_USE_ENV_PROXY|NODE_TLS_REJECT_UNAUTHORIZED|PROXY|SSH_AUTH_SOCK)$/i,
  /^(NVM_DIR|NVM_HOME|NVM_SYMLINK|VOLTA_HOME|ASDF_DIR|ASDF_DATA_DIR|NODENV_ROOT|N_PREFIX|FNM_DIR|FNM_MULTISHELL_PATH|MISE_DATA_DIR|PROTO_HOME|COREPACK_HOME)$/,
] as const;

const ours = /^CREATE_FLASK_CONTAINER_/i;

type Takes = (name: string) => boolean;

const named =
  (...patterns: readonly RegExp[]): Takes =>
  (name) =>
    patterns.some((pattern) => pattern.test(name));

/**
 * Every program that we start: what it takes beside what all get.
 * - `git`: init, add, commit and questions in the user's own folders
 * - `git-fetch`: what git's credential helpers, ssh and proxies read may have any name
 * - `git-owner`: a commit as the user makes it, with whatever their hooks and their signing read
 * - `npm`: and what an `.npmrc` names, see npm-source.ts
 * - `docker`: everything asked of an engine that needs no registry
 * - `compose`: reads files and asks nobody; a file could name any variable
 * - `installer`: pip and uv, with their own settings: an index may need a token
 * - `repository`: the tests of a repository that `template check --run` has made
 * - `docker-registry`: builds and pulls; credential helpers of clouds read variables of any name
 */
const CHILDREN = {
  git: named(GIT),
  'git-fetch': (name) => !ours.test(name) && (!/^GIT_/i.test(name) || named(GIT, GIT_CONNECTION)(name)),
  'git-owner': (name) => !ours.test(name) && (!/^GIT_/i.test(name) || named(GIT)(name)),
  npm: named(...NPM),
  docker: named(...ENGINE),
  compose: named(/^DOCKER_CONFIG$/),
  'docker-registry': (name) => !ours.test(name),
  linter: named(HADOLINT),
  installer: named(NETWORK, /^(PIP|UV)_/, /^(REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC)$/),
  repository: named(),
} as const satisfies Readonly<Record<string, Takes>>;

export type Child = keyof typeof CHILDREN;

declare const judged: unique symbol;

/** An environment that was made here; nothing is started with another. */
export type ChildEnvironment = Readonly<Record<string, string>> & { readonly [judged]: true };

const CLIENT = {
  LC_ALL: 'C',
  NO_COLOR: '1',
  BUILDKIT_PROGRESS: 'plain',
  DOCKER_CLI_HINTS: 'false',
  // Else buildx runs git in the folder that is built, and git what the folder's own settings name.
  BUILDX_GIT_INFO: 'false',
  BUILDX_GIT_LABELS: 'false',
  BUILDX_GIT_CHECK_DIRTY: 'false',
} as const;

/** What is set for every program of a sort, whatever the user has. */
const SET: Readonly<Partial<Record<Child, Readonly<Record<string, string>>>>> = {
  // An object that is missing is fetched by what the repository names as its remote: from nowhere, then.
  git: { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' },
  'git-fetch': { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  'git-owner': { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  docker: CLIENT,
  // What a compose file includes from a git host or a registry is not fetched.
  compose: {
    LC_ALL: 'C',
    NO_COLOR: '1',
    DOCKER_CLI_HINTS: 'false',
    COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false',
    COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false',
  },
  'docker-registry': CLIENT,
  linter: { LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
};

const taken = (child: Child, { platform }: Pick<World, 'platform'>, more: Takes): Takes => {
  const everywhere = named(...EVERYWHERE, ...(platform === 'win32' ? [WINDOWS] : []));
  const every: Takes = (name) => everywhere(name) || CHILDREN[child](name) || more(name);
  // The names of Windows have no case: `Path` is PATH there.
  return platform === 'win32' ? (name) => every(name) || every(name.toUpperCase()) : every;
};

/**
 * @param set variables of ours, which win
 * @param more names that this one needs beside those of its sort
 * @returns the environment of a program that we start; its PATH leads to no program of what is looked at
 */
export const environmentFor = (
  child: Child,
  world: Surroundings,
  set: Readonly<Record<string, string>> = {},
  more: Takes = () => false,
): ChildEnvironment => {
  const takes = taken(child, world, more);
  const kept = Object.entries(world.env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && takes(pair[0]) && !/^PATH$/i.test(pair[0]),
  );
  return {
    ...Object.fromEntries(kept),
    ...searchPath(world),
    ...(world.platform === 'win32' ? { NoDefaultCurrentDirectoryInExePath: '1' } : {}),
    ...SET[child],
    ...set,
  } as ChildEnvironment;
};

/** @returns whether docker, or what starts it, reads a variable of that name. */
export const readByDocker = (name: string): boolean =>
  named(...EVERYWHERE, ...ENGINE)(name) || /^(LD_|DYLD_|GO|DOCKER_|BUILDX_|BUILDKIT_|SSH_)/.test(name);
