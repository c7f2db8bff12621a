import { basename, resolve as resolvePath } from 'node:path';
import type { Outcome, Problem } from '../../errors';
import { flagOf, labelOf, type Option, type Value, type Values } from '../../options/option';
import { essentialKeys, type Question, questionOf } from '../../options/question';
import type { Resolution } from '../../options/resolve';
import { appName } from '../../project/grammar';
import { isLocked, tableOf } from '../../sources/team-answers';
import { printable } from '../../text/printable';
import { type Given, settle } from './given';
import type { Look } from './look';
import { conflictQuestion, directoryQuestion, inUseProblems } from './place-questions';

/** Everything that a conversation knows. A value: each answer makes the next one. */
export interface Interview {
  readonly given: Given;
  /** As it was before each answer, the last one last; so that one can go back. */
  readonly past: readonly { readonly key: string; readonly before: Interview }[];
  /** Answers that were taken back; they are proposed again. */
  readonly remembered: Values;
  /** The folder as it is; undefined until somebody has looked. */
  readonly look?: Look;
  /** A question that comes next, whatever else is known. */
  readonly wanted?: string;
}

/** What comes next. */
export type Turn =
  | { readonly kind: 'ask'; readonly question: Question; readonly reason?: string }
  /** Somebody must look at a folder first. */
  | { readonly kind: 'look'; readonly path: string }
  /** Nothing was asked yet, and nothing that could be asked would mend it. */
  | { readonly kind: 'refuse'; readonly outcome: Outcome; readonly problems: readonly Problem[] }
  | { readonly kind: 'done' };

/** @returns a conversation in which nothing was said yet. */
export const newInterview = (given: Given): Interview => ({ given, past: [], remembered: {} });

export const hasDirectory = (given: Given): given is Given & { directory: string } =>
  given.directory !== undefined && given.directory !== '';

/** The name of a directory and the lack of one can be asked for; whatever else was given wrong stays wrong. */
const isMendable = ({ code, flag }: Problem): boolean =>
  code === 'missing' || (flag === 'directory' && code === 'invalid');

const known = (given: Given, key: string): boolean =>
  given.layers.some(
    ({ source, values }) => Object.hasOwn(values, key) && (source !== 'template' || isLocked(given, key)),
  );

/** Whether a key is still to be asked. */
const isOpen = (given: Given, key: string, values: Values): boolean =>
  !known(given, key) && tableOf(given)[key]!.applies?.(values) !== false;

/** @returns the key that a flag is about. */
export const keyOfFlag = (given: Given, flag: string | undefined): string | undefined =>
  flag === 'directory'
    ? 'name'
    : Object.entries(tableOf(given)).find(([key, option]) => `--${flagOf(key, option)}` === flag)?.[0];

/** @returns the keys that an answer is judged beside. */
const keysBefore = (given: Given, key: string): readonly string[] => {
  const keys = Object.keys(tableOf(given));
  return keys.slice(0, keys.indexOf(key));
};

const isOpenBefore = (given: Given, key: string, values: Values): boolean => {
  const before = keysBefore(given, key);
  return essentialKeys(tableOf(given)).some((other) => before.includes(other) && isOpen(given, other, values));
};

/**
 * Nothing that is still to be asked makes it right: it was given so, or a template has decided otherwise, or all that it is
 * judged beside is known. What the template will say is not known before it is there.
 */
const isFinal = (given: Given, problem: Problem, values: Values): boolean => {
  if (isMendable(problem)) return false;
  const key = keyOfFlag(given, problem.flag);
  const opposed = key !== undefined && isLocked(given, key) && problem.code === 'contradiction';
  if (key === undefined || opposed || given.layers.some(({ problems }) => problems.includes(problem))) return true;
  if (given.run.template !== undefined && given.team === undefined) return false;
  // Nothing was said so that nobody is asked.
  if (problem.value === '') return true;
  return !isOpenBefore(given, key, values);
};

/** What Enter takes: what was said before, else what the template proposes. */
const current = ({ given, remembered }: Interview, key: string, { values, sources }: Resolution): Value | undefined =>
  remembered[key] ??
  (sources[key] === undefined || sources[key] === 'default' ? undefined : values[key]) ??
  given.layers.find(({ source }) => source === 'template')?.values[key];

const nameQuestion = (interview: Interview, cwd: string, { values }: Resolution): Question => {
  const { given, remembered } = interview;
  const proposal = hasDirectory(given) ? appName(basename(resolvePath(cwd, given.directory)))?.proposal : undefined;
  return questionOf(
    'name',
    tableOf(given)['name']!,
    remembered['name'] ?? values['name'] ?? proposal ?? 'my-app',
    values,
  );
};

/**
 * The question of a key.
 * @param proposed what Enter takes where there is no answer yet
 */
