import type { Expression } from './expression';
import type { Language } from './language';

/** A value written into the output: as a literal of the file's language, or bare. */
export interface WriteSlot {
  readonly kind: 'write';
  readonly expression: Expression;
  readonly bare: boolean;
  /** Whether it stands where several words would be something else: then it is no list. */
  readonly single?: true;
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

/** What the tags of a printed program call, each with the index of a slot but `spend`. */
export interface Tags {
  readonly write: (slot: number) => string;
  readonly test: (slot: number) => boolean;
  readonly loop: (slot: number) => Iterable<void>;
  /** Counts characters of the output. */
  readonly spend: (characters: number) => void;
}

/** The EJS of a program, compiled. */
export type Run = (tags: Tags) => string;

/** A template file that has passed the gate. */
export interface Program {
  readonly language: Language;
  /**
   * EJS that we wrote: its tags hold nothing of the template's own code, only calls with the index of
   * a slot. The template's text stands between them.
   */
  readonly ejs: string;
  /** The same, where it was compiled before: with the built-in template it is, and `ejs` is empty. */
  readonly run?: Run;
  readonly slots: readonly Slot[];
}
