import type { Value } from '../../options/option';
import { Fault } from './fault';
import type { Language } from './language';

/** How a language writes values. What it has no entry for, it cannot write. */
interface Writer {
  readonly text: (value: string) => string;
  readonly boolean: (value: boolean) => string;
  readonly number: (value: number) => string;
  /** Joins items that are written already. */
  readonly list?: (items: readonly string[]) => string;
}

const refuse = (what: string): never => {
  throw new Fault(what);
};

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
/** Characters that change the order in which others are shown: source that reads otherwise than it runs (CVE-2021-42574). */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Invisible or not printable somewhere: C1, soft hyphen, bidi, zero-width, line and paragraph separators, BOM, non-characters. */
const INVISIBLE =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/g;

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * A quoted text that YAML, TOML, Python, JavaScript and JSON read alike: JSON's escapes, and `\uXXXX` for what
 * cannot be seen. Characters beyond U+FFFF stay as they are, because YAML readers do not join surrogate escapes.
 */
const quoted = (text: string): string => JSON.stringify(text).replace(INVISIBLE, unicodeEscape);

const brackets = (items: readonly string[]): string => `[${items.join(', ')}]`;
const plainText = String as (value: boolean | number) => string;

const data: Writer = { text: quoted, boolean: plainText, number: plainText, list: brackets };

/** Double quotes, unless single ones need fewer escapes: the form that Python's formatters leave alone. */
const python = (text: string): string => {
  const count = (quote: string): number => text.split(quote).length;
  const double = quoted(text);
  if (count('"') <= count("'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
};

/** Refuses what a language without escapes cannot carry, or would carry unseen. */
const visible = (text: string, language: string): string => {
  if (CONTROLS.test(text)) return refuse(`${language} cannot hold a line break or a control character here`);
  if (BIDI.test(text)) return refuse(`${language} cannot hold characters that change the reading direction unseen`);
  return /[\u2028\u2029\ufeff\ufffe\uffff]/.test(text)
    ? refuse(`${language} cannot hold an invisible separator here`)
    : text;
};

/** LABEL and ENV expand `$X` inside double quotes, and know `\"`, `\\` and `\$` there, nothing more. */
const dockerfile = (text: string): string => `"${visible(text, 'a Dockerfile').replace(/["\\$]/g, '\\$&')}"`;

const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const shell = (text: string): string => singleQuoted(visible(text, 'a shell script'));
const makefile = (text: string): string => singleQuoted(visible(text, 'a Makefile')).replaceAll('$', '$$$$');

/** Readers of .env files agree on single quotes, as long as there is neither a quote nor a backslash in them. */
const dotenv = (text: string): string =>
  /['\\]/.test(text)
    ? refuse("a .env file cannot hold ' or \\ in a way that every reader understands")
    : `'${visible(text, 'a .env file')}'`;

/** No dialect of INI agrees with another on quotes and escapes: only what needs none. */
const ini = (text: string): string => {
  if (!/^[^\s"'%;#\\$`[\]{}=][^"%;#\\$`]*$/.test(text) || text.trim() !== text)
    return refuse('an INI file cannot hold this text in a way that every reader understands');
  return visible(text, 'an INI file');
};

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const entity = (character: string): string => NAMED[character] ?? `&#${character.codePointAt(0)};`;
const NO_ENTITY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;

const entities = (text: string, special: RegExp): string => {
  if (NO_ENTITY.test(text)) return refuse('a page cannot hold control characters');
  return text
    .replace(special, entity)
    .replace(INVISIBLE, entity)
    .replace(/[\r\n\t]/g, entity);
};

/** Braces too: the page may be a template itself, in which `{{ }}` is code. */
const html = (text: string): string => entities(text, /[&<>"'`{}]/g);

/**
 * Escapes what Markdown reads as markup anywhere (addresses too, which some readers turn into links before
 * they read entities; brackets, which some match before they read escapes), and at the beginning what it reads as a heading, list or quote there.
 */
const markdown = (text: string): string => {
  const body = text.trim();
  const start = text.indexOf(body);
  const blank = (blanks: string): string => blanks.replace(/./gs, entity);
  const escaped = entities(body, /[&<>{}@[\]]|:(?=\/\/)|(?<=www)\./gi)
    .replace(/[\\`*_|~$]/g, '\\$&')
    .replace(/^([#+\-=]|\d+(?=[.)]))/, (sign) => (/\d/.test(sign) ? `${sign}\\` : `\\${sign}`));
  const edges = [text.slice(0, start), text.slice(start + body.length)] as const;
  if (edges.some((edge) => NO_ENTITY.test(edge))) return refuse('a page cannot hold control characters');
  return blank(edges[0]) + escaped + blank(edges[1]);
};

/** A text as it is, for files that are read by people only. */
const asIs = (text: string): string =>
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text) ? refuse('a text file cannot hold control characters') : text;

const words = (items: readonly string[]): string => items.join(' ');
const commas = (items: readonly string[]): string => items.join(', ');

const workflow = (text: string): string =>
  text.includes('${{') ? refuse('GitHub would evaluate ${{ in a workflow') : quoted(text);

const WRITERS: Readonly<Record<Exclude<Language, 'plain'>, Writer>> = {
  yaml: data,
  json: data,
  toml: data,
  javascript: data,
  python: { ...data, text: python, boolean: (value) => (value ? 'True' : 'False') },
  // Compose replaces $X in every scalar; $$ is one $.
  compose: { ...data, text: (text) => quoted(text).replaceAll('$', '$$$$') },
  workflow: { ...data, text: workflow },
  dockerfile: { text: dockerfile, boolean: plainText, number: plainText },
  shell: { text: shell, boolean: plainText, number: plainText, list: words },
  makefile: { text: makefile, boolean: plainText, number: plainText, list: words },
  dotenv: { text: dotenv, boolean: plainText, number: plainText },
  ini: { text: ini, boolean: plainText, number: plainText },
  markdown: { text: markdown, boolean: plainText, number: plainText, list: commas },
  html: { text: html, boolean: plainText, number: plainText, list: commas },
  text: { text: asIs, boolean: plainText, number: plainText, list: commas },
};

/**
 * The one encoder: writes a value as a whole literal of a language, quotes included (escaped text in
 * Markdown and HTML, the text itself in plain text files).
 * @param value from an answer; it may hold anything
 * @throws Fault, without a place, for a value that no escape can carry into this language
 */
export const literal = (language: Language, value: Value): string => {
  if (language === 'plain') return refuse('the language of this file is not known, so only bare(x) can be written');
  const writer = WRITERS[language];
  const whole = (text: string): string =>
    text.isWellFormed() ? writer.text(text) : refuse('half of a character (a lone surrogate) cannot be written');
  if (typeof value === 'string') return whole(value);
  if (typeof value === 'boolean') return writer.boolean(value);
  if (typeof value === 'number') return writer.number(value);
  return writer.list?.(value.map(whole)) ?? refuse('this language has no lists: write a loop');
};
