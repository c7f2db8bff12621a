/**
 * How a run can end, and what is said when it does not end well. Exit codes follow BSD sysexits(3)
 * where it has a name for the case, and 128 + the signal's number for signals.
 */
export const OUTCOMES = {
  done: { exitCode: 0, meaning: 'done' },
  no: { exitCode: 1, meaning: 'the answer is "no": a check failed, or a clean-up was declined' },
  usage: { exitCode: 2, meaning: 'a flag, an argument or an answer is wrong or missing' },
  data: { exitCode: 65, meaning: 'a template or a config file cannot be read' },
  unavailable: { exitCode: 69, meaning: 'a needed tool is missing, too old or not set up' },
  bug: { exitCode: 70, meaning: 'a fault of this program; the stack is shown' },
  target: { exitCode: 73, meaning: 'something is in the way in the target folder' },
  io: { exitCode: 74, meaning: 'reading, writing or a step after writing failed' },
  network: { exitCode: 75, meaning: 'the network did not answer' },
  untrusted: { exitCode: 77, meaning: 'the source is not trusted' },
  hangup: { exitCode: 129, meaning: 'ended by SIGHUP' },
  interrupted: { exitCode: 130, meaning: 'ended by Ctrl-C, SIGINT or "leave"' },
  terminated: { exitCode: 143, meaning: 'ended by SIGTERM' },
} as const satisfies Record<string, { exitCode: number; meaning: string }>;

export type Outcome = keyof typeof OUTCOMES;

/** What a problem can be. The key is `code` in JSON and keeps its name; the text says when it is used. */
export const PROBLEM_CODES = {
  missing: 'a value is needed and nothing gives it',
  invalid: 'a value breaks the rule of its option',
  unknown: 'a flag, key, command or value that does not exist',
  repeated: 'a value that may be given once was given more often',
  contradiction: 'two values that cannot both hold',
  config: 'a config file cannot be read or parsed',
  template: 'a template breaks a rule of its format',
  target: 'something is in the way in the target folder',
  io: 'the operating system refused a file operation',
  tool: 'a tool that a step needs is missing, too old or not set up',
  step: 'a step after writing failed',
  removal: 'an object of the engine could not be removed',
  network: 'a remote side did not answer or refused',
  untrusted: 'a source is not pinned, or is not what it was',
  signal: 'the run was ended by a signal or by the user',
  bug: 'a fault of this program',
} as const satisfies Record<string, string>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** One thing that is wrong, in words for the user: which field, which value, which rule, what to do. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** As typed: `--registry-user`, `directory`, or a path. */
  readonly flag?: string;
  readonly value?: string;
  readonly fix?: string;
}

/** The planned end of a run that cannot go on. Everything else that is thrown is a bug of ours. */
export class Stop extends Error {
  constructor(
    readonly outcome: Outcome,
    readonly problems: readonly Problem[],
    options?: { cause?: unknown },
  ) {
    super(problems.map((problem) => problem.message).join('\n'), options);
    this.name = 'Stop';
  }
}
