import type { Flaw } from '../options/define';
import type { Reading } from '../options/kinds';
import type { Choice, Question } from '../options/question';
import { isPrintable, printable } from '../text/printable';

/** A question may hold a stranger's words: a template's, a folder's, git's. On the screen they are text alone. */

const shownFlaw = ({ rule, proposal, ...rest }: Flaw): Flaw => ({
  ...rest,
  rule: printable(rule),
  ...(proposal === undefined || !isPrintable(proposal) ? {} : { proposal }),
});

const shownReading = (reading: Reading): Reading => ('flaw' in reading ? { flaw: shownFlaw(reading.flaw) } : reading);

const shownChoice = ({ value, label, hint, heading }: Choice): Choice => ({
  value,
  label: printable(label),
  ...(hint === undefined ? {} : { hint: printable(hint) }),
  ...(heading === undefined ? {} : { heading: printable(heading) }),
});

/**
 * What is proposed is shown and taken as it is: a proposal that cannot be shown is none.
 * @returns the question with nothing in it that moves, hides or ends a line
 */
export const shownQuestion = (question: Question): Question => {
  const message = printable(question.message);
  if (question.kind === 'confirm') return { ...question, message };
  if (question.kind !== 'line') return { ...question, message, choices: question.choices.map(shownChoice) };
  return {
    ...question,
    message,
    initial: isPrintable(question.initial) ? question.initial : '',
    read: (text) => shownReading(question.read(text)),
    preview: (text) => {
      const preview = question.preview(text);
      return preview === undefined ? undefined : printable(preview);
    },
  };
};
