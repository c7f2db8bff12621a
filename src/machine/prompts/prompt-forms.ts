import type { Value } from '../../options/option';
import type { Question } from '../../options/question';

/** The prompts that can be shown, as data: every text has the breaks that the screen needs. */

/** Asks one question; undefined for "back", which only comes where it may. */
export type Ask = (question: Question, mayGoBack: boolean) => Promise<Value | undefined>;

/** What every prompt shows beside its question. Each text has the breaks it needs. */
export interface Shown {
  readonly message: string;
  /** The line under the question; '' where there is none. */
  readonly about: string;
  /** What the keys do. */
  readonly keys: string;
  /** Breaks a text between words. */
  readonly fit: (text: string) => string;
}

export interface LineForm extends Shown {
  readonly type: 'line';
  readonly initial: string;
  /** What stands in the line already. */
  readonly typed: string;
  readonly columns: () => number;
  /** What is wrong with the text, or nothing. */
  readonly verdict: (text: string) => string | undefined;
  /** What the text would become. */
  readonly preview: (text: string) => string | undefined;
  readonly proposal: (text: string) => string | undefined;
  /** How an answer is told once it is taken. */
  readonly told: (text: string) => string;
  readonly onTyped: (text: string) => void;
}

export interface Item {
  readonly value: string;
  readonly label: string;
  /** What stands behind the question once it is chosen. */
  readonly short: string;
  readonly hint?: string;
  readonly heading?: string;
}

export interface ListForm extends Shown {
  readonly type: 'select' | 'filter';
  readonly initial: string;
  readonly items: readonly Item[];
  readonly pageSize: number;
  readonly onTyped: (text: string) => void;
}

export interface ManyForm extends Shown {
  readonly type: 'many';
  readonly initial: readonly string[];
  readonly optional: boolean;
  readonly items: readonly Item[];
  readonly pageSize: number;
}

/** One prompt, in the words that stand on the screen. */
export type Form = LineForm | ListForm | ManyForm;
