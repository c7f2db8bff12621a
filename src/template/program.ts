import type { Expression } from './expression';
import type { Language } from './language';

/** A value written into the output: as a literal of the file's language, or bare. */
export interface WriteSlot {
  readonly kind: 'write';
  readonly expression: Expression;
  readonly bare: boolean;
  /** Indices of the loops round it, outermost first. */
  readonly within: readonly number[];
}

export interface TestSlot {
  readonly kind: 'test';
  readonly expression: Expression;
  readonly within: readonly number[];
}

export interface LoopSlot {
  readonly kind: 'loop';
  readonly name: string;
  readonly expression: Expression;
  readonly within: readonly number[];
}

export type Slot = WriteSlot | TestSlot | LoopSlot;

/** A template file that has passed the gate. */
export interface Program {
  readonly language: Language;
  /**
   * EJS that we wrote: its tags hold nothing of the template's own code, only calls with the index of
   * a slot. The template's text stands between them.
   */
  readonly ejs: string;
  readonly slots: readonly Slot[];
}
