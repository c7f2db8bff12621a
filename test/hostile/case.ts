/** One hostile template, as data. `SENTINEL` in any text becomes the path of a file that must never appear. */
export interface Case {
  readonly name: string;
  /** Files of the template; a manifest is added where there is none. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** 65 where nothing else is said. */
  readonly exit?: number;
  /** What the refusal must say. */
  readonly says?: RegExp;
  /** Further arguments. */
  readonly words?: readonly string[];
}

/** A template that stands alone, with a text answer, a choice, a switch and a list. */
export const PLAIN_MANIFEST = `format: 1
name: hostile
extends: none
questions:
  word: { type: text, message: Word, default: hello }
  pick: { type: choice, message: Pick, choices: [one, two], default: one }
  flag: { type: boolean, message: Flag, default: true }
  many: { type: list, message: Many, default: [x, y] }
`;
