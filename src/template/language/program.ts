import type { Reading } from '../positions/scanner';
import type { Expression } from './expression';
import type { Language } from './language';

/** A value written into the output: as a literal of the file's language, or bare. */
export interface WriteSlot {
  readonly kind: 'write';
  readonly expression: Expression;
  readonly bare: boolean;
  /** Whether it stands where several words would be something else: then it is no list. */
  readonly single?: true;
  /** What a bare value is read as there, if not as a text. */
  readonly reads?: Reading;
  /** Indices of the loops round it, outermost first. */
  readonly within: readonly number[];
  /** Something in its expression was refused: the program is never rendered, and this one not judged further. */
  readonly broken?: true;
}

interface TestSlot {
  readonly kind: 'test';
  readonly expression: Expression;
  readonly within: readonly number[];
  readonly broken?: true;
}

export interface LoopSlot {
  readonly kind: 'loop';
  readonly name: string;
  readonly expression: Expression;
  readonly within: readonly number[];
  readonly broken?: true;
}

export type Slot = WriteSlot | TestSlot | LoopSlot;

/** What the tags of a printed program call: `it`. */
export interface Tags {
  readonly text: (text: number) => string;
  readonly write: (slot: number) => string;
  readonly test: (slot: number) => boolean;
  readonly loop: (slot: number) => Iterable<void>;
}

/** A template file that has passed the gate. */
export interface Program {
  readonly language: Language;
  /**
   * EJS of our own words alone (`printed-tags.ts`): calls with the index of a text or of a slot, and nothing between
   * them. What a template says is data beside it, which no engine reads as code.
   */
  readonly ejs: string;
  /** The template's text between its tags. */
  readonly texts: readonly string[];
  readonly slots: readonly Slot[];
  /** Its slots were judged under every answer when the program was built. */
  readonly judged?: true;
}
