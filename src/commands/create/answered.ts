import type { Layer } from '../../options/layers';
import { labelOf, type Option, type Value } from '../../options/option';
import type { Resolution } from '../../options/resolve';
import { isLocked, tableOf } from '../../sources/team-answers';
import { printable } from '../../text/printable';
import { answerText } from './answer-text';
import { type Given, settle } from './given';
import { hasDirectory, type Interview, keyOfFlag } from './interview';
import { ELSEWHERE } from './place-questions';

const STRONGER: ReadonlySet<string> = new Set(['flag', 'config', 'environment']);

/** @returns the layers without what they say of a key; an answer at the prompt is the user's last word. */
const without = (layers: readonly Layer[], key: string): readonly Layer[] =>
  layers.map((layer) =>
    STRONGER.has(layer.source)
      ? { ...layer, values: Object.fromEntries(Object.entries(layer.values).filter(([other]) => other !== key)) }
      : layer,
  );

const withAnswer = (given: Given, key: string, value: Value): Given => {
  const answers = given.layers.find(({ source }) => source === 'answer')?.values ?? {};
  const layers = without(given.layers, key).filter(({ source }) => source !== 'answer');
  return { ...given, layers: [...layers, { source: 'answer', values: { ...answers, [key]: value }, problems: [] }] };
};

/** What was answered about one folder says nothing of another. */
const inDirectory = (given: Given, directory: string, directoryFrom: 'name' | 'answer'): Given => {
  const { conflictBy, ...rest } = given;
  const kept = conflictBy === 'flag' ? given : { ...rest, run: { ...given.run, onConflict: 'refuse' } };
  return { ...kept, directory, directoryFrom };
};

const answeredPlace = (given: Given, key: string, value: Value): Given => {
  if (key === 'onConflict')
    return value === ELSEWHERE
      ? given
      : { ...given, conflictBy: 'answer', run: { ...given.run, onConflict: String(value) } };
  if (key === 'directory') return inDirectory(given, String(value), 'answer');
  const next = withAnswer(given, key, value);
  const follows = key === 'name' && (!hasDirectory(given) || given.directoryFrom === 'name');
  return follows ? inDirectory(next, String(value), 'name') : next;
};

/** Takes out what the answer leaves without a meaning, and says so. */
const dropped = (given: Given, cwd: string): { readonly given: Given; readonly notes: readonly string[] } => {
  const table = tableOf(given);
  const { values, problems } = settle(given, cwd);
  const key = problems
    .filter(({ code }) => code === 'contradiction')
    .map(({ flag }) => keyOfFlag(given, flag))
    .find((found) => found !== undefined && !isLocked(given, found));
  const flaw = key === undefined ? undefined : table[key]!.judge?.(values[key]!, values);
  if (key === undefined || flaw?.contradiction !== true) return { given, notes: [] };
  const rest = dropped({ ...given, layers: without(given.layers, key) }, cwd);
  return { ...rest, notes: [leftOut(table[key]!, values[key]!, flaw.rule), ...rest.notes] };
};

const leftOut = (option: Option, value: Value, why: string): string =>
  `${labelOf(option)} ${answerText(value)} is left out: ${printable(why)}`;

/** Answers of before that mean nothing any more; they come back with the answer that gave them a meaning. */
const resting = (before: Resolution, after: Resolution, given: Given): readonly string[] =>
  Object.entries(tableOf(given)).flatMap(([key, option]) => {
    const value = before.values[key];
    if (before.sources[key] !== 'answer' || after.sources[key] === 'answer' || value === undefined || value === '')
      return [];
    const flaw = option.judge?.(value, after.values);
    return flaw?.contradiction ? [leftOut(option, value, flaw.rule)] : [];
  });

/**
 * Takes an answer.
 * @returns the conversation after it, and what else it has changed, in words
 */
export const answered = (
  interview: Interview,
  key: string,
  value: Value,
  cwd: string,
): { readonly interview: Interview; readonly notes: readonly string[] } => {
  const { wanted: _, ...before } = interview;
  const told = answeredPlace(before.given, key, value);
  const { given, notes } = dropped(told, cwd);
  const next: Interview = {
    ...before,
    given,
    past: [...before.past, { key, before: interview }],
    ...(key === 'onConflict' && value === ELSEWHERE ? { wanted: 'directory' } : {}),
  };
  return { interview: next, notes: [...resting(settle(before.given, cwd), settle(given, cwd), given), ...notes] };
};

/** @returns the conversation before its last answer, which is proposed again; itself where nothing was said. */
export const back = (interview: Interview, cwd: string): Interview => {
  const last = interview.past.at(-1);
  if (last === undefined) return interview;
  const { given } = interview;
  const { values } = settle(given, cwd);
  const said = { ...values, directory: given.directory ?? '', onConflict: given.run.onConflict }[last.key];
  return {
    ...last.before,
    remembered: { ...interview.remembered, ...(said === undefined || said === '' ? {} : { [last.key]: said }) },
  };
};
