import type { Choice, Question } from '../../options/question';
import { wrap } from '../../text/wrap';
import type { Form } from './prompt-forms';

/** The screen that a question is put on. */
export interface Screen {
  readonly columns: () => number;
  readonly rows: () => number;
}

/** The user's side of a prompt that may be shown more than once before it is answered. */
export interface Draft {
  readonly typed: string;
  readonly onTyped: (text: string) => void;
  readonly mayGoBack: boolean;
}

const flawText = (rule: string): string => `expected ${rule}`;

/** What stands before and after a text of ours on its line. */
const MARGIN = 4;

const keysOf = (question: Question, mayGoBack: boolean): string =>
  [
    ...(question.kind === 'select' && question.filter ? ['type to filter the list'] : []),
    ...(question.kind === 'select' ? ['↑↓ and Enter choose'] : []),
    ...(question.kind === 'many' ? ['↑↓ and Space mark, Enter takes them'] : []),
    ...(question.help === undefined ? [] : ['? explains']),
    mayGoBack ? 'Esc goes back' : 'Ctrl-C leaves',
  ].join(' · ');

/** Lines of a list that are no choices: the question, its line, the hint, the keys. */
const AROUND_A_LIST = 9;

const judge = (question: Extract<Question, { kind: 'line' }>) => {
  const flaw = (text: string) => {
    const reading = question.read(text);
    return 'flaw' in reading ? reading.flaw : undefined;
  };
  return {
    verdict: (text: string): string | undefined => {
      const found = flaw(text);
      return found && flawText(found.rule);
    },
    proposal: (text: string): string | undefined => flaw(text)?.proposal,
    preview: question.preview,
    told: (text: string): string => text,
  };
};

const YES_NO: Readonly<Record<string, boolean>> = { y: true, yes: true, n: false, no: false };

/** @returns what a word says of a switch; undefined where it says nothing. */
export const yesOrNo = (word: string): boolean | undefined => YES_NO[word.trim().toLowerCase()];

const confirmJudge = {
  told: (text: string): string => (yesOrNo(text) ? 'yes' : 'no'),
  verdict: (text: string): string | undefined => (yesOrNo(text) === undefined ? 'expected yes or no' : undefined),
  proposal: (): undefined => undefined,
  preview: (): undefined => undefined,
};

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/**
 * Puts a question into the form of a prompt, its texts broken between words for this screen.
 * @returns what `prompts.chunk` shows
 */
export const formOf = (question: Question, screen: Screen, draft: Draft): Form => {
  const fit = (text: string): string => wrap(text, screen.columns() - MARGIN).join('\n  ');
  const common = {
    message: fit(question.message),
    about: question.about === undefined ? '' : `  ${fit(question.about)}`,
    keys: `  ${fit(keysOf(question, draft.mayGoBack))}`,
    fit,
  };
  const { onTyped, typed } = draft;
  const line = { ...common, type: 'line' as const, typed, onTyped, columns: screen.columns };
  if (question.kind === 'line') return { ...line, initial: question.initial, ...judge(question) };
  if (question.kind === 'confirm') return { ...line, initial: question.initial ? 'yes' : 'no', ...confirmJudge };
  const last = common.message.split('\n').at(-1)!;
  const item = ({ label, ...choice }: Choice) => {
    const shown = cut(label, screen.columns() - MARGIN);
    return {
      ...choice,
      label: shown,
      short: last.length + shown.length + MARGIN <= screen.columns() ? shown : `\n  ${shown}`,
    };
  };
  const list = {
    ...common,
    items: question.choices.map(item),
    pageSize: Math.max(3, Math.min(14, screen.rows() - AROUND_A_LIST)),
  };
  return question.kind === 'many'
    ? { ...list, type: 'many', initial: question.initial, optional: question.optional === true }
    : { ...list, type: question.filter ? 'filter' : 'select', initial: question.initial, onTyped };
};
