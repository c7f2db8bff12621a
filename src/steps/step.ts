import type { Answers } from '../project/schema';

/** One program call, as data. Never a shell line: a shell sees only what `tell` prints for people. */
export interface Call {
  readonly argv: readonly string[];
  readonly input?: string;
  /** Makes what the others find: there are no settings to look at before it. */
  readonly isFirst?: true;
  /** Questions to the same program: where all of them end with 0, the call has nothing to do. */
  readonly unless?: readonly (readonly string[])[];
  /** The same in words that a person can paste, run inside the repository. */
  readonly shown: readonly string[];
}

/** What a step knows when it makes its calls. */
export interface StepContext {
  readonly answers: Answers;
  readonly version: string;
  /** Paths that this run wrote, relative to the target. */
  readonly written: readonly string[];
  /** The same for a person's command line: a folder that holds nothing else stands for what is in it. */
  readonly writtenShort: readonly string[];
  /** How the target stands to git: nothing around it, its own repository, or inside another one. */
  readonly repository: 'none' | 'own' | 'around';
  /** Why what git would write for the folder may go elsewhere; then nothing is staged or committed. */
  readonly foreign?: string;
  /** The folder's own repository has commits: a history that this run did not make. */
  readonly history: boolean;
  /** The user said `--git`, so a repository inside another one is meant, and a commit into a history. */
  readonly insisted: boolean;
}

/** Something that is done after the files are in place. */
export interface Step {
  readonly id: string;
  readonly title: (context: StepContext) => string;
  /** Where it was left out, the user may still want it: its commands are told. */
  readonly byHand?: (context: StepContext) => boolean;
  /** Why it does not apply; undefined where it does. */
  readonly skip: (context: StepContext) => string | undefined;
  readonly calls: (context: StepContext) => readonly Call[];
}

type StepStatus = 'done' | 'failed' | 'pending' | 'skipped';

/** How a step ended. `commands` finish it where it did not end well. */
export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly reason?: string;
  readonly commands?: readonly string[];
}
