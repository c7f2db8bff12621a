/** C0 and C1 controls but for tab and line feed, and the bidirectional controls of UAX 9. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** @returns a text that cannot move the cursor, change colours or reorder the line it is shown in. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
