import { readEnvText } from '../../../repository/env-file';

/** Something that looks like a credential, and where it stands. The value itself is never kept whole. */
export interface Finding {
  /** A path in a layer, `ENV NAME`, `LABEL name` or `history`. */
  readonly where: string;
  readonly what: string;
  /** Enough of the value to recognise it by. */
  readonly shown: string;
  /** Its name or its place says that it is a secret, no form that an issuer gave it. */
  readonly guessed?: true;
}

interface Form {
  readonly what: string;
  readonly pattern: RegExp;
}

/** Values that their issuer made recognisable, by the issuer's own documentation of the form. */
const FORMS: readonly Form[] = [
  {
    what: 'a private key',
    pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----\s*(?:[A-Za-z-]+: [^\n]*\n\s*)*[A-Za-z0-9+/=]{40}/,
  },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  { what: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}/ },
  { what: 'a GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20}/ },
  { what: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{20,}/ },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}/ },
  { what: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a PyPI token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,}/ },
  { what: 'a Docker Hub token', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/ },
  { what: 'an OpenAI or Anthropic key', pattern: /\bsk-(?:proj-|ant-)[A-Za-z0-9_-]{30,}/ },
  { what: 'a SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/ },
  { what: 'a registry login', pattern: /"auth"\s*:\s*"[A-Za-z0-9+/]{12,}={0,2}"/ },
];

/** One look for all of them: most files hold none. */
const ANY_FORM = new RegExp(FORMS.map(({ pattern }) => `(?:${pattern.source})`).join('|'));

