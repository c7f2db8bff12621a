/** What a reporter is given: judgements in one form, whichever command made them. */

/** What `--reporter` takes. */
export const REPORTER_NAMES = ['github', 'junit', 'sarif'] as const;

export type ReporterName = (typeof REPORTER_NAMES)[number];

export interface Judged {
  /** What was judged, in a few words: a folder, a template. */
  readonly subject: string;
  /** The rules by which it was judged, and what each found. */
  readonly checks: readonly JudgedCheck[];
}

export interface JudgedCheck {
  /** The rule: `cache`, `template`. */
  readonly id: string;
  readonly title: string;
  readonly status: 'pass' | 'fail' | 'skip' | 'error';
  readonly message: string;
  readonly fix?: string;
  /** Where it stands: a path with `/`, from the folder in which the program was called. */
  readonly place?: { readonly file: string; readonly line?: number; readonly column?: number };
  readonly milliseconds?: number;
}

/** Writes judgements for a pipeline. */
export type Reporter = (judged: Judged, version: string) => string;

/** @returns what is wrong and what to do about it, as one text. */
export const told = ({ message, fix }: JudgedCheck): string =>
  fix === undefined ? message : `${message}\nfix: ${fix}`;

/** @returns whether a check is news for somebody who looks only at what does not hold. */
export const isBad = ({ status }: JudgedCheck): boolean => status === 'fail' || status === 'error';
