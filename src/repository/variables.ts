/**
 * The app's variables on their way to the engine. Docker's file of variables has a line for each, and a line without
 * `=` in it takes the value of the client's environment: so names and values are judged before anything is written.
 */

/** As POSIX and Compose have it. Any other name could be two names in a line of a file, or a line without a value. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @returns whether a text from outside can be the name of a variable. */
export const isVariableName = (name: string): boolean => NAME.test(name);

export type Variables = Readonly<Record<string, string>>;

/** The client reads a line of at most 64 KiB. In bytes, with some room for the name. */
const LONGEST_LINE = 60_000;
/** Linux starts no program with a longer word or variable than 128 KiB, nor with more than 2 MiB of them. In bytes. */
const LONGEST_WORD = 120_000;
const ALL_WORDS = 1_000_000;

/** How the variables of an app are handed to `docker run`. */
export interface Passed {
  /** The text of a file for `--env-file`. */
  readonly file: string;
  /** Words of `docker run` for what has no line: values with line breaks. */
  readonly words: readonly string[];
  /** Variables for the client, which hands them on by their names: a word could be read by every user of the machine. */
  readonly inherited: Variables;
  /** What could not be handed over, a sentence each. */
  readonly notes: readonly string[];
}

const bytesOf = (name: string, value: string): number => Buffer.byteLength(`${name}=${value}`);

const hasLine = (name: string, value: string): boolean => !/[\r\n]/.test(value) && bytesOf(name, value) <= LONGEST_LINE;

/** Why a variable cannot be handed over at all. */
const unfit = (name: string, value: string): string | undefined => {
  if (!isVariableName(name)) return `${JSON.stringify(name.slice(0, 80))} is no name of a variable`;
  if (value.includes('\0')) return `the value of ${name} holds a NUL character`;
  return bytesOf(name, value) > LONGEST_WORD ? `the value of ${name} is longer than ${LONGEST_WORD} bytes` : undefined;
};

/** Sorts variables into those that fit, in bytes all together, and sentences about the rest. */
const sorted = (variables: Variables, most: number): { fit: readonly [string, string][]; notes: readonly string[] } => {
  const fit: [string, string][] = [];
  const notes: string[] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(variables)) {
    const reason =
      unfit(name, value) ??
      (bytes + bytesOf(name, value) > most ? `${name} and the variables before it are too long together` : undefined);
    if (reason === undefined) {
      fit.push([name, value]);
      bytes += bytesOf(name, value);
    } else notes.push(reason);
  }
  return { fit, notes };
};

/**
 * The one writer of docker's file of variables.
 * @param found what the repository says
 * @param given what the user says, which wins
 * @param reserved whether the client itself, or what starts it, reads a variable of that name
 */
export const passed = (found: Variables, given: Variables, reserved: (name: string) => boolean): Passed => {
  const { fit, notes } = sorted({ ...found, ...given }, ALL_WORDS);
  const lines: string[] = [];
  const words: string[] = [];
  const inherited: [string, string][] = [];
  const taken: string[] = [];
  for (const [name, value] of fit) {
    if (hasLine(name, value)) lines.push(`${name}=${value}\n`);
    // What a repository says is no secret of the user's, and its names must not reach the client.
    else if (!Object.hasOwn(given, name)) words.push('--env', `${name}=${value}`);
    else if (reserved(name)) taken.push(`the value of ${name}, which docker itself reads, has line breaks`);
    else {
      words.push('--env', name);
      inherited.push([name, value]);
    }
  }
  return {
    file: lines.join(''),
    words,
    inherited: Object.fromEntries(inherited),
    notes: [...notes, ...taken].map((reason) => `${reason}: the app does not get it`),
  };
};

/** @returns the words for build arguments, always with a value: a name alone would take one of the user's own variables. */
export const buildArgumentWords = (variables: Variables): readonly string[] =>
  sorted(variables, ALL_WORDS).fit.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);

/** @returns a sentence for each build argument that cannot be handed over. */
export const buildArgumentNotes = (variables: Variables): readonly string[] =>
  sorted(variables, ALL_WORDS).notes.map((reason) => `${reason}: the build does not get it`);
