import type { Outcome, Problem } from '../errors';
import type { ChildEnvironment } from '../machine/environment';
import type { Ran } from '../machine/run';
import type { World } from '../machine/world';
import type { Answers } from '../project/schema';

/** One program call, as data. Never a shell line: a shell sees only what is told to people. */
export interface Call {
  /** After the name of the program. */
  readonly words: readonly string[];
  /** What it reads, a secret among it: nobody sees this. */
  readonly input?: string;
  /** Makes what the others find: nothing can be found out before it. */
  readonly isFirst?: true;
  /** Questions to the same program: where all of them end with 0, the call has nothing to do. */
  readonly unless?: readonly (readonly string[])[];
  /** The same in words that a person can paste, run inside the repository. */
  readonly shown: readonly string[];
}

/** Where a call runs. */
export interface Place {
  readonly cwd: string;
  readonly world: World;
}

/** What stopped a step, and how the run ends for it. */
export interface Failure {
  readonly end: Outcome;
  readonly problem: Problem;
  /** Git lacks a name and an address to commit by. */
  readonly nameless?: true;
}

/** A program that steps call. It explains itself: what it gets of the environment, and what its failures mean. */
export interface Tool {
  readonly name: string;
  readonly environment: (place: Place) => ChildEnvironment;
  /** Found out before the first call that is not the first of all: settings for each call from then on, or why not. */
  readonly prepare?: (place: Place) => Promise<readonly string[] | Failure>;
  /** A call as it is started. */
  readonly argv: (words: readonly string[], settings: readonly string[]) => readonly string[];
  /** Why a call ended badly; undefined where the program's own words say all. */
  readonly diagnose: (call: Call, ran: Ran, place: Place) => Promise<Failure | undefined>;
  /** The flag by which a run does without it. */
  readonly without: string;
}

/** What a step of `create` knows when it makes its calls. */
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
export interface Step<Context> {
  readonly id: string;
  readonly title: (context: Context) => string;
  readonly tool: Tool;
  /** Where it was left out, the user may still want it: its commands are told. */
  readonly byHand?: (context: Context) => boolean;
  /** Why it does not apply; undefined where it does. */
  readonly skip: (context: Context) => string | undefined;
  readonly calls: (context: Context) => readonly Call[];
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
