/**
 * Characters that do more on a screen than stand there: controls (C0, DEL, C1), line and paragraph separators, the
 * bidirectional and the invisible formats, and tags. The joiners of scripts and emoji are letters' own, and stay.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => NAMED[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** @returns whether a text holds a character that `printable` would write in another way. */
export const isPrintable = (text: string): boolean => text.search(UNSAFE) < 0;

/**
 * For what stands in one line: a name, a path, a value, a sentence of ours around them.
 * @returns the text on one line, which cannot move the cursor, change colours, or reorder or end the line it is in
 */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

/**
 * For a text of several lines: what another program printed, a file. Its line breaks and tabs stay, and each line after
 * the first is indented: no text from outside begins a line of ours.
 * @param indent what each line after the first begins with
 */
export const printableLines = (text: string, indent: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join(`\n${indent}`);

/** In a string of JSON every character may be written by its code. */
const byCode = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');

/** @returns a document as JSON for a screen as much as for a program: what `printable` minds is escaped, nothing is lost. */
export const jsonText = (document: unknown): string =>
  `${JSON.stringify(document, undefined, 2).replace(UNSAFE, (character) => (character === '\n' ? character : byCode(character)))}\n`;

/** Anything but printable ASCII may hold what is not seen. */
const UNUSUAL = /[^ -~]/;

/**
 * Controls, formats, line and paragraph separators, lone surrogates: what moves, reorders or hides what stands beside
 * it. Written where it is used: V8 builds these sets, which takes time, where the expression stands.
 * @returns the text with a mark for each of them
 */
const marked = (text: string, mark: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, mark);

/** @returns whether a text holds a control, an invisible or a bidirectional character. */
export const hasUnseen = (text: string): boolean => UNUSUAL.test(text) && marked(text, '') !== text;

/** @returns the text with a replacement character for each of them. */
export const unseenReplaced = (text: string): string => (UNUSUAL.test(text) ? marked(text, '\ufffd') : text);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** @returns text for HTML, in an element or a quoted attribute, without characters that move or reorder it. */
export const htmlText = (text: string): string =>
  printableLines(text, '').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
