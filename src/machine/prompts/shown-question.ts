import type { Reading } from '../../options/kinds';
import type { Flaw } from '../../options/option';
import type { Choice, LineQuestion, Question } from '../../options/question';
import { isPrintable, printable } from '../../text/printable';

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

const shownWords = ({ message, about, help }: Question): Pick<Question, 'message' | 'about' | 'help'> => ({
  message: printable(message),
  ...(about === undefined ? {} : { about: printable(about) }),
  ...(help === undefined ? {} : { help: help.map(printable) }),
});

const shownLine = (question: LineQuestion): LineQuestion => ({
  ...question,
  ...shownWords(question),
  initial: isPrintable(question.initial) ? question.initial : '',
  read: (text) => shownReading(question.read(text)),
  preview: (text) => {
    const preview = question.preview(text);
    return preview === undefined ? undefined : printable(preview);
  },
});

/**
 * What is proposed is shown and taken as it is: a proposal that cannot be shown is none.
 * @returns the question with nothing in it that moves, hides or ends a line
 */
export const shownQuestion = (question: Question): Question => {
  if (question.kind === 'line') return shownLine(question);
  if (question.kind === 'confirm') return { ...question, ...shownWords(question) };
  const choices = question.choices.map(shownChoice);
  if (question.kind === 'many') return { ...question, ...shownWords(question), choices };
  const { another } = question;
  return {
    ...question,
    ...shownWords(question),
    choices,
    ...(another === undefined ? {} : { another: { ...another, question: shownLine(another.question) } }),
  };
};