/** `scheme://user:password@host`. */
const URL_WITH_PASSWORD =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>${}]{1,80}:([^\s:/@"'<>${}]{4,200})@[a-z0-9][a-z0-9.-]+/i;

const SECRET_WORDS =
  'password|passwd|passphrase|secret|secret_?key|token|api_?key|apikey|private_?key|access_?key|auth_?key|credentials?';
/** A name that says its value is a secret: DB_PASSWORD, but not PASSWORD_FILE, which is a path. */
const SECRET_NAME = new RegExp(`(?:^|[_-])(?:${SECRET_WORDS})$`, 'i');
/** `SECRET_KEY = "..."`, `password: ...`, `export TOKEN=...`, `ARG`s in the history. */
const ASSIGNMENT = new RegExp(
  `(?<![A-Za-z0-9])([A-Za-z0-9_-]{0,60}(?:${SECRET_WORDS}))["']?\\s{0,3}(?:=|:)\\s{0,3}(?:["']([^"'\\s]{8,400})["']|([^"'\\s,;(){}\\[\\]<>$]{8,400}))(?=\\s|[,;)}]|$)`,
  'gim',
);

const PLACEHOLDER =
  /^(?:.*(?:change|replace|example|placeholder|your|dummy|sample|insecure|testing|not-?a-?secret|build-?time|throw-?away|xxxx|\*\*\*\*|<|>|\.\.\.).*|(?:none|null|true|false|undefined|required|optional|default|development|production|test|dev)[\w-]*|[\d.]+|(.)\1*)$/i;

/** A reference to something else: a path, a variable, a template, a dotted or called name of a program. */
const REFERENCE = /^(?:[./~$%@&{]|[A-Za-z_]\w*(?:\.\w+)+\(?$|[A-Za-z_]\w*\(|[A-Za-z_]+$)/;

/** @returns bits per character after Shannon: random text has more than words have. */
const entropy = (value: string): number => {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
};

const RANDOM = 3;

const looksReal = (value: string): boolean =>
  !PLACEHOLDER.test(value) && !REFERENCE.test(value) && /\d|[^\w]/.test(value) && entropy(value) >= RANDOM;

/** @returns the value, all but its first characters hidden. */
const masked = (value: string): string => `${value.slice(0, 4)}... (${value.length} characters)`;

const formsIn = (text: string): readonly Omit<Finding, 'where'>[] => {
  if (!ANY_FORM.test(text)) return [];
  return FORMS.flatMap(({ what, pattern }) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [{ what, shown: found.startsWith('-----') ? found.slice(0, 31) : masked(found) }];
  });
};

const urlIn = (text: string): readonly Omit<Finding, 'where'>[] => {
  if (!text.includes('://')) return [];
  const password = URL_WITH_PASSWORD.exec(text)?.[1];
  return password !== undefined &&
    !PLACEHOLDER.test(password) &&
    !/^(?:password|passwd|pass|secret|user|token|pwd)$/i.test(password)
    ? [{ what: 'a password in a URL', shown: masked(password), guessed: true }]
    : [];
};

const assignmentsIn = (text: string): readonly Omit<Finding, 'where'>[] => {
  for (const [, name = '', quoted, bare] of text.matchAll(ASSIGNMENT)) {
    const value = quoted ?? bare ?? '';
    if (looksReal(value)) return [{ what: `a value of ${name}`, shown: masked(value), guessed: true }];
  }
  return [];
};

/** Files that are credentials, or hold little else, by their name. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)\.git\/(config|HEAD|index|objects\/.*)$/, 'the git history'],
  [/(^|\/)\.env(\.(?!example|sample|template|dist)[\w.-]+)?$/, 'an environment file'],
  [/(^|\/)id_(rsa|dsa|ecdsa|ed25519)$/, 'an SSH key'],
  [/(^|\/)\.(netrc|pypirc|pgpass)$/, 'a file of logins'],
  [/(^|\/)\.aws\/credentials$/, 'AWS credentials'],
  [/(^|\/)\.docker\/config\.json$/, 'registry logins'],
  [/(^|\/)\.kube\/config$/, 'cluster credentials'],
  [/\.(p12|pfx|jks|keystore)$/, 'a key store'],
];

/** @returns what a file is by its name alone, where that is a credential. */
export const credentialFile = (path: string): string | undefined => FILES.find(([pattern]) => pattern.test(path))?.[1];

/** Where assignments are looked for: settings and source, not the text of packages. */
const SETTINGS = /(^|\/)(\.env[^/]*|[^/]+\.(py|env|ini|cfg|conf|toml|ya?ml|json|properties|sh))$/i;
/** Installed packages and the system: their tests and docs are full of made-up secrets. Only issued forms count there. */
const THIRD_PARTY =
  /(^|\/)(site-packages|dist-packages|node_modules|lib\/python[\d.]+|share|include)\/|^var\/lib\/(apt|dpkg)\/|^(usr\/)?lib\/apk\/db\//;
export const THIRD_PARTY_TEST = /\/(tests?|testing|examples?|docs?|fixtures)\//;

/** @returns whether the bytes are text, by the absence of zero bytes near the start. */
const isText = (bytes: Buffer): boolean => !bytes.subarray(0, 8192).includes(0);

/**
 * Looks for credentials in a file.
 * @param needles values that are known to be secret, and must not be anywhere
 */
export const searchFile = (path: string, bytes: Buffer, needles: readonly string[]): readonly Finding[] => {
  const known = needles.filter((needle) => bytes.includes(needle));
  const found: Omit<Finding, 'where'>[] = known.map((needle) => ({
    what: 'a secret of this repository',
    shown: masked(needle),
  }));
  if (isText(bytes) && !(THIRD_PARTY.test(path) && THIRD_PARTY_TEST.test(path))) {
    const text = bytes.toString('latin1');
    found.push(...formsIn(text));
    if (!THIRD_PARTY.test(path)) {
      found.push(...urlIn(text));
      if (SETTINGS.test(path)) found.push(...assignmentsIn(text));
    }
  }
  return found.map((finding) => ({ where: `/${path}`, ...finding }));
};

/** Looks for credentials in `NAME=value` pairs. Here a secret's name is enough: whoever has the image has the value. */
export const searchPairs = (kind: string, pairs: readonly (readonly [string, string])[]): readonly Finding[] =>
  pairs.flatMap(([name, value]) => {
    const where = `${kind} ${name}`;
    const named =
      SECRET_NAME.test(name) && value !== '' && !/^[./~]/.test(value) && !/^(\d{1,4}|true|false|none)$/i.test(value);
    if (named) return [{ where, what: `a value of ${name}`, shown: masked(value) }];
    return [...formsIn(value), ...urlIn(value)].map((finding) => ({ where, ...finding }));
  });

/** Looks for credentials in the instructions that an image remembers, build arguments included. */
export const searchHistory = (instructions: readonly string[]): readonly Finding[] =>
  instructions.flatMap((by) =>
    [...formsIn(by), ...urlIn(by), ...assignmentsIn(by)].map((finding) => ({
      where: `history, "${by.replace(/\s+/g, ' ').slice(0, 40)}..."`,
      ...finding,
    })),
  );

/** Characters; of a longer secret so many tell it apart. */
const MOST_SECRET = 4096;
/** Each is looked for in every byte of the image. */
const MOST_NEEDLES = 100;

/**
 * @param text the repository's own .env
 * @returns the values in it that are worth looking for in the image
 */
export const needlesOf = (text: string): readonly string[] =>
  Object.entries(readEnvText(text).variables)
    .filter(([name, value]) => SECRET_NAME.test(name) && value.length >= 8)
    .map(([, value]) => value.slice(0, MOST_SECRET))
    .filter(looksReal)
    .slice(0, MOST_NEEDLES);