export const questionFor = (interview: Interview, key: string, cwd: string, proposed?: string): Question => {
  const { given, remembered } = interview;
  const resolution = settle(given, cwd);
  if (key === 'directory') return directoryQuestion(String(remembered['directory'] ?? ''), cwd);
  if (key === 'name') return nameQuestion(interview, cwd, resolution);
  const value = current(interview, key, resolution);
  const nothing = value === undefined || value === '';
  return questionOf(key, tableOf(given)[key]!, nothing && proposed !== undefined ? proposed : value, resolution.values);
};

const ask = (interview: Interview, key: string, cwd: string, reason?: string): Turn => ({
  kind: 'ask',
  question: questionFor(interview, key, cwd),
  ...(reason === undefined ? {} : { reason }),
});

/** Where the repository goes, and what it is called. */
const askPlace = (interview: Interview, cwd: string, { values }: Resolution): Turn | undefined => {
  if (values['name'] === undefined) return ask(interview, 'name', cwd);
  if (hasDirectory(interview.given)) return undefined;
  const question = directoryQuestion(String(interview.remembered['directory'] ?? values['name']), cwd);
  return { kind: 'ask', question };
};

/** What the folder is, and what is to become of what it holds. */
const askFolder = ({ given, look, past, remembered }: Interview, cwd: string): Turn | undefined => {
  const path = resolvePath(cwd, given.directory!);
  if (look?.path !== path) return { kind: 'look', path };
  if (look.refusal) {
    if (past.length === 0) return { kind: 'refuse', ...look.refusal };
    const reason = look.refusal.problems.map(({ message, fix }) =>
      fix === undefined ? message : `${message}; ${fix}`,
    );
    return { kind: 'ask', question: directoryQuestion('', cwd), reason: reason.map(printable).join('\n') };
  }
  if (look.entries.length === 0) return undefined;
  if (given.conflictBy === undefined)
    return { kind: 'ask', question: conflictQuestion(given.directory!, look, remembered['onConflict']) };
  // An earlier result may be what would be made again; anything else is in the way whatever is answered.
  return past.length === 0 && given.run.onConflict === 'refuse' && !look.made
    ? { kind: 'refuse', outcome: 'target', problems: inUseProblems(look) }
    : undefined;
};

const reasonOf = (option: Option, { code, flag, message }: Problem): string =>
  code === 'missing'
    ? `${labelOf(option)} is needed${option.needed === undefined ? '' : ` ${option.needed}`}`
    : printable(message.replace(`${flag} `, `${labelOf(option)} `));

/** What a template has decided goes ill with an answer: that one is asked for again, at once. */
const askBesideLocked = (interview: Interview, cwd: string, { problems, values }: Resolution): Turn | undefined => {
  const { given, past } = interview;
  for (const problem of problems) {
    const own = keyOfFlag(given, problem.flag);
    if (own === undefined || !isLocked(given, own) || isOpenBefore(given, own, values)) continue;
    const key = past.findLast((step) => keysBefore(given, own).includes(step.key))?.key;
    if (key !== undefined) return ask(interview, key, cwd, reasonOf(tableOf(given)[own]!, problem));
  }
  return undefined;
};

/** The question that mends the first problem: its own, or where a template has decided that, the last one. */
const askAgain = (interview: Interview, cwd: string, { problems }: Resolution): Turn | undefined => {
  const [problem] = problems;
  if (problem === undefined) return undefined;
  const { given, past } = interview;
  const own = keyOfFlag(given, problem.flag);
  const key = own === undefined || isLocked(given, own) ? past.at(-1)?.key : own;
  if (key === undefined || !Object.hasOwn(tableOf(given), key)) return { kind: 'refuse', outcome: 'usage', problems };
  return ask(interview, key, cwd, reasonOf(tableOf(given)[own ?? key]!, problem));
};

/** @returns what comes next in a conversation. */
export const turnOf = (interview: Interview, cwd: string): Turn => {
  const { given, past, wanted } = interview;
  const resolution = settle(given, cwd);
  const { values } = resolution;
  const hopeless = past.length > 0 ? [] : resolution.problems.filter((problem) => isFinal(given, problem, values));
  if (hopeless.length > 0) return { kind: 'refuse', outcome: 'usage', problems: hopeless };
  if (wanted !== undefined) return ask(interview, wanted, cwd);
  const place = askPlace(interview, cwd, resolution) ?? askFolder(interview, cwd);
  if (place) return place;
  const beside = askBesideLocked(interview, cwd, resolution);
  if (beside) return beside;
  const table = tableOf(given);
  const next = essentialKeys(table).find((key) => isOpen(given, key, values));
  if (next !== undefined) return ask(interview, next, cwd);
  return askAgain(interview, cwd, resolution) ?? { kind: 'done' };
};
