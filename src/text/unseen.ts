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
